"""A resident as the immunization rules see one: who, what is known, the doses; the due date that follows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.ids import Ids
from healthdesk.domain.immunization.background import context, with_birth
from healthdesk.domain.immunization.evaluation import evaluate
from healthdesk.domain.immunization.forecast import Forecast, forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.services import reading
from healthdesk.store.backgrounds import Background, background_id
from healthdesk.store.immunization import Vaccination
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

PROGRAMME = "immunization"
SEX = {"1": "M", "2": "F"}


def background(session: Session, resident_id: str) -> Background | None:
    """What was written down about the person; None while nobody has."""
    return session.get(Background, background_id(resident_id))


def person(session: Session, row: Resident, schedule: Schedule, on: date) -> Person:
    """Raises InvalidInput for somebody whose birth date is not known."""
    if row.born is None:
        raise errors.InvalidInput("birth_date", "required")
    known = background(session, row.id)
    read = schedule.background
    found = context(known.answers if known else {}, read, on)
    birth = _birth_answers(session, row.id, read.birth.form)
    grams = _number(birth.get(read.birth.weight))
    weight = None if grams is None else int(grams * read.birth.grams_per_unit)
    weeks = _number(birth.get(read.birth.weeks))
    return Person(
        row.born, SEX.get(row.sex, ""), with_birth(found, weight, None if weeks is None else int(weeks))
    )


def doses(session: Session, resident_id: str) -> list[Vaccination]:
    """The doses of a resident that count as given, the oldest first."""
    return list(
        session.scalars(
            select(Vaccination)
            .where(Vaccination.resident_id == resident_id, Vaccination.status == "done")
            .order_by(Vaccination.given_on, Vaccination.recorded_at)
        )
    )


def history(given: Iterable[Vaccination]) -> tuple[Given, ...]:
    """The doses as the rules see them."""
    return tuple(Given(dose.vaccine, dose.given_on) for dose in given)


def follow(session: Session, row: Resident, schedule: Schedule, ids: Ids, today: date) -> date | None:
    """Let every dose say what it counts as now, and the enrolment when the next may be given.

    A dose written down late or taken out, or a fact learnt, changes which place of the table the others
    fill. Returns the earliest day of the next dose of any vaccine.
    """
    given = doses(session, row.id)
    known, past = person(session, row, schedule, today), history(given)
    for dose, verdict in zip(given, evaluate(known, past, schedule), strict=True):
        if dose.counts_as != verdict.counts_as:
            dose.counts_as = verdict.counts_as
    coming = [
        one
        for one in forecast(known, past, schedule, today)
        if one.earliest is not None and one.status in ("due", "overdue", "not_yet_due")
    ]
    next_due = min((one.earliest for one in coming if one.earliest), default=None)
    own = reading.enrolments(session, row.id)
    enrolment = next((one for one in own if one.programme == PROGRAMME and one.status == "active"), None)
    if enrolment is None and next_due is not None:
        enrolment = _enrolled(ids.new(), row.id, today)
        session.add(enrolment)
    if enrolment is not None:
        enrolment.next_due, enrolment.next_latest = next_due, _latest(coming, next_due)
        enrolment.last_visit_on = max((dose.on for dose in past), default=None)
    return next_due


def _enrolled(id_: str, resident_id: str, today: date) -> Enrolment:
    return Enrolment(
        id=id_,
        resident_id=resident_id,
        programme=PROGRAMME,
        status="active",
        enrolled_on=today,
        missed_calls=0,
    )


def _latest(coming: Sequence[Forecast], next_due: date | None) -> date | None:
    """The last day before the first dose that comes is late; the due day itself where no day is named."""
    late = min((one.overdue for one in coming if one.overdue), default=None)
    if next_due is None or late is None:
        return next_due
    return max(next_due, late - timedelta(days=1))


def _birth_answers(session: Session, resident_id: str, form_key: str) -> Mapping[str, Any]:
    """What the last visit to the newborn says about the birth."""
    visit = session.scalars(
        select(Visit)
        .where(Visit.resident_id == resident_id, Visit.form_key == form_key, Visit.status != "void")
        .order_by(Visit.visited_on.desc())
        .limit(1)
    ).first()
    return visit.answers if visit else {}


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) else None
