"""A day of a refrigerator: what is outside, missing, or read too soon after the last."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.stock.cold_chain import Reading, cold_day
from healthdesk.domain.stock.supply import Supply

RULES = Schedule.read().stock
DAY = date(2026, 11, 1)


def reading(hour: int, celsius: str) -> Reading:
    return Reading(f"r{hour}", datetime(2026, 11, 1, hour, tzinfo=UTC), Decimal(celsius), "李慧")


@pytest.mark.parametrize(
    ("celsius", "is_outside"), [("1.9", True), ("2", False), ("8.0", False), ("8.1", True), ("-3", True)]
)
def test_both_ends_of_the_band_are_within(celsius: str, is_outside: bool) -> None:
    day = cold_day(DAY, [reading(1, celsius), reading(8, "5")], RULES.refrigerator, RULES, is_over=True)
    assert bool(day.excursions) is is_outside
    assert day.is_whole is not is_outside


def test_a_freezer_has_no_lowest() -> None:
    readings = [reading(1, "-25"), reading(8, "-14.9")]
    day = cold_day(DAY, readings, RULES.freezer, RULES, is_over=True)
    assert [one.celsius for one in day.excursions] == [Decimal("-14.9")]


@pytest.mark.parametrize(("is_over", "missing"), [(True, 1), (False, 0)])
def test_a_reading_is_missing_when_the_day_is_over(is_over: bool, missing: int) -> None:
    assert cold_day(DAY, [reading(1, "5")], RULES.refrigerator, RULES, is_over=is_over).missing == missing


def test_two_readings_in_a_row_are_not_twice_a_day() -> None:
    close = cold_day(DAY, [reading(1, "5"), reading(2, "5")], RULES.refrigerator, RULES, is_over=True)
    apart = cold_day(DAY, [reading(8, "5"), reading(2, "5")], RULES.refrigerator, RULES, is_over=True)
    assert (close.is_too_close, apart.is_too_close) == (True, False)


def test_a_stock_lasts_as_long_as_it_is_used() -> None:
    supply = Supply(usable=20, used=45, days=30)
    assert (supply.a_day, supply.lasts, supply.is_to_order(RULES, 0)) == (Decimal("1.5"), 13, True)
    assert not Supply(usable=21, used=45, days=30).is_to_order(RULES, 0)
    assert Supply(usable=0, used=0, days=30).lasts is None
    assert not Supply(usable=0, used=0, days=30).is_to_order(RULES, 0)
    assert Supply(usable=4, used=0, days=30).is_to_order(RULES, 5)
    assert Supply(usable=-2, used=3, days=30).lasts == 0
