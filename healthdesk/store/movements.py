"""Movement: a line of the stock book. It is only ever added."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Moment, Reference, Tracked, Word
from healthdesk.store.types import Document


class Movement(Tracked):
    """`kind` is a `domain.stock.ledger.Kind`; `doses` what the line adds to the stock, below 0 what it takes.

    A mistake is put right by another line. `about` is the line this one speaks of: an opened vial, a hold.
    `partner` is from whom or to whom, `document_no` the number on the delivery note, `celsius` what the
    cold box showed on arrival, `counted` what was found at a stock-taking.
    """

    __tablename__ = "movement"

    lot_id: Mapped[Reference]
    kind: Mapped[Word]
    doses: Mapped[int] = mapped_column(default=0)
    moved_on: Mapped[date]
    moved_at: Mapped[Moment]
    moved_by: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(default="")
    about: Mapped[str | None] = mapped_column(String(36))
    refrigerator_id: Mapped[str | None] = mapped_column(String(36))
    partner: Mapped[str] = mapped_column(String(60), default="")
    document_no: Mapped[str] = mapped_column(String(40), default="")
    celsius: Mapped[Decimal | None]
    counted: Mapped[int | None]
    trace_codes: Mapped[list[Any]] = mapped_column(Document, default=list)
