"""PrintJob: a paper that was sent to a printer and has not come out of it yet."""

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Base, Key, Moment


class PrintJob(Base):
    """Kept from the click until the printer has taken the last page, so that a crash loses no paper.

    Not tracked: what is on the paper is in the records. One for each account and `paper`, which names the
    very sheet. `document` is the PDF, `taken` how many of its `pages` the printer has. `doses` are the
    lines of a booklet that are on it, `is_exact` that it belongs on a sheet printed before.
    """

    __tablename__ = "print_job"
    __table_args__ = (Index("ix_print_job_paper", "account_id", "paper", unique=True),)

    id: Mapped[Key]
    account_id: Mapped[str] = mapped_column(String(36))
    paper: Mapped[str]
    title: Mapped[str]
    resident_id: Mapped[str | None] = mapped_column(String(36))
    document: Mapped[bytes]
    pages: Mapped[int]
    taken: Mapped[int]
    doses: Mapped[list[Any]]
    is_exact: Mapped[bool]
    asked_at: Mapped[Moment]
