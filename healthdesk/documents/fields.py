"""Rows of a paper form as its layout file writes them: printed words and blanks for values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from healthdesk.documents.lines import wrap
from healthdesk.documents.paper import MM, Paper
from healthdesk.documents.pieces import PAD, Look, Piece, set_lines, write_line

_BASE = 0.66  # of the pitch: the base line


@dataclass(frozen=True, slots=True)
class Lettering:
    """The size of the text, and the distances of rows and of ruled lines, in points."""

    size: float
    pitch: float
    ruled: float


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

    def __init__(self, paper: Paper, values: Mapping[str, str], lettering: Lettering) -> None:
        self._paper = paper
        self._values = values
        self._lettering = lettering

    def rows(self, rows: Sequence[Sequence[str | Blank]], *, width: float | None = None) -> None:
        """Each row on lines of its own, `width` points wide."""
        paper, size, pitch = self._paper, self._lettering.size, self._lettering.pitch
        for row in rows:
            pieces = [self._piece(part) for part in row]
            for line in set_lines(pieces, width or paper.width, paper.measure(size)):
                paper.ensure(pitch)
                write_line(paper, line, paper.left, paper.y + pitch * _BASE, size)
                paper.y += pitch

    def ruled_lines(self, key: str, *, least: int) -> list[str]:
        """A long text as lines from margin to margin, at least `least` of them."""
        lines = wrap(
            self._values[key], self._ruled_width - 2 * PAD, self._paper.measure(self._lettering.size)
        )
        return lines + [""] * (least - len(lines))

    def ruled(self, text: str) -> None:
        """One of those lines."""
        paper, size, pitch = self._paper, self._lettering.size, self._lettering.ruled
        piece = Piece(text, Look.RULED, grows=True)
        line = set_lines([piece], self._ruled_width, paper.measure(size))[0]
        write_line(paper, line, paper.right - self._ruled_width, paper.y + pitch * _BASE, size)
        paper.y += pitch

    @property
    def _ruled_width(self) -> float:
        return self._paper.width - 2 * self._lettering.size

    def _piece(self, part: str | Blank) -> Piece:
        if isinstance(part, str):
            return Piece(part, leads=True)
        text = " ".join(filter(None, (self._values[key] for key in part.key.split())))
        look = Look.RULED if part.key and part.is_ruled else Look.PLAIN
        return Piece(text, look, least=part.mm * MM, grows=part.grows)
