"""Temperature: one reading of a refrigerator."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Moment, Tracked, Word


class Temperature(Tracked):
    """`read_at` is when the thermometer was looked at, `recorded_at` when that was typed.

    `remark` says what was done about a reading outside the limits. `status` is done or void.
    """

    __tablename__ = "temperature"
    __table_args__ = (Index("ix_temperature_day", "refrigerator_id", "read_on"),)

    refrigerator_id: Mapped[str] = mapped_column(String(36))
    read_on: Mapped[date]
    read_at: Mapped[Moment]
    celsius: Mapped[Decimal]
    read_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[Moment]
    remark: Mapped[str] = mapped_column(default="")
    status: Mapped[Word] = mapped_column(default="done")
    void_reason: Mapped[str | None]
