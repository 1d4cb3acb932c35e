"""Refer a resident, follow what becomes of it, receive the sheet that comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.documents.referral_pdf import ReferralSheet
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.referral_course import CORRECTABLE, ORDER, RESULT_DAYS, act_by
from healthdesk.services import (
    cards,
    drafts,
    endings,
    prefill,
    privacy,
    reading,
    referral_corrections,
    referral_sheets,
    signing,
)
from healthdesk.services.prefill import About, Sources
from healthdesk.services.referral_corrections import Corrected
from healthdesk.services.referral_paper import Circumstances, back_sheet, paper
from healthdesk.services.referral_sheets import FORM
from healthdesk.store import settings
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.settings import Installation

BACK_FORM = "referral-back"
ANYTHING = About()
"""A referral about nothing in particular: the last ordinary follow-up fills it in."""


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A line in the list of referrals."""

    id: str
    resident_id: str
    name: str
    number: str
    out_date: date
    to_org: str
    to_dept: str
    status: str
    result_due_on: date | None
    doctor: str


@dataclass(frozen=True, slots=True)
class Course:
    """A signed referral and what has come back: the link ids of the back sheet with their texts.

    `is_withheld`: something came that the person at the desk is not shown. `corrections`: the newest first;
    `unread`: earlier sheets of another system that cannot be read here; `unsigned`: a correction that whoever
    sits here had begun, and that cannot be signed after the last word of the hospital.
    """

    row: ReferralRow
    feedback: Mapping[str, Any]
    is_withheld: bool
    corrections: tuple[Corrected, ...] = ()
    unread: int = 0
    unsigned: Corrected | None = None

    @property
    def is_correctable(self) -> bool:
        """Whether somebody there still reads the sheet."""
        return self.row.status in CORRECTABLE


