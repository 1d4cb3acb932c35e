"""The sheet a follow-up is written on, and the values that a written one is shown as."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.domain.forms.ages import could_be_about
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form, Noun
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.programmes.appraisal import appraise
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.eligibility import could_belong
from healthdesk.domain.programmes.first_visit import form_due
from healthdesk.domain.programmes.judgement import Judgement, Person, VisitFacts
from healthdesk.domain.programmes.next_service import NextService, next_service
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services import cards, endings, first_page, measures, privacy, reading, signing
from healthdesk.services.archive_facts import Facts
from healthdesk.services.rows import FullVisit, MeasurePoint, ResidentCard, VisitRow
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.database import JournalSession
from healthdesk.store.visits import Visit

TREND_LENGTH = 12
"""How many days of each value stand beside a sheet."""

BEYOND = "range"
"""The reason of a problem that a hard limit gives."""


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """Everything a follow-up needs while it is filled in; nothing more is asked of the store.

    `judge` is pure and quick: it is called at every key.
    """

    card: ResidentCard
    programme: Programme
    filling: Filling
    person: Person
    history: tuple[VisitFacts, ...]
    last_on: date | None
    trend: tuple[MeasurePoint, ...]
    clinic_settings: Mapping[str, str]
    from_draft: bool = False

    def judge(self, filling: Filling) -> Judgement:
        """What the rules say about the sheet as it stands."""
        on = signing.day(filling.answers().get(filling.form.service_date)) or filling.subject.today
        now = _possible(signing.facts(filling, on), filling)
        before = [visit for visit in self.history if signing.is_before(visit, now)]
        return appraise(self.programme, self.person, [*before, now], self.clinic_settings)


@dataclass(frozen=True, slots=True)
class Writable:
    """A sheet that may be written: its programme, form and title."""

    programme: str
    form: str
    title: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """Makes the sheets of today, inside a service's unit of work."""

    seat: Seat
    forms: Forms
    programmes: Programmes
    clock: Clock

    def form(self, key: str) -> Form:
        """The newest version of a form that is kept as a visit. Raises InvalidInput for any other."""
        if not key or key not in self.forms.keys():  # noqa: SIM118  a catalogue, no mapping
            raise errors.InvalidInput("programme", "no-form")
        form = self.forms.current(key)
        if form.noun is not Noun.VISIT:
            raise errors.InvalidInput("programme", "no-form")
        return form

    def require_fitting(
        self, session: Session, resident_id: str, programme: Programme, form: Form, on: date
    ) -> None:
        """Raises InvalidInput for a sheet that cannot be about this person: a child's for a man of thirty."""
        person = reading.person(reading.resident(session, resident_id), (), programme.key)
        is_of_programme = not programme.is_planned or could_belong(programme, person, on)
        if not (is_of_programme and could_be_about(form, person.born, on)):
            raise errors.InvalidInput("programme", "another-age-or-sex")

    def writable(self, person: Person) -> tuple[Writable, ...]:
        """Every sheet the person at the desk may write about this person, in the order of programmes."""
        today = self.clock.today()
        return tuple(
            Writable(programme.key, form.key, form.title)
            for programme in self.programmes
            if self.seat.sees(programme.key)
            for form in self.forms.sound(programme.forms)
            if form.noun is Noun.VISIT
            and (form.key in programme.for_anybody or could_belong(programme, person, today))
            and could_be_about(form, person.born, today)
        )

    def due(
        self, session: Session, resident_id: str, programme: Programme, form_key: str
    ) -> tuple[Form, str]:
        """The form that was asked for or is due, and which visit of the schedule it is (empty: none)."""
        if not programme.is_planned:
            return self.form(form_key or self._next_form(session, resident_id, programme)), ""
        service = self._next(session, resident_id, programme)
        if service is None or form_key not in ("", service.form):
            return self.form(form_key or programme.form_key), ""
        is_visit = any(one.key == service.key for one in programme.visits)
        return self.form(service.form), service.key if is_visit else ""

    def fresh(
        self, session: JournalSession, resident_id: str, programme: Programme, form: Form, visit: str
    ) -> VisitSheet:
        """A sheet with the last answers beside or carried."""
        row = reading.resident(session, resident_id)
        today = self.clock.today()
        own = reading.enrolments(session, resident_id)
        person = reading.person(row, own, programme.key)
        past = reading.records(session, resident_id, programme)
        shown = [one for one in past if privacy.sees(self.seat, one)]
        last = next((one for one in reversed(shown) if one.form_key == form.key), None)
        whose = reading.whose(session, resident_id)
        charted = (*programme.needs, *programme.charted)
        subject = reading.subject(row, today, measures.height(session, whose))
        subject = replace(subject, at_desk=self.seat.sitter.full_name)
        page = first_page.form_of(self.forms)
        facts = Facts(row, own, page, self.programmes, self.seat, today).of(session, form)
        return VisitSheet(
            card=cards.card(session, resident_id, page, self.seat),
            programme=programme,
            filling=signing.fresh(self.forms, form, subject, shown, facts, visit),
            person=person,
            history=tuple(reading.facts(visit) for visit in past),
            last_on=last.visited_on if last else None,
            trend=measures.newest(session, whose, charted, TREND_LENGTH) if charted else (),
            clinic_settings=settings.value(session, f"programme.{programme.key}", {}),
        )

    def _next_form(self, session: Session, resident_id: str, programme: Programme) -> str:
        """The first form of the programme until it was written, then the regular one."""
        if programme.first is None:
            return programme.form_key
        row = reading.resident(session, resident_id)
        person = reading.person(row, (), programme.key)
        ended = endings.last_end(reading.enrolments(session, resident_id), programme.key)
        past = endings.present_course(reading.records(session, resident_id, programme), ended)
        return form_due(programme, person, [reading.facts(one) for one in past])

    def _next(self, session: Session, resident_id: str, programme: Programme) -> NextService | None:
        row = reading.resident(session, resident_id)
        past = [reading.facts(one) for one in reading.records(session, resident_id, programme)]
        person = reading.person(row, reading.enrolments(session, resident_id), programme.key)
        chosen = settings.value(session, f"programme.{programme.key}", {})
        return next_service(programme, person, past, self.clock.today(), chosen)


