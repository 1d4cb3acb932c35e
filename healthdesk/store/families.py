"""Family: people who share a household."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Tracked


class Family(Tracked):
    """A household. Its members are the residents that name it in `family_id`."""

    __tablename__ = "family"

    head_id: Mapped[str | None] = mapped_column(String(36))
    address: Mapped[str | None]

    @property
    def lane(self) -> str | None:
        return self.head_id
