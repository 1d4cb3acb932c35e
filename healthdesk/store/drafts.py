"""Draft: what somebody is typing and has not signed."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Base, Json, Key, Moment, Word


class Draft(Base):
    """Saved at every change, so that closing, a crash or a power cut loses nothing.

    Not tracked: a draft is nobody's record until it is signed. `subject` is the resident, or "new" while
    registering. `opened_version` is the row_version the form was opened from, compared before writing.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_place", "account_id", "subject", "form_key", unique=True),)

    id: Mapped[Key]
    account_id: Mapped[str] = mapped_column(String(36))
    subject: Mapped[str] = mapped_column(String(36))
    form_key: Mapped[Word]
    form_version: Mapped[str] = mapped_column(String(10))
    opened_version: Mapped[int | None]
    document: Mapped[Json]
    updated_at: Mapped[Moment]
