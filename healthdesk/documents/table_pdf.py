"""Simple lists on paper: a title, columns, rows, page numbers. The due list prints through this."""

from collections.abc import Sequence
from dataclasses import dataclass

from healthdesk.base.progress import Counter, Progress, Silence
from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.grid import Grid, Type
from healthdesk.documents.head import FormHeader, Head
from healthdesk.documents.layouts import Words, read
from healthdesk.documents.paper import BODY, MM, Frame, Paper
from healthdesk.documents.pieces import Piece

_TITLE = 15.0
_TYPE = Type(size=9.0, pitch=4.8 * MM)
_FRAME = Frame(left=15, right=15, top=15, bottom=18)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and its share of the width. Numbers stand at the right, text at the left."""

    title: str
    share: float = 1.0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`note` stands small under the title (of when, from where), `footer` at the foot of each page.

    A list about one person is headed by whose it is.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    note: str = ""
    footer: str = ""
    is_landscape: bool = False
    header: FormHeader | None = None


def table_pdf(table: Table, fonts: Fonts, progress: Progress | None = None) -> bytes:
    """The list as PDF, counted by rows. Raises Cancelled."""
    counter = Counter(progress or Silence(), len(table.rows))
    words = read("words", Words)
    paper = Paper(fonts, title=table.title, frame=_FRAME.turned() if table.is_landscape else _FRAME)
    _title(paper, table, words)
    paper.repeat = lambda: _title(paper, table, words, words.continued)
    total = sum(column.share for column in table.columns)
    grid = Grid(paper, [paper.width * column.share / total for column in table.columns], _TYPE)
    grid.head([column.title for column in table.columns])
    for row in table.rows:
        counter.add(1)
        grid.row(
            [
                [[Piece(fonts.spelled(text).replace("\n", " "), is_last=column.is_number)]]
                for column, text in zip(table.columns, row, strict=True)
            ]
        )
    return bound([paper], Footer(table.footer, words.pages))


def _title(paper: Paper, table: Table, words: Words, continued: str = "") -> None:
    title = table.title + continued
    if table.header is not None:
        Head(table.header, words).draw(paper, title)
    else:
        paper.centred((paper.left + paper.right) / 2, paper.y + 6 * MM, title, _TITLE, is_bold=True)
        paper.y += 9 * MM
    if table.note:
        paper.ending(paper.right, paper.y + 3 * MM, table.note, BODY - 1.5)
        paper.y += 5 * MM
    paper.y += 1 * MM
