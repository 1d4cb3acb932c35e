"""How the value of an item is written: its text, the blank for it, the boxes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_rows import RowCell
from healthdesk.documents.layouts import Words
from healthdesk.documents.lines import Measure
from healthdesk.documents.pieces import GAP, PAD, Look, Piece
from healthdesk.domain.codes import text_of
from healthdesk.domain.forms.answers import Answer, as_date
from healthdesk.domain.forms.definition import Item, Kind, Option

_NUMBERS = (Kind.INTEGER, Kind.DECIMAL)
_CHARACTER = 0.58  # of the type size: the mean width of a digit or Latin letter
_DIGITS = 6  # of a blank whose width nobody gave


@dataclass(frozen=True, slots=True)
class Values:
    """Writes values in type of `size` points. In a narrow column (one of several visits) dates are short.

    Where two rows stand side by side (`is_half`) a blank claims no more room than in a narrow column.
    """

    fonts: Fonts
    words: Words
    size: float
    is_narrow: bool
    is_half: bool = False

    @property
    def measure(self) -> Measure:
        """A function from text to its width."""
        return lambda text: self.fonts.width(text, self.size)

    def text(self, item: Item, value: Answer | None, *, is_short: bool = False) -> str:
        """The value in words. Raises InvalidInput naming the item when a character cannot be printed."""
        if item.kind in (Kind.DATE, Kind.MONTH) and (value is None or as_date(value)):
            day = as_date(value)
            if day and (is_short or self.is_narrow):
                return str(value)
            return self.words.month(day) if item.kind is Kind.MONTH else self.words.day(day)
        text = "" if value is None else str(value)
        if item.kind is Kind.CODE:
            text = text_of(item.codes, text)
        if item.kind is not Kind.LONGTEXT:
            text = " ".join(text.split("\n"))  # a paste from elsewhere; the paper has one line for it
        return self.fonts.require(item.link_id, text)

    def blank(self, cell: RowCell, value: Answer | None, after: str, *, grows: bool = True) -> list[Piece]:
        """A value on its line, or the line to write it on, or boxes for its digits; the unit `after` it."""
        item, text = cell.item, self.text(cell.item, value)
        if cell.digits:
            return digit_boxes(text, cell.digits)
        behind = [Piece(after, gap=GAP if self.is_narrow else 3 * GAP)] if after else []
        if item.kind in (Kind.DATE, Kind.MONTH):
            return [Piece(text), *behind]
        wide = self.digits(cell.width or _DIGITS)
        if item.kind in _NUMBERS:
            return [Piece(text, Look.RULED, least=wide + PAD, leads=bool(behind)), *behind]
        narrow = min(wide, self.digits(_DIGITS)) if self.is_narrow or self.is_half else wide
        return [Piece(text, Look.RULED, least=narrow, grows=grows), *behind]

    def digits(self, count: float) -> float:
        """The room that so many digits take, in points."""
        return count * self.size * _CHARACTER

    def boxes(self, item: Item, codes: Sequence[str], room: float) -> list[Piece]:
        """As many boxes as the paper has, more when more was chosen, at the right end of lines of `room`."""
        count = (item.max_choices or len(item.options)) if item.kind is Kind.CHOICES else 1
        contents = [*(_in_box(item, code) for code in codes), *[""] * (count - len(codes))]
        is_many = item.kind is Kind.CHOICES
        whole = Piece(look=Look.BOXES, boxes=tuple(contents), is_slashed=is_many, is_last=True)
        lines = max(1, -int(-whole.needs(self.measure) // room))
        step = -(-len(contents) // lines)
        return [
            Piece(look=Look.BOXES, boxes=tuple(contents[at : at + step]), is_slashed=is_many, is_last=True)
            for at in range(0, len(contents), step)
        ]


def digit_boxes(text: str, groups: Sequence[int], lengths: Collection[int] = ()) -> list[Piece]:
    """□□□-□□□□□: the last digits of a number that is one of `lengths` long (by default as the groups are).

    Anything else, such as a temporary number, stands on a line as it is.
    """
    digits = text.replace("-", "")
    whole = sum(groups)
    if digits and not (digits.isascii() and digits.isalnum() and len(digits) in (lengths or (whole,))):
        return [Piece(text, Look.RULED)]
    last = digits[-whole:] or " " * whole
    pieces: list[Piece] = []
    start = 0
    for count in groups:
        group = tuple(digit.strip() for digit in last[start : start + count])
        pieces += [Piece("-"), Piece(look=Look.BOXES, boxes=group)]
        start += count
    return pieces[1:]


def option_pieces(item: Item, chosen: Collection[str], *, gap: float) -> list[Piece]:
    """The numbered options, those chosen in bold."""
    return [
        Piece(_numbered(option), Look.BOLD if option.code in chosen else Look.PLAIN, gap=gap)
        for option in item.options
    ]


def _numbered(option: Option) -> str:
    """An option with its number; a code that is a word is not for the reader."""
    return f"{option.code} {option.text}" if _is_number(option.code) else option.text


def _in_box(item: Item, code: str) -> str:
    """What stands in the box: the number, or the words of an option that has none."""
    option = item.option(code)
    return code if option is None or _is_number(code) else option.text.partition("（")[0]


def _is_number(code: str) -> bool:
    return any(sign.isdigit() for sign in code)


def codes_of(value: Answer | None) -> tuple[str, ...]:
    """The codes that were chosen."""
    if isinstance(value, str):
        return (value,)
    return tuple(code for code in value if isinstance(code, str)) if isinstance(value, tuple) else ()
