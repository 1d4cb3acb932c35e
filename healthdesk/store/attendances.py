"""Attendance: one person on one day of the immunization clinic; the queue of that day."""

import uuid
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Reference, Tracked, Word


class Attendance(Tracked):
    """`number` counts within the day; None for an appointment nobody has come to. `stage` is a Stage.

    `identified_at`, `_by` and `_with` tell that the person was identified again at the injection table, and
    what was scanned or typed. The 30 minutes count from `observed_from`; `left_reason` says why somebody left
    sooner, `reaction` what was seen meanwhile. The queue stays on its workstation: what has to be kept of a
    dose stands on the dose.
    """

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_day", "day", "number"),)
    is_synchronised: ClassVar[bool] = False

    resident_id: Mapped[Reference]
    day: Mapped[date]
    number: Mapped[int | None]
    stage: Mapped[Word]
    booked_by: Mapped[str | None] = mapped_column(String(60))
    arrived_at: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    identified_at: Mapped[datetime | None]
    identified_by: Mapped[str | None] = mapped_column(String(60))
    identified_with: Mapped[str | None] = mapped_column(String(20))
    observed_from: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    left_reason: Mapped[str | None] = mapped_column(String(200))
    reaction: Mapped[str | None] = mapped_column(String(200))

    @property
    def lane(self) -> str:
        return self.resident_id


def attendance_id(resident_id: str, day: date) -> str:
    """The id of a person's day at the clinic."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{resident_id}/immunization-clinic/{day.isoformat()}"))
