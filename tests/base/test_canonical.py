"""Members of a stored document that are read without the rest."""

from decimal import Decimal

import pytest

from healthdesk.base import canonical


def test_members_are_what_decoding_all_of_it_gives() -> None:
    said = {"sbp": 135, "weight": Decimal("53.50"), "b-1": ["1"], "none": None, "drugs": [{"dose": 1}]}
    raw = canonical.encode(said)
    for wanted in ({"sbp", "weight"}, {"b-1", "none", "absent"}, {"drugs"}, {""}, set[str]()):
        found = canonical.members(raw, frozenset(wanted))
        assert found == {key: value for key, value in said.items() if key in wanted}
    assert str(canonical.members(raw, frozenset({"weight"}))["weight"]) == "53.50"


@pytest.mark.parametrize("raw", [b"{", b"[]", b"", b"null"])
def test_what_is_no_object_has_no_members(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical.members(raw, frozenset({"sbp"}))
