"""PhoneCheck: what a resident said on the telephone about a record of the sample. It stays at the centre."""

from datetime import date
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Reference, Tracked, Word


class PhoneCheck(Tracked):
    """`outcome` is true, false or not-reached. A record is checked again only by a new row."""

    __tablename__ = "phone_check"
    is_synchronised: ClassVar[bool] = False

    visit_id: Mapped[str] = mapped_column(String(36), index=True)
    resident_id: Mapped[Reference]
    outcome: Mapped[Word]
    note: Mapped[str | None]
    checked_on: Mapped[date]
    checked_by: Mapped[str] = mapped_column(String(60))

    @property
    def lane(self) -> str:
        return self.resident_id
