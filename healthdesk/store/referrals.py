"""Referral: a resident sent to a hospital, and what came back."""

from datetime import date
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Json, Moment, Reference, Tracked, Word
from healthdesk.store.types import Document


class Referral(Tracked):
    """`status` as archive-chronic/06 C: draft, sent, accepted, refused, seen, returned, closed (or void).

    `feedback` is the back-referral sheet once it has come. `visit_id` is the visit that asked for it and
    `programme` what it was begun for, each where that is known. `topic` is the sensitive topic it is about.
    `written_by` is the account of who signed it last, who sees it whatever the topic. `history` are the
    sheets as they stood before each correction, the oldest first; `amend_reason` says why the last was made.
    """

    __tablename__ = "referral"
    __table_args__ = (Index("ix_referral_open", "status", "result_due_on"),)

    resident_id: Mapped[Reference]
    visit_id: Mapped[str | None] = mapped_column(String(36))
    programme: Mapped[str | None] = mapped_column(String(40))
    topic: Mapped[str | None] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(24))
    form_version: Mapped[str] = mapped_column(String(10))
    answers: Mapped[Json]
    out_date: Mapped[date]
    to_org: Mapped[str]
    to_dept: Mapped[str | None]
    status: Mapped[Word]
    doctor: Mapped[str] = mapped_column(String(60))
    written_by: Mapped[str | None] = mapped_column(String(36))
    signed_at: Mapped[Moment]
    result_due_on: Mapped[date | None]
    feedback: Mapped[dict[str, Any] | None] = mapped_column(Document)
    amend_reason: Mapped[str | None]
    history: Mapped[list[Any]] = mapped_column(Document, default=list)

    @property
    def lane(self) -> str:
        return self.resident_id
