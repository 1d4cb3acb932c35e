"""What was measured of one person: everything, or the few days that a trend shows."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from healthdesk.services.rows import MeasurePoint
from healthdesk.store.measures import Measure

TRENDS = ("sbp", "dbp", "fbg", "weight", "waist", "height")
"""What the trends of a record are drawn from; the height gives the weight its band."""

TREND_DAYS = 9
"""How many days a trend shows: so many values have room beside each other."""

_COLUMNS = (Measure.code, Measure.measured_on, Measure.value, Measure.unit)
_OF_PERSON = Measure.resident_id.in_(bindparam("whose", expanding=True))


def _newest(code: str) -> Select[str, date, Decimal, str]:
    """From the first of the newest days on: a day on which somebody was measured twice is one."""
    of_code = _OF_PERSON, Measure.code == code
    days = select(Measure.measured_on).where(*of_code).distinct().order_by(Measure.measured_on.desc())
    first = func.coalesce(days.limit(1).offset(TREND_DAYS - 1).scalar_subquery(), literal(date.min))
    return select(*_COLUMNS).where(*of_code, Measure.measured_on >= first)


_ALL = select(*_COLUMNS).where(_OF_PERSON).order_by(Measure.measured_on)
_NEWEST = union_all(*map(_newest, TRENDS)).order_by("measured_on")


def of(session: Session, whose: Collection[str]) -> tuple[MeasurePoint, ...]:
    """Everything in these records of one person, the oldest first."""
    return tuple(MeasurePoint(*row) for row in session.execute(_ALL, {"whose": list(whose)}))


def newest(session: Session, whose: Collection[str]) -> tuple[MeasurePoint, ...]:
    """Of each of `TRENDS` the values of the last `TREND_DAYS` days, the oldest first.

    The index goes straight to them: of a thousand follow-ups everything would be six thousand.
    """
    return tuple(MeasurePoint(*row) for row in session.execute(_NEWEST, {"whose": list(whose)}))
