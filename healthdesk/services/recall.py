"""Who is to be called for a dose: due or overdue, by street, age and vaccine; one line a person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session, aliased

from healthdesk.base import text
from healthdesk.base.clock import Clock
from healthdesk.base.progress import Progress
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.intervals import Span
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.services import coming_doses, vaccinees
from healthdesk.services.coming_doses import ComingDoses
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.coming_doses import ComingDose
from healthdesk.store.database import Database
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident

ALL, DUE, OVERDUE = "all", "due", "overdue"
PEOPLE_A_QUERY = 500

# Columns and not whole rows: thousands of families stand on the list, and an archive is a long answer.
_DOSE = (
    ComingDose.resident_id,
    ComingDose.series,
    ComingDose.vaccine,
    ComingDose.number,
    ComingDose.recommended_on,
    ComingDose.overdue_on,
    ComingDose.is_programme,
    ComingDose.condition,
)
_PERSON = (
    Resident.id,
    Resident.name,
    Resident.sex,
    Resident.born,
    Resident.address,
    Resident.phone,
    func.json_extract(Resident.answers, "$.contact_name").label("contact"),
    func.json_extract(Resident.answers, "$.contact_phone").label("contact_phone"),
)
_CALL = (
    Enrolment.resident_id,
    Enrolment.call_result,
    Enrolment.called_on,
    Enrolment.booked_on,
    Enrolment.missed_calls,
)
_NEVER = (None, None, None, 0)
_DoseColumns: TypeAlias = Row[str, str, str, int, date, date | None, bool, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to; nothing given narrows nothing.

    `street` is part of an address or the 12 digits of a village, `vaccine` a series or a product,
    `state` all, due (no end age passed) or overdue. Doses that are paid for are left out unless
    `is_paid_too`.
    """

    street: str = ""
    age_from: Span | None = None
    age_below: Span | None = None
    vaccine: str = ""
    state: str = ALL
    is_paid_too: bool = False


EVERYBODY = Asked()


@dataclass(frozen=True, slots=True)
class RecallDose:
    """One dose to call for. `number` is printed beside the vaccine; `overdue_on` the first day it is late.

    `condition` is what has to be settled first (a skin test), empty for nothing.
    """

    series: str
    vaccine: str
    title: str
    number: int
    recommended_on: date
    overdue_on: date | None
    is_overdue: bool
    is_programme: bool
    condition: str


@dataclass(frozen=True, slots=True)
class RecallRow:
    """Somebody to call; telephones hide the middle unless they were asked for in full."""

    resident_id: str
    name: str
    sex: str
    born: date | None
    address: str
    phone: str
    contact: str
    contact_phone: str
    doses: tuple[RecallDose, ...]
    call_result: str = ""
    called_on: date | None = None
    booked_on: date | None = None
    missed_calls: int = 0

    @property
    def since(self) -> date:
        """The earliest recommended day among the doses."""
        return min(dose.recommended_on for dose in self.doses)

    @property
    def is_overdue(self) -> bool:
        """Whether the end age of any dose has passed."""
        return any(dose.is_overdue for dose in self.doses)


