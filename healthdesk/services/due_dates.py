"""Due dates as of today: a missed visit gives way to the next, a new year brings its check-up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, null, or_, select
from sqlalchemy.orm import Session

from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.base.progress import Progress, Silence
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.next_service import next_service
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services import reading
from healthdesk.services.following import Follower
from healthdesk.services.seat import Seat
from healthdesk.services.windows import NO_WINDOW, Window
from healthdesk.store import settings
from healthdesk.store.database import Database
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident, people_of
from healthdesk.store.visits import IN_ORDER, Visit

PAGE = 1_000
RENEWED_ON = "due.renewed_on"


@dataclass(frozen=True, slots=True)
class _Enrolled:
    id: str
    resident_id: str
    person: Person
    window: Window


class DueDates:
    """Works through every enrolment in the background; only what has changed is written."""

    def __init__(
        self, *, database: Database, seat: Seat, programmes: Programmes, clock: Clock, ids: Ids
    ) -> None:
        self._database = database
        self._seat = seat
        self._programmes = programmes
        self._clock = clock
        self._ids = ids

    def renew_daily(self, progress: Progress | None = None) -> int:
        """Once a day, by whoever comes first; returns how many dates have changed, 0 when done already."""
        today = self._clock.today().isoformat()
        with self._database.reading() as session:
            if settings.value(session, RENEWED_ON, "") == today:
                return 0
        changed = self.renew(progress)
        if progress is None or not progress.is_cancelled:
            with self._database.writing("due") as session:
                settings.change(session, RENEWED_ON, today)
        return changed

    def renew(self, progress: Progress | None = None) -> int:
        """Every date of every programme anew. Stops between two pages when cancelled."""
        watched = progress or Silence()
        planned = [one for one in self._programmes if one.is_followed_up]
        changed = 0
        for at, programme in enumerate(planned):
            watched.step(at, len(planned))
            for page in self._pages(programme):
                if watched.is_cancelled:
                    return changed
                for enrolment_id in page:
                    self._follow(enrolment_id, programme)
                changed += len(page)
        watched.step(len(planned), len(planned))
        return changed

    def _pages(self, programme: Programme) -> Iterator[list[str]]:
        """Page after page of the enrolments whose window is not what the records say."""
        today, after = self._clock.today(), ""
        while True:
            with self._database.reading() as session:
                chosen = settings.value(session, f"programme.{programme.key}", {})
                page = _enrolled(session, programme, after)
                ids = [one.resident_id for one in page]
                if programme.is_planned:
                    made = _records(session, programme, ids)
                    windows = [_planned(programme, one, made[one.resident_id], today, chosen) for one in page]
                else:
                    dated = _dated(session, programme, ids)
                    windows = [_as_dated(programme, one, dated) for one in page]
            yield [one.id for one, window in zip(page, windows, strict=True) if window != one.window]
            if len(page) < PAGE:
                return
            after = page[-1].id

    def _follow(self, enrolment_id: str, programme: Programme) -> None:
        follower = Follower(self._programmes, self._ids, self._clock.today(), self._seat.sitter.full_name)
        with self._database.writing("due") as session:
            enrolment = session.get(Enrolment, enrolment_id)
            if enrolment is not None and enrolment.status == "active":
                who = reading.followed(session, enrolment.resident_id, programme)
                follower.follow(session, enrolment, programme, who)


def _enrolled(session: Session, programme: Programme, after: str) -> list[_Enrolled]:
    query = (
        select(
            Enrolment.id,
            Enrolment.resident_id,
            Enrolment.due_visit,
            Enrolment.next_due,
            Enrolment.next_latest,
            Resident.born,
            Resident.sex,
        )
        .join(Resident, Resident.id == Enrolment.resident_id)
        .where(Enrolment.programme == programme.key, Enrolment.status == "active", Enrolment.id > after)
        .order_by(Enrolment.id)
        .limit(PAGE)
    )
    is_maternal = programme.belongs.is_pregnant
    return [
        _Enrolled(
            row.id,
            row.resident_id,
            Person(row.born, reading.WORDS_OF_SEX.get(row.sex), is_pregnant=is_maternal),
            (row.due_visit, row.next_due, row.next_latest),
        )
        for row in session.execute(query)
    ]


def _records(
    session: Session, programme: Programme, resident_ids: Sequence[str]
) -> Mapping[str, list[VisitFacts]]:
    people = people_of(session, resident_ids)
    query = (
        select(Visit.resident_id, Visit.visited_on, Visit.mode, Visit.answers, Visit.form_key, Visit.status)
        .where(
            Visit.resident_id.in_(people),
            or_(Visit.programme == programme.key, Visit.form_key.in_(programme.also)),
            Visit.status != "void",
        )
        .order_by(*IN_ORDER)
    )
    found: dict[str, list[VisitFacts]] = defaultdict(list)
    for row in session.execute(query):
        is_complete = row.status != "incomplete"
        facts = VisitFacts(row.visited_on, row.mode or "1", row.answers, row.form_key, is_complete)
        for person_id in people[row.resident_id]:
            found[person_id].append(facts)
    return found


def _planned(
    programme: Programme,
    one: _Enrolled,
    made: Sequence[VisitFacts],
    today: date,
    chosen: Mapping[str, str],
) -> Window:
    service = next_service(programme, one.person, made, today, chosen)
    return (service.key, service.opens_on, service.closes_on) if service else (None, None, None)


def _as_dated(programme: Programme, one: _Enrolled, dated: Mapping[str, Window]) -> Window:
    """Who is off the list without consent stays off it: only a record changes that."""
    is_off = bool(programme.belongs.refused_when) and one.window == NO_WINDOW
    return one.window if is_off else dated.get(one.resident_id, one.window)


def _dated(session: Session, programme: Programme, resident_ids: Sequence[str]) -> Mapping[str, Window]:
    """The window of the last record of the present course that plans one; nobody without one is in it."""
    has_names = any(rule.visit for rule in programme.rules)
    judgement = Visit.judgement if has_names else null().label("judgement")
    people = people_of(session, resident_ids)
    query = (
        select(Visit.resident_id, Visit.visited_on, Visit.next_due, Visit.next_latest, judgement)
        .where(
            Visit.resident_id.in_(people),
            Visit.programme == programme.key,
            Visit.status != "void",
            Visit.next_due.is_not(None),
        )
        .order_by(*IN_ORDER)
    )
    ended = _ends(session, programme, resident_ids)
    return {
        person_id: ((row.judgement or {}).get("visit") or None, row.next_due, row.next_latest)
        for row in session.execute(query)
        for person_id in people[row.resident_id]
        if row.visited_on >= ended.get(person_id, date.min)
    }


def _ends(session: Session, programme: Programme, resident_ids: Sequence[str]) -> Mapping[str, date]:
    """When an earlier course ended, of those who had one (`endings.last_end` for a page of people)."""
    query = (
        select(Enrolment.resident_id, func.max(Enrolment.ended_on).label("ended_on"))
        .where(
            Enrolment.resident_id.in_(resident_ids),
            Enrolment.programme == programme.key,
            Enrolment.status == "ended",
            Enrolment.ended_on.is_not(None),
        )
        .group_by(Enrolment.resident_id)
    )
    return {row.resident_id: row.ended_on for row in session.execute(query)}
