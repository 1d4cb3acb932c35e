"""Case cards and public-health events against their clocks: what is not reported yet, the most urgent first.

Limits and what they count from: archive-chronic/16 section 2. A reaction after a dose has its own list
(`reactions`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, LargeBinary, func, literal, select, type_coerce
from sqlalchemy.orm import Mapped, Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.about import about
from healthdesk.domain.forms.answers import Answers, normalise
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.report_clocks import CARD, CASE_AS_EVENT, PUBLIC_EVENT, moment
from healthdesk.domain.forms.report_clocks import Clock as ReportClock
from healthdesk.domain.reporting import ReportState
from healthdesk.services import privacy, signing
from healthdesk.services.centre_records import CentreRecords
from healthdesk.services.seat import Seat
from healthdesk.services.visits import Visits
from healthdesk.store.base import Json
from healthdesk.store.centre_records import CentreRecord
from healthdesk.store.database import Database
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

PROGRAMME = "infectious-disease"
CASE, EVENT = "infectious-disease-card", "public-health-event"
REPORTED = b'"reported_at":'
"""As it stands in the answers of whatever was reported; a quoted one inside a text is escaped."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A card (`form` CASE) or an event (EVENT). `report_by` is None while the form cannot say it.

    `event_by` is the shorter clock of a case that is an event as well. `is_raw`: of a form version that is
    not known here, or not readable; `about` is its answer as it came, and no deadline is promised by it. Of a
    card that the person at the desk is not shown only the clock is told: `id`, `resident_id`, `name` and
    `about` are empty then.
    """

    form: str
    id: str
    resident_id: str
    name: str
    about: str
    started: datetime | None
    report_by: datetime | None
    event_by: datetime | None
    reported: datetime | None
    state: ReportState
    is_raw: bool = False

    @property
    def first_by(self) -> datetime | None:
        """The earlier of the two clocks."""
        return min((one for one in (self.report_by, self.event_by) if one), default=None)

    @property
    def is_hidden(self) -> bool:
        """Whether it is a card that the person at the desk is not shown."""
        return not self.id


class Reports:
    """Both are written on their forms; this is what the centre watches of them."""

    def __init__(  # noqa: PLR0913  all are named
        self,
        *,
        database: Database,
        seat: Seat,
        forms: Forms,
        visits: Visits,
        centre_records: CentreRecords,
        clock: Clock,
    ) -> None:
        self._database = database
        self._seat = seat
        self._forms = forms
        self._visits = visits
        self._centre_records = centre_records
        self._clock = clock

    def all(self, *, is_open: bool = False) -> tuple[ReportRow, ...]:
        """Open ones by their deadline, one without a deadline first; then those made, the newest first.

        With `is_open` only what is not reported yet. Raises NotAllowed.
        """
        self._seat.require(Permission.KEEP_CENTRE_RECORDS)
        with self._database.reading() as session:
            rows = [*self._cases(session, is_open=is_open), *self._events(session, is_open=is_open)]
        return tuple(sorted(rows, key=_urgency))

    def report(self, row: ReportRow, at: datetime, reason: str) -> None:
        """It was reported then, as the clock on the wall showed; kept like a correction with this reason.

        Raises InvalidInput for a moment before the start or ahead of now, NotAllowed, NotFound, StaleRecord.
        """
        if row.is_hidden:
            raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)
        if row.form == CASE:
            visit, filling = self._visits.open(row.id)
            said = self._said(filling, at)
            self._visits.amend(row.id, said, reason, opened_version=visit.row_version)
        else:
            record, filling = self._centre_records.open(row.id)
            said = self._said(filling, at)
            self._centre_records.amend(row.id, said, reason, opened_version=record.version)

    def now(self) -> datetime:
        """The clock on the wall at the desk."""
        return self._clock.now().astimezone().replace(tzinfo=None)

    def _said(self, filling: Filling, at: datetime) -> Filling:
        if at > self.now():
            raise errors.InvalidInput("reported_time", "future")
        return filling.answer("reported_at", at.date().isoformat()).answer("reported_time", f"{at:%H:%M}")

    def _cases(self, session: Session, *, is_open: bool) -> Iterator[ReportRow]:
        query = (
            select(Visit, Resident.name)
            .join(Resident, Resident.id == Visit.resident_id)
            .where(Visit.programme == PROGRAMME, Visit.form_key == CASE, Visit.status != "void")
        )
        for visit, name in session.execute(query.where(_unreported(Visit.answers)) if is_open else query):
            form = signing.form_of(self._forms, visit)
            answers = normalise(form, visit.answers)
            is_seen = privacy.sees(self._seat, visit)
            whose = (visit.id, visit.resident_id, name, about(form, answers)) if is_seen else ("", "", "", "")
            yield self._row(form, answers, whose, (CARD, CASE_AS_EVENT))

    def _events(self, session: Session, *, is_open: bool) -> Iterator[ReportRow]:
        query = select(CentreRecord).where(CentreRecord.form_key == EVENT, CentreRecord.status != "void")
        for record in session.scalars(query.where(_unreported(CentreRecord.answers)) if is_open else query):
            form = signing.form_of(self._forms, record)
            answers = normalise(form, record.answers)
            yield self._row(form, answers, (record.id, "", "", about(form, answers)), (PUBLIC_EVENT,))

    def _row(
        self,
        form: Form,
        answers: Answers,
        whose: tuple[str, str, str, str],
        clocks: Sequence[ReportClock],
    ) -> ReportRow:
        deadlines = [one.deadline(answers) if form.is_known else None for one in clocks]
        report_by, event_by = deadlines[0], deadlines[1] if deadlines[1:] else None
        reported = moment(answers, "reported")
        first = min((one for one in (report_by, event_by) if one), default=None)
        state = ReportState.of(report_by if reported else first, reported, self.now())
        started = moment(answers, clocks[0].start)
        raw = not form.is_known
        return ReportRow(form.key, *whose, started, report_by, event_by, reported, state, is_raw=raw)


def _unreported(answers: Mapped[Json]) -> ColumnElement[bool]:
    raw = type_coerce(answers, LargeBinary)
    return func.instr(raw, literal(REPORTED, LargeBinary)) == 0


def _urgency(row: ReportRow) -> tuple[bool, float, str]:
    if row.reported is None:
        return False, row.first_by.timestamp() if row.first_by else 0.0, row.id
    return True, -row.reported.timestamp(), row.id
