"""What came of calling somebody who is due; three days on which calls reach nobody make a resident lost."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.services import reading, vaccinees
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.programmes import LOST_AFTER_CALLS, Enrolment


class CallResult(StrEnum):
    """The answer, or that there was none."""

    BOOKED = "booked"
    REACHED = "reached"
    NOT_REACHED = "not-reached"
    WRONG_NUMBER = "wrong-number"
    IN_HOSPITAL = "in-hospital"
    AWAY = "away"
    REFUSED = "refused"


SILENT = frozenset({CallResult.NOT_REACHED, CallResult.WRONG_NUMBER})
"""Calls that reached nobody: each day of them counts towards lost (LOST_AFTER_CALLS, decision 009)."""


@dataclass(frozen=True, slots=True)
class CallNoted:
    """On how many days in a row calls have reached nobody, and whether the resident counts as lost now."""

    missed: int
    is_lost: bool


class Calls:
    """The due date stays whatever is said: only a visit moves it."""

    def __init__(self, *, database: Database, seat: Seat, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._seat = seat
        self._clock = clock
        self._ids = ids

    def note(self, enrolment_id: str, result: CallResult, booked_on: date | None = None) -> CallNoted:
        """What was said. A booking needs its day, today or later. Raises InvalidInput, NotFound."""
        self._seat.require(Permission.LOG_VISIT)
        self._require_day(result, booked_on)
        with self._database.writing("call") as session:
            enrolment = session.get(Enrolment, enrolment_id)
            if enrolment is None:
                raise errors.NotFound("enrolment", enrolment_id)
            if not self._seat.sees(enrolment.programme):
                raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)
            return self._noted(enrolment, result, booked_on)

    def note_recall(self, resident_id: str, result: CallResult, booked_on: date | None = None) -> CallNoted:
        """The same of somebody called for a dose, who is enrolled for it if nobody has yet."""
        self._seat.require(Permission.VACCINATE)
        self._require_day(result, booked_on)
        with self._database.writing("call", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            if row.status != "active":
                raise errors.InvalidInput("resident", row.status)
            enrolment = vaccinees.enrolment(session, resident_id)
            if enrolment is None:
                enrolment = vaccinees.enrolled(self._ids.new(), resident_id, self._clock.today())
                session.add(enrolment)
            return self._noted(enrolment, result, booked_on)

    def _require_day(self, result: CallResult, booked_on: date | None) -> None:
        if (result is CallResult.BOOKED) != (booked_on is not None):
            raise errors.InvalidInput("booked_on", "required" if booked_on is None else "option")
        if booked_on is not None and booked_on < self._clock.today():
            raise errors.InvalidInput("booked_on", "past")

    def _noted(self, enrolment: Enrolment, result: CallResult, booked_on: date | None) -> CallNoted:
        today = self._clock.today()
        is_counted = enrolment.called_on == today and enrolment.call_result in SILENT
        enrolment.called_on, enrolment.call_result = today, result.value
        enrolment.booked_on = booked_on
        enrolment.missed_calls = enrolment.missed_calls + (not is_counted) if result in SILENT else 0
        return CallNoted(enrolment.missed_calls, enrolment.missed_calls >= LOST_AFTER_CALLS)
