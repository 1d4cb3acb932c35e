"""A citizen number holds or says which part does not."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthdesk.base.errors import InvalidInput
from healthdesk.domain import identity

bodies = st.builds(
    lambda region, born, order: f"{region}{born:%Y%m%d}{order:03d}",
    st.sampled_from(["110105", "320124", "510107", "810000", "820000", "830000"]),
    st.dates(date(1900, 1, 1), date(2026, 11, 2)),
    st.integers(0, 999),
)


@pytest.mark.parametrize(
    ("text", "born", "sex", "region"),
    [
        pytest.param("320124195807192175", date(1958, 7, 19), "1", "320124", id="odd-is-male"),
        pytest.param("510107199002283421", date(1990, 2, 28), "2", "510107", id="even-is-female"),
        pytest.param("41010519831201105X", date(1983, 12, 1), "1", "410105", id="check-character-x"),
        pytest.param("41010519831201308x", date(1983, 12, 1), "2", "410105", id="lower-case-x"),
        pytest.param(
            " ３２０１２４１９５８０７１９２１７５ ", date(1958, 7, 19), "1", "320124", id="full-width"
        ),
    ],
)
def test_a_sound_number_tells_birth_sex_and_region(text: str, born: date, sex: str, region: str) -> None:
    number = identity.check(text)
    assert (number.born, number.sex, number.region) == (born, sex, region)
    assert len(number.text) == 18


def test_fifteen_digits_get_the_century_and_a_check_character() -> None:
    number = identity.check("420106491108403")
    assert number.text == "420106194911084031"
    assert number.was_upgraded
    assert number.sex == "1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("330106197210306155", "check-character", id="wrong-check-character"),
        pytest.param("44030420010505028", "length", id="seventeen"),
        pytest.param("37020219990229131X", "birth-date", id="no-such-day"),
        pytest.param("37020218990101131X", "birth-date", id="before-1900"),
        pytest.param("3702021999022A131X", "characters", id="letter-inside"),
        pytest.param("320124195807192A75", "characters", id="letter-near-the-end"),
        pytest.param("32012419580719217Y", "characters", id="wrong-last-letter"),
        pytest.param("990124195807192175", "region", id="no-such-province"),
        pytest.param("", "length", id="empty"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        identity.check(text)
    assert refused.value.reason == reason


def test_a_refusal_never_repeats_the_number() -> None:
    with pytest.raises(InvalidInput) as refused:
        identity.check("330106197210306155")
    assert "330106" not in str(refused.value)


@given(bodies)
def test_every_made_number_is_read_back(body: str) -> None:
    number = identity.check(body + identity.check_character(body))
    assert number.text[:17] == body
    assert number.born == date.fromisoformat(f"{body[6:10]}-{body[10:12]}-{body[12:14]}")
    assert number.sex == ("1" if int(body[16]) % 2 else "2")


@given(bodies, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(body: str, place: int, shift: int) -> None:
    sound = body + identity.check_character(body)
    wrong = sound[:place] + str((int(sound[place]) + shift) % 10) + sound[place + 1 :]
    with pytest.raises(InvalidInput):
        identity.check(wrong)


@given(bodies, st.integers(0, 15))
def test_two_neighbours_swapped_are_always_found(body: str, place: int) -> None:
    sound = body + identity.check_character(body)
    swapped = sound[:place] + sound[place + 1] + sound[place] + sound[place + 2 :]
    if swapped != sound:
        with pytest.raises(InvalidInput):
            identity.check(swapped)


@given(st.text(max_size=24))
def test_no_text_does_anything_but_pass_or_be_refused(text: str) -> None:
    with suppress(InvalidInput):
        assert len(identity.check(text).text) == 18
