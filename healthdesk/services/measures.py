"""What was measured of one person: everything, the last of each kind, or the few days that a trend shows.

Of two values of one day the one that was written first comes first, however often it was corrected since.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy import BindParameter, CompoundSelect, Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from healthdesk.services.rows import MeasurePoint
from healthdesk.store.measures import Measure
from healthdesk.store.visits import IN_ORDER, Visit

TRENDS = ("sbp", "dbp", "fbg", "weight", "waist", "height")
"""What the trends of a record are drawn from; the height gives the weight its band."""

TREND_DAYS = 9
"""How many days a trend shows: so many values have room beside each other."""

_COLUMNS = (Measure.code, Measure.measured_on, Measure.value, Measure.unit)
_WHOSE: BindParameter[str] = bindparam("whose", expanding=True)
_OF_PERSON = Measure.resident_id.in_(_WHOSE)
_DAYS = (
    select(Measure.code, func.max(Measure.measured_on).label("last"))
    .where(_OF_PERSON)
    .group_by(Measure.code)
    .subquery()
)
_ALL = select(*_COLUMNS).join(Visit, Visit.id == Measure.visit_id).where(_OF_PERSON).order_by(*IN_ORDER)
_LAST = _ALL.join(_DAYS, (_DAYS.c.code == Measure.code) & (_DAYS.c.last == Measure.measured_on))


def _since(days: int, code: str) -> Select[str, date, Decimal, str, float]:
    """From the first of the newest days on: a day on which somebody was measured twice is one."""
    of_code = _OF_PERSON, Measure.code == code
    newest = select(Measure.measured_on).where(*of_code).distinct().order_by(Measure.measured_on.desc())
    first = func.coalesce(newest.limit(1).offset(days - 1).scalar_subquery(), literal(date.min))
    found = select(*_COLUMNS, IN_ORDER[1].label("time")).join(Visit, Visit.id == Measure.visit_id)
    return found.where(*of_code, Measure.measured_on >= first)


@cache
def _newest(codes: tuple[str, ...], days: int) -> CompoundSelect[str, date, Decimal, str, float]:
    return union_all(*(_since(days, code) for code in codes)).order_by("measured_on", "time")


def of(session: Session, whose: Collection[str]) -> tuple[MeasurePoint, ...]:
    """Everything in these records of one person, the oldest first."""
    return tuple(MeasurePoint(*row) for row in session.execute(_ALL, {"whose": list(whose)}))


def last(session: Session, whose: Collection[str]) -> dict[str, MeasurePoint]:
    """The last value of each kind, by code."""
    found = (MeasurePoint(*row) for row in session.execute(_LAST, {"whose": list(whose)}))
    return {one.code: one for one in found}


def newest(
    session: Session, whose: Collection[str], codes: Collection[str] = TRENDS, days: int = TREND_DAYS
) -> tuple[MeasurePoint, ...]:
    """Of each of `codes` the values of the last `days` days, the oldest first.

    The index goes straight to them: of a thousand follow-ups everything would be six thousand.
    """
    query = _newest(tuple(dict.fromkeys(codes)), days)
    return tuple(MeasurePoint(*row[:4]) for row in session.execute(query, {"whose": list(whose)}))


def height(session: Session, whose: Collection[str]) -> Decimal | None:
    """The last measured height in cm, as it was written: without the zeros of the store behind it."""
    found = newest(session, whose, ("height",), 1)
    return Decimal(f"{found[-1].value.normalize():f}") if found else None
