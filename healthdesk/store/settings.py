"""Setting: what the whole clinic shares. Installation: which workstation this file belongs to."""

from typing import Any, ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

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


def value(session: Session, name: str, default: Any) -> Any:
    """A setting of the clinic, or `default` while nobody has changed it."""
    setting = session.get(Setting, name)
    return default if setting is None else setting.value


def change(session: Session, name: str, value: Any) -> None:
    """Set a setting of the clinic, within a unit of work."""
    setting = session.get(Setting, name)
    if setting is None:
        session.add(Setting(id=name, value=value))
    else:
        setting.value = value
