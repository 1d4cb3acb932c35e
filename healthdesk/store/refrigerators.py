"""Refrigerator: where vaccines are kept."""

from decimal import Decimal

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Tracked, Word


class Refrigerator(Tracked):
    """`kind` is refrigerator or freezer. Without limits of its own those of the schedule's settings count.

    `status` is used or retired.
    """

    __tablename__ = "refrigerator"

    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Word]
    low: Mapped[Decimal | None]
    high: Mapped[Decimal | None]
    status: Mapped[Word] = mapped_column(default="used")
