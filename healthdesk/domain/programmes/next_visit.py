"""When the next contact is due, and how urgent a due date has become."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from healthdesk.base.calendar import add_days, add_months
from healthdesk.domain.programmes.rules import Interval, Phrase, Timing

NO_CLOSED_DAYS: Container[date] = frozenset()
_LONGEST_CLOSURE_DAYS = 30


class DueState(StrEnum):
    """The words of the due list."""

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class NextContact:
    """The proposed day and the days it may lie between."""

    earliest: date
    default: date
    latest: date


def next_contact(
    visited_on: date, interval: Interval, closed: Container[date] = NO_CLOSED_DAYS
) -> NextContact:
    """The next contact after a visit (conventions, section 5).

    "Within": the window opens the day after the visit, the last day is proposed. "At": the day itself,
    with the tolerance on both sides. A proposal on a closed day moves earlier for "within" and to the
    nearest open day for "at", never to the day of the visit or before.
    """
    due = add_days(add_months(visited_on, interval.months), interval.days)
    first = add_days(visited_on, 1)
    if interval.phrase is Phrase.WITHIN:
        return NextContact(first, _open_day(due, first, closed, is_earlier=True), due)
    earliest = max(first, add_days(due, -interval.tolerance_days))
    latest = add_days(due, interval.tolerance_days)
    return NextContact(earliest, _open_day(due, first, closed, is_earlier=False), latest)


def state(
    due_on: date, latest_on: date | None, today: date, timing: Timing, *, is_lost: bool = False
) -> DueState | None:
    """How urgent a due date is; None: too early for the list.

    Due from `open_days` before the day until the latest date, overdue after it, missed once another
    `missed_days` have gone by (the next regular visit would be due as well). A lost resident stays lost.
    """
    if is_lost:
        return DueState.LOST
    latest = max(due_on, latest_on or due_on)
    if today > add_days(latest, timing.missed_days):
        return DueState.MISSED
    if today > latest:
        return DueState.OVERDUE
    if today >= add_days(due_on, -timing.open_days):
        return DueState.DUE
    return DueState.UPCOMING if today >= add_days(due_on, -timing.upcoming_days) else None


def _open_day(day: date, first: date, closed: Container[date], *, is_earlier: bool) -> date:
    """The open day nearest to `day`, only looking back when `is_earlier`, not before `first`."""
    for distance in range(_LONGEST_CLOSURE_DAYS):
        for step in (-distance, distance):
            other = add_days(day, step)
            if other not in closed and other >= first and (step <= 0 or not is_earlier):
                return other
    return day
