"""A day at the immunization clinic: appointments, the queue, who is who, the observation, leaving."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission, Role, may
from healthdesk.domain.immunization.attending import Stage, may_become
from healthdesk.services import reading, vaccinees
from healthdesk.services.attendance_rows import AttendanceRow, Identified, attendance_row
from healthdesk.services.before_dose import attendance
from healthdesk.services.doses import OBSERVATION_MINUTES
from healthdesk.services.identifying import (
    booklet_codes,
    desk_of_number,
    how_identified,
    numbers_before,
    people_meant,
)
from healthdesk.services.seat import Seat
from healthdesk.store.accounts import Account
from healthdesk.store.attendances import Attendance, attendance_id
from healthdesk.store.backgrounds import Background
from healthdesk.store.database import Database
from healthdesk.store.immunization import Vaccination
from healthdesk.store.residents import Resident

LONGEST_WORDS = 200


class ClinicDay:
    """The queue of this workstation. Numbers count from 1 every day; on the second workstation from 2001.

    So no two people of a centre are called by one number, though neither machine knows the other's queue.
    """

    def __init__(self, *, database: Database, seat: Seat, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._clock = clock

    def book(self, resident_id: str, day: date) -> AttendanceRow:
        """An appointment. Raises InvalidInput for a day that is past, NotAllowed."""
        self._seat.require(Permission.REGISTER)
        if day < self._clock.today():
            raise errors.InvalidInput("day", "past")
        with self._database.writing("attendance", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            found = self._attendance(session, resident_id, day)
            if found.stage == Stage.CANCELLED:
                found.stage = Stage.BOOKED.value
            found.booked_by = self._seat.sitter.full_name
            return self._row(session, found, row)

    def cancel(self, resident_id: str, day: date) -> None:
        """Nobody comes on that day. Raises InvalidInput once the person has been called, NotAllowed."""
        self._seat.require(Permission.REGISTER)
        with self._database.writing("attendance", lane=resident_id) as session:
            self._move(self._known(session, resident_id, day), Stage.CANCELLED)

    def arrive(self, resident_id: str) -> AttendanceRow:
        """With an appointment or without: the next number of the day; whoever has one keeps it.

        Raises InvalidInput for somebody without a birth date, NotAllowed.
        """
        self._seat.require(Permission.REGISTER)
        with self._database.writing("attendance", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            if row.born is None:
                raise errors.InvalidInput("birth_date", "required")
            found = self._attendance(session, resident_id, self._clock.today())
            self._give_number(session, found)
            if found.stage != Stage.WAITING and may_become(Stage(found.stage), Stage.WAITING):
                found.stage = Stage.WAITING.value
                found.identified_at = found.identified_by = found.identified_with = None
            return self._row(session, found, row)

    def call_next(self) -> AttendanceRow | None:
        """The lowest number that waits; None when nobody does. Raises NotAllowed."""
        waiting = self._waiting()
        return self.call(waiting[0][0]) if waiting else None

    def waiting(self) -> tuple[str, ...]:
        """The names of those who wait to be called, by their number."""
        return tuple(name for _, name in self._waiting())

    def _waiting(self) -> list[tuple[str, str]]:
        """Id and name; nothing else of a day of 300 is read at every card."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Attendance.resident_id, Resident.name)
            .join(Resident, Resident.id == Attendance.resident_id)
            .where(Attendance.day == self._clock.today(), Attendance.stage == Stage.WAITING.value)
            .order_by(Attendance.number)
        )
        with self._database.reading() as session:
            return [(row.resident_id, row.name) for row in session.execute(query)]

    def call(self, resident_id: str) -> AttendanceRow:
        """By name, also once more, and also somebody who was skipped. Raises InvalidInput, NotFound."""
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("attendance", lane=resident_id) as session:
            found = self._known(session, resident_id, self._clock.today())
            self._move(found, Stage.CALLED)
            found.called_at = self._clock.now()
            return self._row(session, found, reading.resident(session, resident_id))

    def skip(self, resident_id: str) -> None:
        """Called, and nobody came. Raises InvalidInput, NotFound, NotAllowed."""
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("attendance", lane=resident_id) as session:
            self._move(self._known(session, resident_id, self._clock.today()), Stage.SKIPPED)

    def find(self, scanned: str) -> tuple[str, ...]:
        """Whom a scanned booklet, number, id number, or name with birth date means; nobody is empty."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            return people_meant(session, scanned, self._clock.today())

    def given_by(self, scanned: str) -> int:
        """The number of the other workstation that gave this number of the day; 0 where none did."""
        with self._database.reading() as session:
            return desk_of_number(session, scanned)

    def identify(self, resident_id: str, scanned: str) -> Identified:
        """Once more at the injection table. Whoever is meant otherwise is named, and nothing is noted.

        Somebody without a number is given one. Raises NotAllowed.
        """
        self._seat.require(Permission.VACCINATE)
        today = self._clock.today()
        with self._database.reading() as session:
            row, seen = reading.resident(session, resident_id), attendance(session, resident_id, today)
            own = booklet_codes(session, resident_id)
            how = how_identified(row, seen.number if seen else None, scanned, own)
            meant = () if how else people_meant(session, scanned, today)
            others = [reading.resident(session, other).name for other in meant if other != resident_id]
        if not how:
            return Identified(False, "", tuple(others))
        with self._database.writing("attendance", lane=resident_id) as session:
            found = self._attendance(session, resident_id, today)
            self._give_number(session, found)
            found.identified_at, found.identified_with = self._clock.now(), how
            found.identified_by = self._seat.sitter.full_name
            if found.stage == Stage.WAITING:  # whoever stands at the table waits no more
                found.stage, found.called_at = Stage.CALLED.value, self._clock.now()
            return Identified(True, how)

    def leave(self, resident_id: str, reason: str = "") -> None:
        """The observation ends. Before its thirty minutes are over a reason is wanted.

        Raises InvalidInput, NotFound, NotAllowed.
        """
        self._seat.require(Permission.VACCINATE)
        said = _words("left_reason", reason)
        with self._database.writing("attendance", lane=resident_id) as session:
            found = self._known(session, resident_id, self._clock.today())
            now = self._clock.now()
            if found.observed_from and now < _over(found.observed_from) and not said:
                raise errors.InvalidInput("left_reason", "required")
            self._move(found, Stage.LEFT)
            found.left_at, found.left_reason = now, said or None
            for dose in self._doses(session, resident_id):
                dose.left_at, dose.left_reason = now, said or None

    def note_reaction(self, resident_id: str, words: str) -> None:
        """What was seen while somebody waited. Raises InvalidInput, NotFound, NotAllowed."""
        self._seat.require(Permission.VACCINATE)
        said = _words("reaction", words)
        if not said:
            raise errors.InvalidInput("reaction", "required")
        with self._database.writing("attendance", lane=resident_id) as session:
            self._known(session, resident_id, self._clock.today()).reaction = said
            for dose in self._doses(session, resident_id):
                dose.reaction = said

    def day(self, day: date | None = None) -> tuple[AttendanceRow, ...]:
        """Everybody of a day (today): those with a number by number, then the appointments by name."""
        return self._rows(Attendance.day == (day or self._clock.today()))

    def appointments(self, since: date, until: date) -> tuple[AttendanceRow, ...]:
        """Appointments of these days, by day."""
        return self._rows(
            Attendance.day.between(since, until),
            Attendance.stage == Stage.BOOKED.value,
        )

    def of(self, resident_id: str) -> AttendanceRow | None:
        """The person's day today; None for somebody who has not come."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            found = session.get(Attendance, attendance_id(resident_id, self._clock.today()))
            return self._row(session, found, reading.resident(session, resident_id)) if found else None

    def vaccinators(self) -> tuple[str, ...]:
        """The names of those who may inject here, whoever sits at the desk first."""
        self._seat.require(Permission.VACCINATE)
        me = self._seat.sitter.full_name
        with self._database.reading() as session:
            found = session.scalars(select(Account).where(Account.is_active).order_by(Account.full_name))
            names = [one.full_name for one in found if may(Role(one.role), Permission.VACCINATE)]
        return tuple(dict.fromkeys((me, *names)))

    def _rows(self, *which: object) -> tuple[AttendanceRow, ...]:
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Attendance, Resident, Background)
            .join(Resident, Resident.id == Attendance.resident_id)
            .outerjoin(Background, Background.resident_id == Attendance.resident_id)
            .where(*which)  # type: ignore[arg-type]  # conditions on Attendance
            .order_by(Attendance.day, Attendance.number.is_(None), Attendance.number, Resident.name)
        )
        with self._database.reading() as session:
            return tuple(attendance_row(*found) for found in session.execute(query))

    def _row(self, session: Session, found: Attendance, row: Resident) -> AttendanceRow:
        return attendance_row(found, row, vaccinees.background(session, row.id))

    def _attendance(self, session: Session, resident_id: str, day: date) -> Attendance:
        found = session.get(Attendance, attendance_id(resident_id, day))
        if found is None:
            found = Attendance(
                id=attendance_id(resident_id, day),
                resident_id=resident_id,
                day=day,
                stage=Stage.BOOKED.value,
            )
            session.add(found)
        return found

    def _known(self, session: Session, resident_id: str, day: date) -> Attendance:
        found = session.get(Attendance, attendance_id(resident_id, day))
        if found is None:
            raise errors.NotFound("attendance", resident_id)
        return found

    def _give_number(self, session: Session, found: Attendance) -> None:
        if found.number is not None:
            return
        last = session.scalar(select(func.max(Attendance.number)).where(Attendance.day == found.day))
        found.number = (last or numbers_before(session)) + 1
        found.arrived_at = self._clock.now()
        found.stage = Stage.WAITING.value

    def _move(self, found: Attendance, then: Stage) -> None:
        if not may_become(Stage(found.stage), then):
            raise errors.InvalidInput("stage", found.stage)
        found.stage = then.value

    def _doses(self, session: Session, resident_id: str) -> Iterable[Vaccination]:
        """What was injected here today."""
        today = self._clock.today()
        own = vaccinees.doses(session, resident_id)
        return (dose for dose in own if dose.given_on == today and not dose.is_elsewhere)


def _over(since: datetime) -> datetime:
    return since + timedelta(minutes=OBSERVATION_MINUTES)


def _words(field: str, text: str) -> str:
    said = text.strip()
    if len(said) > LONGEST_WORDS:
        raise errors.InvalidInput(field, "length")
    return said
