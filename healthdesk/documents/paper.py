"""A4 paper: marks set down page by page, measured in points from the top left corner, then drawn as PDF.

Pages are kept as plain marks until the end, because only then is it known how many there are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from healthdesk.documents.fonts import Fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
HAIRLINE = 0.45
SMALL = 8.0
BODY = 10.5
_INK = 0.0
_RULE = 0.3
_PDF_VERSION = (1, 4)


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
    grey: float = _RULE


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


@dataclass(frozen=True, slots=True)
class Footer:
    """`pages` is a template with `{page}` and `{pages}`; it is printed when there is more than one page."""

    note: str = ""
    pages: str = ""


class Paper:
    """The pages of one document. `y` is where the next thing goes."""

    def __init__(self, fonts: Fonts, *, title: str, frame: Frame | None = None) -> None:
        frame = frame or Frame()
        self.fonts = fonts
        self.left = frame.left * MM
        self.right = (frame.width - frame.right) * MM
        self.top = frame.top * MM
        self.bottom = (frame.height - frame.bottom) * MM
        self.y = self.top
        self.repeat: Callable[[], None] | None = None
        self._size = (frame.width * MM, frame.height * MM)
        self._title = title
        self._pages: list[list[Mark]] = [[]]

    @property
    def width(self) -> float:
        """The room between the margins."""
        return self.right - self.left

    @property
    def page_count(self) -> int:
        """How many pages there are so far."""
        return len(self._pages)

    def ensure(self, height: float) -> bool:
        """Starts a new page, with its head repeated, when `height` is not left on this one."""
        if self.y + height <= self.bottom:
            return False
        self.break_page()
        return True

    def break_page(self) -> None:
        """Starts a new page, with the head that `repeat` draws."""
        self._pages.append([])
        self.y = self.top
        if self.repeat is not None:
            self.repeat()

    def measure(self, size: float = BODY, *, is_bold: bool = False) -> Callable[[str], float]:
        """A function from text to its width."""
        return lambda text: self.fonts.width(text, size, is_bold=is_bold)

    def text(self, x: float, y: float, text: str, size: float = BODY, *, is_bold: bool = False) -> None:
        """Text that begins at `x` on the base line `y`."""
        if text:
            self._pages[-1].append(Text(x, y, text, size, is_bold))

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
        self._pages[-1].append(Line(*start, *end, HAIRLINE, dash))

    def path(self, points: Sequence[tuple[float, float]], pen: Pen) -> None:
        """A stroke through points, the first of them its beginning."""
        self._pages[-1].append(Path(tuple(points), pen))

    def dot(self, x: float, y: float, radius: float) -> None:
        """A round mark around a point."""
        self._pages[-1].append(Dot(x, y, radius))

    def box(self, x: float, y: float, width: float, height: float, *, stroke: float = HAIRLINE) -> None:
        """A frame; `y` is its top edge."""
        self._pages[-1].append(Box(x, y, width, height, stroke, None))

    def shade(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """A filled area, to be set down before the text on it; `grey` 0 is black, 1 white."""
        self._pages[-1].append(Box(x, y, width, height, 0, grey))

    def cells(self, cells: Cells) -> None:
        """The cells of a code, drawn as one shape, so that no seams show between neighbours."""
        self._pages[-1].append(cells)

    def digit_box(self, x: float, y: float, side: float, digit: str = "") -> None:
        """The box □ of a paper form, with the number written into it, small enough; `y` is its top edge."""
        self.box(x, y, side, side)
        wide = self.fonts.width(digit, side * 0.8)
        size = side * 0.8 * min(1.0, side * 0.92 / wide) if wide else side * 0.8
        self.centred(x + side / 2, y + side / 2 + size * 0.38, digit, size)

    def finish(self, footer: Footer) -> bytes:
        """The document. The same marks give the same bytes; its title names the paper, never a person."""
        from reportlab.pdfgen.canvas import Canvas

        stream = BytesIO()
        canvas = Canvas(
            stream,
            pagesize=self._size,
            pageCompression=1,
            invariant=1,
            initialFontName=self.fonts.first,  # type: ignore[arg-type]  # the stubs say float
            pdfVersion=_PDF_VERSION,
            lang="zh-CN",
        )
        canvas.setTitle(self._title)
        for number, marks in enumerate(self._pages, start=1):
            for mark in [*marks, *self._footer(footer, number)]:
                self._draw(canvas, mark)
            canvas.showPage()
        canvas.save()
        return stream.getvalue()

    def _footer(self, footer: Footer, number: int) -> list[Mark]:
        y = self._size[1] - 11 * MM
        marks: list[Mark] = []
        if footer.note:
            marks.append(Text(self.left, y, footer.note, SMALL, False))
        if footer.pages and len(self._pages) > 1:
            words = footer.pages.format(page=number, pages=len(self._pages))
            marks.append(Text(self.right - self.fonts.width(words, SMALL), y, words, SMALL, False))
        return marks

    def _draw(self, canvas: "Canvas", mark: Mark) -> None:
        height = self._size[1]
        match mark:
            case Text():
                x = mark.x
                canvas.setFillGray(_INK)
                for run in self.fonts.runs(mark.text, is_bold=mark.is_bold):
                    canvas.setFont(run.font, mark.size)
                    canvas.drawString(x, height - mark.y, run.text)
                    x += run.advance * mark.size / 1000
            case Line():
                canvas.setStrokeGray(_RULE)
                canvas.setLineWidth(mark.width)
                canvas.setDash(list(mark.dash))
                canvas.line(mark.x1, height - mark.y1, mark.x2, height - mark.y2)
            case Box():
                canvas.setStrokeGray(_RULE)
                canvas.setFillGray(_INK if mark.grey is None else mark.grey)
                canvas.setLineWidth(mark.stroke)
                canvas.setDash([])
                is_frame = mark.grey is None
                y = height - mark.y - mark.height
                canvas.rect(mark.x, y, mark.width, mark.height, stroke=int(is_frame), fill=int(not is_frame))
            case Cells():
                _draw_cells(canvas, mark, height)
            case Path():
                _draw_path(canvas, mark, height)
            case Dot():
                canvas.setFillGray(_INK)
                canvas.circle(mark.x, height - mark.y, mark.radius, stroke=0, fill=1)


def _draw_path(canvas: "Canvas", mark: Path, height: float) -> None:
    canvas.setStrokeGray(mark.pen.grey)
    canvas.setLineWidth(mark.pen.width)
    canvas.setDash(list(mark.pen.dash))
    path = canvas.beginPath()
    (x, y), *rest = mark.points
    path.moveTo(x, height - y)
    for x, y in rest:
        path.lineTo(x, height - y)
    canvas.drawPath(path, stroke=1, fill=0)


def _draw_cells(canvas: "Canvas", cells: Cells, height: float) -> None:
    canvas.saveState()
    canvas.setFillGray(_INK)
    canvas.translate(cells.x, height - cells.y)
    canvas.scale(cells.side / cells.count, -cells.side / cells.count)
    path = canvas.beginPath()
    for column, row, length in cells.runs:
        path.rect(column, row, length, 1)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
