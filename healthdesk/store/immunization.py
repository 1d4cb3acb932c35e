"""Vaccination: one dose given."""

from datetime import date, datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Moment, Reference, Tracked, Word


class Vaccination(Tracked):
    """`vaccine` is a product code of the schedule. `status` is done or void (entered in error).

    `is_elsewhere` marks a dose given by another clinic and copied from its certificate; `place` is where it
    was given, as far as anybody said. A dose out of the centre's stock names its lot (`lot_id`) and its
    opened vial (`vial_id`): the stock is what the book says less these doses, so neither can be without the
    other.

    `guardian` confirmed name, vaccine, lot and expiry at `confirmed_at`, before the injection. Until
    `signed_at` the dose may be taken back without a word; after it only amended, with a reason. `left_at`
    ends the observation, `reaction` is what was seen in it.
    """

    __tablename__ = "vaccination"
    __table_args__ = (
        Index("ix_vaccination_given_on", "given_on"),
        Index("ix_vaccination_lot", "vaccine", "lot"),
        Index(
            "ix_vaccination_stock",
            "lot_id",
            "status",
            "vial_id",
            "given_on",
            sqlite_where=text("lot_id IS NOT NULL"),
        ),
        Index("ix_vaccination_trace_code", "trace_code", sqlite_where=text("trace_code IS NOT NULL")),
    )

    resident_id: Mapped[Reference]
    vaccine: Mapped[Word]
    given_on: Mapped[date]
    lot: Mapped[str | None] = mapped_column(String(40))
    expires_on: Mapped[date | None]
    manufacturer: Mapped[str | None] = mapped_column(String(60))
    site: Mapped[str | None] = mapped_column(String(20))
    route: Mapped[str | None] = mapped_column(String(10))
    trace_code: Mapped[str | None] = mapped_column(String(200))
    lot_id: Mapped[str | None] = mapped_column(String(36))
    vial_id: Mapped[str | None] = mapped_column(String(36))
    volume: Mapped[str | None] = mapped_column(String(40))
    specification: Mapped[str | None] = mapped_column(String(60))
    guardian: Mapped[str | None] = mapped_column(String(60))
    confirmed_at: Mapped[datetime | None]
    injector: Mapped[str] = mapped_column(String(60))
    registrar: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[Moment]
    is_elsewhere: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[Word] = mapped_column(default="done")
    counts_as: Mapped[str | None] = mapped_column(String(40))
    overrule_reason: Mapped[str | None]
    void_reason: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None] = mapped_column(String(60))
    amend_reason: Mapped[str | None]
    left_at: Mapped[datetime | None]
    left_reason: Mapped[str | None] = mapped_column(String(200))
    reaction: Mapped[str | None] = mapped_column(String(200))

    @property
    def lane(self) -> str:
        return self.resident_id
