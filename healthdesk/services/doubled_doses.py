"""Doses that cannot both have been: one vaccine twice on a day, one pack used twice.

One workstation refuses them. Two that had no line while they wrote each keep theirs, and nothing is lost:
both stand in the record until somebody has looked at the paper and voided the one that was not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.stock.trace_codes import pack_key
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.immunization import Vaccination
from healthdesk.store.lots import Lot
from healthdesk.store.residents import Resident

DAYS = 30
"""Two workstations meet within days; what is older was looked at."""


@dataclass(frozen=True, slots=True)
class DoubledDose:
    """`trace_code` is the pack that two doses came from; empty for one vaccine twice on a day."""

    resident_id: str
    name: str
    vaccine: str
    on: date
    trace_code: str = ""


class DoubledDoses:
    """Looked for among the doses of the last DAYS days."""

    def __init__(self, *, database: Database, seat: Seat, schedules: Schedules, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._schedules = schedules
        self._clock = clock

    def all(self) -> tuple[DoubledDose, ...]:
        """Twice on a day first, by day and name; of a pack that was used twice, everybody who had it."""
        return self._found()

    def of(self, resident_id: str) -> tuple[DoubledDose, ...]:
        """Those of one person."""
        found = self._found(Vaccination.resident_id == resident_id)
        return tuple(one for one in found if one.resident_id == resident_id)

    def _found(self, *which: ColumnElement[bool]) -> tuple[DoubledDose, ...]:
        """Where the doses that `which` leaves have a part in it."""
        self._seat.require(Permission.VIEW_RECORD)
        since = self._clock.today() - timedelta(days=DAYS)
        recent = (Vaccination.given_on >= since, Vaccination.status == "done", *which)
        with self._database.reading() as session:
            return (*self._same_day(session, recent), *_same_pack(session, recent))

    def _same_day(self, session: Session, recent: Sequence[ColumnElement[bool]]) -> Iterator[DoubledDose]:
        query = (
            select(Vaccination.resident_id, Resident.name, Vaccination.vaccine, Vaccination.given_on)
            .join(Resident, Resident.id == Vaccination.resident_id)
            .where(*recent)
            .group_by(Vaccination.resident_id, Vaccination.vaccine, Vaccination.given_on)
            .having(func.count() > 1)
            .order_by(Vaccination.given_on, Resident.name)
        )
        products = self._schedules.current.products
        for resident_id, name, vaccine, on in session.execute(query):
            product = products.get(vaccine)
            if product is not None and not product.is_after_exposure:
                yield DoubledDose(resident_id, name, vaccine, on)


def _same_pack(session: Session, recent: Sequence[ColumnElement[bool]]) -> Iterator[DoubledDose]:
    given_here = (Vaccination.status == "done", Vaccination.is_elsewhere.is_(False))
    codes = select(Vaccination.trace_code).where(Vaccination.trace_code.is_not(None), *recent)
    twice = (
        select(Vaccination.trace_code)
        .where(Vaccination.trace_code.in_(codes), *given_here)
        .group_by(Vaccination.trace_code)
        .having(func.count() > 1)
    )
    query = (
        select(Vaccination, Resident.name, Lot.doses_per_vial)
        .join(Resident, Resident.id == Vaccination.resident_id)
        .outerjoin(Lot, Lot.id == Vaccination.lot_id)
        .where(Vaccination.trace_code.in_(twice), *given_here)
        .order_by(Vaccination.trace_code, Vaccination.given_on, Resident.name)
    )
    for dose, name, doses_per_vial in session.execute(query):
        code = pack_key(dose.trace_code or "")
        if code and (doses_per_vial or 1) == 1:
            yield DoubledDose(dose.resident_id, name, dose.vaccine, dose.given_on, code)
