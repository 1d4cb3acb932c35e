"""What stands in one cell of a form: the numbered options, the boxes, the blanks, the values.

The one table from kind of item to what is drawn; its sister on the screen is ui/forms/fields.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_rows import FormRow, RowCell
from healthdesk.documents.layouts import Words
from healthdesk.documents.pieces import GAP, PAD, Look, Piece
from healthdesk.domain.codes import text_of
from healthdesk.domain.forms.answers import Answer, Answers, as_date
from healthdesk.domain.forms.definition import Item, Kind

Paragraphs = list[list[Piece]]

_CHOICES = (Kind.CHOICE, Kind.CHOICES)
_BOXES_SIDE_BY_SIDE = 4  # in a narrow column
_PLANNED_BOXES = 7  # in the column of a planned visit
_LEAST_DIGITS = 1  # behind the options there
_BLANK_LINES = 2  # for a long text nobody has written yet
_BLANK_ROWS = 2  # of a table without a limit on paper
_CHARACTER = 0.58  # of the type size: the mean width of a digit or Latin letter
_DIGITS = 6
_COLUMN_DIGITS = 3
_WIDEST_COLUMN_DIGITS = 16
_LONGEST_UNIT = 10  # characters


@dataclass(frozen=True, slots=True)
class Contents:
    """Turns rows into pieces. In a narrow column (one of several visits) options stand beside the label.

    Where the columns are planned visits (`by` is the item that says which) each has its own options.
    """

    fonts: Fonts
    words: Words
    size: float
    is_narrow: bool
    by: str = ""

    def label(self, row: FormRow) -> Paragraphs:
        """The first cell of a row."""
        if not self.is_narrow:
            return [[Piece(row.label)]]
        if self.by:
            return [[Piece(row.label)]]
        units = dict.fromkeys(self.words.unit.format(unit=cell.unit) for cell in row.cells if cell.unit)
        items = [item for cell in row.cells for item in (cell.item, *cell.item.items) if item.options]
        label = [Piece(row.label + "".join(units), gap=1.5 * GAP)]
        lists = {item.options: _options(item, frozenset(), gap=1.5 * GAP) for item in items}
        first, *others = [*lists.values()] or [label[1:]]
        return [label + first, *others]

    def cell(self, row: FormRow, answers: Answers, closed: frozenset[str] = frozenset()) -> Paragraphs:
        """The answers of one filling; a choice begins a line of its own and its boxes end it.

        What is `closed` at a visit leaves no room; a row that is closed altogether has dashes.
        """
        cells = [cell for cell in row.cells if cell.item.link_id not in closed]
        if not cells:
            return [[Piece(self.words.closed)]]
        if self.by == cells[0].item.link_id and (visit := self._visit(cells[0].item, answers)):
            return [[visit]]
        paragraphs: Paragraphs = []
        boxes: list[Piece] = []
        for cell in cells:
            starts = cell.item.kind in _CHOICES or not paragraphs
            if starts and paragraphs:
                paragraphs[-1] += boxes
                boxes = []
            found = self._field(cell, answers)
            if starts or len(found) > 1:
                paragraphs += found
            else:
                paragraphs[-1] += found[0]
            if cell.item.kind in _CHOICES and self._has_options:
                boxes = self._boxes(cell.item, _codes(answers.get(cell.item.link_id)))
        paragraphs[-1] += boxes
        return paragraphs

    @property
    def _has_options(self) -> bool:
        """Whether a choice shows its options in the cell and not beside the label."""
        return bool(self.by) or not self.is_narrow

    def _visit(self, item: Item, answers: Answers) -> Piece | None:
        """Which planned visit the column is, at its head; None for a record that is none of them."""
        option = item.option(str(answers.get(item.link_id, "")))
        return Piece(option.text, Look.BOLD) if option else None

    def _field(self, cell: RowCell, answers: Answers) -> Paragraphs:
        item, value = cell.item, answers.get(cell.item.link_id)
        words = cell.before.strip() or ("" if self.is_narrow or cell.before else cell.intro)
        before = [Piece(words, leads=True)] if words else []
        if item.kind in _CHOICES and not self._has_options:
            return [before + self._boxes(item, _codes(value))]
        if item.kind in _CHOICES:
            gap = GAP if self.by else 2 * GAP
            return [before + _options(item, frozenset(_codes(value)), gap=gap)]
        if item.kind is Kind.ROWS:
            return self._table(item, value)
        if item.kind is Kind.LONGTEXT:
            return self._long(item, value)
        after = cell.after or (cell.unit if self._has_options else "")
        blank = replace(self._blank(item, value, cell.width), leads=bool(self.by and after))
        return [[*before, blank, *self._behind(after)]]

    def _blank(self, item: Item, value: Answer | None, width: int | None) -> Piece:
        """A value on its line, or the line to write it on."""
        text = self._text(item, value)
        if item.kind in (Kind.DATE, Kind.MONTH):
            return Piece(text)
        if item.kind in (Kind.INTEGER, Kind.DECIMAL):
            return Piece(text, Look.RULED, least=(width or _DIGITS) * self.size * _CHARACTER + PAD)
        most = _LEAST_DIGITS if self.by else _DIGITS
        digits = min(width or _DIGITS, most) if self.is_narrow else width or _DIGITS
        return Piece(text, Look.RULED, least=digits * self.size * _CHARACTER, grows=True)

    def _text(self, item: Item, value: Answer | None) -> str:
        if item.kind in (Kind.DATE, Kind.MONTH) and (value is None or as_date(value)):
            day = as_date(value)
            if item.kind is Kind.MONTH:
                return self.words.month(day)
            return day.isoformat() if day and self.is_narrow else self.words.day(day)
        text = "" if value is None else str(value)
        if item.kind is Kind.CODE:
            text = text_of(item.codes, text)
        if item.kind is not Kind.LONGTEXT:
            text = " ".join(text.split("\n"))  # a paste from elsewhere; the paper has one line for it
        return self.fonts.require(item.link_id, text)

    def _long(self, item: Item, value: Answer | None) -> Paragraphs:
        lines = self._text(item, value).split("\n") if value is not None else [""] * _BLANK_LINES
        return [[Piece(line)] for line in lines]

    def _table(self, item: Item, value: Answer | None) -> Paragraphs:
        """The rows of a table in a form, blank ones up to what the paper holds."""
        rows = _rows(value)
        blank = (item.max_choices or _BLANK_ROWS) - len(rows)
        paragraphs: Paragraphs = []
        if not self.is_narrow:
            chosen = {
                code for row in rows for column in item.items for code in _codes(row.get(column.link_id))
            }
            paragraphs = [_options(column, frozenset(chosen)) for column in item.items if column.options]
        filled: Iterable[Answers] = [*rows, *({} for _ in range(blank))]
        return paragraphs + [paragraph for row in filled for paragraph in self._table_row(item, row)]

    def _table_row(self, item: Item, row: Answers) -> Paragraphs:
        """One row of a table; in a narrow column its first value has a line of its own."""
        widest = next((column for column in item.items if column.kind is Kind.TEXT), None)
        first, *others = (
            self._column(column, row.get(column.link_id), is_wide=column is widest)
            for column in item.items
            if column.is_printed
        )
        rest = [piece for pieces in others for piece in pieces]
        return [first, rest] if self.is_narrow and rest else [first + rest]

    def _column(self, column: Item, value: Answer | None, *, is_wide: bool) -> list[Piece]:
        if column.kind in _CHOICES:
            return [Piece(look=Look.BOXES, boxes=(*_codes(value),) or ("",))]
        words = [] if self.is_narrow else [Piece(column.text, leads=True)]
        blank = self._blank(column, value, None if is_wide else _digits(column))
        if column.kind is Kind.TEXT:
            blank = replace(blank, grows=is_wide)
        return [*words, blank, *self._behind(column.unit or "")]

    def _behind(self, words: str) -> list[Piece]:
        """A unit or another word after a blank, with the space that ends a thought."""
        return [Piece(words, gap=GAP if self.is_narrow else 3 * GAP)] if words else []

    def _boxes(self, item: Item, codes: Sequence[str]) -> list[Piece]:
        """As many boxes as the paper has, more when more was chosen."""
        count = (item.max_choices or len(item.options)) if item.kind is Kind.CHOICES else 1
        digits = [*codes, *[""] * (count - len(codes))]
        side = _PLANNED_BOXES if self.by else _BOXES_SIDE_BY_SIDE
        step = side if self.is_narrow else len(digits)
        return [
            Piece(look=Look.BOXES, boxes=tuple(digits[start : start + step]), is_last=self._has_options)
            for start in range(0, len(digits), step)
        ]


def _digits(column: Item) -> int:
    """Room for a number or a unit, more for a name."""
    longest = column.max_length or 0
    return _COLUMN_DIGITS if longest <= _LONGEST_UNIT else min(longest // 2, _WIDEST_COLUMN_DIGITS)


def _options(item: Item, chosen: frozenset[str], *, gap: float = 2 * GAP) -> list[Piece]:
    return [
        Piece(f"{option.code} {option.text}", Look.BOLD if option.code in chosen else Look.PLAIN, gap=gap)
        for option in item.options
    ]


def _codes(value: Answer | None) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(code for code in value if isinstance(code, str)) if isinstance(value, tuple) else ()


def _rows(value: Answer | None) -> list[Answers]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, tuple) else []
