"""A ruled table that runs over pages: its head is repeated, long cells are carried on, nothing is cut off."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from healthdesk.documents.paper import Paper
from healthdesk.documents.pieces import PAD, Look, Piece, PlacedLine, set_lines, write_line

_BASE = 0.72  # of the pitch: the base line
_HEAD_GREY = 0.93
_SMALL = 0.3  # of the height of a page
_LEADING = 1.12  # of the type size: from character to character in the title of a group
_ABOVE = 1.8  # points between a cell's frame and its first and last line


Row = Sequence[Sequence[Sequence[Piece]]]  # cells, each of paragraphs, each of pieces
Lines = Sequence[PlacedLine]


@dataclass(frozen=True, slots=True)
class Type:
    """The size of the text and the distance of its lines, in points."""

    size: float
    pitch: float


class Rules(Enum):
    """Which lines a grid draws: around every cell, around the whole of a page, or none."""

    CELLS = auto()
    FRAME = auto()
    NONE = auto()


class Grid:
    """Rows of cells below each other on `paper`, `widths` points wide, with a narrow column for groups.

    The rows of a group share one tall cell at the left, its title written downwards. A row may have cells of
    other widths than the table has.
    """

    def __init__(
        self,
        paper: Paper,
        widths: Sequence[float],
        kind: Type,
        *,
        group_width: float = 0.0,
        rules: Rules = Rules.CELLS,
    ) -> None:
        self._paper = paper
        self._widths = tuple(widths)
        self._kind = kind
        self._group_width = group_width
        self._rules = rules
        self._top = paper.y
        self._group = ""
        self._group_top = 0.0
        self._head: tuple[str, ...] = ()
        self._head_widths = self._widths

    def head(self, titles: Sequence[str], widths: Sequence[float] = ()) -> None:
        """A shaded row that is repeated on every page, until there is another or none."""
        self._head = tuple(titles)
        self._head_widths = tuple(widths) or self._widths
        self._draw_head()

    def row(self, cells: Row) -> None:
        """One row of its own."""
        self.rows([cells])

    def rows(
        self,
        rows: Sequence[Row],
        *,
        group: str = "",
        room: Sequence[int] = (),
        widths: Sequence[Sequence[float]] = (),
    ) -> None:
        """Rows that belong together; a small group is not torn between two pages.

        `room` is how many lines each row has at least, one by default, `widths` those of its cells in points.
        """
        own = widths or [self._widths] * len(rows)
        places = [self._columns(each, is_grouped=bool(group)) for each in own]
        parts = [
            [self._lines(paragraphs, width) for paragraphs, width in zip(cells, widths, strict=True)]
            for cells, (_, widths) in zip(rows, places, strict=True)
        ]
        for lines, least in zip(parts, room, strict=False):
            lines[-1] += [()] * (least - len(lines[-1]))
        whole = self._made_high(parts, group)
        if self._room < whole < self._small:
            self._break()
        self._group, self._group_top = group, self._paper.y
        for lines, (lefts, wide) in zip(parts, places, strict=True):
            self._row(lines, lefts, wide)
        self._close_group()
        self._group = ""

    def _made_high(self, parts: Sequence[list[list[PlacedLine]]], group: str) -> float:
        """The height of the rows, after the last has been made high enough for the title of the group."""
        needed = -(-len(group) // 2) * self._kind.size * _LEADING
        whole = sum(self._height(_count(lines)) for lines in parts)
        more = max(0, -int(-(needed - whole) // self._kind.pitch))
        parts[-1][-1] += [()] * (_count(parts[-1]) + more - len(parts[-1][-1])) if more else []
        return whole + more * self._kind.pitch

    def close(self) -> None:
        """Draw the frame of a page that is full, or of the last one."""
        if self._rules is Rules.FRAME:
            self._paper.box(self._paper.left, self._top, self._paper.width, self._paper.y - self._top)

    def _row(self, cells: Sequence[Lines], lefts: Sequence[float], widths: Sequence[float]) -> None:
        count = _count(cells)
        height = self._height(count)
        if self._room < height < self._small or self._room < min(height, self._height(2)):
            self._break()
        start = 0
        while start < count:
            fitting = max(1, int((self._room - 2 * _ABOVE) // self._kind.pitch))
            self._part(cells, lefts, widths, start, min(start + fitting, count))
            start += fitting
            if start < count:
                self._break()

    @property
    def _room(self) -> float:
        return self._paper.bottom - self._paper.y

    @property
    def _small(self) -> float:
        """What is moved to the next page rather than torn."""
        return (self._paper.bottom - self._paper.top) * _SMALL

    def _height(self, count: int) -> float:
        return count * self._kind.pitch + 2 * _ABOVE

    def _measure_lines(self, pieces: Sequence[Piece], width: float) -> list[PlacedLine]:
        is_bold = any(piece.look is Look.BOLD for piece in pieces)
        return set_lines(pieces, width, self._paper.measure(self._kind.size, is_bold=is_bold))

    def _lines(self, paragraphs: Sequence[Sequence[Piece]], width: float) -> list[PlacedLine]:
        return [line for pieces in paragraphs for line in self._measure_lines(pieces, width - 2 * PAD)]

    def _columns(self, own: Sequence[float], *, is_grouped: bool) -> tuple[list[float], list[float]]:
        """Left edges and widths of a row's cells; without a group the first takes the group's place too."""
        widths = list(own)
        x = self._paper.left
        if is_grouped:
            x += self._group_width
        else:
            widths[0] += self._group_width
        lefts = []
        for width in widths:
            lefts.append(x)
            x += width
        return lefts, widths

    def _part(
        self,
        cells: Sequence[Lines],
        lefts: Sequence[float],
        widths: Sequence[float],
        start: int,
        end: int,
    ) -> None:
        """The lines from `start` to `end` of a row, framed."""
        paper, kind = self._paper, self._kind
        height = self._height(end - start)
        for lines, left, width in zip(cells, lefts, widths, strict=True):
            if self._rules is Rules.CELLS:
                paper.box(left, paper.y, width, height)
            short = len(lines) < end - start and start == 0
            top = paper.y + _ABOVE + ((end - start - len(lines)) * kind.pitch / 2 if short else 0)
            for number, line in enumerate(lines[start:end]):
                base = top + number * kind.pitch + kind.pitch * _BASE
                write_line(paper, line, left + PAD, base, kind.size)
        paper.y += height

    def _close_group(self) -> None:
        """The tall cell beside the rows of a group on this page, its title written down it.

        One character below the other while the cell is high enough, else two beside each other.
        """
        paper, size = self._paper, self._kind.size
        if not self._group or paper.y <= self._group_top:
            return
        height = paper.y - self._group_top
        paper.box(paper.left, self._group_top, self._group_width, height)
        many = 1 if len(self._group) * size * _LEADING <= height else 2
        lines = [self._group[at : at + many] for at in range(0, len(self._group), many)]
        step = min(size * _LEADING, height / len(lines))
        size = min(size, step, self._group_width / many * 0.92)
        base = self._group_top + (height - step * len(lines)) / 2 + (step + size * 0.76) / 2
        for number, line in enumerate(lines):
            paper.centred(paper.left + self._group_width / 2, base + number * step, line, size)

    def turn(self) -> None:
        """Go on on a new page."""
        self._break()

    def _break(self) -> None:
        self._close_group()
        self.close()
        self._paper.break_page()
        self._top = self._paper.y
        self._draw_head()
        self._group_top = self._paper.y

    def _draw_head(self) -> None:
        if not self._head:
            return
        paper = self._paper
        paper.shade(paper.left, paper.y, paper.width, self._height(self._head_lines()), _HEAD_GREY)
        lefts, widths = self._columns(self._head_widths, is_grouped=False)
        cells = [
            self._lines([[Piece(title, Look.BOLD)]], width)
            for title, width in zip(self._head, widths, strict=True)
        ]
        self._part(cells, lefts, widths, 0, self._head_lines())

    def _head_lines(self) -> int:
        _, widths = self._columns(self._head_widths, is_grouped=False)
        return max(
            len(self._lines([[Piece(title, Look.BOLD)]], width))
            for title, width in zip(self._head, widths, strict=True)
        )


def _count(cells: Sequence[Lines]) -> int:
    """The lines of the longest cell of a row."""
    return max(1, *(len(lines) for lines in cells))
