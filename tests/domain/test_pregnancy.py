"""Gestational age and the expected date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthdesk.base.calendar import add_days
from healthdesk.domain.pregnancy import (
    DueDateRule,
    begun_on,
    expected_date,
    gestational_age,
)

LMPS = st.dates(date(2021, 1, 1), date(2028, 12, 31))


def test_the_first_day_of_the_last_period_is_nothing_completed() -> None:
    age = gestational_age(date(2026, 8, 24), date(2026, 8, 24))
    assert (age.weeks, age.days) == (0, 0)


def test_a_day_before_the_last_period_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        gestational_age(date(2026, 8, 24), date(2026, 8, 23))


@pytest.mark.parametrize(
    ("lmp", "expected"),
    [
        (date(2024, 11, 30), date(2025, 9, 6)),
        (date(2026, 5, 31), date(2027, 3, 7)),
        (date(2024, 2, 29), date(2024, 12, 6)),
    ],
)
def test_the_calendar_rule_rolls_over_months(lmp: date, expected: date) -> None:
    assert expected_date(lmp) == expected


@given(LMPS)
def test_both_rules_are_at_most_three_days_apart(lmp: date) -> None:
    by_days = expected_date(lmp, DueDateRule.PLUS_280)
    assert by_days <= expected_date(lmp) <= add_days(by_days, 3)
    assert begun_on(by_days) == lmp


@given(LMPS, st.integers(0, 300))
def test_weeks_and_days_add_up(lmp: date, days: int) -> None:
    age = gestational_age(lmp, add_days(lmp, days))
    assert age.weeks * 7 + age.days == days
