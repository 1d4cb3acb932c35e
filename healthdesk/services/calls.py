"""What came of calling somebody who is due; three calls that reach nobody make a resident lost."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
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
"""Calls that reached nobody: they count towards lost (conventions 6, and LOST_AFTER_CALLS)."""


@dataclass(frozen=True, slots=True)
class CallNoted:
    """How many calls in a row have reached nobody, and whether the resident counts as lost now."""

    missed: int
    is_lost: bool


class Calls:
    """The due date stays whatever is said: only a visit moves it."""

    def __init__(self, *, database: Database, seat: Seat, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._clock = clock

    def note(self, enrolment_id: str, result: CallResult, *, booked_on: date | None = None) -> CallNoted:
        """What was said. A booking needs its day, today or later. Raises InvalidInput, NotFound."""
        self._seat.require(Permission.LOG_VISIT)
        today = self._clock.today()
        if (result is CallResult.BOOKED) != (booked_on is not None):
            raise errors.InvalidInput("booked_on", "required" if booked_on is None else "option")
        if booked_on is not None and booked_on < today:
            raise errors.InvalidInput("booked_on", "past")
        with self._database.writing("call") as session:
            enrolment = session.get(Enrolment, enrolment_id)
            if enrolment is None:
                raise errors.NotFound("enrolment", enrolment_id)
            if not self._seat.sees(enrolment.programme):
                raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)
            enrolment.called_on, enrolment.call_result = today, result.value
            enrolment.booked_on = booked_on
            enrolment.missed_calls = enrolment.missed_calls + 1 if result in SILENT else 0
            missed = enrolment.missed_calls
        return CallNoted(missed, missed >= LOST_AFTER_CALLS)
