"""A table inside a form: medicines, past diseases. One line a row, a key to add and one to take away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from healthdesk.domain.codes import shipped
from healthdesk.domain.forms.answers import Answer
from healthdesk.domain.forms.definition import Item, Kind
from ui.forms.answering import Answering
from ui.forms.fields import ComboField, field_for, field_width, unit_beside
from ui.forms.line_fields import USUAL_WIDTH, LineField
from ui.kit import words
from ui.widgets.flow import FlowLayout
from ui.widgets.key_button import KeyButton

MOST_ROWS = 30
_WIDEST_COMBO = 150
_CHARACTER, _LETTER = 14, 8
_ROUND_A_COMBO = 64  # pixels: its number, its arrow, its edges
_LONGEST_WORD = 12  # characters: what may be longer is a name


class RowsField(QWidget):
    """Tells the whole table at every change. An empty row is offered at the end with `add_row`."""

    def __init__(self, item: Item, answering: Answering, name: str) -> None:
        super().__init__()
        self._item, self._answering, self._name = item, answering, name
        self._values: list[dict[str, Any]] = []
        self._lines: list[dict[str, Any]] = []
        self._is_carried = self._is_telling = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2, 0, 2)
        self._column.setSpacing(4)
        self._add = KeyButton(self.tr("加一行"), icon="add", kind="text", name=f"{name}.add")
        self._add.clicked.connect(self.add_row)
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._add)

    def show_value(self, value: Answer | None, *, is_carried: bool) -> None:
        """Show these rows; rows with nothing in them yet stay where they are being typed."""
        rows = [dict(row) for row in value if isinstance(row, Mapping)] if isinstance(value, tuple) else []
        typed = [_plain(row) for row in self._values if row]
        if not self._is_telling and (typed != [_plain(row) for row in rows] or not self._lines):
            self._values = rows
            if rows and len(rows) == len(self._lines):
                self._refresh()
            else:
                self._rebuild()
        if is_carried != self._is_carried:
            self._is_carried = is_carried
            self._refresh()

    def forget_lines(self) -> None:
        """Lines with nothing in them go."""
        filled = [row for row in self._values if row]
        if len(filled) < len(self._values):
            self._values = filled
            self._rebuild()

    def set_wrong(self, *, is_wrong: bool) -> None:
        """The sentence under the table says it."""

    def add_row(self) -> None:
        """A fresh row, with the focus in it."""
        if len(self._values) < MOST_ROWS:
            self._values.append({})
            self._rebuild()
            self._lines[-1][self._item.items[0].link_id].setFocus()

    def _rebuild(self) -> None:
        for line in self._lines:
            for field in line.values():
                field.setParent(None)
        while self._column.count() > 1:
            taken = self._column.takeAt(0)
            old = taken.widget() if taken else None
            if old:
                old.hide()
                old.deleteLater()
        self._lines = []
        for at, row in enumerate(self._values):
            across = self._line(at, row)
            self._column.insertWidget(at, across)
            across.show()
        self.setFocusProxy(self._lines[0][self._item.items[0].link_id] if self._lines else self._add)
        self.updateGeometry()

    def _line(self, at: int, row: Mapping[str, Any]) -> QWidget:
        made = QWidget(self)
        across = FlowLayout(made, across=6)
        fields: dict[str, Any] = {}
        for column in self._item.items:
            field = self._field(at, column)
            field.show_value(row.get(column.link_id), is_carried=self._is_carried)
            fields[column.link_id] = field
            across.addWidget(field)
            if column.unit:
                across.addWidget(unit_beside(words.of_form(column.unit)))
        drop = KeyButton("", icon="delete", kind="text", name=f"{self._name}.{at}.drop")
        drop.setAccessibleName(self.tr("删去第 {n} 行").format(n=at + 1))
        drop.setToolTip(drop.accessibleName())
        drop.clicked.connect(lambda: self._drop(at))
        across.addWidget(drop)
        self._lines.append(fields)
        return made

    def _field(self, at: int, column: Item) -> Any:
        hears = replace(
            self._answering,
            edited=lambda value: self._change(at, column, value),
            entered=lambda: self._go_on(at, column),
            completed=lambda: self._go_on(at, column),
        )
        field: Any
        if column.kind is Kind.CHOICE:
            field = ComboField(column, hears)
            field.setFixedWidth(_combo_width(column))
        else:
            field = field_for(column, hears)
            width = field_width(column, _characters(column))
            if isinstance(field, LineField):
                field.prefer_width(width or USUAL_WIDTH)
                field.setPlaceholderText(words.of_form(column.text))
        field.setObjectName(f"{self._name}.{at}.{column.link_id}")
        field.setAccessibleName(f"{words.of_form(column.text)} {at + 1}")
        return field

    def _change(self, at: int, column: Item, value: Any) -> None:
        if value is None:
            self._values[at].pop(column.link_id, None)
        else:
            self._values[at][column.link_id] = value
            self._fill(at, column, str(value))
        self._tell()

    def _fill(self, at: int, column: Item, code: str) -> None:
        """The words of a chosen code go into the column beside it."""
        found = shipped().get(column.codes).get(code) if column.codes and column.fills else None
        if found and found.is_known and column.fills:
            self._values[at][column.fills] = found.text
            self._lines[at][column.fills].show_value(found.text, is_carried=self._is_carried)

    def _drop(self, at: int) -> None:
        self._values.pop(at)
        self._rebuild()
        self._tell()

    def _tell(self) -> None:
        self._is_telling = True
        self._answering.edited([row for row in self._values if row] or None)
        self._is_telling = False

    def _go_on(self, at: int, column: Item) -> None:
        """The next cell; but Enter on a carried table keeps it whole."""
        if self._is_carried:
            self._answering.entered()
            return
        columns = [one.link_id for one in self._item.items]
        place = columns.index(column.link_id)
        if place + 1 < len(columns):
            self._lines[at][columns[place + 1]].setFocus(Qt.FocusReason.TabFocusReason)
        elif at + 1 < len(self._lines):
            self._lines[at + 1][columns[0]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._answering.entered()

    def _refresh(self) -> None:
        for row, line in zip(self._values, self._lines, strict=True):
            for link_id, field in line.items():
                field.show_value(row.get(link_id), is_carried=self._is_carried)


def _characters(column: Item) -> int | None:
    """Room for a word or a name; numbers and dates know their own."""
    if column.kind is not Kind.TEXT:
        return None
    return 5 if (column.max_length or USUAL_WIDTH) <= _LONGEST_WORD else 8


def _combo_width(column: Item) -> int:
    said = {option.text: words.of_form(option.text) for option in column.options}
    longest = max(len(word) * (_CHARACTER if word == text else _LETTER) for text, word in said.items())
    return min(_WIDEST_COMBO, longest + _ROUND_A_COMBO)


def _plain(row: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in row.items()}
