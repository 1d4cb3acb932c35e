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
    `wraps`: on two lines where one is too narrow, for rows high enough.
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
    wraps: bool = False

    @property
    def words(self) -> str:
        """What a screen reader says and what is copied."""
        return " ".join(part for part in (self.text, *self.chips, self.note) if part)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """`cell` gives a `Cell`, or plain words. `sort` is the name of the order the fetcher knows.

    One column `stretches` (the last one, or a gap opens in the middle); `from_width` hides a column
    while the list is narrower than that many pixels. Where a list is too narrow a column is pressed to its
    `least` pixels, and of those with the lowest `stays` the last gives way first.
    """

    title: str
    cell: Callable[[Row], Cell | str]
    width: int = 96
    sort: str = ""
    is_right: bool = False
    stretches: bool = False
    from_width: int = 0
    least: int = 0
    stays: int = 0

    def of(self, row: Row) -> Cell:
        """The cell of this column in `row`."""
        shown = self.cell(row)
        return Cell(shown) if isinstance(shown, str) else shown


def shared(columns: Sequence[Column[Any]], wide: int) -> dict[int, int]:
    """The columns that are shown in `wide` pixels, by position, and how wide each is.

    One takes what the others leave. Where that is too little the last one is pressed, to half at most, and
    those that know their least; where that is not enough a column gives way whole: none is cut.
    """
    shown = [at for at, column in enumerate(columns) if column.from_width <= wide]
    while len(shown) > 1 and sum(_pressed(columns[at], is_last=at == shown[-1]) for at in shown) > wide:
        shown.remove(min(shown, key=lambda at: (columns[at].stays, -at)))
    widths = {at: columns[at].width for at in shown}
    takes = next((at for at in reversed(shown) if columns[at].stretches), shown[-1] if shown else 0)
    for at in (takes, *reversed(shown)):
        least = _pressed(columns[at], is_last=at in (takes, shown[-1]))
        spare = wide - sum(widths.values())
        widths[at] = max(least, widths[at] + (spare if at == takes else min(0, spare)))
    return widths


def _pressed(column: Column[Any], *, is_last: bool) -> int:
    """The fewest pixels it is shown with."""
    if column.least:
        return column.least
    if column.stretches:
        return min(column.width, NARROWEST)
    return min(column.width, max(NARROWEST, column.width // 2)) if is_last else column.width
