"""Visits planned by age or week: their windows, and how far each has come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from healthdesk.base.calendar import add_days, add_months
from healthdesk.domain.programmes.plan import Anchor, Offset, PlannedVisit
from healthdesk.domain.programmes.programme import Programme

Anchors = Mapping[Anchor, date]


class PlanState(StrEnum):
    """Where a planned visit stands. Missed: its window is over and the next visit is due already."""

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit with its first and last day; no state yet when it is too early for the list."""

    visit: PlannedVisit
    opens_on: date
    closes_on: date
    state: PlanState | None


def planned(programme: Programme, anchors: Anchors, done: Collection[str], on: date) -> tuple[Planned, ...]:
    """Every visit whose anchors are known, in printed order, as it stands on a day.

    Raises nothing for unknown anchors: a postpartum visit is simply absent before the delivery.
    """
    windows = [
        (visit, opens, closes)
        for visit in programme.visits
        if visit.until not in anchors
        and (opens := _day(visit.opens, anchors))
        and (closes := _day(visit.closes, anchors))
    ]
    nexts = [*(opens for _, opens, _ in windows[1:]), None][: len(windows)]
    return tuple(
        Planned(visit, opens, closes, _state(programme, visit.key in done, (opens, closes), following, on))
        for (visit, opens, closes), following in zip(windows, nexts, strict=True)
    )


def following(plan: Sequence[Planned], last: str | None) -> Planned | None:
    """The visit after `last` in printed order; the first one when none was made."""
    if last is None:
        return plan[0] if plan else None
    keys = [one.visit.key for one in plan]
    at = keys.index(last) + 1 if last in keys else len(keys)
    return plan[at] if at < len(keys) else None


def due_on(plan: Sequence[Planned], on: date) -> Planned | None:
    """The visit whose window holds the day and which is not done."""
    return next(
        (one for one in plan if one.opens_on <= on <= one.closes_on and one.state is not PlanState.DONE), None
    )


def _day(offsets: Sequence[Offset], anchors: Anchors) -> date | None:
    known = next((one for one in offsets if one.anchor in anchors), None)
    if known is None:
        return None
    return add_days(add_months(anchors[known.anchor], known.months), known.days)


def _state(
    programme: Programme, is_done: bool, window: tuple[date, date], following: date | None, on: date
) -> PlanState | None:
    opens, closes = window
    if is_done:
        return PlanState.DONE
    if on > closes:
        return PlanState.MISSED if following is not None and following <= on else PlanState.OVERDUE
    if on >= opens:
        return PlanState.DUE
    return PlanState.UPCOMING if on >= add_days(opens, -programme.timing.upcoming_days) else None
