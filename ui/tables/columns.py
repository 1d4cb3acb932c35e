"""What a list shows: columns declared one a line, cells as values."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `tone` is a colour token; `note` grey words behind; `chips` instead of text.

    `bar` is a share from 0 to 1 with an optional `target`; `trend` small values drawn as a line;
    `keeps_end`: where it does not fit, the beginning is left out (the house tells more than the district).
    `marked` are positions of letters in the accent colour (what matched in a search).
    """

    text: str = ""
    icon: str = ""
    tone: str = "ink"
    is_strong: bool = False
    note: str = ""
    chips: tuple[str, ...] = ()
    bar: float | None = None
    target: float | None = None
    trend: tuple[float, ...] = ()
    marked: frozenset[int] = frozenset()
    keeps_end: bool = False

    @property
    def words(self) -> str:
        """What a screen reader says and what is copied."""
        return " ".join(part for part in (self.text, *self.chips, self.note) if part)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """`cell` gives a `Cell`, or plain words. `sort` is the name of the order the fetcher knows.

    One column `stretches` (the last one, or a gap opens in the middle); `from_width` hides a column
    while the list is narrower than that many pixels.
    """

    title: str
    cell: Callable[[Row], Cell | str]
    width: int = 96
    sort: str = ""
    is_right: bool = False
    stretches: bool = False
    from_width: int = 0

    def of(self, row: Row) -> Cell:
        """The cell of this column in `row`."""
        shown = self.cell(row)
        return Cell(shown) if isinstance(shown, str) else shown
