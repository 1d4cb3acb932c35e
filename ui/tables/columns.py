"""What a list shows: columns declared one a line, cells as values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")

NARROWEST = 72
"""Pixels a column is pressed into that takes what the others leave."""


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


def shared(columns: Sequence[Column[Any]], wide: int) -> dict[int, int]:
    """The columns that are shown in `wide` pixels, by position, and how wide each is.

    One takes what the others leave. Where that is too little the last one is pressed, to half at most;
    where that is not enough it gives way whole: none is cut.
    """
    shown = [at for at, column in enumerate(columns) if column.from_width <= wide]
    while len(shown) > 1 and _pressed(columns, shown) > wide:
        shown.pop()
    widths = {at: columns[at].width for at in shown}
    takes = next((at for at in reversed(shown) if columns[at].stretches), shown[-1] if shown else 0)
    for at in (takes, *shown[-1:]):
        widths[at] = max(_least(columns[at]), widths[at] + wide - sum(widths.values()))
    return widths


def _pressed(columns: Sequence[Column[Any]], shown: Sequence[int]) -> int:
    last = shown[-1]
    others = sum(_least(columns[at]) if columns[at].stretches else columns[at].width for at in shown[:-1])
    return others + _least(columns[last])


def _least(column: Column[Any]) -> int:
    return min(column.width, NARROWEST if column.stretches else max(NARROWEST, column.width // 2))
