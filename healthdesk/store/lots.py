"""Lot: vaccine of one make, as its package names it."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Moment, Tracked, Word


class Lot(Tracked):
    """`id` is made of product, maker and number, so that two workstations mean the same row.

    `key` is the number as it is compared. `expires_on` is not known for a lot that was recalled before any
    of it was received here. `trace_product` are the digits its trace codes begin with, once one was scanned.
    """

    __tablename__ = "lot"
    __table_args__ = (Index("ix_lot_key", "key"), Index("ix_lot_trace_product", "trace_product"))

    product: Mapped[Word]
    number: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(40))
    manufacturer: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date | None]
    specification: Mapped[str] = mapped_column(String(60), default="")
    doses_per_vial: Mapped[int] = mapped_column(default=1)
    is_free: Mapped[bool] = mapped_column(default=True)
    trace_product: Mapped[str | None] = mapped_column(String(14))
    changed_by: Mapped[str] = mapped_column(String(60))
    changed_at: Mapped[Moment]
    change_reason: Mapped[str | None]
