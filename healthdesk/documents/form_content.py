"""What stands in one cell of a form: the numbered options, the boxes, the blanks, the values.

The one table from kind of item to what is drawn; its sister on the screen is ui/forms/fields.py.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from healthdesk.documents.form_columns import Column
from healthdesk.documents.form_rows import CHOICES, FormRow, RowCell
from healthdesk.documents.form_table import rows_of, table_pieces
from healthdesk.documents.form_values import Values, codes_of, option_pieces
from healthdesk.documents.pieces import GAP, Look, Piece, set_lines
from healthdesk.domain.forms.answers import Answer, Answers
from healthdesk.domain.forms.definition import Item, Kind, Option

Paragraphs = list[list[Piece]]

_BLANK_LINES = 2  # for a long text nobody has written yet
_MOST_LINES = 3  # of options in a narrow column; a longer list stands once, beside the label


@dataclass(frozen=True, slots=True)
class Contents:
    """Turns rows into pieces for cells `room` points wide."""

    values: Values
    room: float
    is_open: bool = False

    def label(self, row: FormRow) -> Paragraphs:
        """The first cell of a row; beside narrow columns it says the units and long lists of options."""
        if not self.values.is_narrow:
            return [[Piece(self.values.words.label.format(label=row.label) if self.is_open else row.label)]]
        words = self.values.words
        units = dict.fromkeys(words.unit.format(unit=cell.unit) for cell in row.cells if cell.unit)
        label = [Piece(row.label + "".join(units), gap=1.5 * GAP)]
        if not self._is_beside(row):
            return [label]
        listed = next(cell.item for cell in row.cells if cell.item.options)
        return [label + option_pieces(listed, (), gap=1.5 * GAP)]

    def cell(self, row: FormRow, column: Column) -> Paragraphs:
        """The answers of one filling; a choice begins a line of its own and its boxes end it."""
        answers = _row_answers(row, column.answers) if row.table else column.answers
        cells = [cell for cell in row.cells if row.table or column.has(cell.item.link_id)]
        if not cells:
            return [[Piece(self.values.words.closed, is_centred=True)]]
        is_beside = self._is_beside(row)
        choices = {cell.item.link_id for cell in cells if cell.item.options}
        cells = [cell if _explains(cell, choices) else replace(cell, follows="") for cell in cells]
        drawn = [cell for cell in cells if is_beside or not cell.follows]
        paragraphs: Paragraphs = []
        boxes: list[Piece] = []
        for cell in drawn:
            found = self._field(cell, answers, cells, is_beside=is_beside, is_alone=len(cells) == 1)
            if _has_its_unit_next(cell, drawn):
                found[-1][-1] = replace(found[-1][-1], leads=True)
            starts = not paragraphs or (
                cell.item.kind in CHOICES
                and not self._fits(
                    row, [*paragraphs[-1], *boxes, *found[0], *self._boxes(cell.item, answers)]
                )
            )
            if starts and paragraphs:
                paragraphs[-1] += boxes
                boxes = []
            elif boxes and cell.item.kind in CHOICES:
                paragraphs[-1] += [replace(box, is_last=False, gap=3 * GAP) for box in boxes]
                boxes = []
            if starts or len(found) > 1:
                paragraphs += found
            else:
                paragraphs[-1] += found[0]
            if cell.item.kind in CHOICES and not is_beside:
                boxes = self._boxes(cell.item, answers)
        paragraphs[-1] += boxes
        return paragraphs

    def scale(self, row: FormRow, column: Column, head: Sequence[Option]) -> list[Paragraphs]:
        """Label and a cell for every option: its number, in a box once it was chosen, and words of its own.

        Options in the words of the `head` need none.
        """
        (cell,) = row.cells
        chosen = codes_of(column.answers.get(cell.item.link_id))
        label = self.label(row)
        if unknown := [code for code in chosen if cell.item.option(code) is None]:
            label = [*label, [Piece(look=Look.BOXES, boxes=tuple(unknown))]]
        has_words = tuple(cell.item.options) != tuple(head)
        return [label, *(_scored(option, chosen, has_words=has_words) for option in cell.item.options)]

    def _field(
        self, cell: RowCell, answers: Answers, cells: Sequence[RowCell], *, is_beside: bool, is_alone: bool
    ) -> Paragraphs:
        item, value = cell.item, answers.get(cell.item.link_id)
        words = cell.before or ("" if self.values.is_narrow else cell.intro)
        if cell.follows:
            words = words or _option_text(cell, cells)
        before = [Piece(words, leads=True)] if words else []
        if item.kind in CHOICES and is_beside:
            return [before + self._boxes(item, answers)]
        if item.kind in CHOICES:
            return [before + self._options(cell, answers, cells)]
        if item.kind is Kind.ROWS:
            return table_pieces(self.values, cell, value, self.room)
        if item.kind is Kind.LONGTEXT:
            return self._long(item, value)
        if is_alone and not (before or cell.digits or cell.after) and self._has_the_cell(item):
            return [[Piece(self.values.text(item, value))]]
        return [[*before, *self._written(cell, value)]]

    def _written(self, cell: RowCell, value: Answer | None, *, grows: bool = True) -> list[Piece]:
        after = cell.after or ("" if self.values.is_narrow else cell.unit)
        return self.values.blank(cell, value, after, grows=grows)

    def _has_the_cell(self, item: Item) -> bool:
        """Whether an item alone in its cell needs no line to write on: the cell is the place."""
        if self.is_open:
            return False
        in_words = item.kind in (Kind.TEXT, Kind.CODE, Kind.SIGNATURE)
        return in_words or (self.values.is_narrow and item.kind in (Kind.INTEGER, Kind.DECIMAL))

    def _options(self, choice: RowCell, answers: Answers, cells: Sequence[RowCell]) -> list[Piece]:
        """The options, each followed by the blanks that explain it: 1 无  2 有 ____."""
        item = choice.item
        chosen = codes_of(answers.get(item.link_id))
        explaining = [
            cell for cell in cells if cell.follows and cell.item.conditions[0].link_id == item.link_id
        ]
        pieces: list[Piece] = []
        gap = GAP if self.values.is_narrow else 2 * GAP
        for number, piece in enumerate(option_pieces(item, chosen, gap=gap)):
            option = item.options[number]
            blanks = [cell for cell in explaining if cell.follows == option.code]
            pieces.append(replace(piece, leads=bool(blanks)))
            for cell in blanks:
                is_last = option is item.options[-1]
                if cell is not blanks[0] and len(cell.before) <= 1:  # 2.0 × 1.5
                    pieces[-1] = replace(pieces[-1], leads=True)
                words = [Piece(cell.before, leads=True)] if cell.before else []
                pieces += words + self._written(cell, answers.get(cell.item.link_id), grows=is_last)
        return pieces

    def _boxes(self, item: Item, answers: Answers) -> list[Piece]:
        return self.values.boxes(item, codes_of(answers.get(item.link_id)), self.room)

    def _long(self, item: Item, value: Answer | None) -> Paragraphs:
        lines = self.values.text(item, value).split("\n") if value is not None else [""] * _BLANK_LINES
        return [[Piece(line)] for line in lines]

    def _fits(self, row: FormRow, pieces: Sequence[Piece]) -> bool:
        """Whether the pieces stand on one line of a narrow column or a compact row."""
        is_shared = self.values.is_narrow or row.is_compact
        return is_shared and len(set_lines(pieces, self.room, self.values.measure)) == 1

    def _is_beside(self, row: FormRow) -> bool:
        """Whether the options stand beside the label: in narrow columns, one list, long or asked twice."""
        items = [cell.item for cell in row.cells if cell.item.options]
        if not self.values.is_narrow or len({item.options for item in items}) != 1:
            return False
        options = [*option_pieces(items[0], (), gap=GAP), Piece(look=Look.BOXES, boxes=("",))]
        return len(items) > 1 or len(set_lines(options, self.room, self.values.measure)) > _MOST_LINES


def _has_its_unit_next(cell: RowCell, drawn: Sequence[RowCell]) -> bool:
    """Whether a number is followed by words without a label of their own: 5 and mg are not torn apart."""
    at = drawn.index(cell) + 1
    then = drawn[at] if at < len(drawn) else None
    is_number = cell.item.kind in (Kind.INTEGER, Kind.DECIMAL) and not (cell.after or cell.unit)
    return is_number and then is not None and then.item.kind is Kind.TEXT and not (then.before or then.intro)


def _scored(option: Option, chosen: Sequence[str], *, has_words: bool) -> Paragraphs:
    is_chosen = option.code in chosen
    number = Piece(option.code, is_centred=True)
    if is_chosen:
        number = Piece(look=Look.BOXES, boxes=(option.code,), is_centred=True)
    words = [[Piece(option.text, Look.BOLD if is_chosen else Look.PLAIN)]] if has_words else []
    return [[number], *words]


def _explains(cell: RowCell, choices: Collection[str]) -> bool:
    """Whether its choice stands beside it: one that this visit does not ask leaves its text alone."""
    return bool(cell.follows) and cell.item.conditions[0].link_id in choices


def _option_text(cell: RowCell, cells: Sequence[RowCell]) -> str:
    """The words of the option that the cell explains."""
    choice = cell.item.conditions[0].link_id
    option = next((each.item.option(cell.follows) for each in cells if each.item.link_id == choice), None)
    return option.text if option else ""


def _row_answers(row: FormRow, answers: Answers) -> Answers:
    """The row of a table that this row of the paper shows."""
    found = rows_of(answers.get(row.table))
    return found[row.place] if row.place < len(found) else {}
