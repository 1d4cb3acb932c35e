"""CentreRecord: a filled form that is about nobody – an activity, an event, a patrol."""

from datetime import date
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Json, Moment, Tracked, Word
from healthdesk.store.types import Document


class CentreRecord(Tracked):
    """`status` is signed or void (entered in error). `number` counts within a form and a `year`.

    `institution` and `institution_code` are the centre as it was called when the record was signed; the code
    is the subject of the resource. `entries` keeps the origin and entry time of each answer.
    """

    __tablename__ = "centre_record"
    __table_args__ = (Index("ix_centre_record_kind", "form_key", "year", "number"),)

    form_key: Mapped[Word]
    form_version: Mapped[str] = mapped_column(String(10))
    recorded_on: Mapped[date]
    year: Mapped[int]
    number: Mapped[int]
    institution: Mapped[str] = mapped_column(String(100))
    institution_code: Mapped[str] = mapped_column(String(30))
    status: Mapped[Word]
    answers: Mapped[Json]
    entries: Mapped[Json]
    signed_by: Mapped[str] = mapped_column(String(60))
    signed_at: Mapped[Moment]
    is_late_entry: Mapped[bool] = mapped_column(default=False)
    amend_reason: Mapped[str | None]
    history: Mapped[list[Any]] = mapped_column(Document, default=list)
