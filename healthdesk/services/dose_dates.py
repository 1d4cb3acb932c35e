"""What doses count as and when the next is due, anew when the schedule itself has changed."""

from collections.abc import Iterator

from sqlalchemy import func, select

from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.base.progress import Progress, Silence
from healthdesk.services import reading, vaccinees
from healthdesk.services.schedules import Schedules
from healthdesk.store import settings
from healthdesk.store.database import Database
from healthdesk.store.immunization import Vaccination
from healthdesk.store.programmes import Enrolment

PAGE = 500
FOLLOWED = "immunization.followed"
"""The schedule that the due dates were last worked out by."""


class DoseDates:
    """In the background, one person in a unit of work, so that nobody at the desk waits."""

    def __init__(self, *, database: Database, schedules: Schedules, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._schedules = schedules
        self._clock = clock
        self._ids = ids

    def renew(self, progress: Progress | None = None) -> int:
        """Everybody enrolled, if files, switches or the edition in force are others than the last time.

        Returns how many due dates have changed. Cancelled, it stops between two people and begins anew later.
        """
        watched, changed = progress or Silence(), 0
        schedule, today = self._schedules.current, self._clock.today()
        mark = f"{self._schedules.mark()} {schedule.edition(today).id}"
        with self._database.reading() as session:
            if settings.value(session, FOLLOWED, "") == mark:
                return 0
        people = list(self._enrolled())
        for at, resident_id in enumerate(people):
            if watched.is_cancelled:
                return changed
            watched.step(at, len(people))
            changed += self._follow(resident_id)
        with self._database.writing("due") as session:
            settings.change(session, FOLLOWED, mark)
        watched.step(len(people), len(people))
        return changed

    def mend(self) -> int:
        """Whoever has two doses in one place of the table, for two workstations wrote at once; how many."""
        query = (
            select(Vaccination.resident_id)
            .where(Vaccination.status == "done", Vaccination.counts_as.is_not(None))
            .group_by(Vaccination.resident_id, Vaccination.counts_as)
            .having(func.count() > 1)
            .distinct()
        )
        with self._database.reading() as session:
            people = list(session.scalars(query))
        for resident_id in people:
            self._follow(resident_id)
        return len(people)

    def _enrolled(self) -> Iterator[str]:
        after = ""
        while True:
            query = (
                select(Enrolment.resident_id)
                .where(
                    Enrolment.programme == vaccinees.PROGRAMME,
                    Enrolment.status == "active",
                    Enrolment.resident_id > after,
                )
                .order_by(Enrolment.resident_id)
                .limit(PAGE)
            )
            with self._database.reading() as session:
                page = list(session.scalars(query))
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1]

    def _follow(self, resident_id: str) -> bool:
        with self._database.writing("due") as session:
            row = reading.resident(session, resident_id)
            if row.born is None:
                return False
            own = reading.enrolments(session, resident_id)
            before = [one.next_due for one in own]
            schedule, today = self._schedules.current, self._clock.today()
            vaccinees.follow(session, row, schedule, self._ids, today)
            return before != [one.next_due for one in own]
