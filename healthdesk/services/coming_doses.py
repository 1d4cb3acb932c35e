"""Works out ahead which doses each child is owed, so that recall lists are a query."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select, union
from sqlalchemy.orm import aliased

from healthdesk.base.calendar import add_months
from healthdesk.base.clock import Clock
from healthdesk.base.progress import Progress, Silence
from healthdesk.domain.immunization.forecast import Forecast, Status, forecast
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.services import vaccinees
from healthdesk.services.schedules import Schedules
from healthdesk.store import coming_doses
from healthdesk.store.audit import AuditEntry
from healthdesk.store.coming_doses import Coming, Reckoning
from healthdesk.store.database import Database
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident

PAGE = 200
AHEAD_DAYS = 92
"""How far ahead coming doses are kept: a quarter, as vaccines are ordered."""

_OPEN = frozenset({Status.DUE, Status.OVERDUE, Status.CONDITIONAL, Status.NOT_YET_DUE})


class ComingDoses:
    """Only whose rows or day have changed is worked out again."""

    def __init__(self, *, database: Database, schedules: Schedules, clock: Clock) -> None:
        self._database = database
        self._schedules = schedules
        self._clock = clock

    def renew(self, progress: Progress | None = None) -> int:
        """Everybody who is not worked out as of today; returns how many were. Stops between two pages."""
        watched = progress or Silence()
        schedule, today = self._schedules.current, self._clock.today()
        with self._database.reading() as session:
            # Once for all pages: whom it is about takes longer to find than a page to be worked out.
            stale = list(session.scalars(_stale(schedule, today).order_by(Resident.id)))
        for done in range(0, len(stale), PAGE):
            watched.step(done, len(stale))
            if watched.is_cancelled:
                return done
            page = stale[done : done + PAGE]
            self._keep(page, *self._worked_out(schedule, today, page), today)
        watched.step(len(stale), len(stale))
        return len(stale)

    def _worked_out(
        self, schedule: Schedule, today: date, page: Sequence[str]
    ) -> tuple[int, dict[str, list[Coming]]]:
        """What the journal had reached when these people were read, and the coming doses of each."""
        with self._database.reading() as session:
            seen = session.scalar(select(func.max(AuditEntry.seq))) or 0
            people = list(vaccinees.together(session, page, schedule, today))
        return seen, {
            id_: [
                coming
                for one in forecast(person, given, schedule, today)
                if (coming := _coming(id_, one, today))
            ]
            for id_, person, given in people
        }

    def _keep(self, page: Sequence[str], seen: int, found: dict[str, list[Coming]], today: date) -> None:
        """Whoever was written meanwhile is left for the next time: what was read of him is old."""
        with self._database.writing("coming-doses") as session:
            changed = set(
                session.scalars(
                    select(AuditEntry.resident_id).where(
                        AuditEntry.seq > seen, AuditEntry.act.in_(("add", "change"))
                    )
                )
            )
            settled = [id_ for id_ in page if id_ not in changed]
            rows = [coming for id_ in settled for coming in found.get(id_, ())]
            coming_doses.keep(session, settled, rows, today)


def _stale(schedule: Schedule, today: date) -> Select[str]:
    return (
        select(Resident.id)
        .outerjoin(Reckoning, Reckoning.resident_id == Resident.id)
        .where(
            or_(Reckoning.reckoned_on.is_(None), Reckoning.reckoned_on != today),
            *looked_after(schedule, today),
        )
    )


def looked_after(schedule: Schedule, today: date) -> tuple[ColumnElement[bool], ...]:
    """Whom the immunization clinic calls: all children of the catch-up age, and adults who are enrolled."""
    months = schedule.policy.catch_up_below.months
    child = aliased(Resident)
    children = select(child.id).where(child.born > add_months(today, -months))
    enrolled = select(Enrolment.resident_id).where(
        Enrolment.programme == vaccinees.PROGRAMME, Enrolment.status == "active"
    )
    # Two short walks along indexes instead of one through every archive.
    return Resident.status == "active", Resident.id.in_(union(children, enrolled))


def _coming(resident_id: str, one: Forecast, today: date) -> Coming | None:
    """None for what is complete, put off, or further away than the list looks.

    What waits for a test or an answer and has no day of its own is called for from the day it grew late:
    somebody has to come for the test.
    """
    if one.status not in _OPEN or one.product is None:
        return None
    opens = one.recommended or one.overdue or today
    if opens > today + timedelta(days=AHEAD_DAYS):
        return None
    return Coming(
        resident_id,
        one.group,
        one.product,
        one.number,
        opens,
        one.overdue,
        one.call_from or opens,
        one.is_programme,
        one.condition or "",
    )
