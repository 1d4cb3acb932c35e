"""Appointment: a time that a resident booked on the platform. BookingSlot: a time that can be given once."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Reference, Tracked, Word


class Appointment(Tracked):
    """`status`: asked, booked, refused, cancelled, kept, missed or void; any other word as it came.

    `what` is what the person comes for, in the platform's words; `refusal` why it was refused.
    """

    __tablename__ = "appointment"
    __table_args__ = (Index("ix_appointment_starts_at", "starts_at", "id"),)

    resident_id: Mapped[Reference]
    slot_id: Mapped[str | None] = mapped_column(String(64), index=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    what: Mapped[str] = mapped_column(default="")
    comment: Mapped[str | None]
    status: Mapped[Word]
    refusal: Mapped[str | None]
    decided_by: Mapped[str | None] = mapped_column(String(60))
    decided_at: Mapped[datetime | None]

    @property
    def lane(self) -> str:
        return self.resident_id


class BookingSlot(Tracked):
    """`status` is the platform's word: free, busy, busy-unavailable, busy-tentative, entered-in-error.

    `held_by` is the appointment that a centre confirmed on it.
    """

    __tablename__ = "booking_slot"

    schedule: Mapped[str] = mapped_column(String(100))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[Word]
    held_by: Mapped[str | None] = mapped_column(String(64))
