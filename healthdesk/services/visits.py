"""Start a record of a resident on any form, sign it, amend it with a reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services import drafts, endings, privacy, reading, signing, visit_sheet
from healthdesk.services.following import Follower
from healthdesk.services.rows import FullVisit, SignedVisit, VisitRow
from healthdesk.services.seat import Seat
from healthdesk.services.settling import Overrule, Settling, Written
from healthdesk.services.visit_sheet import Sheets, VisitSheet, Writable
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.residents import Resident
from healthdesk.store.visits import IN_ORDER, Visit


class Visits:
    """Follow-ups, check-ups, encounters: every dated record of a resident, each of one programme."""

    def __init__(  # noqa: PLR0913  all are named
        self,
        *,
        database: Database,
        seat: Seat,
        forms: Forms,
        programmes: Programmes,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._database = database
        self._seat = seat
        self._forms = forms
        self._programmes = programmes
        self._clock = clock
        self._ids = ids
        self._sheets = Sheets(seat, forms, programmes, clock)
        self._settling = Settling(seat, programmes, clock)

    def start(
        self, resident_id: str, programme_key: str, form_key: str = "", *, on: date | None = None
    ) -> VisitSheet:
        """A sheet with the last answers beside or carried, or the draft that was left. Audited as a view.

        Without a form it is the one that is due in the programme: the next visit of a schedule, or the
        regular form. The sheet belongs to the programme its form is written for. `on` is the day of a record
        that is corrected: the person was of that age then. Raises InvalidInput when no sheet of this kind can
        be written for this person, NotAllowed, NotFound.
        """
        asked = self._programme(programme_key)
        with self._database.writing("audit") as session:
            session.audit("view", "Resident", resident_id, resident_id)
            _held = reading.resident(session, resident_id)  # a session reads again what nobody holds
            form, visit = self._sheets.due(session, resident_id, asked, form_key)
            programme = self._programme(self._programmes.home_of(form.key).key)
            self._sheets.require_fitting(session, resident_id, programme, form, on or self._clock.today())
            sheet = self._sheets.fresh(session, resident_id, programme, form, visit)
            draft = drafts.left(session, self._seat.sitter.account_id, resident_id, form.key)
        if draft is None:
            return sheet
        old = sheet.filling
        kept = Filling.restore(old.form, old.subject, draft.document, old.last)
        return replace(sheet, filling=kept, from_draft=True)

    def writable(self, resident_id: str) -> tuple[Writable, ...]:
        """Every sheet that may be written about this resident. Raises NotAllowed, NotFound."""
        self._seat.require(Permission.LOG_VISIT)
        with self._database.reading() as session:
            person = reading.person(reading.resident(session, resident_id), (), "")
        return self._sheets.writable(person)

    def sign(
        self,
        resident_id: str,
        programme_key: str,
        filling: Filling,
        *,
        overrule: Overrule | None = None,
        is_incomplete: bool = False,
    ) -> SignedVisit:
        """One sheet of its own; see `sign_together`."""
        sheet = Written(programme_key, filling, overrule)
        return self.sign_together(resident_id, (sheet,), is_incomplete=is_incomplete)[0]

    def sign_together(
        self, resident_id: str, sheets: Sequence[Written], *, is_incomplete: bool = False
    ) -> tuple[SignedVisit, ...]:
        """Make the sheets records: rows, measures, next dates, versions and audit in one transaction.

        `is_incomplete` keeps a quick record that never counts as standard. Raises InvalidInput with the
        first item that is refused or missing, NotAllowed, NotFound; nothing is signed then.
        """
        for sheet in sheets:
            self._require_signable(sheet)
        with self._database.writing("visit", lane=resident_id) as session:
            _held = reading.resident(session, resident_id)  # a session reads again what nobody holds
            return tuple(self._sign(session, resident_id, one, is_incomplete=is_incomplete) for one in sheets)

    def amend(
        self,
        visit_id: str,
        filling: Filling,
        reason: str,
        *,
        opened_version: int,
        overrule: Overrule | None = None,
    ) -> SignedVisit:
        """Correct a signed record; the old answers stay in its history.

        `opened_version` is the row_version of the record that was looked at. Raises StaleRecord when it was
        corrected meanwhile, at another desk or on the platform; InvalidInput.
        """
        if not reason.strip():
            raise errors.InvalidInput("amend_reason", "required")
        self._require_overrule(overrule)
        with self._database.writing("amend") as session:
            visit = self._visit(session, visit_id)
            if visit.status == "void":
                raise errors.InvalidInput("visit", "void")
            if visit.row_version != opened_version:
                raise errors.StaleRecord("Visit", visit_id)
            programme = self._programme(visit.programme)
            again = endings.take_back(session, visit)
            who = reading.followed(session, visit.resident_id, programme)
            visit.history = [*visit.history, signing.past(visit)]
            visit.amend_reason = reason.strip()
            self._settling.settle(session, visit, Written(visit.programme, filling, overrule), who)
            self._follower().follow_again(session, again)
            self._follower().after(session, visit, who)
            signing.replace_measures(session, visit, filling.form)
            drafts.discard(session, self._seat.sitter.account_id, visit_id, filling.form.key)
            return _signed(visit)

    def void(self, visit_id: str, reason: str) -> None:
        """Mark a record as entered in error, with a reason. It stays, hidden. Raises InvalidInput."""
        if not reason.strip():
            raise errors.InvalidInput("void_reason", "required")
        with self._database.writing("void") as session:
            visit = self._visit(session, visit_id)
            if visit.status == "void":
                raise errors.InvalidInput("visit", "void")
            programme = self._programme(visit.programme)
            again = endings.take_back(session, visit)
            visit.status, visit.amend_reason = "void", reason.strip()
            visit.needs_doctor = False
            self._follower().follow_again(session, again)
            who = reading.followed(session, visit.resident_id, programme)
            self._follower().after(session, visit, who)
            signing.replace_measures(session, visit, None)

    def open(self, visit_id: str) -> tuple[Visit, Filling]:
        """A signed record as it was filled in, in the version of its form. Raises NotAllowed, NotFound."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.writing("audit") as session:
            visit = self._visit(session, visit_id)
            session.audit("view", "Visit", visit_id, visit.resident_id)
            row = reading.resident(session, visit.resident_id)
            form = self._forms.get(visit.form_key, visit.form_version)
            subject = replace(reading.subject(row, visit.visited_on), latest=self._clock.today())
            return visit, Filling.of_record(form, subject, visit.answers, visit.entries)

    def all(self, limit: int | None = None, *, on: date | None = None) -> tuple[VisitRow, ...]:
        """Signed follow-ups, the newest first; with `on` those of that day."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Visit, Resident.name)
            .join(Resident, Resident.id == Visit.resident_id)
            .where(privacy.visible_visits(self._seat))
            .order_by(Visit.visited_on.desc(), Visit.id)
            .limit(limit)
        )
        if on is not None:
            query = query.where(Visit.visited_on == on)
        with self._database.reading() as session:
            return tuple(visit_sheet.row(visit, name) for visit, name in session.execute(query))

    def full(self, resident_id: str) -> tuple[FullVisit, ...]:
        """Every follow-up of a resident with its answers, the oldest first."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            whence = reading.archives_of(session, resident_id)
            query = (
                select(Visit)
                .where(Visit.resident_id.in_(whence), privacy.visible_visits(self._seat))
                .order_by(*IN_ORDER)
            )
            return tuple(visit_sheet.full(one, whence[one.resident_id]) for one in session.scalars(query))

    def _require_signable(self, sheet: Written) -> None:
        form = self._sheets.form(sheet.filling.form.key)
        if form.key not in self._programme(sheet.programme).forms:
            raise errors.InvalidInput("programme", "no-form")
        self._require_overrule(sheet.overrule)

    def _sign(
        self, session: JournalSession, resident_id: str, sheet: Written, *, is_incomplete: bool
    ) -> SignedVisit:
        form = sheet.filling.form
        visit = Visit(
            id=self._ids.new(),
            resident_id=resident_id,
            programme=sheet.programme,
            form_key=form.key,
            form_version=form.version,
            status="incomplete" if is_incomplete else "signed",
        )
        who = reading.followed(session, resident_id, self._programmes.get(sheet.programme))
        self._settling.settle(session, visit, sheet, who)
        session.add(visit)
        self._follower().after(session, visit, who)
        signing.add_measures(session, visit, form)
        drafts.discard(session, self._seat.sitter.account_id, resident_id, form.key)
        return _signed(visit)

    def _programme(self, key: str) -> Programme:
        self._seat.require(Permission.LOG_VISIT)
        programme = self._programmes.get(key)
        if not self._seat.sees(key):
            raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)
        return programme

    def _follower(self) -> Follower:
        return Follower(self._programmes, self._ids, self._clock.today(), self._seat.sitter.full_name)

    def _require_overrule(self, overrule: Overrule | None) -> None:
        if overrule is None:
            return
        self._seat.require(Permission.OVERRULE)
        if not overrule.reason.strip():
            raise errors.InvalidInput("overrule_reason", "required")

    def _visit(self, session: JournalSession, visit_id: str) -> Visit:
        visit = session.get(Visit, visit_id)
        if visit is None:
            raise errors.NotFound("visit", visit_id)
        privacy.require(self._seat, visit)
        return visit


def _signed(visit: Visit) -> SignedVisit:
    return SignedVisit(
        visit.id,
        visit.grade,
        visit.next_due,
        visit.is_emergency,
        visit.needs_doctor,
        visit.referral_result_due,
    )
