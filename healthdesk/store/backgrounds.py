"""Background: what about a person changes the immunization schedule."""

import uuid
from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Json, Moment, Reference, Tracked


class Background(Tracked):
    """One for each person, with an id of its own made from the person's: two workstations mean the same row.

    `answers` are those of the background form; `asked` are those of them that were given, or kept, on the day
    `asked_on` to `asked_by`: the health questions before a dose. `booklet_checked_on` is the
    last day on which somebody compared the doses here with the booklet, `booklet_checked_by` who.
    `booklet_no` is the bar code of that booklet, once it was scanned beside the person.

    `consent_by` is the guardian, or the person, who agreed on the day `consent_on`, `consent_as` what
    that one is to the person (母亲, 本人), `consent_taken_by` who recorded it; `consented` holds the
    vaccines agreed to.
    """

    __tablename__ = "background"

    resident_id: Mapped[Reference]
    form_version: Mapped[str] = mapped_column(String(10))
    answers: Mapped[Json]
    asked: Mapped[Json] = mapped_column(default=dict)
    asked_on: Mapped[date | None]
    asked_by: Mapped[str | None] = mapped_column(String(60))
    consented: Mapped[Json] = mapped_column(default=dict)
    consent_on: Mapped[date | None]
    consent_by: Mapped[str | None] = mapped_column(String(60))
    consent_as: Mapped[str | None] = mapped_column(String(20))
    consent_taken_by: Mapped[str | None] = mapped_column(String(60))
    booklet_checked_on: Mapped[date | None]
    booklet_checked_by: Mapped[str | None] = mapped_column(String(60))
    booklet_no: Mapped[str | None] = mapped_column(String(40), index=True)
    updated_by: Mapped[str] = mapped_column(String(60))
    updated_at: Mapped[Moment]

    @property
    def lane(self) -> str:
        return self.resident_id


def background_id(resident_id: str) -> str:
    """The id of the background of a person, whose own id may be any text of a platform."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{resident_id}/vaccination-background"))
