"""Labels for the folders of archives: name, sex, birth date, the archive number in words and as bars.

Nothing about programmes or diseases: a label is read by whoever passes the shelf. The sheets of labels are
data (resources/documents/labels.json).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from healthdesk.base.errors import InvalidInput
from healthdesk.documents import code128
from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.layouts import read
from healthdesk.documents.lines import wrap
from healthdesk.documents.paper import MM, Frame, Paper

_PAD = 4.5 * MM  # what is nearer to the edge of the paper many printers cannot print
_NAME, _LEAST_NAME, _SMALL, _LEAST_CENTRE = 13.0, 7.0, 8.0, 5.5
_STEP = 0.5
_GAP = 1.2 * MM
_TITLE = "labels"


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A sheet of labels, in millimetres. `across` and `down` lead from one label to the next."""

    key: str
    title: str
    page: tuple[float, float]
    columns: int
    rows: int
    left: float
    top: float
    across: float
    down: float
    label: tuple[float, float]

    @property
    def count(self) -> int:
        """How many labels are on it."""
        return self.columns * self.rows


@dataclass(frozen=True, slots=True)
class LabelSheets:
    """The file resources/documents/labels.json."""

    sheets: tuple[LabelSheet, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ArchiveLabel:
    """`facts` are sex and birth date in words; `centre` stands small beside them."""

    name: str
    facts: str
    archive_no: str
    centre: str


def label_sheets() -> tuple[LabelSheet, ...]:
    """All that can be printed on, the single label first."""
    return read("labels", LabelSheets).sheets


def label_sheet(key: str) -> LabelSheet:
    """The sheet of that key. Raises InvalidInput."""
    for one in label_sheets():
        if one.key == key:
            return one
    raise InvalidInput("sheet", "option")


def labels_pdf(labels: Sequence[ArchiveLabel], sheet: LabelSheet, fonts: Fonts, *, first: int = 1) -> bytes:
    """The labels row by row, from the `first` place that is still on the sheet, counted from 1.

    Raises InvalidInput for a place that is not there, a character no font has, a number that is no code.
    """
    if not 1 <= first <= sheet.count:
        raise InvalidInput("first", "range")
    width, height = sheet.page
    paper = Paper(fonts, title=_TITLE, frame=Frame(width, height, 0, 0, 0, 0))
    for number, label in enumerate(labels, start=first - 1):
        place = number % sheet.count
        if place == 0 and number >= sheet.count:
            paper.break_page()
        row, column = divmod(place, sheet.columns)
        left, top = sheet.left + column * sheet.across, sheet.top + row * sheet.down
        _draw(paper, label, (left * MM, top * MM), (sheet.label[0] * MM, sheet.label[1] * MM))
    return bound([paper], Footer())


def _draw(paper: Paper, label: ArchiveLabel, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """From above: the name, the facts beside the centre, the bars as high as there is room, the number."""
    left, top = corner[0] + _PAD, corner[1] + _PAD
    room, bottom = size[0] - 2 * _PAD, corner[1] + size[1] - _PAD
    require = paper.fonts.require
    facts, number = require("facts", label.facts), require("archive_no", label.archive_no)
    y = top
    for part, points in _name(paper, require("name", label.name), room):
        y += points
        paper.text(left, y - points * 0.12, part, points, is_bold=True)
    y += _SMALL + 1
    paper.text(left, y, facts, _SMALL)
    _centre(paper, require("centre", label.centre), (left + room, y), room - paper.measure(_SMALL)(facts))
    over, under = y + _GAP, bottom - _SMALL - _GAP
    paper.centred(left + room / 2, bottom - _SMALL * 0.2, number, _SMALL)
    try:
        wide, bars = code128.bars(number, room)
    except ValueError:
        raise InvalidInput("archive_no", "format") from None
    for at, width in bars:
        paper.shade(left + (room - wide) / 2 + at, over, width, under - over, 0)


def _name(paper: Paper, text: str, room: float) -> list[tuple[str, float]]:
    """The lines with their size: one as large as it fits, or several of the smallest. Nothing is cut off."""
    size = _NAME
    while size >= _LEAST_NAME:
        if paper.measure(size, is_bold=True)(text) <= room:
            return [(text, size)]
        size -= _STEP
    return [(part, _LEAST_NAME) for part in wrap(text, room, paper.measure(_LEAST_NAME, is_bold=True))]


def _centre(paper: Paper, text: str, end: tuple[float, float], room: float) -> None:
    """Small, as far as there is room beside the facts; the label serves without it."""
    size = _SMALL
    while size >= _LEAST_CENTRE:
        if paper.measure(size)(text) + _GAP <= room:
            paper.ending(*end, text, size)
            return
        size -= _STEP
