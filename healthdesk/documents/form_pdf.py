"""Any form as it looks on paper: blank or filled, one filling wide or several visits in columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_content import Contents
from healthdesk.documents.form_rows import FormRow, form_rows
from healthdesk.documents.grid import Grid, Type
from healthdesk.documents.layouts import Words, read
from healthdesk.documents.paper import BODY, MM, Footer, Frame, Paper
from healthdesk.documents.pieces import Look, Piece, set_lines, write_line
from healthdesk.domain.forms.answers import Answers
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.layout import Layout

COLUMNS = 4  # visits beside each other on one page
_TITLE = 16.0
_FRAME = Frame(left=15, right=15, top=13, bottom=15)
_WIDE = Type(size=9.5, pitch=5.4 * MM)
_NARROW = Type(size=8.5, pitch=4.6 * MM)
_GROUP = 7 * MM
_LABEL_WIDE = 29 * MM
_LABEL_NARROW = 43 * MM
_NUMBER_PARTS = (3, 5)  # archive-chronic/00 section 4: village and serial, the last 8 of the 17 digits


@dataclass(frozen=True, slots=True, repr=False)
class FormHeader:
    """Who it is about. Of a 17-digit `archive_no` the last 8 are printed; `org` stands at the foot."""

    name: str = ""
    archive_no: str = ""
    org: str = ""
    is_unsent: bool = False
    has_conflict: bool = False


def form_pdf(
    form: Form,
    fillings: Sequence[Answers],
    header: FormHeader,
    fonts: Fonts,
    layout: Layout | None = None,
) -> bytes:
    """The form as PDF: no filling prints it blank, several stand in columns, oldest first.

    Raises InvalidInput naming the link id of an answer that cannot be printed.
    """
    words = read("words", Words)
    paper = Paper(fonts, title=form.title, frame=_FRAME)
    drawing = _Drawing(paper, form, header, words)
    rows = form_rows(form, layout or Layout())
    if len(fillings) <= 1:
        drawing.wide(rows, fillings[0] if fillings else {})
    else:
        drawing.columns(rows, fillings)
    note = "  ".join(filter(None, (header.org, words.unsent if header.is_unsent else "")))
    return paper.finish(Footer(fonts.require("org", note), words.pages))


class _Drawing:
    def __init__(self, paper: Paper, form: Form, header: FormHeader, words: Words) -> None:
        self._paper = paper
        self._form = form
        self._header = header
        self._words = words
        self._name = paper.fonts.require("name", header.name)
        self._head(form.title)
        paper.repeat = lambda: self._head(form.title + words.continued)

    def wide(self, rows: Sequence[FormRow], answers: Answers) -> None:
        contents = Contents(self._paper.fonts, self._words, _WIDE.size, is_narrow=False)
        room = self._paper.width - _GROUP - _LABEL_WIDE
        grid = Grid(self._paper, [_LABEL_WIDE, room], _WIDE, group_width=_GROUP)
        self._fill(grid, rows, contents, [answers])

    def columns(self, rows: Sequence[FormRow], fillings: Sequence[Answers]) -> None:
        contents = Contents(self._paper.fonts, self._words, _NARROW.size, is_narrow=True)
        room = (self._paper.width - _GROUP - _LABEL_NARROW) / COLUMNS
        for start in range(0, len(fillings), COLUMNS):
            if start:
                self._paper.break_page()
            visits = [*fillings[start : start + COLUMNS], *[{}] * COLUMNS][:COLUMNS]
            grid = Grid(self._paper, [_LABEL_NARROW, *[room] * COLUMNS], _NARROW, group_width=_GROUP)
            self._fill(grid, rows, contents, visits)

    def _fill(
        self, grid: Grid, rows: Sequence[FormRow], contents: Contents, fillings: Sequence[Answers]
    ) -> None:
        for group, members in groupby(rows, key=lambda row: row.group or row.label):
            belonging = tuple(members)
            cells = [
                [contents.label(row), *(contents.cell(row, answers) for answers in fillings)]
                for row in belonging
            ]
            grid.rows(cells, group=group if belonging[0].group else "")

    def _head(self, title: str) -> None:
        paper, header, words = self._paper, self._header, self._words
        if header.has_conflict:
            paper.box(paper.left, paper.y, paper.width, 7 * MM, stroke=1)
            middle = (paper.left + paper.right) / 2
            paper.centred(middle, paper.y + 4.8 * MM, words.conflict, BODY, is_bold=True)
            paper.y += 9 * MM
        paper.centred((paper.left + paper.right) / 2, paper.y + 6 * MM, title, _TITLE)
        paper.y += 10 * MM
        pieces = [
            Piece(words.name, leads=True),
            Piece(self._name, Look.RULED, least=40 * MM),
            Piece(words.number, is_last=True),
            *self._number(),
        ]
        for line in set_lines(pieces, paper.width, paper.measure()):
            write_line(paper, line, paper.left, paper.y + 5 * MM, BODY)
            paper.y += 7.5 * MM
        paper.y += 1 * MM

    def _number(self) -> list[Piece]:
        """The boxes □□□-□□□□□, kept together at the right."""
        digits = self._header.archive_no.replace("-", "")[-sum(_NUMBER_PARTS) :]
        digits = digits.ljust(sum(_NUMBER_PARTS))
        village, serial = _NUMBER_PARTS
        return [
            Piece(look=Look.BOXES, boxes=tuple(digits[:village].replace(" ", "")) or ("",) * village),
            Piece("-"),
            Piece(look=Look.BOXES, boxes=tuple(digits[village:].replace(" ", "")) or ("",) * serial),
        ]
