"""The head of every page: its title, whose it is, and what must be said about the data."""

from collections.abc import Sequence
from dataclasses import dataclass

from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_values import digit_boxes
from healthdesk.documents.layouts import Words
from healthdesk.documents.paper import BODY, MM, Paper
from healthdesk.documents.pieces import Look, Piece, set_lines, write_line
from healthdesk.domain.forms.layout import Layout, Open

_USUAL = Open(size=BODY, pitch=0)
_LEADING = 1.3  # of the type size of the title
_LENGTHS = (8, 17)
_PARTS = (3, 5)  # archive-chronic/00 section 4: village and serial, the last 8 of the 17 digits
_WHOLE_PARTS = (6, 3, 3, 5)  # archive-chronic/01 section 1


@dataclass(frozen=True, slots=True, repr=False)
class FormHeader:
    """Who it is about. Of a 17-digit `archive_no` the last 8 are printed; `org` stands at the foot.

    A form of the centre is about nobody: it is headed by `org` and the `year` its records are numbered in.
    `notes` are sentences that stand in a frame above the title.
    """

    name: str = ""
    archive_no: str = ""
    org: str = ""
    year: str = ""
    is_unsent: bool = False
    has_conflict: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The head of each page. Raises InvalidInput for a name or number that cannot be printed.

    `parts` are the items that stand in it: none on a form that says itself whose it is; a cover, whose head
    is the whole number, has that above its title.
    """

    header: FormHeader
    words: Words
    is_of_centre: bool = False
    parts: frozenset[str] = Layout().head

    def draw(self, paper: Paper, title: str, look: Open = _USUAL) -> None:
        """From `paper.y` down, which stands below it afterwards."""
        if self.header.has_conflict:
            self._conflict(paper)
        if self.header.notes:
            self._notes(paper)
        if "archive_no" in self.parts:
            self._write(paper, self._number(paper.fonts, _WHOLE_PARTS, _LENGTHS[1:]))
            paper.y += look.above * MM
        for line in set_lines([Piece(title, is_centred=True)], paper.width, paper.measure(look.title)):
            paper.y += look.title * _LEADING
            write_line(paper, line, paper.left, paper.y - 1 * MM, look.title)
        paper.y += 2.5 * MM
        if self.is_of_centre or "name" in self.parts:
            self._write(paper, self._whose(paper.fonts))
        paper.y += 1 * MM + look.above * MM

    def _conflict(self, paper: Paper) -> None:
        paper.box(paper.left, paper.y, paper.width, 7 * MM, stroke=1)
        middle = (paper.left + paper.right) / 2
        paper.centred(middle, paper.y + 4.8 * MM, self.words.conflict, BODY, is_bold=True)
        paper.y += 9 * MM

    def _notes(self, paper: Paper) -> None:
        """What nobody may miss, in a frame as high as it is long."""
        lines = [
            line
            for note in self.header.notes
            for line in set_lines(
                [Piece(paper.fonts.require("drug_allergy", note), Look.BOLD)],
                paper.width - 4 * MM,
                paper.measure(BODY, is_bold=True),
            )
        ]
        paper.box(paper.left, paper.y, paper.width, (2 + 5 * len(lines)) * MM, stroke=1)
        for line in lines:
            paper.y += 5 * MM
            write_line(paper, line, paper.left + 2 * MM, paper.y, BODY)
        paper.y += 4 * MM

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
            *self._number(fonts, _PARTS, _LENGTHS),
        ]

    def _number(self, fonts: Fonts, parts: Sequence[int], lengths: Sequence[int]) -> list[Piece]:
        number = fonts.require("archive_no", self.header.archive_no)
        return [Piece(self.words.number, is_last=True), *digit_boxes(number, parts, lengths)]

    def _write(self, paper: Paper, pieces: Sequence[Piece]) -> None:
        for line in set_lines(pieces, paper.width, paper.measure()):
            write_line(paper, line, paper.left, paper.y + 5 * MM, BODY)
            paper.y += 7.5 * MM
