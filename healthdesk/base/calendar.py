"""Ages and dates as the specification counts them.

Month arithmetic keeps the day and clamps it to the last day of the target month
(conventions of archive-chronic/00 section 5 and R1 of the immunization schedule).
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

_IN_EVERY_MONTH = 28


@dataclass(frozen=True, order=True)
class Age:
    """Completed years, months and days on some date."""

    years: int
    months: int
    days: int

    @property
    def total_months(self) -> int:
        """Completed months since birth."""
        return self.years * 12 + self.months


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier), clamped to the end of that month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= _IN_EVERY_MONTH:  # most days, and a schedule asks many thousand times
        return date(year, month0 + 1, day.day)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February in a common year."""
    return add_months(day, 12 * years)


def add_days(day: date, days: int) -> date:
    """`days` later, or earlier when negative."""
    return day + timedelta(days=days)


def age_on(born: date, day: date) -> Age:
    """The age on `day`. Raises ValueError for a day before birth."""
    if day < born:
        raise ValueError("a day before birth")
    months = (day.year - born.year) * 12 + day.month - born.month
    reached = add_months(born, months)
    if reached > day:
        months -= 1
        reached = add_months(born, months)
    return Age(months // 12, months % 12, (day - reached).days)


def years_on(born: date, day: date) -> int:
    """Completed years on `day`."""
    return age_on(born, day).years