def full(visit: Visit, whence: str) -> FullVisit:
    """A follow-up with everything that was written down; `whence` where another archive has it."""
    return FullVisit(
        id=visit.id,
        programme=visit.programme,
        form=f"{visit.form_key}|{visit.form_version}",
        on=visit.visited_on,
        status=visit.status,
        grade=visit.grade,
        next_due=visit.next_due,
        doctor=visit.doctor,
        answers=visit.answers,
        judgement=visit.judgement,
        overrule_reason=visit.overrule_reason,
        amend_reason=visit.amend_reason,
        is_late_entry=visit.is_late_entry,
        needs_doctor=visit.needs_doctor,
        reviewed_by=visit.reviewed_by,
        review_note=visit.review_note,
        referral_result_due=visit.referral_result_due,
        referral_result=visit.referral_result,
        whence=whence,
    )


def _possible(visit: VisitFacts, filling: Filling) -> VisitFacts:
    """The visit without values beyond their hard limits: a pressure of 1 on the way to 158 says nothing."""
    refused = {one.link_id for one in filling.problems() if one.reason == BEYOND}
    kept = {key: value for key, value in visit.answers.items() if key not in refused}
    return replace(visit, answers=kept)


def row(visit: Visit, name: str) -> VisitRow:
    """A follow-up in a list."""
    return VisitRow(
        visit.id,
        visit.resident_id,
        name,
        visit.programme,
        visit.visited_on,
        visit.grade,
        visit.status,
        visit.next_due,
        visit.doctor,
        visit.signed_at,
        visit.is_emergency,
        visit.is_late_entry,
        row_version=visit.row_version,
    )
