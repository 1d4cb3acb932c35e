"""Rows of a paper form as its layout file writes them: printed words and blanks for values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from healthdesk.documents.lines import wrap
from healthdesk.documents.paper import BODY, MM, Paper
from healthdesk.documents.pieces import PAD, Look, Piece, set_lines, write_line

PITCH = 8.6 * MM
_RULED_PITCH = 7.4 * MM
_BASE = 0.66  # of the pitch: the base line


@dataclass(frozen=True, slots=True)
class Blank:
    """A place for a value, at least `mm` wide, underlined. Without a key it is white space.

    Several keys, apart by spaces, are written one behind the other: a number and its unit.
    """

    key: str = ""
    mm: float = 0.0
    grows: bool = False
    is_ruled: bool = True


class FieldWriter:
    """Writes rows of words and blanks onto `paper`, taking the values by their key."""

    def __init__(self, paper: Paper, values: Mapping[str, str]) -> None:
        self._paper = paper
        self._values = values

    def rows(self, rows: Sequence[Sequence[str | Blank]], *, width: float | None = None) -> None:
        """Each row on lines of its own, `width` points wide."""
        paper = self._paper
        for row in rows:
            pieces = [self._piece(part) for part in row]
            for line in set_lines(pieces, width or paper.width, paper.measure()):
                paper.ensure(PITCH)
                write_line(paper, line, paper.left, paper.y + PITCH * _BASE, BODY)
                paper.y += PITCH

    def ruled(self, key: str, *, least: int) -> None:
        """A long text on ruled lines from margin to margin, at least `least` of them."""
        paper = self._paper
        x = paper.left + 2 * BODY
        lines = wrap(self._values[key], paper.right - x - 2 * PAD, paper.measure())
        for text in lines + [""] * (least - len(lines)):
            paper.ensure(_RULED_PITCH)
            line = set_lines([Piece(text, Look.RULED, grows=True)], paper.right - x, paper.measure())[0]
            write_line(paper, line, x, paper.y + _RULED_PITCH * _BASE, BODY)
            paper.y += _RULED_PITCH

    def _piece(self, part: str | Blank) -> Piece:
        if isinstance(part, str):
            return Piece(part, leads=True)
        text = " ".join(filter(None, (self._values[key] for key in part.key.split())))
        look = Look.RULED if part.key and part.is_ruled else Look.PLAIN
        return Piece(text, look, least=part.mm * MM, grows=part.grows)
