"""A referral's paper: stub, cut line and sheet, on as many pages as its texts need.

Fields and order: archive-chronic/06-referral.md, parts A and B.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from healthdesk.documents import qr
from healthdesk.documents.fields import FieldWriter
from healthdesk.documents.layouts import LetterLayout, Words
from healthdesk.documents.paper import BODY, MM, SMALL, Paper

_TITLE = 17.0
_SUBTITLE = 13.0
_CODE_SIDE = 25 * MM
_CODE_ROOM = 31 * MM
_LABEL_PITCH = 8.0 * MM
_CLOSING = 4 * 8.6 * MM


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What is written: `values` by the keys of the layout, the paper's `number`, the text of its code."""

    values: Mapping[str, str]
    number: str = ""
    code: str = ""
    has_conflict: bool = False


class LetterDrawing:
    """Sets a letter down on a paper."""

    def __init__(self, paper: Paper, words: Words, layout: LetterLayout, letter: Letter) -> None:
        self._paper = paper
        self._words = words
        self._layout = layout
        self._letter = letter
        self._writer = FieldWriter(paper, letter.values)
        self._open_section = ""

    def draw(self) -> None:
        """Stub, cut and sheet."""
        self._paper.repeat = None
        self._stub()
        self._cut()
        self._sheet()

    def _stub(self) -> None:
        stub = self._layout.stub
        self._conflict()
        self._title(stub.title)
        self._paper.centred(self._middle, self._paper.y + 4 * MM, stub.subtitle, _SUBTITLE)
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
        for section in sheet.sections:
            paper.ensure(2 * _LABEL_PITCH)
            self._heading(section.label)
            self._open_section = section.label + self._words.continued
            self._writer.ruled(section.key, least=section.least)
            self._open_section = ""
        paper.y += 2 * MM
        paper.ensure(_CLOSING)
        self._writer.rows(sheet.closing_rows)

    @property
    def _middle(self) -> float:
        return (self._paper.left + self._paper.right) / 2

    def _title(self, title: str) -> None:
        paper = self._paper
        paper.centred(self._middle, paper.y + 6 * MM, title, _TITLE)
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
        paper = self._paper
        paper.centred(
            self._middle, paper.y + 6 * MM, self._layout.sheet.title + self._words.continued, BODY + 3
        )
        paper.y += 9 * MM
        self._conflict()
        self._writer.rows(self._layout.sheet.continued_rows)
        paper.y += 2 * MM
        if self._open_section:
            self._heading(self._open_section)

    def _heading(self, label: str) -> None:
        paper = self._paper
        paper.text(paper.left, paper.y + _LABEL_PITCH * 0.75, label, is_bold=True)
        paper.y += _LABEL_PITCH

    def _conflict(self) -> None:
        if not self._letter.has_conflict:
            return
        paper = self._paper
        paper.box(paper.left, paper.y, paper.width, 7 * MM, stroke=1)
        paper.centred(self._middle, paper.y + 4.8 * MM, self._words.conflict, BODY, is_bold=True)
        paper.y += 9 * MM
