"""What is being typed, kept at every keystroke."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select

from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.referral_course import CORRECTABLE
from healthdesk.services.seat import Seat
from healthdesk.store.centre_records import CentreRecord
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.drafts import Draft
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

NEW_RESIDENT = "new"
_PERSON = (Visit.resident_id, Referral.resident_id, Draft.subject)
"""Whom a draft is about: the person of the record that it corrects, else its own subject."""

_PLACE = (
    Draft.account_id == bindparam("account"),
    Draft.subject == bindparam("subject"),
    Draft.form_key == bindparam("form"),
)
_LEFT, _DISCARDED = select(Draft).where(*_PLACE), delete(Draft).where(*_PLACE)
"""Made once: every keystroke that is kept and every save asks it."""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it was left. `document` is `Filling.entries_document()`."""

    subject: str
    form_key: str
    form_version: str
    opened_version: int | None
    document: dict[str, Any]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A line in the list of unsigned drafts. `name` is empty for a registration and for what is about nobody.

    `corrects` says what kind of signed record `subject` is, where one is being corrected: `visit`, `referral`
    or `centre-record`.
    """

    subject: str
    form_key: str
    name: str
    updated_at: datetime
    corrects: str = ""


class Drafts:
    """One draft per user, resident (or NEW_RESIDENT) and form."""

    def __init__(self, *, database: Database, seat: Seat, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._seat = seat
        self._clock = clock
        self._ids = ids

    def keep(
        self,
        subject: str,
        form_key: str,
        *,
        form_version: str,
        document: dict[str, Any],
        opened_version: int | None = None,
    ) -> datetime:
        """Save what is on the sheet now; returns when. `opened_version` is of the record it began from."""
        now = self._clock.now()
        with self._database.writing("draft") as session:
            draft = left(session, self._seat.sitter.account_id, subject, form_key)
            if draft is None:
                draft = Draft(
                    id=self._ids.new(),
                    account_id=self._seat.sitter.account_id,
                    subject=subject,
                    form_key=form_key,
                )
                session.add(draft)
            draft.form_version, draft.document, draft.updated_at = form_version, document, now
            draft.opened_version = opened_version
        return now

    def kept(self, subject: str, form_key: str) -> KeptDraft | None:
        """The draft of the person at the desk, or None."""
        with self._database.reading() as session:
            draft = left(session, self._seat.sitter.account_id, subject, form_key)
            if draft is None:
                return None
            return KeptDraft(
                draft.subject,
                draft.form_key,
                draft.form_version,
                draft.opened_version,
                draft.document,
                draft.updated_at,
            )

    def discard(self, subject: str, form_key: str) -> None:
        """Throw the draft away, on the user's word."""
        with self._database.writing("draft") as session:
            discard(session, self._seat.sitter.account_id, subject, form_key)

    def mine(self) -> tuple[DraftRow, ...]:
        """Everything the person at the desk has begun and can still sign, newest first.

        A correction of a referral that the hospital has answered meanwhile stands with its course.
        """
        with self._database.reading() as session:
            rows = session.execute(
                select(Draft, Resident.name, Visit.id, Referral.id, CentreRecord.id)
                .outerjoin(Visit, Visit.id == Draft.subject)
                .outerjoin(Referral, Referral.id == Draft.subject)
                .outerjoin(CentreRecord, CentreRecord.id == Draft.subject)
                .outerjoin(Resident, Resident.id == func.coalesce(*_PERSON))
                .where(Draft.account_id == self._seat.sitter.account_id)
                .where(or_(Referral.id.is_(None), Referral.status.in_(CORRECTABLE)))
                .order_by(Draft.updated_at.desc())
            )
            return tuple(_row(*found) for found in rows)


def _row(
    draft: Draft, name: str | None, visit: str | None, referral: str | None, record: str | None
) -> DraftRow:
    signed = {"visit": visit, "referral": referral, "centre-record": record}
    corrects = next((noun for noun, id_ in signed.items() if id_), "")
    return DraftRow(draft.subject, draft.form_key, name or "", draft.updated_at, corrects)


def left(session: JournalSession, account_id: str, subject: str, form_key: str) -> Draft | None:
    """The draft of this user, subject and form, if one was left."""
    return session.scalar(_LEFT, {"account": account_id, "subject": subject, "form": form_key})


def discard(session: JournalSession, account_id: str, subject: str, form_key: str) -> None:
    """Take the draft out within a save: what is signed is no draft any more."""
    place = {"account": account_id, "subject": subject, "form": form_key}
    session.connection().execute(_DISCARDED, place)
