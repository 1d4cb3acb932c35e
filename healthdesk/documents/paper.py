"""A4 paper: marks set down page by page, measured in points from the top left corner.

Pages are kept as plain marks until they are bound, because only then is it known how many there are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from healthdesk.documents.fonts import Fonts

MM = 72 / 25.4
HAIRLINE = 0.45
RULE = 0.3  # grey of lines: 0 is black, 1 white
SMALL = 8.0
BODY = 10.5


@dataclass(frozen=True, slots=True)
class Text:
    """`y` is the base line."""

    x: float
    y: float
    text: str
    size: float
    is_bold: bool


@dataclass(frozen=True, slots=True)
class Line:
    """`dash` are the lengths of stroke and gap, or nothing."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    dash: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """`y` is the top edge. A filled box has no edge."""

    x: float
    y: float
    width: float
    height: float
    stroke: float
    grey: float | None


@dataclass(frozen=True, slots=True)
class Cells:
    """Dark cells in a grid of `count` by `count`, as runs of (column, row, length)."""

    x: float
    y: float
    side: float
    count: int
    runs: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Pen:
    """How a stroke is drawn: width in points, lengths of stroke and gap, 0 black to 1 white."""

    width: float = HAIRLINE
    dash: tuple[float, ...] = ()
    grey: float = RULE


@dataclass(frozen=True, slots=True)
class Path:
    """A stroke through points."""

    points: tuple[tuple[float, float], ...]
    pen: Pen


@dataclass(frozen=True, slots=True)
class Dot:
    """A full round mark."""

    x: float
    y: float
    radius: float


Mark = Text | Line | Box | Cells | Path | Dot


@dataclass(frozen=True, slots=True)
class Frame:
    """Page size and margins in millimetres."""

    width: float = 210
    height: float = 297
    left: float = 20
    right: float = 20
    top: float = 18
    bottom: float = 18

    def turned(self) -> "Frame":
        """The same paper lying on its long side."""
        return Frame(self.height, self.width, self.left, self.right, self.top, self.bottom)


A5 = Frame(148, 210, left=12, right=12, top=11, bottom=15)
"""Half of an A4 sheet, standing: what many desks have in the second tray."""


class Paper:
    """The pages of one document. `y` is where the next thing goes, `size` width and height of a page."""

    def __init__(self, fonts: Fonts, *, title: str, frame: Frame | None = None) -> None:
        frame = frame or Frame()
        self.fonts = fonts
        self.left = frame.left * MM
        self.right = (frame.width - frame.right) * MM
        self.top = frame.top * MM
        self.bottom = (frame.height - frame.bottom) * MM
        self.y = self.top
        self.repeat: Callable[[], None] | None = None
        self.size = (frame.width * MM, frame.height * MM)
        self.title = title
        self.pages: list[list[Mark]] = [[]]
        self._parts = [0]

    @property
    def width(self) -> float:
        """The room between the margins."""
        return self.right - self.left

    @property
    def page_count(self) -> int:
        """How many pages there are so far."""
        return len(self.pages)

    @property
    def has_single_pages(self) -> bool:
        """Whether no part goes on to a second page."""
        return self.page_count == len(self._parts)

    def ensure(self, height: float) -> bool:
        """Starts a new page, with its head repeated, when `height` is not left on this one."""
        if self.y + height <= self.bottom:
            return False
        self.break_page()
        return True

    def break_page(self) -> None:
        """Starts a new page, with the head that `repeat` draws."""
        self.pages.append([])
        self.y = self.top
        if self.repeat is not None:
            self.repeat()

    def begin_part(self) -> None:
        """Starts a new page without a repeated head, from which on pages are counted anew."""
        self.repeat = None
        self.break_page()
        self._parts.append(len(self.pages) - 1)

    def place_of(self, number: int) -> tuple[int, int]:
        """Of the page with this number, counted from 1: its number in its part, and how many that has."""
        begun = max(first for first in self._parts if first < number)
        ends = [first for first in self._parts if first >= number]
        return number - begun, min([*ends, self.page_count]) - begun

    def measure(self, size: float = BODY, *, is_bold: bool = False) -> Callable[[str], float]:
        """A function from text to its width."""
        return lambda text: self.fonts.width(text, size, is_bold=is_bold)

    def text(self, x: float, y: float, text: str, size: float = BODY, *, is_bold: bool = False) -> None:
        """Text that begins at `x` on the base line `y`."""
        if text:
            self.pages[-1].append(Text(x, y, text, size, is_bold))

    def centred(self, x: float, y: float, text: str, size: float = BODY, *, is_bold: bool = False) -> None:
        """Text with its middle at `x`."""
        self.text(x - self.fonts.width(text, size, is_bold=is_bold) / 2, y, text, size, is_bold=is_bold)

    def ending(self, x: float, y: float, text: str, size: float = BODY, *, is_bold: bool = False) -> None:
        """Text that ends at `x`."""
        self.text(x - self.fonts.width(text, size, is_bold=is_bold), y, text, size, is_bold=is_bold)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], *, dash: tuple[float, ...] = ()
    ) -> None:
        """A hairline."""
        self.pages[-1].append(Line(*start, *end, HAIRLINE, dash))

    def path(self, points: Sequence[tuple[float, float]], pen: Pen) -> None:
        """A stroke through points, the first of them its beginning."""
        self.pages[-1].append(Path(tuple(points), pen))

    def dot(self, x: float, y: float, radius: float) -> None:
        """A round mark around a point."""
        self.pages[-1].append(Dot(x, y, radius))

    def box(self, x: float, y: float, width: float, height: float, *, stroke: float = HAIRLINE) -> None:
        """A frame; `y` is its top edge."""
        self.pages[-1].append(Box(x, y, width, height, stroke, None))

    def shade(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """A filled area, to be set down before the text on it; `grey` 0 is black, 1 white."""
        self.pages[-1].append(Box(x, y, width, height, 0, grey))

    def cells(self, cells: Cells) -> None:
        """The cells of a code, drawn as one shape, so that no seams show between neighbours."""
        self.pages[-1].append(cells)

    def written_box(self, x: float, y: float, sides: tuple[float, float], text: str, size: float) -> None:
        """The box □ of a paper form, with a number written into it; `y` is its top edge."""
        width, height = sides
        self.box(x, y, width, height)
        self.centred(x + width / 2, y + height / 2 + size * 0.36, text, size)
