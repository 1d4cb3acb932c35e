"""A table inside a form, such as drugs or stays in hospital: titles above, a line for each row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from healthdesk.documents.form_rows import CHOICES, RowCell
from healthdesk.documents.form_values import Values, codes_of, option_pieces
from healthdesk.documents.pieces import GAP, PAD, Look, Piece
from healthdesk.domain.forms.answers import Answer, Answers
from healthdesk.domain.forms.definition import Item, Kind

BLANK_ROWS = 2  # of a table without a limit on paper
_SHORT = 10  # characters of a text without a limit
_MOST = 0.3  # of the room: how far a long value widens its column before it is broken
_DIGITS = {Kind.DATE: 10, Kind.MONTH: 7, Kind.INTEGER: 3, Kind.DECIMAL: 4}


def rows_of(value: Answer | None) -> list[Answers]:
    """The rows of a table's answer."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, tuple) else []


def row_count(item: Item, value: Answer | None) -> int:
    """How many rows are printed: what the paper has, or more when there are more."""
    return max(item.max_choices or BLANK_ROWS, len(rows_of(value)))


def table_pieces(values: Values, cell: RowCell, value: Answer | None, room: float) -> list[list[Piece]]:
    """The table on lines of `room` points."""
    rows = rows_of(value)
    rows += [{} for _ in range(row_count(cell.item, value) - len(rows))]
    columns = [each for line in cell.lines for each in line.cells]
    chosen = {code for row in rows for each in columns for code in codes_of(row.get(each.item.link_id))}
    lists = [
        [Piece(each.item.text, leads=True), *option_pieces(each.item, chosen, gap=2 * GAP)]
        for each in columns
        if each.item.options
    ]
    written = [[_value(values, each, row) for each in columns] for row in rows]
    widths = _widths(values, columns, written, room)
    titles = [
        Piece(_title(values, each.item), least=wide) for each, wide in zip(columns, widths, strict=True)
    ]
    lines = [
        [replace(piece, least=wide) for piece, wide in zip(line, widths, strict=True)] for line in written
    ]
    return [*lists, titles, *lines]


def _value(values: Values, cell: RowCell, row: Answers) -> Piece:
    value = row.get(cell.item.link_id)
    if cell.item.kind in CHOICES:
        return Piece(look=Look.BOXES, boxes=codes_of(value) or ("",))
    text = "" if value is None else values.text(cell.item, value, is_short=True)
    return Piece(text, Look.RULED)


def _title(values: Values, item: Item) -> str:
    return item.text + (values.words.unit.format(unit=item.unit) if item.unit else "")


def _widths(
    values: Values, columns: Sequence[RowCell], written: Sequence[Sequence[Piece]], room: float
) -> list[float]:
    """Each column as wide as its title and what it holds; the words share what is left."""
    most = _MOST * room
    least = [
        max(
            values.measure(_title(values, cell.item)),
            values.digits(_DIGITS.get(cell.item.kind, 0)) + 2 * PAD,
            *(min(line[at].needs(values.measure), most) for line in written),
        )
        for at, cell in enumerate(columns)
    ]
    left = max(room - sum(least) - GAP * (len(columns) - 1), 0)
    weights = [cell.item.max_length or _SHORT if _is_wordy(cell.item) else 0 for cell in columns]
    return [wide + left * weight / max(sum(weights), 1) for wide, weight in zip(least, weights, strict=True)]


def _is_wordy(item: Item) -> bool:
    return item.kind not in (*CHOICES, *_DIGITS)
