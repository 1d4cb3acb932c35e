"""A dose after it was written down: taken back before it is signed, amended with a reason after it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.services import reading, vaccinees
from healthdesk.services.before_dose import take_back_observation
from healthdesk.services.doses import LONGEST
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.immunization import Vaccination

TAKEN_BACK = "签名前撤回"
"""The reason that stands in the record of a dose taken back before it was signed."""


@dataclass(frozen=True, slots=True)
class DoseChange:
    """What is put right of a signed dose; empty leaves it. Another vaccine or day is another dose."""

    site: str = ""
    injector: str = ""
    manufacturer: str = ""
    expires_on: date | None = None


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

    def amend(self, dose_id: str, change: DoseChange, reason: str) -> None:
        """Put a signed dose right. What it was before stays in the journal.

        Raises InvalidInput without a reason or a change, NotFound, NotAllowed.
        """
        self._seat.require(Permission.VACCINATE)
        if not reason.strip():
            raise errors.InvalidInput("amend_reason", "required")
        words = {"site": change.site, "injector": change.injector, "manufacturer": change.manufacturer}
        wanted = {name: text.strip() for name, text in words.items() if text.strip()}
        for name, text in wanted.items():
            if len(text) > LONGEST[name]:
                raise errors.InvalidInput(name, "length")
        if not wanted and change.expires_on is None:
            raise errors.InvalidInput("change", "required")
        with self._database.writing("amend") as session:
            dose = self._open_dose(session, dose_id)
            if change.expires_on is not None and change.expires_on < dose.given_on:
                raise errors.InvalidInput("expires_on", "expired")
            for name, text in wanted.items():
                setattr(dose, name, text)
            dose.expires_on = change.expires_on or dose.expires_on
            dose.amend_reason = reason.strip()
            dose.signed_at, dose.signed_by = self._clock.now(), self._seat.sitter.full_name

    @staticmethod
    def _open_dose(session: Session, dose_id: str) -> Vaccination:
        dose = session.get(Vaccination, dose_id)
        if dose is None:
            raise errors.NotFound("vaccination", dose_id)
        if dose.status == "void":
            raise errors.InvalidInput("dose", "void")
        return dose
