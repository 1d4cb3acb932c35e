"""A dose as it is written down, what it must be like, and as it is shown."""

from dataclasses import dataclass
from datetime import date, datetime

from healthdesk.base import errors
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.services import endings
from healthdesk.store.immunization import Vaccination
from healthdesk.store.residents import Resident

LONGEST = {
    "lot": 40,
    "manufacturer": 60,
    "site": 20,
    "trace_code": 200,
    "injector": 60,
    "place": 60,
    "guardian": 60,
    "specification": 60,
}
"""Characters that a row has room for."""


@dataclass(frozen=True, slots=True)
class GivenDose:
    """A recorded dose. `is_from_stock`: it is out of a lot of the stock here."""

    id: str
    vaccine: str
    on: date
    lot: str
    site: str
    counts_as: str
    is_elsewhere: bool
    injector: str
    status: str
    place: str
    is_signed: bool = False
    expires_on: date | None = None
    manufacturer: str = ""
    trace_code: str = ""
    is_from_stock: bool = False


@dataclass(frozen=True, slots=True)
class DoseRow:
    """A dose in a list."""

    id: str
    resident_id: str
    name: str
    vaccine: str
    on: date
    lot: str
    counts_as: str
    status: str
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class NewDose:
    """What is written down when a dose is given. `lot` may be unknown only for a dose given elsewhere.

    `is_at_table`: it is about to be injected, so everything has to be asked, agreed to and checked first.
    `guardian` is who has just confirmed the seven items. `place` is where a dose elsewhere was given.
    """

    vaccine: str
    on: date
    lot: str = ""
    expires_on: date | None = None
    manufacturer: str = ""
    site: str = ""
    trace_code: str = ""
    is_elsewhere: bool = False
    injector: str = ""
    overrule_reason: str = ""
    is_at_table: bool = False
    place: str = ""
    specification: str = ""
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class RecordedDose:
    """What recording settled; `next_due` is the earliest date of the next dose of any vaccine."""

    id: str
    counts_as: str
    next_due: date | None


OBSERVATION_MINUTES = 30
"""How long a person stays after an injection (workstation.md 6: a 30-minute clock)."""


@dataclass(frozen=True, slots=True)
class Observed:
    """Somebody waiting after a dose. `at` is when the last one was written down."""

    resident_id: str
    name: str
    vaccine: str
    at: datetime


def given(dose: Vaccination) -> GivenDose:
    """A recorded dose as a value."""
    return GivenDose(
        dose.id,
        dose.vaccine,
        dose.given_on,
        dose.lot or "",
        dose.site or "",
        dose.counts_as or "",
        dose.is_elsewhere,
        dose.injector,
        dose.status,
        dose.place or "",
        dose.signed_at is not None,
        dose.expires_on,
        dose.manufacturer or "",
        dose.trace_code or "",
        dose.lot_id is not None,
    )


def listed(dose: Vaccination, name: str) -> DoseRow:
    """A recorded dose as a row of a list."""
    return DoseRow(
        dose.id,
        dose.resident_id,
        name,
        dose.vaccine,
        dose.given_on,
        dose.lot or "",
        dose.counts_as or "",
        dose.status,
        dose.is_elsewhere,
    )


def require_writable(dose: NewDose, row: Resident, schedule: Schedule, today: date) -> None:
    """Raises InvalidInput for a dose that cannot have been given so; the rules are asked elsewhere."""
    if dose.vaccine not in schedule.products:
        raise errors.InvalidInput("vaccine", "unknown")
    _require_day(dose, row, today)
    if not dose.is_elsewhere and not dose.lot.strip():
        raise errors.InvalidInput("lot", "required")
    if dose.expires_on and dose.expires_on < dose.on:
        raise errors.InvalidInput("expires_on", "expired")
    for field, longest in LONGEST.items():
        if len(getattr(dose, field)) > longest:
            raise errors.InvalidInput(field, "length")


def _require_day(dose: NewDose, row: Resident, today: date) -> None:
    if row.born is None:
        raise errors.InvalidInput("birth_date", "required")
    if dose.on > today:
        raise errors.InvalidInput("date", "future")
    endings.require_open(row, dose.on, "date")


def is_same(old: Vaccination, new: NewDose, schedule: Schedule) -> bool:
    """Whether the same injection is written down again.

    No vaccine of the schedule is given twice on a day, whatever lot was typed; two of another vaccine, or
    two against rabies on the first day, differ in the site.
    """
    product = schedule.products[new.vaccine]
    is_once_a_day = bool(product.counts_for) and not product.is_after_exposure
    if (old.vaccine, old.given_on) == (new.vaccine, new.on) and is_once_a_day:
        return True
    known = (old.vaccine, old.given_on, old.lot or "", old.site or "")
    return known == (new.vaccine, new.on, new.lot.strip(), new.site.strip())
