"""Base, Tracked and the shared column types of all rows."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Self

from sqlalchemy import Date, LargeBinary, MetaData, Numeric, String, Text, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from healthdesk.store.types import Document, UtcTime

Key = Annotated[str, mapped_column(String(36), primary_key=True)]
Reference = Annotated[str, mapped_column(String(36), index=True)]
Person = Annotated[str, mapped_column(String(36))]
"""Whose row it is, in a table with an index of its own that begins with it."""

Moment = Annotated[datetime, mapped_column(UtcTime)]
Json = Annotated[dict[str, Any], mapped_column(Document)]
Word = Annotated[str, mapped_column(String(40))]

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table. Constraints have names, so that migrations can speak of them."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        bytes: LargeBinary,
        date: Date,
        datetime: UtcTime,
        Decimal: Numeric(12, 4),
        dict[str, Any]: Document,
        list[Any]: Document,
    }


class Tracked(Base):
    """A row whose every change leaves an audit entry and, when synchronised, a version and an intent.

    `row_version` makes a lost update an error instead of silence. Attributes remember their old value
    even when it had expired (`active_history`), because the audit entry needs it.
    """

    __abstract__ = True
    is_synchronised: ClassVar[bool] = True

    id: Mapped[Key]
    row_version: Mapped[int]

    @declared_attr.directive
    def __mapper_args__(cls) -> Mapping[str, Any]:  # noqa: N805  declarative directives receive the class
        return {"version_id_col": cls.row_version}

    @classmethod
    def in_bulk(cls, **values: Any) -> Self:
        """A row for `add_bulk` only: seventy times cheaper to make, and of no use to a session."""
        row = cls.__new__(cls)
        row.__dict__.update(_blank(cls), **values)
        return row

    @property
    def lane(self) -> str | None:
        """The resident whose records must reach the platform in order, or None."""
        return None

    def columns(self) -> dict[str, Any]:
        """Column values by attribute name, as they stand in memory."""
        return {attribute.key: getattr(self, attribute.key) for attribute in inspect(type(self)).column_attrs}


@cache
def _blank(class_: type[Tracked]) -> dict[str, Any]:
    """Every column of a class with its default."""
    mapper = inspect(class_)
    blank = {}
    for attribute in mapper.column_attrs:
        default = attribute.columns[0].default
        is_plain = default is not None and default.is_scalar
        blank[attribute.key] = default.arg if is_plain else None
    return blank
