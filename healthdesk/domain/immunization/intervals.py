"""Span: a length of time as the schedule writes it (`28d`, `6m`, `13y6m`), where it ends, days late."""

import re
from datetime import date, timedelta
from functools import cache

from healthdesk.base.calendar import add_months

_PART = re.compile(r"(\d+)([hdwmy])")
_WHOLE = re.compile(r"(?:\d+[hdwmy])+")


class Span:
    """Calendar months and days, or hours of the first day. One text is always one and the same Span.

    After `at_most` days it has passed whatever the months were.
    """

    __slots__ = ("at_most", "days", "hours", "months", "text")

    def __init__(self, text: str, *, months: int = 0, days: int = 0, hours: int = 0) -> None:
        self.text = text
        self.months = months
        self.days = days
        self.hours = hours
        self.at_most = 31 * months + days - (-hours // 24)

    def __repr__(self) -> str:
        return f"Span({self.text})"

    def __str__(self) -> str:
        return self.text

    def after(self, day: date, *, rolls_over: bool = False) -> date:
        """The first day on which the span has passed since `day`.

        Where the target month has no such day: its last day, or the 1st of the next with `rolls_over`
        (R1 of the schedule leaves this open). Hours count as whole days, since only days are known.
        """
        days = self.days + -(-self.hours // 24)
        try:
            moved = add_months(day, self.months) if self.months else day
            if rolls_over and moved.day < day.day:
                moved += timedelta(days=1)
            return moved + timedelta(days=days) if days else moved
        except (OverflowError, ValueError):  # a mistyped year near 9999 must not stop the card
            return date.max


@cache
def span(text: str) -> Span:
    """Read hours h, days d, weeks w, calendar months m, calendar years y. Raises ValueError."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"no length of time: {text}")
    parts = {unit: int(number) for number, unit in _PART.findall(text)}
    return Span(
        text,
        months=parts.get("m", 0) + 12 * parts.get("y", 0),
        days=parts.get("d", 0) + 7 * parts.get("w", 0),
        hours=parts.get("h", 0),
    )


def days_late(on: date, late_from: date) -> int:
    """How many days it is late: 1 on the first day on which it is, as in the due list; 0 or less before."""
    return (on - late_from).days + 1
