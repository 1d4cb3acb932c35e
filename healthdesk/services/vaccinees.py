"""A resident as the immunization rules see one: who, what is known, the doses; the due date that follows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.ids import Ids
from healthdesk.domain.immunization.background import BackgroundWords, context, with_birth
from healthdesk.domain.immunization.evaluation import evaluate
from healthdesk.domain.immunization.forecast import Forecast, forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Context, Person
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.services import reading
from healthdesk.store.backgrounds import Background, background_id
from healthdesk.store.immunization import Vaccination
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident, people_of, records_of
from healthdesk.store.visits import IN_ORDER, Visit

PROGRAMME = "immunization"
SEX = {"1": "M", "2": "F"}

_WHOSE: BindParameter[str] = bindparam("whose", expanding=True)
_DOSES = (
    select(Vaccination)
    .where(Vaccination.resident_id.in_(_WHOSE), Vaccination.status == "done")
    .order_by(Vaccination.given_on, Vaccination.recorded_at)
)
_TOLD = (
    select(Background.resident_id, Background.answers)
    .where(Background.resident_id.in_(_WHOSE))
    .order_by(Background.updated_at)
)
_BIRTHS = (
    select(Visit.resident_id, Visit.answers)
    .where(Visit.resident_id.in_(_WHOSE), Visit.form_key == bindparam("form"), Visit.status != "void")
    .order_by(*IN_ORDER)
)
"""Made once: every dose asks them, and to build a query takes longer than to answer it."""


def background(session: Session, resident_id: str) -> Background | None:
    """What was written down about the person; None while nobody has."""
    return session.get(Background, background_id(resident_id))


def person(session: Session, row: Resident, schedule: Schedule, on: date) -> Person:
    """Raises InvalidInput for somebody whose birth date is not known."""
    if row.born is None:
        raise errors.InvalidInput("birth_date", "required")
    people = people_of(session, [row.id])
    birth = _birth_answers(session, people, schedule.background.birth.form).get(row.id, {})
    answers = _told(session, people).get(row.id, {})
    said = context(answers, schedule.background, on, asked_on(background(session, row.id), on))
    return _person(row.born, row.sex, said, birth, schedule.background)


def told(session: Session, resident_id: str) -> Mapping[str, Any]:
    """The answers of the background form, with what another record of the same person says beside them."""
    return _told(session, people_of(session, [resident_id])).get(resident_id, {})


def together(
    session: Session, resident_ids: Sequence[str], schedule: Schedule, on: date
) -> Iterator[tuple[str, Person, tuple[Given, ...]]]:
    """Id, person and doses of many residents, in a few queries; who has no birth date is left out."""
    people = people_of(session, resident_ids)
    known = _told(session, people)
    birth = _birth_answers(session, people, schedule.background.birth.form)
    given = _histories(session, people)
    query = select(Resident.id, Resident.born, Resident.sex).where(Resident.id.in_(resident_ids))
    for id_, born, sex in session.execute(query):
        if born is not None:
            said = context(known.get(id_, {}), schedule.background, on)
            read = _person(born, sex, said, birth.get(id_, {}), schedule.background)
            yield id_, read, tuple(given.get(id_, ()))


def _person(born: date, sex: str, said: Context, birth: Mapping[str, Any], read: BackgroundWords) -> Person:
    grams = _number(birth.get(read.birth.weight))
    weight = None if grams is None else int(grams * read.birth.grams_per_unit)
    weeks = _number(birth.get(read.birth.weeks))
    found = with_birth(said, weight, None if weeks is None else int(weeks))
    return Person(born, SEX.get(sex, ""), found)


def _histories(session: Session, people: Mapping[str, Sequence[str]]) -> Mapping[str, list[Given]]:
    query = (
        select(Vaccination.resident_id, Vaccination.vaccine, Vaccination.given_on)
        .where(Vaccination.resident_id.in_(people), Vaccination.status == "done")
        .order_by(Vaccination.given_on, Vaccination.recorded_at)
    )
    found: dict[str, list[Given]] = defaultdict(list)
    for id_, vaccine, on in session.execute(query):
        for person_id in people[id_]:
            found[person_id].append(Given(vaccine, on))
    return found


def _told(session: Session, people: Mapping[str, Sequence[str]]) -> Mapping[str, dict[str, Any]]:
    """The answers by person: of two records the later word counts; what a list names in either stays.

    A contraindication must not get lost because the person has a second record.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in session.execute(_TOLD, {"whose": list(people)}):
        for person_id in people[row.resident_id]:
            known = found.setdefault(person_id, {})
            for key, value in row.answers.items():
                known[key] = _both(known.get(key), value)
    return found


