"""Pregnancy: gestational age and expected date of delivery."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from healthdesk.base.calendar import add_days, add_months

DAYS_A_WEEK = 7
TERM_DAYS = 280
CALENDAR_MONTHS = 9


class DueDateRule(StrEnum):
    """How the expected date follows from the last period."""

    CALENDAR = "calendar"
    PLUS_280 = "plus280"


@dataclass(frozen=True, slots=True, order=True)
class GestationalAge:
    """Completed weeks and days; the first day of the last period is 0 weeks 0 days."""

    weeks: int
    days: int


def gestational_age(begun_on: date, on: date) -> GestationalAge:
    """The age on a day. Raises ValueError for a day before the last period."""
    if on < begun_on:
        raise ValueError("a day before the last period")
    return GestationalAge(*divmod((on - begun_on).days, DAYS_A_WEEK))


def expected_date(lmp: date, rule: DueDateRule = DueDateRule.CALENDAR) -> date:
    """The expected date of delivery.

    `calendar` is the printed rule, the month less three or plus nine, the day plus seven (maternal-child/10;
    the day is clamped to that month first). It gives the same day as 280 days or one to three days later.
    """
    if rule is DueDateRule.PLUS_280:
        return add_days(lmp, TERM_DAYS)
    return add_days(add_months(lmp, CALENDAR_MONTHS), DAYS_A_WEEK)


def begun_on(expected: date) -> date:
    """The day weeks are counted from when the pregnancy is dated by ultrasound or by hand."""
    return add_days(expected, -TERM_DAYS)
