"""Archive numbers are built, checked and printed by the national rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthdesk.base.errors import InvalidInput
from healthdesk.domain import numbering
from healthdesk.domain.numbering import Segment


@pytest.mark.parametrize(
    ("text", "printed", "short", "segment"),
    [
        ("33010600501800417", "330106-005-018-00417", "018-00417", Segment.RESIDENT_COMMITTEE),
        ("32012420410100001", "320124-204-101-00001", "101-00001", Segment.VILLAGE_COMMITTEE),
        ("51010701199999999", "510107-011-999-99999", "999-99999", Segment.OTHER_ORGANISATION),
        ("41010500310000042", "410105-003-100-00042", "100-00042", None),
        ("330106-005-018-00417", "330106-005-018-00417", "018-00417", Segment.RESIDENT_COMMITTEE),
    ],
)
def test_a_number_is_printed_in_four_parts(
    text: str, printed: str, short: str, segment: Segment | None
) -> None:
    number = numbering.check(text)
    assert (number.printed, number.short, number.third_segment) == (printed, short, segment)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("33010600501800000", "serial"), ("3301060050180417", "length"), ("3301060050180041A", "characters")],
)
def test_a_wrong_number_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        numbering.check(text)
    assert refused.value.reason == reason


def test_the_next_file_of_a_committee_gets_its_number() -> None:
    number = numbering.build("110105009012", 23)
    assert number.text == "11010500901200023"
    assert (number.county, number.township, number.village, number.serial) == ("110105", "009", "012", 23)


@pytest.mark.parametrize("serial", [0, 100_000])
def test_a_serial_outside_five_digits_is_refused(serial: int) -> None:
    with pytest.raises(InvalidInput):
        numbering.build("110105009012", serial)


def test_a_temporary_number_is_known_as_such_and_printed_as_it_is() -> None:
    number = numbering.temporary("ws1", 7)
    assert number == "TWS1-00007"
    assert numbering.is_temporary(number)
    assert not numbering.is_temporary("33010600501800417")
    assert numbering.printed(number) == numbering.short(number) == number


def test_a_workstation_code_with_other_characters_is_refused() -> None:
    with pytest.raises(InvalidInput):
        numbering.temporary("前台", 1)


@given(st.integers(0, 999_999_999_999), st.integers(1, numbering.LAST_SERIAL))
def test_what_is_printed_can_be_read_again(village: int, serial: int) -> None:
    number = numbering.build(f"{village:012d}", serial)
    assert numbering.check(number.printed) == number
    assert numbering.printed(number.text) == number.printed
    assert numbering.short(number.text) == number.short
