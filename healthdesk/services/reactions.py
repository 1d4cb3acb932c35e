"""Reactions after a dose (疑似预防接种异常反应): every report with its clock, the most urgent first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.codes import text_of
from healthdesk.domain.forms.answers import Answer, Answers, normalise
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.report_clocks import moment, reaction_limit
from healthdesk.domain.reporting import GRAVE_REACTION, ReportState
from healthdesk.services import privacy, reading, signing
from healthdesk.services.seat import Seat
from healthdesk.store.accounts import Account
from healthdesk.store.database import Database
from healthdesk.store.drafts import Draft
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

FORM = "adverse-event"
REACTIONS = "vaccination-reaction"


@dataclass(frozen=True, slots=True)
class ReactionRow:
    """A reaction in a list. `report_by` is the last moment in time, None while the form cannot say it.

    `is_grave`: death, serious disability, a cluster or public concern, with two hours instead of 48.
    `cause` and `outcome` are in the words of the form, empty while nobody has judged them. `drafted_by` has
    begun it and not signed: its clock runs all the same. What somebody else has begun is shown without what
    it says; `is_mine` may go on with it. `is_raw`: of a form version that is not known here, or not readable;
    its `outcome` and `cause` are numbers as they came, and no deadline is promised by them.
    """

    id: str
    resident_id: str
    name: str
    sex: str
    born: date | None
    found: datetime | None
    vaccines: tuple[str, ...]
    reactions: tuple[str, ...]
    is_grave: bool
    diagnosis: str
    outcome: str
    cause: str
    report_by: datetime | None
    reported: datetime | None
    state: ReportState
    reporter: str
    drafted_by: str = ""
    is_mine: bool = False
    is_raw: bool = False


class Reactions:
    """Written on the form of a reaction like any record; this is what the centre watches of them."""

    def __init__(self, *, database: Database, seat: Seat, forms: Forms, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._forms = forms
        self._clock = clock

    def all(self, state: ReportState | None = None) -> tuple[ReactionRow, ...]:
        """Reports that are open and overdue first, by their deadline; then those made, the newest first.

        What was begun and not signed stands among the open ones.
        """
        self._seat.require(Permission.VIEW_RECORD)
        now = self._clock.now().astimezone().replace(tzinfo=None)
        query = (
            select(Visit, Resident)
            .join(Resident, Resident.id == Visit.resident_id)
            .where(Visit.form_key == FORM, Visit.status != "void", privacy.visible_visits(self._seat))
        )
        with self._database.reading() as session:
            rows = [self._row(visit, person, now) for visit, person in session.execute(query)]
            rows += self._drafts(session, now)
        return tuple(sorted((row for row in rows if state in (None, row.state)), key=_urgency))

    def _drafts(self, session: Session, now: datetime) -> Iterator[ReactionRow]:
        query = (
            select(Draft, Resident, Account.full_name)
            .join(Resident, Resident.id == Draft.subject)
            .join(Account, Account.id == Draft.account_id)
            .where(Draft.form_key == FORM)
        )
        for draft, person, who in session.execute(query):
            form = signing.form_of(self._forms, draft)
            subject = reading.subject(person, self._clock.today())
            answers = Filling.restore(form, subject, draft.document).answers()
            row = self._shown(draft.id, person, form, normalise(form, answers), now)
            is_mine = draft.account_id == self._seat.sitter.account_id
            begun = row if is_mine else replace(row, vaccines=(), reactions=(), diagnosis="", cause="")
            yield replace(
                begun,
                reported=None,
                state=ReportState.of(row.report_by, None, now),
                reporter=who,
                drafted_by=who,
                is_mine=is_mine,
            )

    def _row(self, visit: Visit, person: Resident, now: datetime) -> ReactionRow:
        form = signing.form_of(self._forms, visit)
        row = self._shown(visit.id, person, form, normalise(form, visit.answers), now)
        return row if row.reporter else replace(row, reporter=visit.doctor)

    def _shown(self, id_: str, person: Resident, form: Form, answers: Answers, now: datetime) -> ReactionRow:
        limit, found, reported = (
            reaction_limit(answers) if form.is_known else None,
            moment(answers, "found"),
            moment(answers, "reported"),
        )
        report_by = limit.deadline(found) if limit and found else None
        return ReactionRow(
            id=id_,
            resident_id=person.id,
            name=person.name,
            sex=person.sex,
            born=person.born,
            found=found,
            vaccines=_words(answers.get("doses"), "vaccine"),
            reactions=tuple(text_of(REACTIONS, one) for one in _words(answers.get("reactions"), "reaction")),
            is_grave=limit is not None and limit.key == GRAVE_REACTION,
            diagnosis=str(answers.get("diagnosis") or ""),
            outcome=_option(form, answers, "outcome"),
            cause=_option(form, answers, "cause"),
            report_by=report_by,
            reported=reported,
            state=ReportState.of(report_by, reported, now),
            reporter=str(answers.get("reporter") or ""),
            is_raw=not form.is_known,
        )


def _urgency(row: ReactionRow) -> tuple[bool, float, str]:
    """What is not reported yet by its deadline, without one first of all; then the newest."""
    if row.reported is None:
        return False, row.report_by.timestamp() if row.report_by else 0.0, row.id
    return True, -row.reported.timestamp(), row.id


def _words(rows: Answer | None, key: str) -> tuple[str, ...]:
    if not isinstance(rows, tuple):
        return ()
    found = (row.get(key) for row in rows if isinstance(row, Mapping))
    return tuple(str(one) for one in found if one)


def _option(form: Form, answers: Answers, link_id: str) -> str:
    code = answers.get(link_id)
    option = form.item(link_id).option(str(code)) if code and form.has(link_id) else None
    return option.text if option else str(code or "")
