"""Telephones are read however they are typed."""

import pytest

from healthdesk.domain.contact import PhoneKind, read_phone


@pytest.mark.parametrize(
    ("typed", "stored", "kind"),
    [
        ("13800005521", "13800005521", PhoneKind.MOBILE),
        ("１３８ ０００0 5521", "13800005521", PhoneKind.MOBILE),
        ("+86 138-0000-5521", "13800005521", PhoneKind.MOBILE),
        ("0571-87654321", "0571-87654321", PhoneKind.LANDLINE),
        ("(0571)87654321", "0571-87654321", PhoneKind.LANDLINE),
        ("0571－8765 4321", "0571-87654321", PhoneKind.LANDLINE),
        ("87654321", "87654321", PhoneKind.LANDLINE),
        ("87654321-802", "87654321-802", PhoneKind.LANDLINE),
        ("010-87654321-802", "010-87654321-802", PhoneKind.LANDLINE),
        ("12800005521", "12800005521", PhoneKind.OTHER),
        ("138000055", "138000055", PhoneKind.OTHER),
        ("邻居小店", "邻居小店", PhoneKind.OTHER),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str, stored: str, kind: PhoneKind) -> None:
    phone = read_phone(typed)
    assert (phone.text, phone.kind) == (stored, kind)
    assert phone.is_doubtful is (kind is PhoneKind.OTHER)
    assert read_phone(phone.text) == phone
