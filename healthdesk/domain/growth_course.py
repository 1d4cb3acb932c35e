"""A child's measurements in order, the lines of the standard around them, and what the course shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Any

from healthdesk.base.calendar import age_on
from healthdesk.domain.child_growth import Body, Indicator
from healthdesk.domain.growth import GrowthTables

MIDDLE = "P50"
OUTER = ("P3", "P97")
INNER = ("P25", "P75")
UNTIL_MONTHS = 84
FEWEST_LINES_CROSSED = 2
FIRST_MONTH_COMPARED = 1  # in the first weeks a child finds its line
_STEPS = tuple(Decimal(step) for step in ("0.5", "1", "2", "5", "10", "20"))
_MOST_STEPS = 7

PARTS = {"weight": "weight", "height": "length", "head": "head"}
"""Measures of a visit, and which part of a body each is."""

BIRTH = {"birth_weight": "weight", "birth_length": "length"}
"""Measures of a newborn's form that were taken at birth."""


@dataclass(frozen=True, slots=True)
class Span:
    """Months of age, or centimetres of length: from, to, and the distance of two marks."""

    first: int
    last: int
    step: int

    def holds(self, place: Decimal) -> bool:
        """Whether a point is drawn."""
        return self.first <= place <= self.last


@dataclass(frozen=True, slots=True)
class Curve:
    """One percentile of the standard: months (or cm) and the value there, in order."""

    name: str
    points: tuple[tuple[Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A measurement on the chart, with the body it was taken from."""

    place: Decimal
    value: Decimal
    body: Body


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing: lines of the standard, points of the child; `low`, `high` and `step` are the scale."""

    indicator: Indicator
    sex: str
    span: Span
    low: Decimal
    high: Decimal
    step: Decimal
    curves: tuple[Curve, ...]
    dots: tuple[Dot, ...]

    def curve(self, name: str) -> Curve:
        """One of the lines. Raises StopIteration for a name the standard does not have."""
        return next(curve for curve in self.curves if curve.name == name)


class SignKind(StrEnum):
    """What a course can show (maternal-child/06, signs to flag on a series)."""

    CROSSED_DOWN = "crossed-down"
    CROSSED_UP = "crossed-up"
    NOT_GAINED = "not-gained"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Sign:
    """A hint beside the verdict, never instead of it. `since` is the earlier measurement, if any."""

    kind: SignKind
    indicator: Indicator
    lines: tuple[str, ...] = ()
    since: Body | None = None


def course(sex: str, born: date, values: Iterable[tuple[str, date, Decimal]]) -> tuple[Body, ...]:
    """Bodies by day, the oldest first, from measures (`weight`, `height`, `head`, and those at birth)."""
    bodies: dict[date, Body] = {}
    for code, on, value in values:
        day, part = (born, BIRTH[code]) if code in BIRTH else (on, PARTS.get(code))
        if part is None or day < born or age_on(born, day).total_months >= UNTIL_MONTHS or value <= 0:
            continue
        taken: dict[str, Any] = {part: value}
        bodies[day] = replace(bodies.get(day, Body(sex, born, day)), **taken)
    return tuple(bodies[day] for day in sorted(bodies))


def chart(
    tables: GrowthTables, sex: str, indicator: Indicator, span: Span, bodies: Sequence[Body] = ()
) -> Chart:
    """The drawing of one indicator over a span, with a scale that holds every line and point."""
    rows = tables.wst[sex, indicator, "percentile"]
    within = [place for place in rows if span.holds(place)]
    names = list(next(iter(rows.values())))
    curves = tuple(Curve(name, tuple((at, rows[at][name]) for at in within)) for name in names)
    dots = tuple(
        Dot(*place, body)
        for body in bodies
        if (place := body.place(indicator)) is not None and span.holds(place[0])
    )
    values = [value for curve in curves for _, value in curve.points] + [dot.value for dot in dots]
    low, high, step = _scale(min(values), max(values))
    return Chart(indicator, sex, span, low, high, step, curves, dots)


def _scale(least: Decimal, most: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """A round step that cuts the room into at most seven parts, and round ends."""
    step = next((one for one in _STEPS if (most - least) / one <= _MOST_STEPS), _STEPS[-1])
    low = (least / step).to_integral_value(ROUND_FLOOR) * step
    return low, (most / step).to_integral_value(ROUND_CEILING) * step, step


def signs(tables: GrowthTables, bodies: Sequence[Body]) -> tuple[Sign, ...]:
    """What the last measurement shows against those before it, most serious first for each indicator."""
    found = []
    for indicator in (Indicator.WEIGHT, Indicator.LENGTH, Indicator.HEAD):
        taken = [body for body in bodies if body.place(indicator) is not None]
        if taken:
            found += _signs(tables, indicator, taken)
    return tuple(found)


def _signs(tables: GrowthTables, indicator: Indicator, taken: Sequence[Body]) -> list[Sign]:
    *before, last = taken
    names = list(next(iter(tables.wst[last.sex, indicator, "percentile"].values())))
    found = []
    if indicator is Indicator.WEIGHT and before and _weight(last) <= _weight(before[-1]):
        found.append(Sign(SignKind.NOT_GAINED, indicator, since=before[-1]))
    rank = _rank(tables, indicator, last, names)
    if rank is None:
        return found
    if rank in (0, len(names)):
        kind, name = (SignKind.BELOW, names[0]) if rank == 0 else (SignKind.ABOVE, names[-1])
        found.append(Sign(kind, indicator, (name,)))
    crossed = _furthest(tables, indicator, before, names, rank)
    if crossed is not None:
        since, earlier = crossed
        kind = SignKind.CROSSED_DOWN if earlier > rank else SignKind.CROSSED_UP
        lines = names[min(rank, earlier) : max(rank, earlier)]
        found.append(Sign(kind, indicator, tuple(reversed(lines) if earlier > rank else lines), since))
    return found


def _furthest(
    tables: GrowthTables, indicator: Indicator, before: Sequence[Body], names: Sequence[str], rank: int
) -> tuple[Body, int] | None:
    """The latest of the earlier measurements that stood furthest off, two lines at least."""
    ranks = [
        (body, found)
        for body in before
        if body.months >= FIRST_MONTH_COMPARED
        and (found := _rank(tables, indicator, body, names)) is not None
    ]
    far = max((abs(found - rank) for _, found in ranks), default=0)
    if far < FEWEST_LINES_CROSSED:
        return None
    return next((body, found) for body, found in reversed(ranks) if abs(found - rank) == far)


def _rank(tables: GrowthTables, indicator: Indicator, body: Body, names: Sequence[str]) -> int | None:
    """How many lines lie at or below the value, by the present standard whatever the day."""
    place = body.place(indicator)
    found = tables.limits(body.sex, indicator, place[0], "percentile") if place else None
    if place is None or found is None:
        return None
    return sum(place[1] >= found[1][name] for name in names)


def _weight(body: Body) -> Decimal:
    return body.weight or Decimal(0)
