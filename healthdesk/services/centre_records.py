"""Records about nobody: health education, events, supervision. Begin, sign, amend, list."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.about import about
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form, Kind, Noun
from healthdesk.domain.forms.entries import Origin
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.subject import Subject
from healthdesk.services import drafts, signing
from healthdesk.services.centre_numbers import Twin, next_number, numbered, twins
from healthdesk.services.centre_rows import (
    CentreForm,
    CentreRecordRow,
    CentreSheet,
    Correction,
    SignedCentreRecord,
)
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.centre_records import CentreRecord
from healthdesk.store.database import Database, JournalSession

CENTRE = "centre"
"""The subject of a draft that is about nobody."""

FACTS = {"centre_name": "centre.name", "centre_phone": "centre.phone"}
"""The facts a fresh sheet of the centre may begin with, and the settings they stand in."""


class CentreRecords:
    """Every dated record that the centre keeps about itself, each on one form."""

    def __init__(self, *, database: Database, seat: Seat, forms: Forms, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._seat = seat
        self._forms = forms
        self._clock = clock
        self._ids = ids

    def kinds(self) -> tuple[CentreForm, ...]:
        """The forms of the centre, by key. Raises NotAllowed."""
        self._seat.require(Permission.KEEP_CENTRE_RECORDS)
        return tuple(self._kind(form) for form in self._forms.sound() if form.noun is Noun.CENTRE_RECORD)

    def start(self, form_key: str) -> CentreSheet:
        """A fresh sheet with the last record's answers beside or carried, or the draft that was left.

        Raises InvalidInput for a form that is not the centre's, NotAllowed.
        """
        form = self._form(form_key)
        with self._database.reading() as session:
            last = self._last(session, form_key)
            fresh = Filling.start(
                form, self._subject(), last=last.answers if last else {}, prefill=_known(session, form)
            )
            draft = drafts.left(session, self._seat.sitter.account_id, CENTRE, form_key)
        if draft is None:
            return CentreSheet(fresh)
        return CentreSheet(Filling.restore(form, fresh.subject, draft.document, fresh.last), from_draft=True)

    def sign(self, filling: Filling) -> SignedCentreRecord:
        """Make the sheet a record with the next number of its year.

        Raises InvalidInput with the first item that is refused or missing, NotAllowed.
        """
        form = self._form(filling.form.key)
        record = CentreRecord(
            id=self._ids.new(), form_key=form.key, form_version=form.version, status="signed", history=[]
        )
        with self._database.writing("centre-record") as session:
            record.institution = settings.value(session, "centre.name", "")
            record.institution_code = settings.value(session, "centre.code", "")
            self._settle(session, record, filling)
            session.add(record)
            drafts.discard(session, self._seat.sitter.account_id, CENTRE, form.key)
            return SignedCentreRecord(record.id, record.year, record.number)

    def amend(
        self, record_id: str, filling: Filling, reason: str, *, opened_version: int
    ) -> SignedCentreRecord:
        """Correct a signed record; the old answers stay in its history.

        `opened_version` is that of the row that was looked at. Raises StaleRecord when it was corrected
        meanwhile, at another desk or on the platform; InvalidInput, NotFound.
        """
        self._form(filling.form.key)
        if not reason.strip():
            raise errors.InvalidInput("amend_reason", "required")
        with self._database.writing("amend") as session:
            record = _record(session, record_id)
            if record.status == "void":
                raise errors.InvalidInput("record", "void")
            if record.row_version != opened_version:
                raise errors.StaleRecord("CentreRecord", record_id)
            record.history = [*record.history, _past(record)]
            record.amend_reason = reason.strip()
            self._settle(session, record, filling)
            drafts.discard(session, self._seat.sitter.account_id, record_id, record.form_key)
            return SignedCentreRecord(record.id, record.year, record.number)

    def void(self, record_id: str, reason: str) -> None:
        """Mark a record as entered in error, with a reason. It stays, and its number is not given again."""
        self._seat.require(Permission.KEEP_CENTRE_RECORDS)
        if not reason.strip():
            raise errors.InvalidInput("void_reason", "required")
        with self._database.writing("void") as session:
            record = _record(session, record_id)
            record.status, record.amend_reason = "void", reason.strip()
            drafts.discard(session, self._seat.sitter.account_id, record_id, record.form_key)

    def open(self, record_id: str) -> tuple[CentreRecordRow, Filling]:
        """A signed record as it was filled in, in the version of its form. Raises NotFound, NotAllowed."""
        self._seat.require(Permission.KEEP_CENTRE_RECORDS)
        with self._database.reading() as session:
            record = _record(session, record_id)
            form = self._forms.get(record.form_key, record.form_version)
            filling = Filling.of_record(form, self._subject(), record.answers, record.entries)
            return self._row(record, twins(session).get(record.id)), filling

    def correction(self, record_id: str) -> Correction:
        """As `open`, with the correction that the person at the desk has begun and not signed."""
        row, filling = self.open(record_id)
        with self._database.reading() as session:
            draft = drafts.left(session, self._seat.sitter.account_id, record_id, row.form)
        if draft is None or row.status == "void":
            return Correction(row, filling)
        begun = Filling.restore(filling.form, filling.subject, draft.document)
        is_overtaken = draft.opened_version != row.version
        beside = replace(filling, last=begun.answers())
        reason = str(draft.document.get("reason", ""))
        return Correction(row, filling, beside if is_overtaken else begun, reason, is_overtaken)

    def renumber(self, record_id: str, reason: str, *, opened_version: int) -> SignedCentreRecord:
        """Give the later of two records of one number the next free one of its year; `reason` is kept.

        Raises InvalidInput for a record whose number is its own, StaleRecord, NotFound, NotAllowed.
        """
        self._seat.require(Permission.KEEP_CENTRE_RECORDS)
        with self._database.writing("amend") as session:
            record = _record(session, record_id)
            twin = twins(session).get(record_id)
            if twin is None or not twin.is_earlier:
                raise errors.InvalidInput("number", "order")
            if record.row_version != opened_version:
                raise errors.StaleRecord("CentreRecord", record_id)
            form = self._forms.get(record.form_key, record.form_version)
            record.history = [*record.history, _past(record)]
            record.number, record.amend_reason = next_number(session, record.form_key, record.year), reason
            whole = Filling.of_record(form, self._subject(), record.answers, record.entries)
            filled = numbered(whole, record.number)
            record.answers, record.entries = dict(filled.answers()), filled.entries_document()
            return SignedCentreRecord(record.id, record.year, record.number)

    def all(self, form_key: str = "", year: int | None = None) -> tuple[CentreRecordRow, ...]:
        """Records of a form (or of all) and a year (or of all), the newest first; void ones included."""
        self._seat.require(Permission.KEEP_CENTRE_RECORDS)
        query = select(CentreRecord).order_by(
            CentreRecord.recorded_on.desc(), CentreRecord.number.desc(), CentreRecord.id
        )
        if form_key:
            query = query.where(CentreRecord.form_key == form_key)
        if year is not None:
            query = query.where(CentreRecord.year == year)
        with self._database.reading() as session:
            known = twins(session)
            return tuple(self._row(record, known.get(record.id)) for record in session.scalars(query))

    def _kind(self, form: Form) -> CentreForm:
        layout = self._forms.layout(form)
        return CentreForm(form.key, form.title, layout.short_title or form.title, bool(layout.register))

    def _form(self, key: str) -> Form:
        self._seat.require(Permission.KEEP_CENTRE_RECORDS)
        if key not in self._forms.keys() or self._forms.current(key).noun is not Noun.CENTRE_RECORD:  # noqa: SIM118  a catalogue
            raise errors.InvalidInput("form", "no-form")
        return self._forms.current(key)

    def _subject(self) -> Subject:
        return Subject(today=self._clock.today(), at_desk=self._seat.sitter.full_name)

    def _last(self, session: Session, form_key: str) -> CentreRecord | None:
        return session.scalars(
            select(CentreRecord)
            .where(CentreRecord.form_key == form_key, CentreRecord.status == "signed")
            .order_by(CentreRecord.recorded_on.desc(), CentreRecord.number.desc())
            .limit(1)
        ).first()

    def _settle(self, session: JournalSession, record: CentreRecord, filling: Filling) -> None:
        """Day, number, signature and answers of the record."""
        now = self._clock.now()
        signing.require_signable(filling, is_incomplete=False, now=now)
        on = signing.day(filling.answers().get(filling.form.service_date)) or self._clock.today()
        if record.number is None or record.year != on.year:
            record.year, record.number = on.year, next_number(session, record.form_key, on.year)
        filled = self._signed(numbered(filling, record.number))
        record.recorded_on = on
        record.answers, record.entries = dict(filled.answers()), filled.entries_document()
        record.signed_by, record.signed_at = self._seat.sitter.full_name, now
        record.is_late_entry = signing.is_late_entry(on, record.history, now)

    def _signed(self, filling: Filling) -> Filling:
        """The first signature of the paper is given by signing; others are written by hand."""
        place = next((item for item in filling.form.leaves() if item.kind is Kind.SIGNATURE), None)
        name = self._seat.sitter.full_name
        return filling.answer(place.link_id, name, Origin.FILLED) if place else filling

    def _row(self, record: CentreRecord, twin: Twin | None) -> CentreRecordRow:
        form = signing.form_of(self._forms, record)
        return CentreRecordRow(
            id=record.id,
            form=record.form_key,
            title=form.title,
            on=record.recorded_on,
            year=record.year,
            number=record.number,
            about=about(form, record.answers),
            status=record.status,
            signed_by=record.signed_by,
            signed_at=record.signed_at,
            is_late_entry=record.is_late_entry,
            amend_reason=record.amend_reason,
            version=record.row_version,
            is_raw=not form.is_known,
            twin=twin,
        )


def _record(session: Session, record_id: str) -> CentreRecord:
    found = session.get(CentreRecord, record_id)
    if found is None:
        raise errors.NotFound("centre-record", record_id)
    return found


def _known(session: Session, form: Form) -> dict[str, Any]:
    given = {
        item.link_id: settings.value(session, FACTS[item.archive], None)
        for item in form.leaves()
        if item.archive in FACTS
    }
    return {key: value for key, value in given.items() if value}


def _past(record: CentreRecord) -> dict[str, Any]:
    """A record as it stood before it was amended."""
    return {
        "number": record.number,
        "answers": record.answers,
        "signed_by": record.signed_by,
        "signed_at": record.signed_at.isoformat(),
        "reason": record.amend_reason,
    }
