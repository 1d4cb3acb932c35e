"""OutsideFact: what another system says of a person: an allergy, a diagnosis, a medicine."""

from datetime import date
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Reference, Tracked, Word
from healthdesk.store.types import Document


class OutsideFact(Tracked):
    """Read only: it is shown beside what this centre wrote, and nothing of it is ever sent back.

    `kind` is allergy, condition or medication; `status` active, or gone for what was taken back there.
    `codes` are those it came with, of any system, by which a sensitive diagnosis is told.
    """

    __tablename__ = "outside_fact"

    resident_id: Mapped[Reference]
    kind: Mapped[Word]
    text: Mapped[str]
    status: Mapped[Word]
    said_on: Mapped[date | None]
    said_by: Mapped[str] = mapped_column(String(60), default="")
    codes: Mapped[list[Any] | None] = mapped_column(Document)

    @property
    def lane(self) -> str:
        return self.resident_id
