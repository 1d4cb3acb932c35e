"""Who is due, overdue or lost; what else waits at this desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, tuple_
from sqlalchemy.orm import Session

from healthdesk.base import text
from healthdesk.base.clock import Clock
from healthdesk.base.pages import Page
from healthdesk.domain.access import Permission
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.next_visit import state
from healthdesk.domain.programmes.rules import Timing
from healthdesk.domain.referral_course import ANSWERED
from healthdesk.services import privacy, reading
from healthdesk.services.due_terms import DueTerms, most_urgent, tab_terms
from healthdesk.services.endings import DEPARTED
from healthdesk.services.rows import DueRow
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.drafts import Draft
from healthdesk.store.programmes import LOST_AFTER_CALLS, Enrolment
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

WHOLE_LIST_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class DueCounts:
    """The tabs of the due list."""

    all: int
    overdue: int
    today: int
    week: int
    signed_today: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The to-do box: how many, and since when."""

    referral_results: int
    referral_answers: int
    oldest_referral: date | None
    drafts: int
    for_doctor: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Visits signed this month against residents due in it, of one programme."""

    programme: str
    done: int
    planned: int


class Worklist:
    """The due list over every programme the person at the desk may see."""

    def __init__(self, *, database: Database, seat: Seat, programmes: Programmes, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._programmes = programmes
        self._clock = clock
        self._written_up = frozenset(one.key for one in programmes if one.is_followed_up)

    def due(  # noqa: PLR0913  each is a filter that a person sees
        self,
        *,
        programme: str | None = None,
        as_of: date | None = None,
        tab: str = "all",
        after: str | None = None,
        limit: int = 100,
        is_follow_up: bool = False,
    ) -> Page[DueRow]:
        """People to see, the most urgent first: by the last day of the window, so that a check-up that
        may be made all year does not hide an overdue visit. `tab` is all, overdue, today or week.

        With `is_follow_up` only what is written on a follow-up form (doses have their own desk), and each
        person once, by what is most urgent: `also` are the other programmes that are due.
        """
        self._seat.require(Permission.VIEW_RECORD)
        today, terms = as_of or self._clock.today(), self._terms()
        query = (
            select(Enrolment, Resident)
            .join(Resident, Resident.id == Enrolment.resident_id)
            .where(*terms.open(Enrolment, today, programme, is_follow_up=is_follow_up))
            .where(*tab_terms(tab, today), Resident.status.not_in(DEPARTED))
            .where(~terms.is_behind_another(today, programme, is_follow_up=is_follow_up))
            .order_by(Enrolment.next_latest, Enrolment.id)
            .limit(limit)
        )
        if after:
            latest, _, key = after.partition("/")
            query = query.where(
                tuple_(Enrolment.next_latest, Enrolment.id) > (date.fromisoformat(latest), key)
            )
        with self._database.reading() as session:
            found = [(one, row) for one, row in session.execute(query)]
            rows = self._rows(session, found, today, with_others=is_follow_up)
        last = f"{found[-1][0].next_latest}/{found[-1][0].id}" if len(found) == limit else None
        return Page(rows, last)

    def _rows(
        self, session: Session, found: Sequence[tuple[Enrolment, Resident]], today: date, *, with_others: bool
    ) -> tuple[DueRow, ...]:
        people = [row.id for _, row in found]
        tags = reading.tags(session, people, self._seat.hidden())
        also = self._due_programmes(session, people, today) if with_others else {}
        return tuple(
            self._row(one, row, tags.get(row.id, reading.NO_TAGS), also.get(row.id, ()), today)
            for one, row in found
        )

    def everybody_due(
        self, *, programme: str | None = None, as_of: date | None = None, is_follow_up: bool = False
    ) -> tuple[DueRow, ...]:
        """The whole list, page after page, for paper and the command line."""
        fetch = partial(
            self.due, programme=programme, as_of=as_of, limit=WHOLE_LIST_PAGE, is_follow_up=is_follow_up
        )
        page = fetch()
        rows = list(page.rows)
        while page.after is not None:
            page = fetch(after=page.after)
            rows += page.rows
        return tuple(rows)

    def counts(self, as_of: date | None = None, *, is_follow_up: bool = False) -> DueCounts:
        """How many stand under each tab of `due`."""
        today, terms = as_of or self._clock.today(), self._terms()
        departed = select(Resident.id).where(Resident.status.in_(DEPARTED))
        waiting = select(Enrolment.next_due, Enrolment.next_latest).where(
            terms.open_by_person(today, is_follow_up=is_follow_up),
            Enrolment.resident_id.not_in(departed),
        )
        if is_follow_up:
            waiting = most_urgent(waiting)
        due = waiting.subquery()
        tabs = [_sum(tab_terms(tab, today, due.c)) for tab in ("overdue", "today", "week")]
        signed = select(func.count()).where(
            Visit.visited_on == today, Visit.status != "void", privacy.visible_visits(self._seat)
        )
        with self._database.reading() as session:
            counted = session.execute(select(func.count(), *tabs).select_from(due)).one()
            everybody, overdue, now, week = (number or 0 for number in counted)
            return DueCounts(everybody, overdue, now, week, _count(session, signed))

    def waiting(self) -> Waiting:
        """What else is to be done at this desk."""
        today = self._clock.today()
        open_results = and_(
            Referral.status.in_(("sent", "accepted", "seen")),
            Referral.result_due_on.is_not(None),
            privacy.visible_referrals(self._seat),
        )
        answered = and_(Referral.status.in_(ANSWERED), privacy.visible_referrals(self._seat))
        for_doctor = and_(Visit.needs_doctor, privacy.visible_visits(self._seat))
        with self._database.reading() as session:
            return Waiting(
                referral_results=_count(
                    session, select(func.count()).where(open_results, Referral.result_due_on <= today)
                ),
                referral_answers=_count(session, select(func.count()).where(answered)),
                oldest_referral=session.scalar(select(func.min(Referral.result_due_on)).where(open_results)),
                drafts=_count(
                    session,
                    select(func.count()).where(Draft.account_id == self._seat.sitter.account_id),
                ),
                for_doctor=_count(session, select(func.count()).where(for_doctor)),
            )

    def progress(self) -> tuple[Progress, ...]:
        """Visits of the present month, by programme, and those still due of people who live here."""
        today = self._clock.today()
        first = today.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1)
        with self._database.reading() as session:
            done = _by_programme(
                session,
                select(Visit.programme, func.count())
                .where(Visit.visited_on >= first, Visit.visited_on <= today, Visit.status != "void")
                .group_by(Visit.programme),
            )
            still = _by_programme(
                session,
                select(Enrolment.programme, func.count())
                .join(Resident, Resident.id == Enrolment.resident_id)
                .where(Enrolment.status == "active", Enrolment.next_due < last, Resident.status == "active")
                .group_by(Enrolment.programme),
            )
        keys = [key for key in sorted(self._written_up) if self._seat.sees(key)]
        return tuple(
            Progress(key, done.get(key, 0), done.get(key, 0) + still.get(key, 0))
            for key in keys
            if key in done or key in still
        )

    def _terms(self) -> DueTerms:
        return DueTerms(self._seat.hidden(), self._written_up)

    def _due_programmes(
        self, session: Session, people: Sequence[str], today: date
    ) -> dict[str, tuple[str, ...]]:
        """Every follow-up that is due of these people, the most urgent first.

        Put in order here: SQLite would read the due list of everybody for the sake of its order.
        """
        query = select(Enrolment.resident_id, Enrolment.programme, Enrolment.next_latest, Enrolment.id).where(
            Enrolment.resident_id.in_(people), self._terms().open_by_person(today, is_follow_up=True)
        )
        found: dict[str, tuple[str, ...]] = {}
        for resident_id, programme, *_ in sorted(session.execute(query), key=itemgetter(2, 3)):
            known = found.get(resident_id, ())
            found[resident_id] = known if programme in known else (*known, programme)
        return found

    def _row(
        self, one: Enrolment, row: Resident, tags: reading.Tags, due: tuple[str, ...], today: date
    ) -> DueRow:
        due_on = one.next_due or today
        known = self._programmes.by_key.get(one.programme)  # a newer workstation may know more of them
        timing = known.timing if known else Timing()
        found = state(due_on, one.next_latest, today, timing, is_lost=one.missed_calls >= LOST_AFTER_CALLS)
        return DueRow(
            enrolment_id=one.id,
            resident_id=row.id,
            name=row.name,
            sex=row.sex,
            born=row.born,
            programme=one.programme,
            visit_title=known.visit_title(one.due_visit) if known else "",
            tags=tags.programmes,
            also=tuple(key for key in due if key != one.programme),
            due_on=due_on,
            latest_on=one.next_latest,
            latest=one.latest or "",
            verdict=known.verdict(one.latest_grade) if known else one.latest_grade or "",
            is_well=known.is_best(one.latest_grade) if known else False,
            state=found.value if found else "upcoming",
            late_days=max(0, (today - max(due_on, one.next_latest or due_on)).days),
            address=row.address or "",
            phone_masked=text.masked_phone(row.phone or ""),
            last_visit_on=one.last_visit_on,
            responsible_doctor=one.responsible_doctor or "",
            call_result=one.call_result or "",
            called_on=one.called_on,
            booked_on=one.booked_on,
        )


def _sum(terms: tuple[ColumnElement[bool], ...]) -> ColumnElement[int]:
    return func.sum(case((and_(*terms), 1), else_=0))


def _count(session: Session, query: Select[*tuple[Any, ...]]) -> int:
    return session.scalar(query) or 0


def _by_programme(session: Session, query: Select[*tuple[Any, ...]]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query)}
