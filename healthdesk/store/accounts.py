"""Account: a member of staff who may log in."""

from typing import Any, ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Tracked, Word
from healthdesk.store.types import Document


class Account(Tracked):
    """`login` is what is typed, `full_name` what is signed. The password itself is only in keys.json,
    where it unwraps the data key; `pin_hash` and `badge_hash` are Argon2id, for changing the user.
    """

    __tablename__ = "account"
    is_synchronised: ClassVar[bool] = False

    login: Mapped[str] = mapped_column(String(40), unique=True)
    full_name: Mapped[str] = mapped_column(String(60))
    role: Mapped[Word]
    is_active: Mapped[bool] = mapped_column(default=True)
    sensitive_topics: Mapped[list[Any]] = mapped_column(Document, default=list)
    pin_hash: Mapped[str | None]
    badge_hash: Mapped[str | None]
