"""For the head of the centre: records that cannot be true, a sample to telephone, and what forms lack."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, func, select, type_coerce
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.base.progress import Counter, Progress, Silence
from healthdesk.domain.access import Permission
from healthdesk.domain.forms import past
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.quality import sample
from healthdesk.domain.quality.completeness import Completeness, completeness
from healthdesk.domain.quality.findings import Finding, RecordFacts, ResidentFacts, findings
from healthdesk.domain.quality.limits import Limits
from healthdesk.services import privacy, reading, residents, signing
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.measures import Measure
from healthdesk.store.phone_checks import PhoneCheck
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

ADMISSIONS, ADMITTED, DISCHARGED = "admissions", "adm_in", "adm_out"
"""The rows of hospital stays of a check-up, and their two dates (archive-chronic/03)."""

WRITTEN = (
    Visit.id, Visit.resident_id, Visit.visited_on, Visit.history,
    Visit.signed_at, Visit.doctor, Visit.mode, Visit.is_late_entry,
)  # fmt: skip
"""What an auditor looks at. The answers of ten thousand records are long, and nobody reads them."""

CHUNK = 500

HABITUAL = frozenset({"height", "bmi"})
"""Measures that are the same from day to day, or follow from others."""


class Outcome(StrEnum):
    """What the resident said."""

    TRUE = "true"
    FALSE = "false"
    NOT_REACHED = "not-reached"


@dataclass(frozen=True, slots=True)
class Sampled:
    """A record of the sample, with whom to call; `outcome` is empty until somebody has called."""

    visit_id: str
    resident_id: str
    name: str
    phone: str
    on: date
    programme: str
    doctor: str
    values: str
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """How complete one form of a resident is; `visit_id` is empty for the archive itself."""

    form_key: str
    title: str
    on: date | None
    visit_id: str
    completeness: Completeness


class Quality:
    """Nobody is accused here: a finding is a reason to look."""

    def __init__(self, *, database: Database, seat: Seat, forms: Forms, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._seat = seat
        self._forms = forms
        self._clock = clock
        self._ids = ids
        self.limits = Limits.read()

    def findings(self, first: date, last: date, progress: Progress | None = None) -> tuple[Finding, ...]:
        """Everything worth a look among the records of a period, the gravest first. Raises Cancelled."""
        self._seat.require(Permission.SEE_AUDIT)
        period = (*_between(first, last), privacy.visible_visits(self._seat))
        with self._database.reading() as session:
            many = session.scalar(select(func.count()).select_from(Visit).where(*period)) or 0
            counter = Counter(progress or Silence(), many)
            measured = _measured(session, period)
            facts: list[RecordFacts] = []
            query = select(*WRITTEN).where(*period).execution_options(yield_per=CHUNK)
            for rows in session.execute(query).partitions():
                facts += [_record(row, measured.get(row.id, {})) for row in rows]
                counter.add(len(rows))
            people = _people(session, period)
        return findings(facts, people, self.limits)

    def names(self, visit_ids: Sequence[str]) -> Mapping[str, tuple[str, str, date]]:
        """Resident, name and day of each of these records."""
        self._seat.require(Permission.SEE_AUDIT)
        query = (
            select(Visit.id, Visit.resident_id, Resident.name, Visit.visited_on)
            .join(Resident, Resident.id == Visit.resident_id)
            .where(Visit.id.in_(visit_ids), privacy.visible_visits(self._seat))
        )
        with self._database.reading() as session:
            return {row.id: (row.resident_id, row.name, row.visited_on) for row in session.execute(query)}

    def sample(self, first: date, last: date, size: int, seed: int) -> tuple[Sampled, ...]:
        """Records drawn at random, the same for the same period and seed, to be asked about by telephone.

        The numbers are in full, for somebody has to call; that is audited.
        """
        self._seat.require(Permission.SEE_AUDIT)
        with self._database.writing("audit") as session:
            session.audit("unmask", "List", None, None)
            visible = privacy.visible_visits(self._seat)
            ids = session.scalars(select(Visit.id).where(*_between(first, last), visible))
            drawn = sample.draw(list(ids), size, seed)
            checks = _checks(session, drawn)
            both = select(Visit, Resident).join(Resident, Resident.id == Visit.resident_id)
            found = session.execute(both.where(Visit.id.in_(drawn)))
            rows = {visit.id: (visit, row) for visit, row in found}
            return tuple(_sampled(*rows[key], checks.get(key)) for key in drawn)

    def note_call(self, visit_id: str, outcome: Outcome, note: str = "") -> None:
        """What the resident said. A record that is denied needs a note. Raises InvalidInput, NotFound."""
        self._seat.require(Permission.SEE_AUDIT)
        if outcome is Outcome.FALSE and not note.strip():
            raise errors.InvalidInput("note", "required")
        with self._database.writing("phone-check") as session:
            visit = session.get(Visit, visit_id)
            if visit is None:
                raise errors.NotFound("visit", visit_id)
            privacy.require(self._seat, visit)
            session.add(
                PhoneCheck(
                    id=self._ids.new(),
                    visit_id=visit_id,
                    resident_id=visit.resident_id,
                    outcome=outcome.value,
                    note=note.strip() or None,
                    checked_on=self._clock.today(),
                    checked_by=self._seat.sitter.full_name,
                )
            )

    def completeness(self, resident_id: str, since: date | None = None) -> tuple[Lacking, ...]:
        """What each form of a resident lacks, as the audit counts: the archive first, then the newest.

        A record on a form that only a newer program knows, or whose file cannot be read, is left out: what it
        asks for is not known here. With `since` no visit before that day.
        """
        self._seat.require(Permission.VIEW_RECORD)
        visible = privacy.visible_visits(self._seat)
        query = (
            select(Visit)
            .where(
                Visit.resident_id == resident_id,
                Visit.status != "void",
                Visit.form_key.in_(self._forms.keys()),
                visible,
            )
            .order_by(Visit.visited_on.desc(), Visit.id)
        )
        if since is not None:
            query = query.where(Visit.visited_on >= since)
        with self._database.reading() as session:
            row = reading.resident(session, resident_id)
            found = []
            if page := next(iter(self._forms.sound((residents.FORM,))), None):
                sheet = Filling.start(page, reading.subject(row, self._clock.today()), prefill=row.answers)
                found.append(Lacking(page.key, page.title, None, "", completeness(sheet, self.limits)))
            for visit in session.scalars(query):
                own = signing.form_of(self._forms, visit)
                if own.is_known:
                    found.append(self._lacking(row, visit, own))
        return tuple(found)

    def _lacking(self, row: Resident, visit: Visit, form: Form) -> Lacking:
        filling = Filling.of_record(
            form, reading.subject(row, visit.visited_on), visit.answers, visit.entries
        )
        return Lacking(form.key, form.title, visit.visited_on, visit.id, completeness(filling, self.limits))


def _between(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return Visit.visited_on >= first, Visit.visited_on <= last, Visit.status != "void"


def _measured(session: Session, period: Iterable[ColumnElement[bool]]) -> Mapping[str, dict[str, Decimal]]:
    query = select(Measure.visit_id, Measure.code, Measure.value).join(Visit, Visit.id == Measure.visit_id)
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for visit_id, code, value in session.execute(query.where(*period).execution_options(yield_per=CHUNK)):
        if code not in HABITUAL:
            found[visit_id][code] = value
    return found


def _record(row: Any, measured: Mapping[str, Decimal]) -> RecordFacts:
    """From the columns of WRITTEN."""
    return RecordFacts(
        row.id,
        row.resident_id,
        row.visited_on,
        past.entered_at(row.history, row.signed_at),
        row.doctor,
        row.mode or "",
        measured,
        row.is_late_entry,
    )


def _people(session: Session, period: Iterable[ColumnElement[bool]]) -> Mapping[str, ResidentFacts]:
    """Deaths and hospital stays of who was visited then; whoever has neither is not among them."""
    visited = select(Visit.resident_id).where(*period)
    died = Resident.died_on.is_not(None), Resident.id.in_(visited)
    found = session.execute(select(Resident.id, Resident.died_on).where(*died))
    deaths = {row.id: row.died_on for row in found}
    stays: dict[str, list[tuple[date, date]]] = defaultdict(list)
    has_stays = func.instr(type_coerce(Visit.answers, LargeBinary), f'"{ADMISSIONS}"'.encode()) > 0
    checkups = select(Visit.resident_id, Visit.answers).where(
        Visit.resident_id.in_(visited),
        Visit.form_key == "health-checkup",
        Visit.status != "void",
        has_stays,
    )
    for resident_id, answers in session.execute(checkups):
        stays[resident_id] += _stays(answers)
    return {
        key: ResidentFacts(deaths.get(key), tuple(stays.get(key, ()))) for key in deaths.keys() | stays.keys()
    }


def _stays(answers: Mapping[str, Any]) -> list[tuple[date, date]]:
    both = [
        (signing.day(row.get(ADMITTED)), signing.day(row.get(DISCHARGED)))
        for row in answers.get(ADMISSIONS) or ()
    ]
    return [(first, last) for first, last in both if first and last]


def _checks(session: Session, visit_ids: Sequence[str]) -> Mapping[str, PhoneCheck]:
    """The newest check of each record."""
    query = select(PhoneCheck).where(PhoneCheck.visit_id.in_(visit_ids)).order_by(PhoneCheck.checked_on)
    return {one.visit_id: one for one in session.scalars(query)}


def _sampled(visit: Visit, row: Resident, check: PhoneCheck | None) -> Sampled:
    values = ("sbp", "dbp"), ("fbg",)
    shown = ["/".join(str(visit.answers[key]) for key in keys if key in visit.answers) for keys in values]
    return Sampled(
        visit.id,
        row.id,
        row.name,
        row.phone or "",
        visit.visited_on,
        visit.programme,
        visit.doctor,
        " ".join(part for part in shown if part),
        check.outcome if check else "",
        (check.note or "") if check else "",
    )
