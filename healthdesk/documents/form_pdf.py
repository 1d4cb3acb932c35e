"""Any form as it looks on paper: blank or filled, one filling wide or several visits in columns."""

from collections.abc import Callable, Sequence
from itertools import groupby, repeat

from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_content import Contents
from healthdesk.documents.form_rows import FormRow, form_rows
from healthdesk.documents.form_sheets import Sheets, form_sheets
from healthdesk.documents.grid import Grid, Type
from healthdesk.documents.head import FormHeader, Head
from healthdesk.documents.layouts import Words, read
from healthdesk.documents.paper import MM, Footer, Frame, Paper
from healthdesk.domain.forms import conditions
from healthdesk.domain.forms.answers import Answers
from healthdesk.domain.forms.definition import Form, Noun
from healthdesk.domain.forms.layout import Layout

_FRAME = Frame(left=15, right=15, top=13, bottom=15)
_WIDE = 9.5
_NARROW = 8.5
_PITCHES = (5.4, 4.8, 4.4, 4.1)  # millimetres from line to line
_GROUP = 7 * MM
_LABEL_WIDE = 29 * MM
_LABEL_NARROW = 43 * MM
_LABEL_PLANNED = 22 * MM


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
        self._words = words
        self._pitch = pitch
        head = Head(header, words, is_of_centre=form.noun is Noun.CENTRE_RECORD)
        head.draw(paper, form.title)
        paper.repeat = lambda: head.draw(paper, form.title + words.continued)

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
