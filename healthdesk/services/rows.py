"""What the front ends are given: frozen values, never rows of the store."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from healthdesk.base.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A line in a list. `id_masked` and `phone_masked` hide the middle; `tags` are programme keys.

    `next_due` is the first day that anything is due, `in_time_until` the last before any of it is late;
    `last_visit_on` is known of who was searched for, and None in other lists.
    """

    id: str
    name: str
    sex: str
    born: date | None
    id_masked: str
    archive_no: str
    address: str
    phone_masked: str
    tags: tuple[str, ...]
    next_due: date | None
    status: str = "active"
    in_time_until: date | None = None
    last_visit_on: date | None = None


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A resident outside the window; number and telephone in full only when that was asked for."""

    id: str
    name: str
    sex: str
    born: date | None
    id_no: str
    archive_no: str
    phone: str
    address: str
    status: str


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A resident in a programme; `due_visit` is the key of a visit that has a name of its own."""

    id: str
    programme: str
    status: str
    enrolled_on: date
    next_due: date | None
    next_latest: date | None
    last_visit_on: date | None
    latest: str
    latest_grade: str | None
    due_visit: str = ""


@dataclass(frozen=True, slots=True)
class ResidentCard:
    """The header of a record. `allergies` are the words of the red plate; empty: none known.

    `allergy_state` is known, none or unasked: nobody may read silence as "no allergy".
    """

    id: str
    name: str
    sex: str
    born: date | None
    id_masked: str
    phone_masked: str
    archive_no: str
    address: str
    status: str
    died_on: date | None
    allergies: tuple[str, ...]
    allergy_state: str
    enrolments: tuple[EnrolmentRow, ...]
    responsible_doctor: str
    row_version: int
    has_hidden_programme: bool = False
    has_conflict: bool = False
    is_incomplete_here: bool = False


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the timeline. `kind` is visit, vaccination or referral; `grade` a class or status.

    `title` is empty for the regular follow-up of a programme. `late_on` is the day a visit was written down,
    when that was later than the day after it. `is_raw`: its `facts` are answers of a form version that is not
    known here, as they came. `overruled`: why a doctor gave another class than the rules did. `whence` is the
    number of the archive it stands in, where that is another one of the same person (joined to this).
    """

    id: str
    kind: str
    on: date
    title: str
    facts: str
    grade: str
    who: str
    status: str
    programme: str = ""
    form_key: str = ""
    late_on: date | None = None
    is_raw: bool = False
    overruled: str = ""
    whence: str = ""


@dataclass(frozen=True, slots=True)
class MeasurePoint:
    """One measured value of a trend."""

    code: str
    on: date
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """Somebody of the same household."""

    id: str
    name: str
    sex: str
    born: date | None
    role: str


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """What another system says: `kind` is allergy, condition or medication; who said it, and when."""

    kind: str
    text: str
    said_on: date | None
    said_by: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the record screen shows at once. `fault`: why the first page cannot be read for the rest.

    `measures` are those of the trends (`services.measures.newest`).
    """

    card: ResidentCard
    events: tuple[EventRow, ...]
    measures: tuple[MeasurePoint, ...]
    missing_items: tuple[tuple[str, str], ...]
    asked_items: int
    family: tuple[FamilyMember, ...]
    medicines: tuple[str, ...]
    outside: tuple[OutsideRow, ...] = ()
    fault: InvalidInput | None = None


@dataclass(frozen=True, slots=True)
class DueRow:
    """A line of the due list. `state` is a `DueState` value; `late_days` counts after the latest day.

    `visit_title` names the planned visit or yearly service, where the programme plans by age or year.
    `verdict` is the class of the last visit in words, `is_well` whether it is the best one. `call_result` is
    a `CallResult` value, or empty while nobody has called since the last visit. `also` are the other
    programmes that are due, where a person stands once.
    """

    enrolment_id: str
    resident_id: str
    name: str
    sex: str
    born: date | None
    programme: str
    tags: tuple[str, ...]
    due_on: date
    latest_on: date | None
    latest: str
    verdict: str
    is_well: bool
    state: str
    late_days: int
    address: str
    phone_masked: str
    last_visit_on: date | None = None
    responsible_doctor: str = ""
    visit_title: str = ""
    call_result: str = ""
    called_on: date | None = None
    booked_on: date | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A follow-up in a list; `summary` is what was measured, where the list shows it.

    `has_other_medicines`: it waits for a doctor because they are not those of the visit before.
    """

    id: str
    resident_id: str
    name: str
    programme: str
    on: date
    grade: str | None
    status: str
    next_due: date | None
    doctor: str
    signed_at: datetime
    is_emergency: bool = False
    is_late_entry: bool = False
    summary: str = ""
    has_other_medicines: bool = False
    row_version: int = 0


@dataclass(frozen=True, slots=True)
class SignedVisit:
    """What signing settled."""

    id: str
    grade: str | None
    next_due: date | None
    is_emergency: bool
    needs_doctor: bool
    referral_result_due: date | None


@dataclass(frozen=True, slots=True)
class FullVisit:
    """A follow-up with everything that was written down; `whence` as in EventRow."""

    id: str
    programme: str
    form: str
    on: date
    status: str
    grade: str | None
    next_due: date | None
    doctor: str
    answers: dict[str, Any]
    judgement: dict[str, Any]
    overrule_reason: str | None
    amend_reason: str | None
    is_late_entry: bool
    needs_doctor: bool
    reviewed_by: str | None
    review_note: str | None
    referral_result_due: date | None
    referral_result: str | None
    whence: str = ""
