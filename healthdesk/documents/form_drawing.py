"""The rows of a form set down on a paper whose head is there: as a ruled table, or open."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from healthdesk.documents.form_across import AcrossTable
from healthdesk.documents.form_columns import Column, Sheet
from healthdesk.documents.form_content import Contents
from healthdesk.documents.form_rows import FormRow, form_rows, one_by_one
from healthdesk.documents.form_table import row_count
from healthdesk.documents.form_values import Values
from healthdesk.documents.grid import Grid, Rules, Type
from healthdesk.documents.layouts import Words
from healthdesk.documents.paper import MM, Paper
from healthdesk.documents.pieces import PAD, Look, Piece
from healthdesk.domain.forms.definition import Form, Kind
from healthdesk.domain.forms.layout import Layout, Open

_GROUP = 7 * MM
_LABEL_WIDE = 29 * MM
_LABEL_NARROW = 31 * MM
_LABEL_BESIDE = 20 * MM  # of the second of two rows side by side


class RuledPaper:
    """The rows of a form on a paper whose head is there."""

    def __init__(self, paper: Paper, form: Form, layout: Layout, words: Words, kind: Type) -> None:
        self._form = form
        self._layout = layout
        self._rows = form_rows(form, layout)
        is_narrow = layout.columns > 1
        self._label = _LABEL_NARROW if is_narrow else _LABEL_WIDE
        room = (paper.width - _GROUP - self._label) / layout.columns
        self._widths = [self._label, *[room] * layout.columns]
        self._grid = Grid(paper, self._widths, kind, group_width=_GROUP)
        values = Values(paper.fonts, words, kind.size, is_narrow)
        self._contents = Contents(values, room - 2 * PAD)
        self._across = AcrossTable(layout, self._contents, self._grid, sum(self._widths))
        self._half = (room - _LABEL_BESIDE) / 2
        self._beside = Contents(replace(values, is_half=True), self._half - 2 * PAD)

    def fill(self, found: Sequence[Sheet]) -> None:
        """Each of the sheets begins a page."""
        for number, sheet in enumerate(found):
            if number:
                self._grid.turn()
            self._fill(sheet)

    def _fill(self, sheet: Sheet) -> None:
        is_narrow = self._contents.values.is_narrow
        if any(column.title for column in sheet):
            self._titles(sheet)
        rows = tuple(one_by_one(self._rows, self._counts(sheet))) if is_narrow else self._rows
        for group, members in groupby(rows, key=lambda row: row.group or row.label):
            belonging = tuple(members)
            if self._is_scale(belonging[0]):
                self._scale(group, belonging, sheet[0])
                continue
            if self._across.holds(belonging[0]):
                self._across.draw(group, belonging, sheet[0])
                continue
            together = tuple(self._paired(belonging))
            self._grid.rows(
                [self._cells(beside, sheet) for beside in together],
                group=group if belonging[0].group else "",
                room=[1 if is_narrow else max(row.room for row in beside) for beside in together],
                widths=[self._widths_of(beside) for beside in together],
            )

    def _paired(self, rows: Sequence[FormRow]) -> Iterator[tuple[FormRow, ...]]:
        """The rows one by one, or two that the layout sets side by side."""
        waiting = list(rows)
        while waiting:
            row = waiting.pop(0)
            partner = self._layout.pairs.get(row.cells[0].item.link_id)
            is_next = bool(waiting) and waiting[0].cells[0].item.link_id == partner
            yield (row, waiting.pop(0)) if is_next else (row,)

    def _cells(self, beside: Sequence[FormRow], sheet: Sheet) -> list[list[list[Piece]]]:
        contents = self._beside if len(beside) > 1 else self._contents
        return [
            paragraphs
            for row in beside
            for paragraphs in (contents.label(row), *(contents.cell(row, column) for column in sheet))
        ]

    def _widths_of(self, beside: Sequence[FormRow]) -> Sequence[float]:
        if len(beside) > 1:
            return [self._label, self._half, _LABEL_BESIDE, self._half]
        return self._widths

    def _scale(self, group: str, rows: Sequence[FormRow], column: Column) -> None:
        """Questions with a cell for every score, under a head that says what most of the scores mean."""
        head = rows[0].cells[0].item.options
        label = self._layout.label * MM or self._label
        room = (sum(self._widths) - label) / len(head)
        widths = [label, *[room] * len(head)]
        self._grid.head([group, *(option.text for option in head)], widths)
        for row in rows:
            self._grid.rows([self._contents.scale(row, column, head)], widths=[widths])
        self._grid.head(())

    def _is_scale(self, row: FormRow) -> bool:
        return row.cells[0].item.link_id in self._layout.scale

    def _titles(self, sheet: Sheet) -> None:
        label = self._form.item(self._layout.columns_by).text
        titles = [[[Piece(column.title, Look.BOLD, is_centred=True)]] for column in sheet]
        self._grid.row([[[Piece(label)]], *titles])

    def _counts(self, sheet: Sheet) -> dict[str, int]:
        """How many rows each table of the form has on this sheet."""
        tables = (item for item in self._form.leaves() if item.kind is Kind.ROWS)
        return {
            item.link_id: max(row_count(item, column.answers.get(item.link_id)) for column in sheet)
            for item in tables
        }


class OpenPaper:
    """The rows of a form whose paper is no table: labels before the answers, or above long ones."""

    def __init__(self, paper: Paper, form: Form, layout: Layout, words: Words, kind: Type) -> None:
        look = layout.open or Open(kind.size, kind.pitch / MM)
        self._rows = form_rows(form, layout)
        self._label = look.label * MM
        widths = [look.label * MM, paper.width - look.label * MM] if look.label else [paper.width]
        rules = Rules.FRAME if look.is_framed else Rules.NONE
        self._grid = Grid(paper, widths, kind, rules=rules)
        values = Values(paper.fonts, words, kind.size, is_narrow=False)
        self._contents = Contents(values, widths[-1] - 2 * PAD, is_open=True)

    def fill(self, found: Sequence[Sheet]) -> None:
        """Each of the sheets begins a page."""
        for number, (column,) in enumerate(found):
            if number:
                self._grid.turn()
            for row in self._rows:
                self._grid.rows([self._cells(row, column)], room=[row.room])
        self._grid.close()

    def _cells(self, row: FormRow, column: Column) -> list[list[list[Piece]]]:
        label, cell = self._contents.label(row), self._contents.cell(row, column)
        if self._label:
            return [label, cell]
        if row.cells[0].item.kind in (Kind.LONGTEXT, Kind.ROWS):
            return [label + cell]
        (words,), (first, *others) = label, cell
        return [[[replace(words[0], leads=True), *first], *others]]
