"""Column types: UTC time and JSON document."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, LargeBinary, String, TypeDecorator
from sqlalchemy.sql.operators import OperatorType
from typing_extensions import override

from healthdesk.base import canonical


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, kept as sortable ISO text in UTC with microseconds."""

    impl = String(27)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else stamp(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def stamp(moment: datetime) -> str:
    """A moment as the file has it. Raises ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Document(TypeDecorator[Any]):
    """A JSON value as canonical bytes; decimals keep their precision.

    A loaded document is never changed in place: assign a new one, or nothing is noticed.
    """

    impl = LargeBinary
    cache_ok = True

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else canonical.encode(value)

    @override
    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else canonical.decode(value)

    @override
    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> "Document":
        return self
