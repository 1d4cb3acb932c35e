"""A page of a long list, fetched after a key instead of by offset."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the key after which the next page begins (None: this was the last)."""

    rows: tuple[Row, ...]
    after: str | None
