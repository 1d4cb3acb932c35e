"""A register on paper: the items of the form are its columns, each filling is a line of it."""

from collections.abc import Sequence

from healthdesk.documents.form_columns import Sheet
from healthdesk.documents.form_rows import CHOICES, form_rows
from healthdesk.documents.form_values import Values, codes_of
from healthdesk.documents.grid import Grid, Type
from healthdesk.documents.layouts import Words
from healthdesk.documents.paper import Paper
from healthdesk.documents.pieces import PAD, Piece
from healthdesk.domain.forms.answers import Answer, Answers
from healthdesk.domain.forms.definition import Form, Item, Kind
from healthdesk.domain.forms.layout import Layout

_DIGITS = {Kind.DATE: 11, Kind.INTEGER: 4, Kind.DECIMAL: 6, Kind.SIGNATURE: 12, Kind.CODE: 16}
_OTHER_DIGITS = 12
_BOLD = 1.1  # how much wider the head of a column is than plain text


class RegisterPaper:
    """A ruled list on a page that lies on its long side, with empty lines to go on by hand."""

    def __init__(self, paper: Paper, form: Form, layout: Layout, words: Words, kind: Type) -> None:
        self._items = [cell.item for row in form_rows(form, layout) for cell in row.cells]
        self._least = layout.register
        self._values = Values(paper.fonts, words, kind.size, is_narrow=True)
        self._grid = Grid(paper, self._widths(paper.width), kind)

    def fill(self, found: Sequence[Sheet]) -> None:
        """One line for each filling, and empty ones up to what the paper has."""
        self._grid.head([item.text for item in self._items])
        fillings = [column.answers for sheet in found for column in sheet if column.answers]
        empty: list[Answers] = [{}] * (self._least - len(fillings))
        for answers in [*fillings, *empty]:
            self._grid.rows([[self._cell(item, answers.get(item.link_id)) for item in self._items]], room=[2])

    def _cell(self, item: Item, value: Answer | None) -> list[list[Piece]]:
        if item.kind in CHOICES:
            named = [option.text if (option := item.option(code)) else code for code in codes_of(value)]
            return [[Piece("，".join(named))]]
        text = "" if value is None else self._values.text(item, value)
        return [[Piece(line)] for line in text.split("\n")]

    def _widths(self, room: float) -> list[float]:
        """Dates, numbers and names take what they need, long texts share the rest."""
        long = sum(item.kind is Kind.LONGTEXT for item in self._items)
        least = [0.0 if item.kind is Kind.LONGTEXT else self._needed(item) for item in self._items]
        share = (room - sum(least)) / (long or len(least))
        return [
            wide + (share if item.kind is Kind.LONGTEXT or not long else 0)
            for item, wide in zip(self._items, least, strict=True)
        ]

    def _needed(self, item: Item) -> float:
        written = self._values.digits(_DIGITS.get(item.kind, _OTHER_DIGITS))
        return max(written, self._values.measure(item.text) * _BOLD) + 2 * PAD
