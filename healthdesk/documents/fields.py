"""Lines of a paper form: printed words and underlined blanks that stretch, break and are never cut off."""

from collections.abc import Sequence
from dataclasses import dataclass

from healthdesk.documents.lines import Measure, wrap
from healthdesk.documents.paper import BODY, MM, Paper

PITCH = 8.6 * MM
_RULED_PITCH = 7.4 * MM
_PAD = 3.0
_GAP = 3.5
_LEAST = 24 * MM  # a value that must be broken begins on this line when so much of it is left
_BASE = 0.66  # of the pitch: the base line
_UNDER = 4.0  # points from base line to underline


@dataclass(frozen=True, slots=True)
class Blank:
    """A place for a value, at least `mm` wide, underlined. Without a key it is white space."""

    key: str = ""
    mm: float = 0.0
    grows: bool = False
    is_ruled: bool = True


@dataclass(frozen=True, slots=True)
class _Set:
    """A piece in its place on a line, `x` from the left."""

    text: str
    x: float
    width: float
    is_ruled: bool
    grows: bool


class FieldWriter:
    """Writes rows of words and blanks onto `paper`, taking the values by their key."""

    def __init__(self, paper: Paper, values: dict[str, str]) -> None:
        self._paper = paper
        self._values = values

    def rows(self, rows: Sequence[Sequence[str | Blank]], *, width: float | None = None) -> None:
        """Each row on lines of its own, `width` points wide."""
        for row in rows:
            self._row(row, width or self._paper.width)

    def ruled(self, key: str, *, least: int) -> None:
        """A long text on ruled lines from margin to margin, at least `least` of them."""
        paper = self._paper
        indent = 2 * BODY
        lines = wrap(self._values[key], paper.width - indent - 2 * _PAD, paper.measure())
        for line in lines + [""] * (least - len(lines)):
            paper.ensure(_RULED_PITCH)
            base = paper.y + _RULED_PITCH * _BASE
            paper.text(paper.left + indent + _PAD, base, line)
            paper.line((paper.left + indent, base + _UNDER), (paper.right, base + _UNDER))
            paper.y += _RULED_PITCH

    def _row(self, row: Sequence[str | Blank], width: float) -> None:
        paper = self._paper
        for line in _stretched(_broken(row, self._values, width, paper.measure()), width):
            paper.ensure(PITCH)
            base = paper.y + PITCH * _BASE
            for piece in line:
                x = paper.left + piece.x
                paper.text(x + (_PAD if piece.is_ruled else 0), base, piece.text)
                if piece.is_ruled:
                    paper.line((x, base + _UNDER), (x + piece.width, base + _UNDER))
            paper.y += PITCH


def _broken(
    row: Sequence[str | Blank], values: dict[str, str], width: float, measure: Measure
) -> list[list[_Set]]:
    """The row on as many lines as its values need."""
    lines: list[list[_Set]] = [[]]
    x = 0.0
    for piece, follower in zip(row, [*row[1:], ""], strict=True):
        needed = _natural(piece, values, measure)
        together, least = needed, min(needed, _LEAST)
        if isinstance(piece, str) and isinstance(follower, Blank):
            together += _GAP + _natural(follower, values, measure)
            least = needed + _LEAST
        if lines[-1] and x + together > width and (together <= width or x + least > width):
            lines.append([])
            x = 0.0
        if x + needed <= width:
            lines[-1].append(_placed(piece, values, x, needed))
            x += needed + _GAP
            continue
        first, *rest = wrap(
            _words(piece, values), width - 2 * _PAD, measure, first_width=max(width - x - 2 * _PAD, 0)
        )
        lines[-1].append(_Set(first, x, width - x, _is_ruled(piece), False))
        lines += [[_Set(text, 0.0, width, _is_ruled(piece), False)] for text in rest]
        x = width
    return lines


def _stretched(lines: list[list[_Set]], width: float) -> list[list[_Set]]:
    """What is left of each line is shared by its blanks that grow."""
    return [_shared(line, width) for line in lines]


def _shared(line: list[_Set], width: float) -> list[_Set]:
    growing = sum(piece.grows for piece in line)
    if not growing:
        return line
    share = max(width - line[-1].x - line[-1].width, 0) / growing
    shift, stretched = 0.0, []
    for piece in line:
        more = share if piece.grows else 0
        stretched.append(_Set(piece.text, piece.x + shift, piece.width + more, piece.is_ruled, piece.grows))
        shift += more
    return stretched


def _placed(piece: str | Blank, values: dict[str, str], x: float, width: float) -> _Set:
    if isinstance(piece, str):
        return _Set(piece, x, width, is_ruled=False, grows=False)
    return _Set(_words(piece, values), x, width, is_ruled=_is_ruled(piece), grows=piece.grows)


def _is_ruled(piece: str | Blank) -> bool:
    return isinstance(piece, Blank) and bool(piece.key) and piece.is_ruled


def _words(piece: str | Blank, values: dict[str, str]) -> str:
    if isinstance(piece, str):
        return piece
    return values[piece.key] if piece.key else ""


def _natural(piece: str | Blank, values: dict[str, str], measure: Measure) -> float:
    if isinstance(piece, str):
        return measure(piece)
    text = _words(piece, values)
    return max(piece.mm * MM, measure(text) + 2 * _PAD if text else 0)
