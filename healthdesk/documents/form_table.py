"""A table inside a form, such as drugs or stays in hospital: titles above, a line for each row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from healthdesk.documents.form_rows import CHOICES, RowCell
from healthdesk.documents.form_values import Values, codes_of, option_pieces
from healthdesk.documents.pieces import GAP, PAD, Look, Piece
from healthdesk.domain.forms.answers import Answer, Answers
from healthdesk.domain.forms.definition import Item, Kind

BLANK_ROWS = 2  # of a table without a limit on paper
_SHORT = 10  # characters of a text without a limit
_MOST = 0.3  # of the room: how far a long value widens its column before it is broken
_SLACK = 0.1  # points kept free: widths that add up to the room itself may be a hair too wide, and wrap
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
    parts = [_part(values, part, rows, room) for part in _parts(values, columns, rows, room)]
    return lists + [line for lines in zip(*parts, strict=True) for line in lines]


def _parts(
    values: Values, columns: Sequence[RowCell], rows: Sequence[Answers], room: float
) -> Iterator[Sequence[RowCell]]:
    """The columns that stand side by side: all of them, or as many as one line holds, evenly."""
    needed = sum(_least(values, each, rows, room) + GAP for each in columns) - GAP
    count = -int(-needed // room)
    step = -(-len(columns) // max(count, 1))
    for start in range(0, len(columns), step):
        yield columns[start : start + step]


def _part(
    values: Values, columns: Sequence[RowCell], rows: Sequence[Answers], room: float
) -> list[list[Piece]]:
    """Titles, and below them the values of every row."""
    beside = list(zip(columns, _widths(values, columns, rows, room), strict=True))
    titles = [Piece(_title(values, each.item), least=wide) for each, wide in beside]
    return [
        titles,
        *([replace(_value(values, each, row), least=wide) for each, wide in beside] for row in rows),
    ]


def _value(values: Values, cell: RowCell, row: Answers) -> Piece:
    value = row.get(cell.item.link_id)
    if cell.item.kind in CHOICES:
        return Piece(look=Look.BOXES, boxes=codes_of(value) or ("",))
    text = "" if value is None else values.text(cell.item, value, is_short=True)
    return Piece(text, Look.RULED)


def _title(values: Values, item: Item) -> str:
    return item.text + (values.words.unit.format(unit=item.unit) if item.unit else "")


def _widths(values: Values, columns: Sequence[RowCell], rows: Sequence[Answers], room: float) -> list[float]:
    """Each column as wide as its title and what it holds; the words share what is left."""
    least = [_least(values, each, rows, room) for each in columns]
    left = max(room - _SLACK - sum(least) - GAP * (len(columns) - 1), 0)
    weights = [cell.item.max_length or _SHORT if _is_wordy(cell.item) else 0 for cell in columns]
    return [wide + left * weight / max(sum(weights), 1) for wide, weight in zip(least, weights, strict=True)]


def _least(values: Values, cell: RowCell, rows: Sequence[Answers], room: float) -> float:
    """The room a column needs; a long value is broken rather than given more than its share."""
    written = (_value(values, cell, row).needs(values.measure) for row in rows)
    return max(
        values.measure(_title(values, cell.item)),
        values.digits(_DIGITS.get(cell.item.kind, 0)) + 2 * PAD,
        *(min(wide, _MOST * room) for wide in written),
    )


def _is_wordy(item: Item) -> bool:
    return item.kind not in (*CHOICES, *_DIGITS)
