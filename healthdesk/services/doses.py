"""A dose as it is written down, and as it is shown."""

from dataclasses import dataclass
from datetime import date, datetime

from healthdesk.store.immunization import Vaccination


@dataclass(frozen=True, slots=True)
class GivenDose:
    """A recorded dose."""

    id: str
    vaccine: str
    on: date
    lot: str
    site: str
    counts_as: str
    is_elsewhere: bool
    injector: str
    status: str


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
    """What is written down when a dose is given. `lot` may be unknown only for a dose given elsewhere."""

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
    )
