"""Lines printed into a booklet (预防接种证) that has its table already: only words, where the lines are.

Where the lines are is data (resources/documents/booklet.json), for booklets differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.layouts import read
from healthdesk.documents.lines import wrap
from healthdesk.documents.paper import MM, Frame, Paper

_BASE = 0.68  # of the pitch: the base line of one line of words
_TWO_LINES = (0.42, 0.84)
_PAD = 0.8 * MM
_TITLE = 11.0
_HEAD = 7.0
_SHRINK = 0.5


@dataclass(frozen=True, slots=True)
class BookletColumn:
    """`left` and `width` in millimetres; `title` is printed on a trial page only."""

    key: str
    left: float
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class BookletPage:
    """The places of the schedule, line by line; an empty one is a line without a place."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherPages:
    """The pages behind, filled line after line."""

    title: str
    lines: int


@dataclass(frozen=True, slots=True)
class BookletLayout:
    """The booklet. `first` is where the first line begins and `pitch` its height, in millimetres."""

    page: tuple[float, float]
    first: float
    pitch: float
    size: float
    smallest: float
    columns: tuple[BookletColumn, ...]
    pages: tuple[BookletPage, ...]
    others: OtherPages


@dataclass(frozen=True, slots=True, repr=False)
class BookletLine:
    """A dose as it is written: `places` of the schedule it fills, `is_new` when it is not printed yet."""

    places: tuple[str, ...]
    vaccine: str
    number: int
    on: date
    site: str
    lot: str
    maker: str
    clinic: str
    nurse: str
    is_new: bool = True

    def value(self, key: str) -> str:
        """What stands in a column."""
        value = getattr(self, key)
        return value.isoformat() if isinstance(value, date) else str(value or "")


def booklet_pdf(
    lines: Sequence[BookletLine],
    fonts: Fonts,
    *,
    offset: tuple[float, float] = (0, 0),
    is_trial: bool = False,
) -> bytes:
    """The new lines, page by page of the booklet; pages without any are left out.

    `offset` is how far the printer prints too far left and up, in millimetres. `is_trial` draws the table
    of every page too, to be held against the booklet. Raises InvalidInput for a character no font has.
    """
    layout = read("booklet", BookletLayout)
    width, height = layout.page
    paper = Paper(fonts, title=layout.pages[0].title, frame=Frame(width, height, 0, 0, 0, 0))
    is_first = True
    for title, placed in _pages(layout, lines):
        if not (is_trial or placed):
            continue
        if not is_first:
            paper.break_page()
        is_first = False
        drawing = _Drawing(paper, layout, offset)
        if is_trial:
            drawing.table(title)
        for row, line in placed.items():
            drawing.line(row, line)
    return bound([paper], Footer())


def _pages(
    layout: BookletLayout, lines: Sequence[BookletLine]
) -> Iterator[tuple[str, Mapping[int, BookletLine]]]:
    own = {place for page in layout.pages for place in page.lines if place}
    for page in layout.pages:
        filled = {place: line for line in lines if line.is_new for place in line.places}
        yield page.title, {row: filled[place] for row, place in enumerate(page.lines) if place in filled}
    # A line of the pages behind keeps its place for good: the order in which the doses were given.
    others = [line for line in lines if not own.intersection(line.places)]
    for start in range(0, max(1, len(others)), layout.others.lines):
        part = others[start : start + layout.others.lines]
        yield layout.others.title, {row: line for row, line in enumerate(part) if line.is_new}


class _Drawing:
    def __init__(self, paper: Paper, layout: BookletLayout, offset: tuple[float, float]) -> None:
        self._paper = paper
        self._layout = layout
        self._right, self._down = offset[0] * MM, offset[1] * MM

    def table(self, title: str) -> None:
        """The frames and headings that the booklet has printed."""
        paper, layout = self._paper, self._layout
        rows = layout.others.lines
        top = layout.first * MM + self._down
        paper.centred(layout.page[0] * MM / 2 + self._right, top - 10 * MM, title, _TITLE, is_bold=True)
        for column in layout.columns:
            left, width = column.left * MM + self._right, column.width * MM
            paper.centred(left + width / 2, top - 2 * MM, column.title, _HEAD)
            for row in range(rows):
                paper.box(left, top + row * layout.pitch * MM, width, layout.pitch * MM)

    def line(self, row: int, line: BookletLine) -> None:
        """The words of one dose on its line."""
        top = (self._layout.first + row * self._layout.pitch) * MM + self._down
        for column in self._layout.columns:
            text = self._paper.fonts.require(column.key, line.value(column.key))
            self._cell(column, top, text)

    def _cell(self, column: BookletColumn, top: float, text: str) -> None:
        """On one line, smaller where it must be, at last on two: nothing is cut off."""
        paper, layout = self._paper, self._layout
        left, room = column.left * MM + self._right + _PAD, column.width * MM - 2 * _PAD
        size = next((size for size in self._sizes() if paper.measure(size)(text) <= room), 0.0)
        pitch = layout.pitch * MM
        if size:
            paper.text(left, top + pitch * _BASE, text, size)
            return
        parts = _two(text, room, paper, layout.smallest)
        for base, part in zip(_TWO_LINES if parts[1] else (_BASE,), parts, strict=False):
            paper.text(left, top + pitch * base, part, layout.smallest)

    def _sizes(self) -> Iterable[float]:
        size = self._layout.size
        while size >= self._layout.smallest + 1:
            yield size
            size -= _SHRINK


def _two(text: str, room: float, paper: Paper, size: float) -> list[str]:
    first, *rest = wrap(text, room, paper.measure(size))
    return [first, "".join(rest)]