class Recall:
    """The list of the telephone, of letters and of the walk along the houses."""

    def __init__(self, *, database: Database, seat: Seat, schedules: Schedules, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._schedules = schedules
        self._coming = ComingDoses(database=database, schedules=schedules, clock=clock)
        self._clock = clock

    def renew(self, progress: Progress | None = None) -> int:
        """Work out whoever has changed since; returns how many. The list is as of today only after it."""
        self._seat.require(Permission.VIEW_RECORD)
        return self._coming.renew(progress)

    def rows(self, asked: Asked = EVERYBODY) -> tuple[RecallRow, ...]:
        """Who is to be called today (schedule.md R3b): overdue first, then the longest waiting."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            return self._found(session, asked, is_unmasked=False)

    def phone_list(self, asked: Asked = EVERYBODY) -> tuple[RecallRow, ...]:
        """The same with telephones in full, for a round of calls. Audited. Raises NotAllowed."""
        self._seat.require(Permission.UNMASK)
        with self._database.writing("audit") as session:
            session.audit("unmask", "Recall", None, None)
            return self._found(session, asked, is_unmasked=True)

    @property
    def after_days(self) -> int:
        """How many days after the recommended one somebody is called."""
        return self._schedules.current.policy.recall_after.days

    def centre(self) -> tuple[str, str]:
        """Name and telephone of the centre that calls."""
        with self._database.reading() as session:
            return settings.value(session, "centre.name", ""), settings.value(session, "centre.phone", "")

    def _found(self, session: Session, asked: Asked, *, is_unmasked: bool) -> tuple[RecallRow, ...]:
        schedule, today = self._schedules.current, self._clock.today()
        query = (
            select(*_DOSE)
            .join(Resident, Resident.id == ComingDose.resident_id)
            .where(
                ComingDose.call_from <= today,
                *_of_dose(ComingDose, asked),
                *coming_doses.looked_after(schedule, today),
                *_of_person(asked, today),
            )
            .order_by(ComingDose.resident_id, ComingDose.recommended_on, ComingDose.series)
        )
        doses = {
            id_: tuple(_dose(one, schedule, today) for one in own)
            for id_, own in groupby(session.execute(query), key=lambda one: one.resident_id)
        }
        rows = list(_rows(session, doses, is_unmasked=is_unmasked))
        kept = [
            row
            for row in rows
            if asked.state in (ALL, OVERDUE if row.is_overdue else DUE) and _is_of_age(asked, row.born, today)
        ]
        return tuple(sorted(kept, key=lambda row: (not row.is_overdue, row.since, row.resident_id)))


def _of_person(asked: Asked, today: date) -> Iterator[ColumnElement[bool]]:
    if asked.street:
        yield or_(Resident.address.contains(asked.street, autoescape=True), Resident.village == asked.street)
    if asked.vaccine:
        other = aliased(ComingDose)
        yield Resident.id.in_(
            select(other.resident_id).where(
                other.call_from <= today,
                or_(other.series == asked.vaccine, other.vaccine == asked.vaccine),
                *_of_dose(other, asked),
            )
        )


def _of_dose(coming: type[ComingDose], asked: Asked) -> tuple[ColumnElement[bool], ...]:
    return () if asked.is_paid_too else (coming.is_programme.is_(True),)


def _is_of_age(asked: Asked, born: date | None, today: date) -> bool:
    if born is None:
        return asked.age_from is None and asked.age_below is None
    return (asked.age_from is None or asked.age_from.after(born) <= today) and (
        asked.age_below is None or asked.age_below.after(born) > today
    )


def _rows(
    session: Session, doses: Mapping[str, tuple[RecallDose, ...]], *, is_unmasked: bool
) -> Iterator[RecallRow]:
    """The people of these doses, some hundred a query."""
    for ids in _some_at_a_time(doses):
        running = select(*_CALL).where(
            Enrolment.resident_id.in_(ids),
            Enrolment.programme == vaccinees.PROGRAMME,
            Enrolment.status == "active",
        )
        calls = {id_: call for id_, *call in session.execute(running)}
        for person in session.execute(select(*_PERSON).where(Resident.id.in_(ids))):
            yield _row(person, doses[person.id], calls.get(person.id, _NEVER), is_unmasked=is_unmasked)


def _some_at_a_time(ids: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(ids)
    while some := list(islice(waiting, PEOPLE_A_QUERY)):
        yield some


def _row(
    person: Row[Any], doses: tuple[RecallDose, ...], call: Sequence[Any], *, is_unmasked: bool
) -> RecallRow:
    phone, contact_phone = person.phone or "", person.contact_phone or ""
    if not is_unmasked:
        phone, contact_phone = text.masked_phone(phone), text.masked_phone(contact_phone)
    result, called_on, booked_on, missed = call
    return RecallRow(
        person.id,
        person.name,
        person.sex,
        person.born,
        person.address or "",
        phone,
        person.contact or "",
        contact_phone,
        doses,
        result or "",
        called_on,
        booked_on,
        missed,
    )


def _dose(coming: _DoseColumns, schedule: Schedule, today: date) -> RecallDose:
    return RecallDose(
        coming.series,
        coming.vaccine,
        schedule.product_title(coming.vaccine),
        coming.number,
        coming.recommended_on,
        coming.overdue_on,
        coming.overdue_on is not None and coming.overdue_on <= today,
        coming.is_programme,
        coming.condition,
    )
