"""A dose after it was written down: taken back before it is signed, amended with a reason after it."""

from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.services import dose_stock, reading, vaccinees
from healthdesk.services.before_dose import take_back_observation
from healthdesk.services.dose_changes import (
    AmendedDose,
    DoseChange,
    completed,
    corrected,
    is_of_another_pack,
    write,
)
from healthdesk.services.dose_stock import DoseStock
from healthdesk.services.doses import NewDose, is_same, require_writable
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.immunization import Vaccination
from healthdesk.store.residents import Resident

TAKEN_BACK = "签名前撤回"
"""The reason that stands in the record of a dose taken back before it was signed."""


class DoseSignatures:
    """Signing closes a dose for the person at the table."""

    def __init__(
        self, *, database: Database, seat: Seat, schedules: Schedules, clock: Clock, ids: Ids
    ) -> None:
        self._database = database
        self._seat = seat
        self._schedules = schedules
        self._clock = clock
        self._ids = ids
        self._stock = DoseStock(clock, ids)

    def undo(self, dose_id: str) -> None:
        """Take back a dose of today that nobody has signed; its vaccine is in stock again.

        Raises InvalidInput for a signed dose or one of another day, NotFound, NotAllowed.
        """
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("void") as session:
            dose = self._open_dose(session, dose_id)
            if dose.signed_at is not None:
                raise errors.InvalidInput("dose", "signed")
            if dose.given_on != self._clock.today() or dose.is_elsewhere:
                raise errors.InvalidInput("dose", "not-today")
            dose.status, dose.void_reason, dose.counts_as = "void", TAKEN_BACK, None
            dose_stock.forget_code(session, dose, self._schedules.current)
            session.flush()
            take_back_observation(session, dose.resident_id, dose.given_on)
            row = reading.resident(session, dose.resident_id)
            vaccinees.follow(session, row, self._schedules.current, self._ids, self._clock.today())

    def sign(self, resident_id: str) -> int:
        """Sign what was injected here today and is open; how many doses. Raises NotAllowed."""
        self._seat.require(Permission.VACCINATE)
        me, now, today = self._seat.sitter.full_name, self._clock.now(), self._clock.today()
        with self._database.writing("sign", lane=resident_id) as session:
            found = [
                dose
                for dose in vaccinees.doses(session, resident_id)
                if dose.given_on == today and not dose.is_elsewhere and dose.signed_at is None
            ]
            for dose in found:
                dose.signed_at, dose.signed_by = now, me
        return len(found)

    def amend(self, dose_id: str, change: DoseChange, reason: str) -> AmendedDose:
        """Put a dose right. What it was before stays in the journal.

        It is judged anew, with every other dose of the person. Of another lot, it goes out of that one and is
        back in the one it named, in the same transaction. What speaks against the pack does not undo a fact:
        it is handed back to be said.

        Raises InvalidInput without a reason or a change, for what cannot have been, or for a pack another
        dose came from; NotFound, NotAllowed.
        """
        self._seat.require(Permission.VACCINATE)
        if not reason.strip():
            raise errors.InvalidInput("amend_reason", "required")
        schedule, today = self._schedules.current, self._clock.today()
        with self._database.writing("amend") as session:
            dose = self._open_dose(session, dose_id)
            row, before = reading.resident(session, dose.resident_id), dose.given_on
            right = self._possible(session, dose, row, corrected(dose, change))
            taken = dose_stock.taking(session, right, schedule, self._clock, besides=dose.id)
            dose_stock.require_possible(taken)
            if is_other_pack := is_of_another_pack(dose, right):
                right = completed(right, taken.shelf, dose_stock.specification(session, taken.shelf))
            if is_other_pack or right.trace_code != (dose.trace_code or ""):
                dose_stock.forget_code(session, dose, schedule)
            was_alone = dose_stock.is_alone_in_vial(session, dose)
            if not write(dose, right, schedule):
                raise errors.InvalidInput("change", "required")
            is_moved = is_other_pack and (taken.shelf.id if taken.shelf else None) != dose.lot_id
            if is_moved:
                self._stock.rebook(session, dose, taken, was_alone=was_alone)
            self._sign_amended(dose, reason)
            session.flush()
            dose_stock.learn(session, dose, schedule)
            if before == today != dose.given_on:
                take_back_observation(session, dose.resident_id, before)
            next_due = vaccinees.follow(session, row, schedule, self._ids, today)
            return AmendedDose(dose.counts_as or "", next_due, taken.stops if is_moved else ())

    def _possible(self, session: Session, dose: Vaccination, row: Resident, right: NewDose) -> NewDose:
        """Raises InvalidInput for what cannot have been given so, or stands there already."""
        schedule = self._schedules.current
        require_writable(right, row, schedule, self._clock.today())
        others = [one for one in vaccinees.doses(session, row.id) if one.id != dose.id]
        if any(is_same(one, right, schedule) for one in others):
            raise errors.InvalidInput("date", "already-there")
        return right

    def _sign_amended(self, dose: Vaccination, reason: str) -> None:
        dose.amend_reason = reason.strip()
        if not dose.is_elsewhere:
            dose.signed_at, dose.signed_by = self._clock.now(), self._seat.sitter.full_name

    @staticmethod
    def _open_dose(session: Session, dose_id: str) -> Vaccination:
        dose = session.get(Vaccination, dose_id)
        if dose is None:
            raise errors.NotFound("vaccination", dose_id)
        if dose.status == "void":
            raise errors.InvalidInput("dose", "void")
        return dose
