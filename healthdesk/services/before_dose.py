"""What has to be settled before an injection besides the rules: asked, agreed to, identified, two people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from healthdesk.domain.immunization.attending import Stage
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.products import Product
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.stops import Stop, said, unasked_stop
from healthdesk.services import vaccinees
from healthdesk.services.history_state import history_state, history_stop
from healthdesk.store.attendances import Attendance, attendance_id
from healthdesk.store.residents import Resident

TWO_PEOPLE = "immunization.two_people"


@dataclass(frozen=True, slots=True)
class Coming:
    """The dose that is about to be injected: to whom, what, when, by whom."""

    resident: Resident
    vaccine: str
    on: date
    injector: str


def before_dose(
    session: Session, schedule: Schedule, person: Person, past: Iterable[Given], coming: Coming
) -> tuple[Stop, ...]:
    """The stops of the injection table, in the order in which they are settled.

    After an exposure to rabies nobody waits for the health questions or for the booklet.
    """
    product = schedule.products.get(coming.vaccine)
    if product is None:
        return ()
    return (
        *_unasked(session, schedule, person, past, coming, product),
        *_unsettled(session, schedule, coming, product),
    )


def registrar(session: Session, resident_id: str, day: date) -> str:
    """Who asked for the consent of that day; nothing where nobody did."""
    known = vaccinees.background(session, resident_id)
    return (known.consent_taken_by or "") if known and known.consent_on == day else ""


def attendance(session: Session, resident_id: str, day: date) -> Attendance | None:
    """The person's day at the clinic; None for somebody who has not come."""
    return session.get(Attendance, attendance_id(resident_id, day))


def begin_observation(session: Session, resident_id: str, day: date, now: datetime) -> None:
    """The thirty minutes count from the last dose."""
    found = attendance(session, resident_id, day)
    if found is not None:
        found.stage, found.observed_from = Stage.OBSERVED.value, now
        found.left_at, found.left_reason = None, None


def take_back_observation(session: Session, resident_id: str, day: date) -> None:
    """A dose was taken back: without another of that day nobody waits for anything."""
    found = attendance(session, resident_id, day)
    own = vaccinees.doses(session, resident_id)
    left = [dose.recorded_at for dose in own if dose.given_on == day and not dose.is_elsewhere]
    if found is not None and found.stage == Stage.OBSERVED:
        found.observed_from = max(left, default=None)
        found.stage = Stage.OBSERVED.value if left else Stage.CALLED.value


def _unasked(  # noqa: PLR0913  what the rules and the store know of one dose
    session: Session,
    schedule: Schedule,
    person: Person,
    past: Iterable[Given],
    coming: Coming,
    product: Product,
) -> Iterator[Stop]:
    if product.is_after_exposure:
        return
    open_ = unasked_stop(person, past, schedule, product, coming.on)
    if open_:
        yield open_
    if not history_state(session, coming.resident.id, schedule, coming.on).is_known:
        yield history_stop(schedule)


def _unsettled(session: Session, schedule: Schedule, coming: Coming, product: Product) -> Iterator[Stop]:
    known = vaccinees.background(session, coming.resident.id)
    agreed = vaccinees.consented(known, coming.on)
    if product.code not in agreed:
        yield said(schedule, "consent", product=product.title)
    seen = attendance(session, coming.resident.id, coming.on)
    if seen is None or seen.identified_at is None:
        yield said(schedule, "identity")
    by = registrar(session, coming.resident.id, coming.on)
    if by and by == coming.injector and schedule.settings[TWO_PEOPLE] == "yes":
        yield said(schedule, "same_person", name=by)