class Referrals:
    """Sheets out and what comes back."""

    def __init__(self, *, database: Database, sources: Sources, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._sources = sources
        self._seat = sources.seat
        self._forms = sources.forms
        self._clock = clock
        self._ids = ids

    def start(self, resident_id: str, about: About = ANYTHING) -> Filling:
        """A sheet filled in from what is known: archive, last follow-up, medicines. Audited as a view.

        A follow-up of a sensitive programme fills it in only when the referral is about that.
        """
        self._seat.require(Permission.REFER)
        form = self._forms.current(FORM)
        with self._database.writing("audit") as session:
            session.audit("view", "Resident", resident_id, resident_id)
            row = reading.resident(session, resident_id)
            subject = reading.subject(row, self._clock.today())
            draft = drafts.left(session, self._seat.sitter.account_id, resident_id, FORM)
            if draft is not None:
                return Filling.restore(form, subject, draft.document)
            known = prefill.referral(session, row, self._sources, self._clock.today(), about)
        return Filling.start(form, subject, prefill={k: v for k, v in known.items() if form.has(k)})

    def refer(self, resident_id: str, filling: Filling, about: About = ANYTHING) -> str:
        """Sign the sheet: it counts as sent, the result is asked for within two weeks. Returns the id."""
        self._seat.require(Permission.REFER)
        signing.require_signable(filling, is_incomplete=False)
        answers = dict(filling.answers())
        today = self._clock.today()
        out = signing.day(answers.get("out_date")) or today
        if out > today:
            raise errors.InvalidInput("out_date", "future")
        with self._database.writing("refer", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            if row.status in endings.DEPARTED:
                raise errors.InvalidInput("resident", row.status)
            referral_sheets.require_the_same_person(answers, row)
            referral = Referral(
                id=self._ids.new(),
                resident_id=resident_id,
                visit_id=about.visit_id,
                programme=self._programme(session, row, about),
                topic=referral_sheets.topic_of(session, self._sources, row, about, answers),
                number=self._number(session, out),
                form_version=filling.form.version,
                answers=answers,
                out_date=out,
                to_org=str(answers["to_org"]),
                to_dept=answers.get("to_dept"),
                status="sent",
                history=[],
                doctor=self._seat.sitter.full_name,
                written_by=self._seat.sitter.account_id,
                signed_at=self._clock.now(),
                result_due_on=out + timedelta(days=RESULT_DAYS),
            )
            session.add(referral)
            drafts.discard(session, self._seat.sitter.account_id, resident_id, FORM)
            return referral.id

    def receive(self, referral_id: str, status: str, feedback: dict[str, Any] | None = None) -> None:
        """The hospital's answer on paper or by telephone. Raises InvalidInput for a step backwards."""
        self._seat.require(Permission.REFER)
        with self._database.writing("refer") as session:
            referral = referral_sheets.found(session, self._seat, referral_id)
            if status not in ORDER or ORDER.index(status) <= ORDER.index(referral.status):
                raise errors.InvalidInput("status", "order")
            referral.status = status
            if feedback is not None:
                referral.feedback = dict(referral.feedback or {}) | feedback
            referral.result_due_on = act_by(status, referral.result_due_on, self._clock.today())

    def sheet(self, referral_id: str) -> ReferralSheet:
        """What the paper says. Printing is audited by `printing`."""
        with self._database.reading() as session:
            referral = referral_sheets.found(session, self._seat, referral_id)
            row = reading.resident(session, referral.resident_id)
            around = self._circumstances(session, row, referral.number, referral.doctor, referral.topic)
            is_sent = reading.is_sent(session, "ServiceRequest", referral.id)
            return paper(row, referral.answers, replace(around, is_unsent=not is_sent))

    def back(self, referral_id: str) -> Filling:
        """The sheet that comes back: who it is about and what is known of the answer. Raises NotFound."""
        self._seat.require(Permission.VIEW_RECORD)
        form = self._forms.current(BACK_FORM)
        with self._database.reading() as session:
            referral = referral_sheets.found(session, self._seat, referral_id)
            row = reading.resident(session, referral.resident_id)
            known = back_sheet(row, referral, settings.value(session, "centre.name", ""))
            known |= self._reply(referral)
            subject = reading.subject(row, self._clock.today())
        return Filling.start(form, subject, prefill={k: v for k, v in known.items() if form.has(k)})

    def resident_of(self, referral_id: str) -> str:
        """Whom a referral is about. Raises NotFound."""
        with self._database.reading() as session:
            return referral_sheets.found(session, self._seat, referral_id).resident_id

    def course(self, referral_id: str) -> Course:
        """How far a referral has come. Raises NotFound."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            one = referral_sheets.found(session, self._seat, referral_id)
            name = reading.resident(session, one.resident_id).name
            is_withheld = not privacy.sees_reply(self._seat, one)
            corrected = referral_corrections.corrections(self._forms, one)
            unread = referral_corrections.unread(one)
            left = referral_corrections.unsigned(session, self._sources, one)
            return Course(_row(one, name), self._reply(one), is_withheld, corrected, unread, left)

    def preview(
        self, resident_id: str, filling: Filling, about: About = ANYTHING, referral_id: str = ""
    ) -> ReferralSheet:
        """The paper as it would be now, before signing; of a `referral_id` once it is corrected."""
        with self._database.reading() as session:
            row = reading.resident(session, resident_id)
            topic = referral_sheets.topic_of(session, self._sources, row, about, filling.answers())
            number, doctor = "", self._seat.sitter.full_name
            if referral_id:
                signed = referral_sheets.found(session, self._seat, referral_id)
                number, doctor, topic = signed.number, signed.doctor, signed.topic or topic
            return paper(row, filling.answers(), self._circumstances(session, row, number, doctor, topic))

    def of(self, resident_id: str) -> tuple[ReferralRow, ...]:
        """The referrals of one resident, the newest first."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Referral, Resident.name)
            .join(Resident, Resident.id == Referral.resident_id)
            .where(privacy.visible_referrals(self._seat))
            .order_by(Referral.out_date.desc(), Referral.id)
        )
        with self._database.reading() as session:
            query = query.where(Referral.resident_id.in_(reading.whose(session, resident_id)))
            return tuple(_row(one, name) for one, name in session.execute(query))

    def all(self, *, is_open: bool = False, limit: int | None = None) -> tuple[ReferralRow, ...]:
        """The newest first; with `is_open` only those on which somebody must still act, the oldest first."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Referral, Resident.name)
            .join(Resident, Resident.id == Referral.resident_id)
            .where(privacy.visible_referrals(self._seat))
        )
        if is_open:
            query = query.where(Referral.result_due_on.is_not(None)).order_by(
                Referral.result_due_on, Referral.id
            )
        else:
            query = query.order_by(Referral.out_date.desc(), Referral.id)
        with self._database.reading() as session:
            return tuple(_row(one, name) for one, name in session.execute(query.limit(limit)))

    def _programme(self, session: JournalSession, row: Resident, about: About) -> str | None:
        """What it was begun for: of a visit its programme. What only filled it in says nothing of that."""
        if about.visit_id is None:
            return about.programme or None
        visit = prefill.source(session, row.id, about, self._sources)
        return visit.programme if visit else None

    def _reply(self, referral: Referral) -> dict[str, Any]:
        return dict(referral.feedback or {}) if privacy.sees_reply(self._seat, referral) else {}

    def _circumstances(
        self, session: JournalSession, row: Resident, number: str, doctor: str, topic: str | None
    ) -> Circumstances:
        followed = {one.programme for one in reading.enrolments(session, row.id)}
        is_followed = any(one.is_sensitive and one.key in followed for one in self._sources.programmes)
        return Circumstances(
            number=number,
            doctor=doctor,
            centre=settings.value(session, "centre.name", ""),
            is_unsent=True,
            has_conflict=cards.has_conflict(session, reading.whose(session, row.id)),
            # The code on the paper is read by strangers: it must not say what this person is treated for.
            is_sensitive=is_followed
            or topic is not None
            or any(self._seat.sensitivity.past(cards.known_answers(session, row))),
        )

    def _number(self, session: JournalSession, out: date) -> str:
        workstation = session.scalars(select(Installation.number)).one()
        start = f"ZC{out:%Y%m%d}-{workstation:02d}"
        count = session.scalar(select(func.count()).where(Referral.number.startswith(start))) or 0
        return f"{start}{count + 1:03d}"


def _row(one: Referral, name: str) -> ReferralRow:
    return ReferralRow(
        one.id,
        one.resident_id,
        name,
        one.number,
        one.out_date,
        one.to_org,
        one.to_dept or "",
        one.status,
        one.result_due_on,
        one.doctor,
    )
