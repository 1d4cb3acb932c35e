"""Suggest, enrol, leave a programme."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.eligibility import eligible
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services import following, reading
from healthdesk.services.endings import DEPARTED
from healthdesk.services.reading import Followed
from healthdesk.services.rows import EnrolmentRow
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident


@dataclass(frozen=True, slots=True)
class NamedEnrolment:
    """An enrolment with whose it is."""

    resident_id: str
    name: str
    enrolment: EnrolmentRow


class Enrolments:
    """Who is followed up for what."""

    def __init__(
        self, *, database: Database, seat: Seat, programmes: Programmes, clock: Clock, ids: Ids
    ) -> None:
        self._database = database
        self._seat = seat
        self._programmes = programmes
        self._clock = clock
        self._ids = ids

    def suggested(self, resident_id: str) -> tuple[Programme, ...]:
        """Programmes the resident seems to belong to and has neither joined nor declined."""
        self._seat.require(Permission.VIEW_RECORD)
        today = self._clock.today()
        with self._database.reading() as session:
            row = reading.resident(session, resident_id)
            own = reading.enrolments(session, resident_id)
            chosen = {
                one.key: settings.value(session, f"programme.{one.key}", {}) for one in self._programmes
            }
        settled = {one.programme for one in own if one.status != "suggested"}
        named = {one.programme for one in own if one.status == "suggested"}
        return tuple(
            programme
            for programme in self._programmes
            if programme.key not in settled
            and self._seat.sees(programme.key)
            and (
                programme.key in named
                or eligible(programme, reading.person(row, own, programme.key), today, chosen[programme.key])
            )
        )

    def enrol(
        self, resident_id: str, programme: str, *, on: date | None = None, next_due: date | None = None
    ) -> str:
        """The resident joins; the first visit is due at once unless said otherwise. Returns the id.

        Raises InvalidInput when already enrolled, for an archive that is closed, or for a day in the future.
        """
        self._require_may_change(programme)
        today = self._clock.today()
        joined = on or today
        if joined > today:
            raise errors.InvalidInput("enrolled_on", "future")
        with self._database.writing("enrol", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            if row.status in DEPARTED:
                raise errors.InvalidInput("resident", row.status)
            own = reading.enrolments(session, resident_id)
            if _one(own, programme, "active"):
                raise errors.InvalidInput("programme", "already-enrolled")
            enrolment = _one(own, programme, "suggested") or self._new(session, resident_id, programme)
            enrolment.status, enrolment.enrolled_on = "active", joined
            enrolment.next_due = enrolment.next_latest = next_due or today
            enrolment.responsible_doctor = self._seat.sitter.full_name
            known = self._programmes.get(programme)
            if next_due is None and (known.is_planned or known.first):
                who = Followed(row, own, reading.records(session, resident_id, known))
                if known.is_planned:
                    following.planned_course(session, enrolment, known, who, today)
                else:
                    following.follow(session, enrolment, known, who)
            return enrolment.id

    def decline(self, resident_id: str, programme: str, reason: str) -> None:
        """The suggestion is turned down, with a reason, and not made again."""
        self._require_may_change(programme)
        if not reason.strip():
            raise errors.InvalidInput("reason", "required")
        with self._database.writing("enrol", lane=resident_id) as session:
            own = reading.enrolments(session, resident_id)
            enrolment = _one(own, programme, "suggested") or self._new(session, resident_id, programme)
            enrolment.status, enrolment.end_reason = "declined", reason.strip()

    def leave(self, resident_id: str, programme: str, reason: str, on: date | None = None) -> None:
        """Management ends, with a reason, today or on an earlier day. Raises InvalidInput, NotFound."""
        self._require_may_change(programme)
        if not reason.strip():
            raise errors.InvalidInput("reason", "required")
        if on is not None and on > self._clock.today():
            raise errors.InvalidInput("ended_on", "future")
        with self._database.writing("enrol", lane=resident_id) as session:
            enrolment = _one(reading.enrolments(session, resident_id), programme, "active")
            if enrolment is None:
                raise errors.NotFound("enrolment")
            if on is not None and on < enrolment.enrolled_on:
                raise errors.InvalidInput("ended_on", "date-order")
            enrolment.status, enrolment.end_reason = "ended", reason.strip()
            enrolment.ended_on = on or self._clock.today()
            enrolment.due_visit = enrolment.next_due = enrolment.next_latest = None

    def all(self) -> tuple[NamedEnrolment, ...]:
        """Every enrolment the person at the desk may see, by programme and next date."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Enrolment, Resident.name)
            .join(Resident, Resident.id == Enrolment.resident_id)
            .where(Enrolment.programme.not_in(self._seat.hidden()))
            .order_by(Enrolment.programme, Enrolment.next_due, Enrolment.id)
        )
        with self._database.reading() as session:
            return tuple(
                NamedEnrolment(one.resident_id, name, reading.enrolment_row(one))
                for one, name in session.execute(query)
            )

    def _new(self, session: JournalSession, resident_id: str, programme: str) -> Enrolment:
        made = Enrolment(
            id=self._ids.new(),
            resident_id=resident_id,
            programme=programme,
            enrolled_on=self._clock.today(),
            missed_calls=0,
        )
        session.add(made)
        return made

    def _require_may_change(self, programme: str) -> None:
        self._seat.require(Permission.LOG_VISIT)
        self._programmes.get(programme)
        if not self._seat.sees(programme):
            raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)


def _one(own: list[Enrolment], programme: str, status: str) -> Enrolment | None:
    return next((one for one in own if one.programme == programme and one.status == status), None)
