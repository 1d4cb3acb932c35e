"""Text as people type it, and numbers that must not be read in a log."""

import pytest

from healthdesk.base import text


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("１３８ ａｂ（Ｘ）", "138 ab(X)"),
        ("　王　伟　", "王 伟"),
        ("王\u200b伟\ufeff", "王伟"),
        ("", ""),
    ],
)
def test_wide_signs_become_plain_ones(typed: str, plain: str) -> None:
    assert text.squeezed(typed) == plain


def test_digits_are_kept_in_any_width() -> None:
    assert text.digits("０571-8888 ７654 转2") == "0571888876542"


@pytest.mark.parametrize(
    "name", ["阿依古丽·买买提", "阿依古丽•买买提", "阿依古丽 买买提", "阿依古丽．买买提"]
)
def test_a_name_is_the_same_with_any_dot(name: str) -> None:
    assert text.name_key(name) == "阿依古丽买买提"


def test_a_foreign_name_keeps_its_blanks() -> None:
    assert text.name_key("John  SMITH") == "john smith"


def test_the_birth_date_in_a_number_is_hidden() -> None:
    assert text.masked_id_no("330199195803121228") == "330199********1228"
    assert text.masked_id_no("330199580312122") == "330199*****2122"
    assert text.masked_id_no("E1234567") == "********"


def test_the_middle_of_a_telephone_is_hidden() -> None:
    assert text.masked_phone("16000001234") == "160****1234"
    assert text.masked_phone("12345") == "*****"


def test_a_log_line_holds_no_number() -> None:
    line = "resident 33019919570701331x, phone 16012345678, landline 0579-88887654, 330199570701331 saved"
    masked = text.masked(line)
    for number in ("33019919570701331x", "16012345678", "88887654", "330199570701331"):
        assert number not in masked
    assert masked.startswith("resident 330199********331x")


def test_other_numbers_stay() -> None:
    assert text.masked("sent 12 of 40000 in 1698765 bytes") == "sent 12 of 40000 in 1698765 bytes"
