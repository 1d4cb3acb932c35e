"""Words, blanks and number boxes set side by side into lines; what is too long is broken, never cut off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from healthdesk.documents.lines import Measure, wrap
from healthdesk.documents.paper import MM, Paper

PAD = 3.0
GAP = 3.5
_BOX = 1.2  # of the type size: the side of a box
_BETWEEN = 1.0
_SLASH = 2.5
_LEAST = 24 * MM  # a value that must be broken begins on this line when so much of it is left
_UNDER = 0.38  # of the type size: from the base line to the underline


class Look(Enum):
    """How a piece is drawn."""

    PLAIN = auto()
    BOLD = auto()
    RULED = auto()
    BOXES = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """Something on a line, at least `least` points wide.

    `leads` keeps a label or a blank beside the piece that follows it; `grows` takes a share of the room left
    on the line; `is_last` stands at its right end, `is_centred` in its middle; `gap` is the space behind it.
    `boxes` are the contents of boxes, apart by strokes when several may be chosen: □/□/□.
    """

    text: str = ""
    look: Look = Look.PLAIN
    least: float = 0.0
    leads: bool = False
    grows: bool = False
    is_last: bool = False
    is_centred: bool = False
    boxes: tuple[str, ...] = ()
    is_slashed: bool = False
    gap: float = GAP

    def needs(self, measure: Measure) -> float:
        """The width it takes when nothing forces it to break."""
        if self.look is Look.BOXES:
            apart = self.between(measure) * (len(self.boxes) - 1)
            return max(self.least, sum(box_width(content, measure) for content in self.boxes) + apart)
        pad = 2 * PAD if self.look is Look.RULED and self.text else 0.0
        return max(self.least, measure(self.text) + pad)

    def between(self, measure: Measure) -> float:
        """The space between two boxes."""
        return measure("/") + 2 * _SLASH if self.is_slashed else _BETWEEN


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece, or part of one, `x` points from the left end of its line."""

    piece: Piece
    x: float
    width: float


PlacedLine = tuple[Placed, ...]


def box_width(content: str, measure: Measure) -> float:
    """The width of one box: a square, or as much as a long code needs."""
    square = _BOX * measure("国")
    return square if measure(content) <= square else measure(content) + 2 * PAD


def set_lines(pieces: Sequence[Piece], width: float, measure: Measure) -> list[PlacedLine]:
    """The pieces on as many lines of `width` points as they need."""
    lines: list[list[Placed]] = [[]]
    x = 0.0
    pieces = [_writable(piece, width, measure) for piece in pieces]
    for at, piece in enumerate(pieces):
        needed = piece.needs(measure)
        together = _together(pieces[at:], measure)
        least = min(needed, _LEAST) if together == needed else needed + _LEAST
        if lines[-1] and x + together > width and (together <= width or x + least > width):
            lines.append([])
            x = 0.0
        if x + needed <= width:
            lines[-1].append(Placed(piece, x, needed))
            x += needed + piece.gap
            continue
        pad = 2 * PAD if piece.look is Look.RULED else 0.0
        first, *rest = wrap(piece.text, width - pad, measure, first_width=max(width - x - pad, 0))
        lines[-1].append(Placed(replace(piece, text=first), x, width - x))
        lines += [[Placed(replace(piece, text=text), 0.0, width)] for text in rest]
        x = width if piece.look is Look.RULED else measure(rest[-1] if rest else first) + piece.gap
    return [_stretched(line, width) for line in lines]


def write_line(paper: Paper, line: PlacedLine, x: float, base: float, size: float) -> None:
    """The line with its left end at `x` on the base line `base`."""
    for placed in line:
        piece, left = placed.piece, x + placed.x
        if piece.look is Look.BOXES:
            _write_boxes(paper, piece, left, base, size)
            continue
        is_ruled = piece.look is Look.RULED
        paper.text(left + (PAD if is_ruled else 0), base, piece.text, size, is_bold=piece.look is Look.BOLD)
        if is_ruled:
            under = base + size * _UNDER
            paper.line((left, under), (left + placed.width, under))


def _together(pieces: Sequence[Piece], measure: Measure) -> float:
    """The width of the first piece and of those it keeps beside it."""
    width = 0.0
    for piece in pieces:
        width += piece.needs(measure)
        if not piece.leads:
            break
        width += piece.gap
    return width


def _write_boxes(paper: Paper, piece: Piece, left: float, base: float, size: float) -> None:
    measure = paper.measure(size)
    for number, content in enumerate(piece.boxes):
        if number and piece.is_slashed:
            paper.text(left - piece.between(measure) + _SLASH, base, "/", size)
        wide = box_width(content, measure)
        paper.written_box(left, base - _BOX * size * 0.8, (wide, _BOX * size), content, size * 0.95)
        left += wide + piece.between(measure)


def _writable(piece: Piece, width: float, measure: Measure) -> Piece:
    """Boxes that no line can hold, for codes from elsewhere of any length, are written as plain text."""
    if piece.look is Look.BOXES and piece.needs(measure) > width:
        return replace(piece, look=Look.PLAIN, text=" / ".join(filter(None, piece.boxes)), boxes=())
    return piece


def _stretched(line: list[Placed], width: float) -> PlacedLine:
    """The room left goes to the pieces that grow, or else in front of those that stand last."""
    if not line:
        return ()
    room = max(width - line[-1].x - line[-1].width, 0)
    growing = sum(placed.piece.grows for placed in line)
    shift, stretched = 0.0, []
    for placed in line:
        if placed.piece.is_last and not growing:
            shift = room
        elif placed.piece.is_centred:
            shift = room / 2
        more = room / growing if placed.piece.grows else 0
        stretched.append(Placed(placed.piece, placed.x + shift, placed.width + more))
        shift += more
    return tuple(stretched)
