"""The running numbers of the centre's records, and two that two desks without a line gave both.

Numbers count within a form and a year. Who wrote first keeps the number; the later one takes the next.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.orm import Session

from healthdesk.domain.forms import past
from healthdesk.domain.forms.entries import Origin
from healthdesk.domain.forms.filling import Filling
from healthdesk.store.centre_records import CentreRecord

RUNNING_NUMBER = "seq"
"""The item of a register with its running number (序号)."""


@dataclass(frozen=True, slots=True)
class Twin:
    """The other record of the same number; `is_earlier`: it was written before this one and keeps it."""

    id: str
    signed_by: str
    is_earlier: bool


def next_number(session: Session, form_key: str, year: int) -> int:
    """One after the highest of the year, void ones included: numbers begin again with each year."""
    highest = session.scalar(
        select(func.max(CentreRecord.number)).where(
            CentreRecord.form_key == form_key, CentreRecord.year == year
        )
    )
    return (highest or 0) + 1


def numbered(filling: Filling, number: int) -> Filling:
    """The sheet with its running number, where it has a place for one."""
    has_place = filling.form.has(RUNNING_NUMBER)
    return filling.answer(RUNNING_NUMBER, number, Origin.CALCULATED) if has_place else filling


def twins(session: Session) -> Mapping[str, Twin]:
    """Of each record whose number another one has too: that other one. A void record has none to itself."""
    place = (CentreRecord.form_key, CentreRecord.year, CentreRecord.number)
    is_signed = CentreRecord.status != "void"
    given_twice = select(*place).where(is_signed).group_by(*place).having(func.count() > 1)
    found = session.scalars(select(CentreRecord).where(and_(is_signed, tuple_(*place).in_(given_twice))))
    groups: dict[tuple[str, int, int], list[CentreRecord]] = defaultdict(list)
    for record in found:
        groups[record.form_key, record.year, record.number].append(record)
    known = {}
    for group in groups.values():
        first, *later = sorted(group, key=_written)
        known[first.id] = Twin(later[0].id, later[0].signed_by, is_earlier=False)
        known |= {one.id: Twin(first.id, first.signed_by, is_earlier=True) for one in later}
    return known


def _written(record: CentreRecord) -> tuple[float, str]:
    """The order of two records is the same at every desk, whoever corrected them since."""
    return past.entered_at(record.history, record.signed_at).timestamp(), record.id
