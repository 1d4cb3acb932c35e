"""The check of certificates at school entry: one child, or a class list as the school sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import text
from healthdesk.base.clock import Clock
from healthdesk.base.progress import Counter, Progress, Silence
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.school import SchoolCheck, school_check
from healthdesk.exchange import class_lists
from healthdesk.exchange.class_lists import Pupil
from healthdesk.services import reading, vaccinees
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.residents import Resident

GONE = ("merged", "deleted")


class Match(StrEnum):
    """Whether the pupil of a line was found."""

    FOUND = "found"
    ABSENT = "absent"
    SEVERAL = "several"
    """More than one archive fits; a person has to look."""
    ANOTHER_NAME = "another-name"
    """The identity number belongs to an archive with another name; a person has to look."""


@dataclass(frozen=True, slots=True)
class CheckedChild:
    """Who was checked, and what came of it."""

    resident_id: str
    name: str
    sex: str
    born: date
    check: SchoolCheck


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One line of a class list; `child` is there when exactly one archive fits."""

    line: int
    name: str
    match: Match
    child: CheckedChild | None = None


class SchoolChecks:
    """Reads only: the result is printed or handed back to the school."""

    def __init__(self, *, database: Database, seat: Seat, schedules: Schedules, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._schedules = schedules
        self._clock = clock

    def check(self, resident_id: str, on: date | None = None) -> CheckedChild:
        """One child on a day, by default today. Audited as a view. Raises NotFound, InvalidInput."""
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("audit") as session:
            session.audit("view", "Resident", resident_id, resident_id)
            return self._checked(session, reading.resident(session, resident_id), on or self._clock.today())

    def check_class(
        self, file: Path, on: date | None = None, progress: Progress | None = None
    ) -> tuple[CheckedLine, ...]:
        """Every line of a school's list. Audited.

        Raises InvalidInput for a file that cannot be read, Cancelled when nobody waits for it any more.
        """
        self._seat.require(Permission.VACCINATE)
        pupils = class_lists.read(file)
        day = on or self._clock.today()
        with self._database.writing("audit") as session:
            session.audit("view", "ClassList", None, None)
            counter, lines = Counter(progress or Silence(), len(pupils)), list[CheckedLine]()
            for pupil in pupils:
                lines.append(self._line(session, pupil, day))
                counter.add(1)
            return tuple(lines)

    def _line(self, session: Session, pupil: Pupil, day: date) -> CheckedLine:
        found = _archives(session, pupil)
        if len(found) != 1:
            return CheckedLine(pupil.line, pupil.name, Match.SEVERAL if found else Match.ABSENT)
        (row,) = found
        if pupil.name and text.name_key(pupil.name) != text.name_key(row.name):
            return CheckedLine(pupil.line, pupil.name, Match.ANOTHER_NAME)
        return CheckedLine(pupil.line, pupil.name or row.name, Match.FOUND, self._checked(session, row, day))

    def _checked(self, session: Session, row: Resident, day: date) -> CheckedChild:
        schedule = self._schedules.current
        person = vaccinees.person(session, row, schedule, day)
        given = vaccinees.history(vaccinees.doses(session, row.id))
        check = school_check(person, given, schedule, day)
        return CheckedChild(row.id, row.name, row.sex, person.born, check)


def _archives(session: Session, pupil: Pupil) -> Sequence[Resident]:
    """By number; without one in the list or the archive, by name and birth date."""
    usable = Resident.status.not_in(GONE), Resident.born.is_not(None)
    if pupil.id_no:
        found = session.scalars(select(Resident).where(Resident.id_no == pupil.id_no, *usable)).all()
        if found:
            return found
    if not pupil.name or pupil.born is None:
        return ()
    twins = session.scalars(select(Resident).where(Resident.born == pupil.born, *usable)).all()
    wanted = text.name_key(pupil.name)
    return [
        row
        for row in twins
        if text.name_key(row.name) == wanted
        and not (pupil.id_no and row.id_no)  # another number, another child
    ]
