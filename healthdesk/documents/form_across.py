"""A section whose items stand across on paper: a column for each kind, its options below each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from healthdesk.documents.form_columns import Column
from healthdesk.documents.form_content import Contents, Paragraphs
from healthdesk.documents.form_rows import CHOICES, FormRow, RowCell
from healthdesk.documents.form_values import codes_of, option_pieces
from healthdesk.documents.grid import Grid
from healthdesk.documents.paper import MM
from healthdesk.documents.pieces import GAP, PAD, Piece
from healthdesk.domain.forms.definition import Kind
from healthdesk.domain.forms.layout import Layout

_LABEL = 6 * MM  # beside the narrow column of groups, which it takes too


@dataclass(frozen=True, slots=True)
class AcrossTable:
    """Draws such a section on `grid`, `room` points wide."""

    layout: Layout
    contents: Contents
    grid: Grid
    room: float

    def holds(self, row: FormRow) -> bool:
        """Whether this row of the paper is part of it."""
        named = {link_id for one in self.layout.across for cells in one.cells for link_id in cells}
        return row.cells[0].item.link_id in named

    def draw(self, group: str, rows: Sequence[FormRow], column: Column) -> None:
        """The section under a head of its own."""
        cells = {cell.item.link_id: cell for row in rows for cell in row.cells}
        across = self.layout.across
        widths = [_LABEL, *[self._column] * len(across)]
        self.grid.head([group, *(one.title for one in across)], widths)
        for at, label in enumerate(self.layout.across_labels):
            held = [[cells[key] for key in one.cells[at] if key in cells] for one in across]
            drawn = [[[Piece(label)]], *(self._cell(each, column) for each in held)]
            self.grid.rows([drawn], widths=[widths])
        self.grid.head(())

    def _cell(self, cells: Sequence[RowCell], column: Column) -> Paragraphs:
        said = {cell.follows: self._value(cell, column) for cell in cells if cell.follows}
        return [line for cell in cells if not cell.follows for line in self._lines(cell, column, said)]

    @property
    def _column(self) -> float:
        return (self.room - _LABEL) / len(self.layout.across)

    def _lines(self, cell: RowCell, column: Column, said: Mapping[str, list[Piece]]) -> Paragraphs:
        """The options below each other, those chosen in bold, and their numbers in boxes at the end."""
        item = cell.item
        if item.kind not in CHOICES:
            return [self._value(cell, column)]
        chosen = codes_of(column.answers.get(item.link_id))
        pieces = option_pieces(item, chosen, gap=GAP)
        lines = [[piece, *said.get(item.options[at].code, ())] for at, piece in enumerate(pieces)]
        boxes = self.contents.values.boxes(item, chosen, self._column - 2 * PAD)
        return [*lines[:-1], [*lines[-1], *boxes]] if item.kind is Kind.CHOICE else [*lines, boxes]

    def _value(self, cell: RowCell, column: Column) -> list[Piece]:
        value = column.answers.get(cell.item.link_id)
        words = [Piece(cell.before, leads=True)] if cell.before and not cell.follows else []
        return [*words, *self.contents.values.blank(replace(cell, width=1), value, "")]
