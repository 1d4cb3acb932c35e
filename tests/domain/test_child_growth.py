"""Verdicts on a child's growth: limits read by hand from WS/T 423-2022 and WHO 2006."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain import growth
from healthdesk.domain.child_growth import (
    Body,
    Indicator,
    Verdict,
    corrected,
    corrected_birth,
    limits,
    nutrition,
    printed,
    verdict,
)

TABLES = growth.tables()
BORN = date(2025, 11, 5)


def a_boy(months: int = 6, **measured: str) -> Body:
    """Born on a 5th, measured on the day he completes so many months."""
    year, month0 = divmod(BORN.year * 12 + BORN.month - 1 + months, 12)
    return Body("male", BORN, date(year, month0 + 1, 5), **{key: Decimal(v) for key, v in measured.items()})


def a_girl(born: date, on: date, **measured: str) -> Body:
    return Body("female", born, on, **{key: Decimal(value) for key, value in measured.items()})


def told(body: Body, indicator: Indicator) -> Verdict:
    found = verdict(TABLES, body, indicator)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("weight", "level", "tick"),
    [
        ("6.7", "下", "下"),
        ("6.8", "中下", "中"),
        ("7.5", "中下", "中"),
        ("7.6", "中", "中"),
        ("9.3", "中", "中"),
        ("9.4", "中上", "中"),
        ("10.4", "中上", "中"),
        ("10.5", "上", "上"),
    ],
)
def test_a_boy_of_six_months_is_graded_by_the_deviations(weight: str, level: str, tick: str) -> None:
    """−2SD 6.8, −1SD 7.6, +1SD 9.4, +2SD 10.5."""
    found = told(a_boy(weight=weight), Indicator.WEIGHT)
    assert (found.level, found.tick, found.standard) == (level, tick, "WST423-2022")


@pytest.mark.parametrize(
    ("weight", "band"),
    [("6.8", ("", "P3")), ("6.9", ("P3", "P10")), ("8.4", ("P50", "P75")), ("10.3", ("P97", ""))],
)
def test_the_band_is_that_of_the_percentiles(weight: str, band: tuple[str, str]) -> None:
    """P3 6.9, P50 8.4, P97 10.3."""
    assert told(a_boy(weight=weight), Indicator.WEIGHT).band == band


def test_between_two_months_the_limits_are_interpolated_by_days() -> None:
    """Fifteen days after three months: −2SD 5.5 + 0.5 × 15 / 30.4375 = 5.746."""
    light, heavy = (Body("male", BORN, date(2026, 2, 20), Decimal(kg)) for kg in ("5.74", "5.75"))
    low, _ = limits(TABLES, light, Indicator.WEIGHT, 2) or (None, None)
    assert low is not None
    assert round(low, 3) == Decimal("5.746")
    assert (told(light, Indicator.WEIGHT).level, told(heavy, Indicator.WEIGHT).level) == ("下", "中下")


def test_before_the_new_standard_the_old_one_judges() -> None:
    """The same 6.7 kg at six months: WHO 2006 ends at 6.4, WS/T 423-2022 at 6.8."""
    born = date(2022, 8, 28)
    old = Body("male", born, date(2023, 2, 28), weight=Decimal("6.7"))
    new = Body("male", date(2022, 9, 1), date(2023, 3, 1), weight=Decimal("6.7"))
    assert (told(old, Indicator.WEIGHT).standard, told(old, Indicator.WEIGHT).tick) == ("WHO2006", "中")
    assert (told(new, Indicator.WEIGHT).standard, told(new, Indicator.WEIGHT).tick) == ("WST423-2022", "下")
    assert told(old, Indicator.WEIGHT).level == ""
    assert nutrition(TABLES, Body("male", born, date(2023, 2, 28), Decimal(6), Decimal(60))) is None


def test_the_deviation_of_who_stands_beside_the_level() -> None:
    assert told(a_boy(weight="7.1"), Indicator.WEIGHT).z == pytest.approx(-1.01, abs=0.01)
    assert told(a_boy(months=66, weight="20"), Indicator.WEIGHT).z is None


THREE, ON = date(2023, 5, 20), date(2026, 5, 20)


@pytest.mark.parametrize(
    ("measured", "words", "on_paper"),
    [
        ({"weight": "14.1", "length": "96.2"}, (), ("正常",)),
        ({"weight": "11.4", "length": "89.3"}, (), ("正常",)),
        ({"weight": "11.3", "length": "89.2"}, ("低体重", "生长迟缓"), ("低体重", "生长迟缓")),
        ({"weight": "10.2", "length": "96.0"}, ("重度低体重", "重度消瘦"), ("低体重", "消瘦")),
        ({"weight": "12.2", "length": "96.0"}, ("消瘦",), ("消瘦",)),
        ({"weight": "15.2", "length": "96.0"}, ("超重",), ("超重",)),
        ({"weight": "16.7", "length": "96.0"}, ("肥胖",), ("超重",)),
        ({"weight": "18.4", "length": "96.0"}, ("重度肥胖",), ("超重",)),
        ({"weight": "13.4", "length": "85.7"}, ("重度生长迟缓", "超重"), ("生长迟缓", "超重")),
    ],
)
def test_a_girl_of_three_years(measured: dict[str, str], words: tuple[str, ...], on_paper: Any) -> None:
    """Weight −2SD 11.4, −3SD 10.3; height −2SD 89.3, −3SD 85.8; at 96 cm −2SD 12.2, +1SD 15.2, +2SD 16.7.

    12.2 kg at 96 cm is a body mass index of 13.2, below 13.3: thin although weight for height is not.
    """
    found = nutrition(TABLES, a_girl(THREE, ON, **measured))
    assert found == words
    assert printed(TABLES, found or ()) == on_paper


def test_nothing_is_said_with_half_of_it_or_outside_the_table() -> None:
    assert nutrition(TABLES, a_girl(THREE, ON, weight="14")) is None
    assert nutrition(TABLES, a_girl(THREE, ON, weight="9", length="74.9")) is None
    outside = told(a_girl(THREE, ON, weight="9", length="74.9"), Indicator.WEIGHT_FOR_HEIGHT)
    assert outside.is_out_of_range
    assert (outside.level, outside.tick) == ("", "")
    assert verdict(TABLES, a_girl(THREE, ON), Indicator.HEAD) is None


def test_a_child_lies_until_two_years_and_stands_from_then_on() -> None:
    day_before, birthday = date(2027, 11, 4), date(2027, 11, 5)
    assert Body("male", BORN, day_before).for_size is Indicator.WEIGHT_FOR_LENGTH
    assert Body("male", BORN, birthday).for_size is Indicator.WEIGHT_FOR_HEIGHT


def test_the_last_row_serves_until_the_day_before_the_seventh_birthday() -> None:
    born = date(2019, 11, 25)
    assert told(Body("male", born, date(2026, 11, 24), Decimal("17.9")), Indicator.WEIGHT).level == "中下"
    assert told(Body("male", born, date(2026, 11, 25), Decimal("17.9")), Indicator.WEIGHT).is_out_of_range


def test_a_preterm_child_counts_from_forty_weeks() -> None:
    assert corrected_birth(BORN, 36) == date(2025, 12, 3)
    assert corrected_birth(BORN, 37) is None
    early = a_boy(weight="6.2")
    older = corrected(early, 32)
    assert older is not None
    assert older.born == date(2025, 12, 31)
    assert told(early, Indicator.WEIGHT).level == "下"
    assert told(older, Indicator.WEIGHT).level == "中下"
    assert corrected(a_boy(months=24), 32) is not None
    assert corrected(a_boy(months=25), 32) is None
    assert corrected(a_boy(months=1), 32) is None
