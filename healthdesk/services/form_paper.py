"""Any record as it looks on paper: the form it was signed in, whose it is, and what the paper must say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.documents.form_pdf import Filled
from healthdesk.documents.head import FormHeader
from healthdesk.documents.layouts import Words, read
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.answers import Answers, normalise
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.conditions import asked
from healthdesk.domain.forms.definition import Form, Kind, Noun
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.services import all_records, cards, first_page, privacy, reading, residents
from healthdesk.services.archive_facts import Facts
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.centre_records import CentreRecord
from healthdesk.store.database import Database
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.visits import IN_ORDER, Visit


@dataclass(frozen=True, slots=True, repr=False)
class FormPaper:
    """Forms with their fillings; a blank one is nobody's (`resident_id` is empty)."""

    forms: tuple[Filled, ...]
    header: FormHeader
    resident_id: str = ""


class FormPapers:
    """Finds what is to be printed; drawing it is `documents.form_pdf`."""

    def __init__(
        self, *, database: Database, seat: Seat, forms: Forms, programmes: Programmes, clock: Clock
    ) -> None:
        self._database = database
        self._seat = seat
        self._forms = forms
        self._programmes = programmes
        self._clock = clock

    def blank(self, form_keys: Sequence[str]) -> FormPaper:
        """Forms to be filled in by hand. Raises NotFound."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            org = settings.value(session, "centre.name", "")
        forms = [self._forms.current(key) for key in form_keys]
        return FormPaper(tuple(self._filled(form, []) for form in forms), FormHeader(org=org))

    def fit_a5(self, form_keys: Sequence[str]) -> bool:
        """Whether each of these forms has a layout for A5. Raises NotFound."""
        return all(self._forms.layout(self._forms.current(key)).is_a5 for key in form_keys)

    def visit(self, visit_ids: Sequence[str]) -> FormPaper:
        """Records of one person, each in the version of the form it was signed in.

        Raises NotFound, NotAllowed, InvalidInput when they are of several people.
        """
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            visits = [self._visit(session, visit_id) for visit_id in visit_ids]
            if len({visit.resident_id for visit in visits}) > 1:
                raise errors.InvalidInput("visit", "several-people")
            return self._paper(session, visits, visits[0].resident_id)

    def visits(self, resident_id: str, form_key: str) -> FormPaper:
        """All records of a person on one form, in columns, the oldest first. Raises NotFound.

        Those of another version stand on a sheet of that version, as they were signed.
        """
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            query = (
                select(Visit)
                .where(
                    Visit.resident_id.in_(reading.whose(session, resident_id)),
                    Visit.form_key == form_key,
                    Visit.status != "void",
                    privacy.visible_visits(self._seat),
                )
                .order_by(*IN_ORDER)
            )
            found = session.scalars(query).all()
            if not found:
                raise errors.NotFound("visit", form_key)
            return self._paper(session, found, resident_id)

    def archive(self, resident_id: str, form_key: str = residents.FORM) -> FormPaper:
        """A form of the archive itself: personal information or cover.

        Raises NotFound, and NotAllowed for a first page with a past disease that this person is not shown.
        """
        self._seat.require(Permission.VIEW_RECORD)
        form = self._forms.current(form_key)
        if form.noun is not Noun.RESIDENT:
            raise errors.NotFound("form", form_key)
        with self._database.reading() as session:
            row = reading.resident(session, resident_id)
            if form_key == residents.FORM:
                privacy.require_first_page(self._seat, cards.known_answers(session, row))
            facts = Facts(
                row,
                reading.enrolments(session, row.id),
                first_page.form_of(self._forms),
                self._programmes,
                self._seat,
                self._clock.today(),
            )
            known = row.answers | facts.of(session, form)
            sheet = Filling.start(form, reading.subject(row, self._clock.today()), prefill=known)
            return FormPaper(
                (self._filled(form, [sheet.answers()]),),
                self._header(session, row, [("Patient", row.id)], is_first_page=form_key == residents.FORM),
                row.id,
            )

    def referral_back(self, referral_id: str, sheet: Filling) -> FormPaper:
        """The sheet that came back, as far as it was written down.

        Raises NotFound before any of it came, NotAllowed for one whose words this person is not shown.
        """
        self._seat.require(Permission.REFER)
        with self._database.reading() as session:
            referral = session.get(Referral, referral_id)
            if referral is None or not referral.feedback:
                raise errors.NotFound("referral-back", referral_id)
            privacy.require(self._seat, referral)
            if not privacy.sees_reply(self._seat, referral):
                raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)
            row = reading.resident(session, referral.resident_id)
            header = self._header(session, row, [("ServiceRequest", referral_id)])
            return FormPaper((self._filled(sheet.form, [sheet.answers()]),), header, row.id)

    def centre_record(self, record_id: str) -> FormPaper:
        """A record about nobody, in the version of its form it was signed in. Raises NotFound, NotAllowed."""
        self._seat.require(Permission.KEEP_CENTRE_RECORDS)
        with self._database.reading() as session:
            record = session.get(CentreRecord, record_id)
            if record is None:
                raise errors.NotFound("centre-record", record_id)
            return self._centre_paper(session, [record])

    def register(self, form_key: str, year: int) -> FormPaper:
        """The records about nobody of a year on one form, by number. Raises NotFound, NotAllowed."""
        self._seat.require(Permission.KEEP_CENTRE_RECORDS)
        query = (
            select(CentreRecord)
            .where(
                CentreRecord.form_key == form_key, CentreRecord.year == year, CentreRecord.status != "void"
            )
            .order_by(CentreRecord.number)
        )
        with self._database.reading() as session:
            records = session.scalars(query).all()
            if not records:
                self._forms.current(form_key)  # an unknown form is said to be one
                raise errors.NotFound("register", f"{form_key} {year}")
            return self._centre_paper(session, records)

    def header(self, resident_id: str) -> FormHeader:
        """Whose a paper is that is no form. Raises NotFound."""
        with self._database.reading() as session:
            return self._header(session, reading.resident(session, resident_id), [])

    def _centre_paper(self, session: Session, records: Sequence[CentreRecord]) -> FormPaper:
        written = [(self._signed_in(one), one) for one in records]
        forms = (
            self._filled(form, [normalise(form, one.answers) for _, one in members])
            for form, members in groupby(written, key=lambda pair: pair[0])
        )
        kept = [("QuestionnaireResponse", one.id) for one in records]
        header = FormHeader(
            org=records[-1].institution,
            year=str(records[-1].year),
            is_unsent=not all(reading.is_sent(session, *one) for one in kept),
        )
        return FormPaper(tuple(forms), header)

    def _visit(self, session: Session, visit_id: str) -> Visit:
        visit = session.get(Visit, visit_id)
        if visit is None:
            raise errors.NotFound("visit", visit_id)
        privacy.require(self._seat, visit)
        return visit

    def _paper(self, session: Session, visits: Sequence[Visit], resident_id: str) -> FormPaper:
        row = reading.resident(session, resident_id)
        header = self._header(session, row, [("QuestionnaireResponse", visit.id) for visit in visits])
        written = [(self._signed_in(visit), visit) for visit in visits]
        forms = (
            self._filled(form, [normalise(form, one.answers | _signed(form, one)) for _, one in members])
            for form, members in groupby(written, key=lambda pair: pair[0])
        )
        return FormPaper(tuple(forms), header, row.id)

    def _header(
        self,
        session: Session,
        row: Resident,
        kept: Sequence[tuple[str, str]],
        *,
        is_first_page: bool = False,
    ) -> FormHeader:
        """With what this record does not say: nobody gives a medicine because paper kept a name from him."""
        org = settings.value(session, "centre.name", "")
        notes = tuple(self._said_elsewhere(session, row, is_first_page=is_first_page))
        return replace(header_of(session, row, org, kept), notes=notes)

    def _said_elsewhere(self, session: Session, row: Resident, *, is_first_page: bool) -> Iterator[str]:
        words, form = read("words", Words), first_page.form_of(self._forms)
        if archives := [number for number in reading.archives_of(session, row.id).values() if number]:
            yield words.other_archives.format(numbers="、".join(archives))
        own, _ = cards.allergies(form, row.answers)
        known, _ = cards.all_allergies(session, row, form)
        if names := [name for name in known if name not in own]:
            yield words.other_allergies.format(names="、".join(names))
        if is_first_page:
            everything = cards.known_answers(session, row)
            if names := all_records.diseases_beyond(form, row.answers, everything):
                yield words.other_diseases.format(names="、".join(names))
            for asked, names in all_records.history_beyond(form, row.answers, everything):
                yield words.other_history.format(what=words.history[asked], names="、".join(names))

    def _signed_in(self, record: Visit | CentreRecord) -> Form:
        """Raises NotFound for a version that is not known here: on another one a number may mean its opposite
        (1 of a newborn's sheet was diabetes once, and is none now), and a question that is gone has no room.
        """
        return self._forms.get(record.form_key, record.form_version)

    def _filled(self, form: Form, fillings: Sequence[Answers]) -> Filled:
        return Filled(form, self._forms.layout(form), fillings)


def _signed(form: Form, visit: Visit) -> dict[str, Any]:
    """Who signed, where this record asks for it and nobody wrote another name."""
    here = asked(form, normalise(form, visit.answers))
    signatures = (item.link_id for item in form.leaves() if item.kind is Kind.SIGNATURE)
    return {key: visit.doctor for key in signatures if key in here and key not in visit.answers}


def header_of(session: Session, row: Resident, org: str, kept: Sequence[tuple[str, str]]) -> FormHeader:
    """Whose paper it is; `kept` are type and id of the records on it, which may not be uploaded yet."""
    return FormHeader(
        name=row.name,
        archive_no=row.archive_no,
        org=org,
        is_unsent=not all(reading.is_sent(session, *one) for one in kept),
        has_conflict=cards.has_conflict(session, reading.whose(session, row.id)),
    )
