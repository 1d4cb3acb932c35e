"""The steps between a filled sheet and a record that stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import delete, insert

from healthdesk.base import errors
from healthdesk.domain.forms import past as past_sheets
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.extraction import measures
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.subject import Subject
from healthdesk.domain.programmes.appraisal import REFERRAL, REFERRED
from healthdesk.domain.programmes.grading import OVER
from healthdesk.domain.programmes.judgement import Judgement, VisitFacts
from healthdesk.domain.programmes.next_service import VISIT_KEY
from healthdesk.domain.programmes.rules import Action
from healthdesk.services import endings
from healthdesk.store.database import JournalSession
from healthdesk.store.measures import Measure, columns
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

EMERGENCY = "emergency"
"""The item of a form that holds the emergencies the rules found; its section asks what was done."""


def fresh(  # noqa: PLR0913  what a new sheet is made of
    forms: Forms,
    form: Form,
    subject: Subject,
    past: Sequence[Visit],
    archive: Mapping[str, Any],
    visit: str = "",
) -> Filling:
    """A new sheet of today, with the last answers beside or carried; `visit` is its place in a schedule.

    What another form of the programme asked in the same words is known too (a newborn's birth weight), but
    nothing that it numbers otherwise (the symptoms of tuberculosis); the same form's own last answers lead.
    `archive` are the facts it is filled in with.
    """
    known: dict[str, Any] = {}
    for one in past:
        if one.form_key != form.key:
            known |= _understood(forms, form, one)
    for one in past:
        if one.form_key == form.key:
            known |= one.answers
    prefill = dict(archive)
    if form.service_date:
        prefill[form.service_date] = subject.today.isoformat()
    if visit and form.has(VISIT_KEY):
        prefill[VISIT_KEY] = visit
    return Filling.start(form, subject, last=known, prefill=prefill)


def _understood(forms: Forms, form: Form, visit: Visit) -> dict[str, Any]:
    """The answers of another form that mean the same on this one; none of a version that is not known."""
    other = forms.known(visit.form_key, visit.form_version)
    if other is None:
        return {}
    return {
        key: value
        for key, value in visit.answers.items()
        if form.has(key) and other.has(key) and form.item(key).asks_like(other.item(key))
    }


class OnForm(Protocol):
    """Whatever was written on a form: a visit, a record of the centre, a draft, a few columns of one."""

    @property
    def form_key(self) -> str: ...

    @property
    def form_version(self) -> str: ...


def form_of(forms: Forms, record: OnForm) -> Form:
    """The form a record was signed in; a bare one when that version is not known here or cannot be read.

    On another version a number may mean its opposite, so its answers are shown as they came, and marked.
    """
    own = forms.known(record.form_key, record.form_version)
    if own is not None:
        return own
    newest = next(iter(forms.sound((record.form_key,))), None)
    title, about = (newest.title, newest.about) if newest else (record.form_key, "")
    return Form(record.form_key, record.form_version, title, (), about=about)


def facts(filling: Filling, on: date) -> VisitFacts:
    """The sheet as the rules see it."""
    answers = filling.answers()
    return VisitFacts(on, str(answers.get("mode", "1")), answers, filling.form.key)


def is_before(record: VisitFacts, now: VisitFacts) -> bool:
    """Whether a record is history for another: of an earlier day, or on another form of the same day."""
    return record.on < now.on or (record.on == now.on and record.form != now.form)


def proposed(filling: Filling, judged: Judgement, overruled: str | None) -> Filling:
    """The sheet with the class and the next date that the rules give, where nobody has written another."""
    if filling.entry(EMERGENCY):
        filling = filling.clear(EMERGENCY)
    filling = filling.propose(proposals(filling, judged))
    return filling.answer("class", overruled) if overruled else filling


def proposals(filling: Filling, judged: Judgement) -> dict[str, Any]:
    """The answers that the rules suggest for this form; None takes an earlier suggestion back."""
    next_date = judged.next_default.isoformat() if judged.next_default else None
    suggested = {
        "class": judged.grade,
        filling.form.next_date: next_date,
        EMERGENCY: emergency(filling, judged),
        REFERRAL: REFERRED if judged.action is Action.REFER else None,
    }
    return {key: value for key, value in suggested.items() if filling.form.has(key)}


def emergency(filling: Filling, judged: Judgement) -> tuple[str, ...] | None:
    """The emergencies that the form knows: each asks for what was done, and a value for a second reading."""
    if not filling.form.has(EMERGENCY):
        return None
    item = filling.form.item(EMERGENCY)
    return tuple(key for key in judged.emergency_items if item.option(key)) or None


def require_signable(filling: Filling, *, is_incomplete: bool, now: datetime | None = None) -> None:
    """Raises InvalidInput with the first refused item, or the first missing one of a full record.

    With `now` a time of day that still lies ahead is refused: only signing knows what time it is.
    """
    wall = now.astimezone().replace(tzinfo=None) if now else None
    problems = replace(filling, subject=replace(filling.subject, now=wall)).problems()
    if problems:
        raise errors.InvalidInput(problems[0].link_id, problems[0].reason)
    gaps = filling.gaps()
    if gaps and not is_incomplete:
        raise errors.InvalidInput(gaps[0], "required")


def require_the_rules_class(filling: Filling, judged: Judgement, overruled: str | None) -> None:
    """A class of one's own needs to be said as such, with a reason. Raises InvalidInput."""
    written = filling.answers().get("class")
    if written and judged.missing and not overruled:
        raise errors.InvalidInput(judged.missing[0], "required")
    if judged.grade and written and written not in (judged.grade, overruled, *judged.choices):
        raise errors.InvalidInput("class", "overrule-reason")


def day(value: object) -> date | None:
    """A date out of an answer, or None."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def day_of_service(filling: Filling, row: Resident, today: date) -> date:
    """The day of service. Raises InvalidInput when it cannot be: future, before birth, after death."""
    link_id = filling.form.service_date
    on = day(filling.answers().get(link_id)) or today
    if on > today:
        raise errors.InvalidInput(link_id, "future")
    endings.require_open(row, on, link_id)
    return on


def write(visit: Visit, filling: Filling, judged: Judgement) -> None:
    """Fill the record with the answers, their origins, and what the rules said.

    An item that this form does not know came with the record from elsewhere; it stays.
    """
    answers = filling.answers()
    next_due = day(answers.get(filling.form.next_date)) or judged.next_default
    on = day(answers.get(filling.form.service_date)) or filling.subject.today
    if next_due and next_due <= on:
        raise errors.InvalidInput(filling.form.next_date, "date-order")
    has_ended = judged.outcome in OVER
    foreign = {key: value for key, value in (visit.answers or {}).items() if not filling.form.has(key)}
    visit.answers = {**foreign, **answers}
    visit.entries = filling.entries_document()
    visit.mode = str(answers["mode"]) if "mode" in answers else None
    visit.judgement = document(judged)
    visit.grade = str(answers["class"]) if "class" in answers and not has_ended else None
    visit.is_emergency = judged.is_emergency
    visit.next_due = None if has_ended else next_due
    # A later day that was agreed on moves the end of the window: nobody is late before he is due.
    latest = max(filter(None, (judged.next_latest, next_due)), default=None)
    visit.next_latest = None if has_ended else latest
    visit.referral_result_due = judged.referral_result_due


def document(judged: Judgement) -> dict[str, Any]:
    """What the rules said, with their reasons and sources, to be kept beside the record."""
    return {
        "grade": judged.grade,
        "action": judged.action.value if judged.action else None,
        "rule": judged.rule,
        "emergency": judged.is_emergency,
        "outcome": judged.outcome,
        "visit": judged.visit,
        "task_due": judged.task_due.isoformat() if judged.task_due else None,
        "reports_up": judged.reports_up,
        "next_default": judged.next_default.isoformat() if judged.next_default else None,
        "missing": list(judged.missing),
        "reasons": [
            {"text": one.text, "source": one.source, "confidence": one.confidence} for one in judged.reasons
        ],
    }


def past(visit: Visit) -> dict[str, Any]:
    """A record as it stood before it was amended."""
    return {
        "answers": visit.answers,
        "grade": visit.grade,
        "doctor": visit.doctor,
        "signed_at": visit.signed_at.isoformat(),
        "next_due": visit.next_due.isoformat() if visit.next_due else None,
        "reason": visit.amend_reason,
    }


def is_late_entry(on: date, history: Sequence[Mapping[str, Any]], now: datetime) -> bool:
    """Whether a record was written later than the day after; a correction does not make it late (补录).

    `history` are its earlier versions, the oldest first, as `past` keeps them.
    """
    return (past_sheets.entered_at(history, now).astimezone().date() - on).days > 1


def replace_measures(session: JournalSession, visit: Visit, form: Form | None) -> None:
    """Make the visit's measures anew; with no form, take them out."""
    session.connection().execute(delete(Measure).where(Measure.visit_id == visit.id))
    if form:
        add_measures(session, visit, form)


def add_measures(session: JournalSession, visit: Visit, form: Form) -> None:
    """Make the measures of a visit that has none."""
    session.flush()  # they hang on it
    numbers = [columns(visit, found) for found in measures(form, visit.answers)]
    if numbers:
        session.connection().execute(insert(Measure), numbers)


def enrolled(key: str, visit: Visit, doctor: str) -> Enrolment:
    """The enrolment a follow-up is proof of: who is written up is being followed up."""
    return Enrolment(
        id=key,
        resident_id=visit.resident_id,
        programme=visit.programme,
        status="active",
        enrolled_on=visit.visited_on,
        responsible_doctor=doctor,
        missed_calls=0,
    )
