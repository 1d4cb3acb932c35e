"""Vaccination: one dose given."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Moment, Reference, Tracked, Word


class Vaccination(Tracked):
    """`vaccine` is a product code of the schedule. `status` is done or void (entered in error).

    `is_elsewhere` marks a dose given by another clinic and copied from its certificate; `place` is where it
    was given, as far as anybody said.
    """

    __tablename__ = "vaccination"
    __table_args__ = (Index("ix_vaccination_lot", "vaccine", "lot"),)

    resident_id: Mapped[Reference]
    vaccine: Mapped[Word]
    given_on: Mapped[date]
    lot: Mapped[str | None] = mapped_column(String(40))
    expires_on: Mapped[date | None]
    manufacturer: Mapped[str | None] = mapped_column(String(60))
    site: Mapped[str | None] = mapped_column(String(20))
    route: Mapped[str | None] = mapped_column(String(10))
    trace_code: Mapped[str | None] = mapped_column(String(40))
    injector: Mapped[str] = mapped_column(String(60))
    registrar: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[Moment]
    is_elsewhere: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[Word] = mapped_column(default="done")
    counts_as: Mapped[str | None] = mapped_column(String(40))
    overrule_reason: Mapped[str | None]
    void_reason: Mapped[str | None]

    @property
    def lane(self) -> str:
        return self.resident_id
