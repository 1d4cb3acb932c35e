"""A notice on paper: a title, whose it is, paragraphs, a table, remarks, and who signs it.

Recall letters, catch-up plans, school certificates and consents are notices; their words are data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from healthdesk.base.progress import Counter, Progress, Silence
from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.grid import Grid, Type
from healthdesk.documents.layouts import Words, read
from healthdesk.documents.paper import BODY, MM, Frame, Paper
from healthdesk.documents.pieces import Look, Piece, set_lines, write_line

_TITLE = 16.0
_CELLS = Type(size=10.0, pitch=5.4 * MM)
_LINE = 6.2 * MM
_BETWEEN = 2.0 * MM
_RULED = 38 * MM
_FRAME = Frame(left=20, right=20, top=16, bottom=16)
_A5 = Frame(210, 148, left=20, right=20, top=10, bottom=8)
"""Lying: the half of an A4 page."""


class Place(Enum):
    """A whole page, half of one, to be cut, or a lying page of its own of half the size."""

    A4 = auto()
    HALF = auto()
    A5 = auto()


@dataclass(frozen=True, slots=True)
class NoticeTable:
    """Headings with their shares of the width, and rows of words."""

    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading and what stands below it; either may be missing."""

    text: str
    head: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """`whose` are labels and values under the title; `result` stands in a frame; `ticks` are lines to tick.

    `signatures` are labels with room to write, or what is written there already.
    """

    title: str
    whose: tuple[tuple[str, str], ...] = ()
    passages: tuple[Passage, ...] = ()
    result: str = ""
    table: NoticeTable | None = None
    remarks: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()
    signatures: tuple[tuple[str, str], ...] = ()
    closing: tuple[str, ...] = ()


def notice_pdf(
    notices: Sequence[Notice],
    footer: str,
    fonts: Fonts,
    *,
    place: Place = Place.A4,
    progress: Progress | None = None,
) -> bytes:
    """The notices one behind the other, each on a page of its own, or two on a page to be cut.

    Raises InvalidInput for a character that no font has, Cancelled.
    """
    counter = Counter(progress or Silence(), len(notices))
    words = read("words", Words)
    paper = Paper(fonts, title=notices[0].title, frame=_A5 if place is Place.A5 else _FRAME)
    middle = paper.size[1] / 2
    for number, notice in enumerate(notices):
        if number and place is Place.HALF and paper.y < middle:
            paper.line((paper.left - 6 * MM, middle), (paper.right + 6 * MM, middle), dash=(3, 2))
            paper.y = middle + 8 * MM
        elif number:
            paper.break_page()
        _Drawing(paper, notice).draw()
        counter.add(1)
    return bound([paper], Footer(fonts.require("org", footer), words.pages if place is Place.A4 else ""))


class _Drawing:
    """Sets one notice down from `paper.y` on."""

    def __init__(self, paper: Paper, notice: Notice) -> None:
        self._paper = paper
        self._notice = notice

    def draw(self) -> None:
        paper, notice = self._paper, self._notice
        paper.centred((paper.left + paper.right) / 2, paper.y + 6 * MM, notice.title, _TITLE, is_bold=True)
        paper.y += 12 * MM
        self._whose()
        for passage in notice.passages:
            if passage.head:
                self._write([Piece(passage.head, Look.BOLD)])
            if passage.text:
                self._write([Piece(self._printable(passage.text))])
        self._result()
        self._table()
        for remark in notice.remarks:
            self._write([Piece(self._printable(remark))])
        for tick in notice.ticks:
            self._write([Piece(boxes=("",), look=Look.BOXES, leads=True), Piece(self._printable(tick))])
        self._signatures()
        for line in notice.closing:
            self._write([Piece(self._printable(line), is_last=True)])

    def _whose(self) -> None:
        pieces = []
        for label, value in self._notice.whose:
            pieces += [
                Piece(label, leads=True),
                Piece(self._printable(value), Look.RULED, least=24 * MM, gap=4 * MM),
            ]
        if pieces:
            self._write(pieces)
            self._paper.y += _BETWEEN

    def _result(self) -> None:
        if not self._notice.result:
            return
        paper = self._paper
        paper.ensure(12 * MM)
        paper.box(paper.left, paper.y, paper.width, 9 * MM, stroke=1)
        middle = (paper.left + paper.right) / 2
        paper.centred(
            middle, paper.y + 6 * MM, self._printable(self._notice.result), BODY + 1.5, is_bold=True
        )
        paper.y += 12 * MM

    def _table(self) -> None:
        table = self._notice.table
        if table is None:
            return
        paper, total = self._paper, sum(table.shares)
        paper.y += _BETWEEN
        grid = Grid(paper, [paper.width * share / total for share in table.shares], _CELLS)
        grid.head(table.heads)
        for row in table.rows:
            grid.row([[[Piece(self._printable(cell))]] for cell in row])
        paper.y += 2 * _BETWEEN

    def _signatures(self) -> None:
        if not self._notice.signatures:
            return
        self._paper.y += _BETWEEN
        pieces = []
        for label, value in self._notice.signatures:
            pieces += [
                Piece(label, leads=True),
                Piece(self._printable(value), Look.RULED, least=_RULED, gap=5 * MM),
            ]
        self._write(pieces, pitch=9 * MM)

    def _write(self, pieces: Sequence[Piece], pitch: float = _LINE) -> None:
        paper = self._paper
        measure = paper.measure(BODY, is_bold=any(piece.look is Look.BOLD for piece in pieces))
        for line in set_lines(pieces, paper.width, measure):
            paper.ensure(pitch)
            write_line(paper, line, paper.left, paper.y + pitch * 0.7, BODY)
            paper.y += pitch

    def _printable(self, text: str) -> str:
        return self._paper.fonts.require("text", text)
