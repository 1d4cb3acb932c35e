"""A referral's paper: stub, cut line and sheet, on as many pages as its texts need.

On A5 nothing is cut: the stub is a leaf of its own, and the sheet another.

Fields and order: archive-chronic/06-referral.md, parts A and B.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from healthdesk.documents import qr
from healthdesk.documents.fields import FieldWriter, Lettering
from healthdesk.documents.layouts import LetterLayout, Section, Words
from healthdesk.documents.paper import A5, BODY, MM, SMALL, Frame, Paper

_CODE_SIDE = 25 * MM
_CODE_ROOM = 31 * MM
_CLOSING_ROWS = 4
_CLOSER = 0.82
"""The distance of rows that still leaves room to write by hand: 7 mm on A4, 6 mm on A5."""

_TOGETHER = 3
"""Lines of a text that are not torn apart; of a longer one two stand together above and below the break."""


@dataclass(frozen=True, slots=True)
class Size:
    """The paper of a letter, and how large its words are, in points; `label` is the height of a heading."""

    frame: Frame
    lettering: Lettering
    title: float
    subtitle: float
    label: float
    is_cut: bool

    def closer(self) -> "Size":
        """The same with rows and lines closer together, the words as large as before."""
        rows = self.lettering
        near = Lettering(rows.size, rows.pitch * _CLOSER, rows.ruled * _CLOSER)
        return replace(self, lettering=near, label=self.label * _CLOSER)


ON_A4 = Size(Frame(), Lettering(BODY, 8.6 * MM, 7.4 * MM), title=17, subtitle=13, label=8 * MM, is_cut=True)
ON_A5 = Size(A5, Lettering(9.5, 7.4 * MM, 6.6 * MM), title=15, subtitle=12, label=7 * MM, is_cut=False)


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What is written: `values` by the keys of the layout, the paper's `number`, the text of its code."""

    values: Mapping[str, str]
    number: str = ""
    code: str = ""
    has_conflict: bool = False


class LetterDrawing:
    """Sets a letter down on a paper."""

    def __init__(
        self, paper: Paper, words: Words, layout: LetterLayout, letter: Letter, size: Size = ON_A4
    ) -> None:
        self._paper = paper
        self._size = size
        self._words = words
        self._layout = layout
        self._letter = letter
        self._writer = FieldWriter(paper, letter.values, size.lettering)
        self._open_section = ""

    def draw(self) -> None:
        """Stub and sheet, with what parts them."""
        self._paper.repeat = None
        self._stub()
        if self._size.is_cut:
            self._cut()
        else:
            self._paper.begin_part()
        self._sheet()

    def _stub(self) -> None:
        stub = self._layout.stub
        self._conflict()
        self._title(stub.title)
        self._paper.centred(self._middle, self._paper.y + 4 * MM, stub.subtitle, self._size.subtitle)
        self._paper.y += 9 * MM
        self._writer.rows(stub.rows)

    def _cut(self) -> None:
        paper = self._paper
        paper.y += 3 * MM
        paper.line((paper.left - 6 * MM, paper.y), (paper.right + 6 * MM, paper.y), dash=(3, 2))
        paper.y += 8 * MM

    def _sheet(self) -> None:
        paper, sheet = self._paper, self._layout.sheet
        paper.repeat = self._continued
        self._conflict()
        top = paper.y
        self._title(sheet.title)
        below_code = self._code(top) if self._letter.code else top
        self._writer.rows(sheet.head_rows, width=paper.width - _CODE_ROOM)
        paper.y = max(paper.y, below_code)
        closing = 2 * MM + _CLOSING_ROWS * self._size.lettering.pitch
        for section in sheet.sections:
            self._section(section, after=closing if section is sheet.sections[-1] else 0)
        paper.y += 2 * MM
        self._writer.rows(sheet.closing_rows)

    def _section(self, section: Section, *, after: float) -> None:
        """Its heading and its lines; the last of them stay with the `after` points that follow."""
        pitch = self._size.lettering.ruled
        lines = self._writer.ruled_lines(section.key, least=section.least)
        is_short = len(lines) <= _TOGETHER
        first = len(lines) * pitch + after if is_short else 2 * pitch
        self._paper.ensure(self._size.label + first)
        self._heading(section.label)
        self._open_section = section.label + self._words.continued
        for left, line in zip(range(len(lines), 0, -1), lines, strict=True):
            self._paper.ensure((2 * pitch + after) if left == 2 and not is_short else pitch)
            self._writer.ruled(line)
        self._open_section = ""

    @property
    def _middle(self) -> float:
        return (self._paper.left + self._paper.right) / 2

    def _title(self, title: str) -> None:
        paper = self._paper
        paper.centred(self._middle, paper.y + 6 * MM, title, self._size.title)
        paper.text(paper.left, paper.y + 6 * MM, self._letter.number, SMALL)
        paper.y += 10 * MM

    def _code(self, top: float) -> float:
        """The code at the right of the sheet's head. Returns where it ends."""
        paper = self._paper
        x = paper.right - _CODE_SIDE
        paper.cells(qr.cells(self._letter.code, x, top, _CODE_SIDE))
        note = self._layout.sheet.code_note
        paper.centred(x + _CODE_SIDE / 2, top + _CODE_SIDE + 3.5 * MM, note, 7)
        return top + _CODE_SIDE + 5 * MM

    def _continued(self) -> None:
        """The head of every further page."""
        paper, size = self._paper, self._size.lettering.size + 3
        title = self._layout.sheet.title + self._words.continued
        paper.centred(self._middle, paper.y + 6 * MM, title, size)
        paper.y += 9 * MM
        self._conflict()
        self._writer.rows(self._layout.sheet.continued_rows)
        paper.y += 2 * MM
        if self._open_section:
            self._heading(self._open_section)

    def _heading(self, label: str) -> None:
        paper, pitch = self._paper, self._size.label
        paper.text(paper.left, paper.y + pitch * 0.75, label, self._size.lettering.size, is_bold=True)
        paper.y += pitch

    def _conflict(self) -> None:
        if not self._letter.has_conflict:
            return
        paper = self._paper
        paper.box(paper.left, paper.y, paper.width, 7 * MM, stroke=1)
        size = self._size.lettering.size
        paper.centred(self._middle, paper.y + 4.8 * MM, self._words.conflict, size, is_bold=True)
        paper.y += 9 * MM


def fitted(draw: Callable[[Size], Paper], size: Size) -> Paper:
    """Rows stand closer together when that saves a page, and otherwise as the eye likes it."""
    pleasant = draw(size)
    if pleasant.has_single_pages:
        return pleasant
    closer = draw(size.closer())
    return closer if closer.page_count < pleasant.page_count else pleasant