def _both(before: Any, after: Any) -> Any:
    if isinstance(before, list) and isinstance(after, list):
        return [*before, *(one for one in after if one not in before)]
    return after


def asked_on(known: Background | None, day: date) -> frozenset[str]:
    """The items of the background form that were answered, or kept, on that day."""
    return frozenset(known.asked) if known and known.asked_on == day else frozenset()


def consented(known: Background | None, day: date) -> frozenset[str]:
    """The vaccines that were agreed to on that day."""
    if known is None or known.consent_on != day:
        return frozenset()
    return frozenset(str(vaccine) for vaccine in known.consented.get("vaccines", ()))


def doses(session: Session, resident_id: str) -> list[Vaccination]:
    """The doses of a resident that count as given, the oldest first, whichever record of theirs has them.

    A child who was registered twice and joined must not be given a dose once more.
    """
    whose = records_of(session, [resident_id])[resident_id]
    return list(session.scalars(_DOSES, {"whose": whose}))


def history(given: Iterable[Vaccination]) -> tuple[Given, ...]:
    """The doses as the rules see them."""
    return tuple(Given(dose.vaccine, dose.given_on) for dose in given)


def follow(session: Session, row: Resident, schedule: Schedule, ids: Ids, today: date) -> date | None:
    """Let every dose say what it counts as now, and the enrolment when the next may be given.

    A dose written down late or taken out, or a fact learnt, changes which place of the table the others
    fill. Of two joined records the one that counts is followed. Returns the earliest day of the next dose of
    any vaccine.
    """
    row = (session.get(Resident, row.joined_to) if row.joined_to else None) or row
    given, own = doses(session, row.id), enrolment(session, row.id)
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
    if own is None and next_due is not None:
        own = enrolled(ids.new(), row.id, today)
        session.add(own)
    if own is not None:
        own.next_due, own.next_latest = next_due, _latest(coming, next_due)
        own.coming = [_coming(one) for one in coming if _is_of_next_day(one, own.next_latest)]
        own.last_visit_on = max((dose.on for dose in past), default=None)
        _forget_calls(own)
    return next_due


def _is_of_next_day(one: Forecast, last_day: date | None) -> bool:
    return one.earliest is not None and last_day is not None and one.earliest <= last_day


def _coming(one: Forecast) -> dict[str, Any]:
    """A dose of the next day at the clinic, for whoever reads the plan."""
    return {
        "series": one.group,
        "title": one.title,
        "vaccine": one.product,
        "number": one.number,
        "from": one.earliest.isoformat() if one.earliest else None,
        "late": one.overdue.isoformat() if one.overdue else None,
    }


def _forget_calls(own: Enrolment) -> None:
    """Whoever came since the last call is neither lost nor expected any more."""
    if own.called_on is not None and own.last_visit_on is not None and own.last_visit_on >= own.called_on:
        own.missed_calls = 0
        own.called_on = own.call_result = own.booked_on = None


def enrolment(session: Session, resident_id: str) -> Enrolment | None:
    """The running enrolment in the immunization programme."""
    own = reading.enrolments(session, resident_id)
    return next((one for one in own if one.programme == PROGRAMME and one.status == "active"), None)


def enrolled(id_: str, resident_id: str, today: date) -> Enrolment:
    """A new enrolment from today; the caller adds it."""
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


def _birth_answers(
    session: Session, people: Mapping[str, Sequence[str]], form_key: str
) -> Mapping[str, Mapping[str, Any]]:
    """What the last visit to each newborn says about the birth."""
    rows = session.execute(_BIRTHS, {"whose": list(people), "form": form_key})
    return {id_: row.answers for row in rows for id_ in people[row.resident_id]}


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) else None
