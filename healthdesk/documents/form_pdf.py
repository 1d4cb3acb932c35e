"""Any form as it looks on paper: blank or filled, one filling wide or several visits in columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, repeat

from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_content import Contents
from healthdesk.documents.form_rows import FormRow, form_rows
from healthdesk.documents.form_sheets import Sheets, form_sheets
from healthdesk.documents.grid import Grid, Type
from healthdesk.documents.layouts import Words, read
from healthdesk.documents.paper import BODY, MM, Footer, Frame, Paper
from healthdesk.documents.pieces import Look, Piece, set_lines, write_line
from healthdesk.domain.forms import conditions
from healthdesk.domain.forms.answers import Answers
from healthdesk.domain.forms.definition import Form, Noun
from healthdesk.domain.forms.layout import Layout

_TITLE = 16.0
_FRAME = Frame(left=15, right=15, top=13, bottom=15)
_WIDE = 9.5
_NARROW = 8.5
_PITCHES = (5.4, 4.8, 4.4, 4.1)  # millimetres from line to line
_GROUP = 7 * MM
_LABEL_WIDE = 29 * MM
_LABEL_NARROW = 43 * MM
_LABEL_PLANNED = 22 * MM
_NUMBER_LENGTHS = (8, 17)
_NUMBER_PARTS = (3, 5)  # archive-chronic/00 section 4: village and serial, the last 8 of the 17 digits


@dataclass(frozen=True, slots=True, repr=False)
class FormHeader:
    """Who it is about. Of a 17-digit `archive_no` the last 8 are printed; `org` stands at the foot.

    A form of the centre is about nobody: it is headed by `org` and the `year` its records are numbered in.
    """

    name: str = ""
    archive_no: str = ""
    org: str = ""
    year: str = ""
    is_unsent: bool = False
    has_conflict: bool = False


def form_pdf(
    form: Form,
    fillings: Sequence[Answers],
    header: FormHeader,
    fonts: Fonts,
    layout: Layout | None = None,
) -> bytes:
    """The form as PDF: no filling prints it blank, several stand in as many columns as its paper has.

    On paper without columns each filling, the oldest first, begins a page; where the columns are planned
    visits, one filling has its column beside the empty ones.

    Raises InvalidInput naming the link id of an answer that cannot be printed.
    """
    words = read("words", Words)
    layout = layout or Layout()
    rows = form_rows(form, layout)
    beside, sheets = form_sheets(form, layout, fillings)

    def draw(pitch: float) -> Paper:
        paper = Paper(fonts, title=form.title, frame=_FRAME)
        _Drawing(paper, form, header, words, pitch * MM).fill(rows, sheets, beside, layout.columns_by)
        return paper

    paper = _shortest(draw, len(sheets))
    note = "  ".join(filter(None, (header.org, words.unsent if header.is_unsent else "")))
    return paper.finish(Footer(fonts.require("org", note), words.pages))


def _shortest(draw: Callable[[float], Paper], least: int) -> Paper:
    """Lines stand closer together when that saves a page, and otherwise as the eye likes it."""
    best = draw(_PITCHES[0])
    for pitch in _PITCHES[1:]:
        if best.page_count > least:
            best = min(best, draw(pitch), key=lambda paper: paper.page_count)
    return best


class _Drawing:
    def __init__(self, paper: Paper, form: Form, header: FormHeader, words: Words, pitch: float) -> None:
        self._paper = paper
        self._form = form
        self._header = header
        self._words = words
        self._pitch = pitch
        self._name = paper.fonts.require("name", header.name)
        self._number = paper.fonts.require("archive_no", header.archive_no)
        self._org = paper.fonts.require("org", header.org)
        self._is_of_centre = form.noun is Noun.CENTRE_RECORD
        self._head(form.title)
        paper.repeat = lambda: self._head(form.title + words.continued)

    def fill(self, rows: Sequence[FormRow], sheets: Sheets, beside: int, by: str) -> None:
        """Each of `sheets` begins a page, with `beside` fillings; a single one has the whole width."""
        size = _WIDE if beside == 1 else _NARROW
        label = _LABEL_PLANNED if by else _LABEL_WIDE if beside == 1 else _LABEL_NARROW
        contents = Contents(self._paper.fonts, self._words, size, is_narrow=beside > 1, by=by)
        room = (self._paper.width - _GROUP - label) / beside
        grid = Grid(self._paper, [label, *[room] * beside], Type(size, self._pitch), group_width=_GROUP)
        for number, visits in enumerate(sheets):
            if number:
                self._paper.break_page()
            self._fill(grid, rows, contents, [*visits, *[{}] * beside][:beside])

    def _fill(
        self, grid: Grid, rows: Sequence[FormRow], contents: Contents, fillings: Sequence[Answers]
    ) -> None:
        closed = [
            conditions.closed(self._form, contents.by, str(answers.get(contents.by)))
            if contents.by in answers
            else frozenset[str]()
            for answers in fillings
        ]
        for group, members in groupby(rows, key=lambda row: row.group or row.label):
            belonging = tuple(members)
            cells = [
                [contents.label(row), *map(contents.cell, repeat(row), fillings, closed)] for row in belonging
            ]
            room = [1 if contents.is_narrow else row.room for row in belonging]
            grid.rows(cells, group=group if belonging[0].group else "", room=room)

    def _head(self, title: str) -> None:
        paper = self._paper
        if self._header.has_conflict:
            paper.box(paper.left, paper.y, paper.width, 7 * MM, stroke=1)
            middle = (paper.left + paper.right) / 2
            paper.centred(middle, paper.y + 4.8 * MM, self._words.conflict, BODY, is_bold=True)
            paper.y += 9 * MM
        paper.centred((paper.left + paper.right) / 2, paper.y + 6 * MM, title, _TITLE)
        paper.y += 10 * MM
        for line in set_lines(self._whose(), paper.width, paper.measure()):
            write_line(paper, line, paper.left, paper.y + 5 * MM, BODY)
            paper.y += 7.5 * MM
        paper.y += 1 * MM

    def _whose(self) -> list[Piece]:
        """The line under the title: the person and the archive number, or the centre and the year."""
        words = self._words
        if self._is_of_centre:
            return [
                Piece(words.institution, leads=True),
                Piece(self._org, Look.RULED, least=70 * MM),
                Piece(words.year, is_last=True),
                Piece(self._header.year, Look.RULED, least=16 * MM),
            ]
        return [
            Piece(words.name, leads=True),
            Piece(self._name, Look.RULED, least=40 * MM),
            Piece(words.number, is_last=True),
            *self._number_pieces(),
        ]

    def _number_pieces(self) -> list[Piece]:
        """The boxes □□□-□□□□□; a temporary number is no such thing and stands on a line as it is."""
        digits = self._number.replace("-", "")
        village, serial = _NUMBER_PARTS
        if digits and not (digits.isdecimal() and len(digits) in _NUMBER_LENGTHS):
            return [Piece(self._number, Look.RULED)]
        last = tuple(digits[-village - serial :]) or ("",) * (village + serial)
        return [
            Piece(look=Look.BOXES, boxes=last[:village]),
            Piece("-"),
            Piece(look=Look.BOXES, boxes=last[village:]),
        ]
