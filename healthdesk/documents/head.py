"""What stands above every form: its title, whose it is, and what a reader must be warned of."""

from dataclasses import dataclass

from healthdesk.documents.fonts import Fonts
from healthdesk.documents.layouts import Words
from healthdesk.documents.paper import BODY, MM, Paper
from healthdesk.documents.pieces import Look, Piece, set_lines, write_line

_TITLE = 16.0
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


@dataclass(frozen=True, slots=True)
class Head:
    """The head of each page. Raises InvalidInput for a name or number that cannot be printed."""

    header: FormHeader
    words: Words
    is_of_centre: bool = False

    def draw(self, paper: Paper, title: str) -> None:
        """From `paper.y` down, which stands below it afterwards."""
        if self.header.has_conflict:
            paper.box(paper.left, paper.y, paper.width, 7 * MM, stroke=1)
            middle = (paper.left + paper.right) / 2
            paper.centred(middle, paper.y + 4.8 * MM, self.words.conflict, BODY, is_bold=True)
            paper.y += 9 * MM
        paper.centred((paper.left + paper.right) / 2, paper.y + 6 * MM, title, _TITLE)
        paper.y += 10 * MM
        for line in set_lines(self._whose(paper.fonts), paper.width, paper.measure()):
            write_line(paper, line, paper.left, paper.y + 5 * MM, BODY)
            paper.y += 7.5 * MM
        paper.y += 1 * MM

    def _whose(self, fonts: Fonts) -> list[Piece]:
        """The line under the title: the person and the archive number, or the centre and the year."""
        words, header = self.words, self.header
        if self.is_of_centre:
            return [
                Piece(words.institution, leads=True),
                Piece(fonts.require("org", header.org), Look.RULED, least=70 * MM),
                Piece(words.year, is_last=True),
                Piece(header.year, Look.RULED, least=16 * MM),
            ]
        return [
            Piece(words.name, leads=True),
            Piece(fonts.require("name", header.name), Look.RULED, least=40 * MM),
            Piece(words.number, is_last=True),
            *self._number_pieces(fonts.require("archive_no", header.archive_no)),
        ]

    def _number_pieces(self, number: str) -> list[Piece]:
        """The boxes □□□-□□□□□; a temporary number is no such thing and stands on a line as it is."""
        digits = number.replace("-", "")
        village, serial = _NUMBER_PARTS
        if digits and not (digits.isdecimal() and len(digits) in _NUMBER_LENGTHS):
            return [Piece(number, Look.RULED)]
        last = tuple(digits[-village - serial :]) or ("",) * (village + serial)
        return [
            Piece(look=Look.BOXES, boxes=last[:village]),
            Piece("-"),
            Piece(look=Look.BOXES, boxes=last[village:]),
        ]
