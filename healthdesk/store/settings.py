"""Setting: what the whole clinic shares. Installation: which workstation this file belongs to."""

from typing import Any, ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Base, Moment, Tracked
from healthdesk.store.types import Document


class Setting(Tracked):
    """`id` is the name of the setting (`centre.name`), `value` any JSON value."""

    __tablename__ = "setting"
    is_synchronised: ClassVar[bool] = False

    value: Mapped[Any] = mapped_column(Document)


class Installation(Base):
    """The one row that says who this workstation is. `generation` rises when it is enrolled again."""

    __tablename__ = "installation"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    generation: Mapped[int] = mapped_column(default=1)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[Moment]


class NumberBlock(Base):
    """Serials of archive numbers that only this workstation may give out, per village (12 digits)."""

    __tablename__ = "number_block"

    village: Mapped[str] = mapped_column(String(12), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    next: Mapped[int]
