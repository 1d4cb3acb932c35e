"""Whom am I treating: name, age, number, telephone; allergies in red first; what is due at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.kit import theme
from ui.kit.theme import Size
from ui.widgets.chip import Chip, Plate
from ui.widgets.marks import IconLine
from ui.widgets.text import label

ONE_LINE = 56
TWO_LINES = 92


@dataclass(frozen=True, slots=True)
class PersonHeader:
    """What the bar shows. `facts` are grey (birth date, masked number …), `danger` the red plates."""

    name: str
    sex_and_age: str
    facts: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    """Pairs such as (责任医生, 张建国), in the second line of the record."""
    warnings: tuple[str, ...] = ()
    """What must be known and is no danger: 过敏史未询问. Dark, with an icon, behind the red plates."""


class PersonBar(QFrame):
    """`has_two_lines` as in the record. Put buttons and marks in with `set_right`."""

    def __init__(self, *, has_two_lines: bool = False, name: str = "person") -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setObjectName(name)
        self.setFixedHeight(TWO_LINES if has_two_lines else ONE_LINE)
        self._has_two_lines = has_two_lines
        column = QVBoxLayout(self)
        upper, lower = (10, 12) if has_two_lines else (0, 0)
        column.setContentsMargins(theme.PAGE_MARGIN, upper, theme.PAGE_MARGIN, lower)
        column.setSpacing(6 if has_two_lines else 0)
        first = QHBoxLayout()
        first.setSpacing(8)
        self._first = QHBoxLayout()
        self._first.setSpacing(10)
        first.addLayout(self._first)
        first.addStretch(1)
        self._right = QHBoxLayout()
        self._right.setSpacing(12)
        first.addLayout(self._right)
        column.addLayout(first, 1)
        self._second = QHBoxLayout()
        self._second.setSpacing(8)
        if has_two_lines:
            column.addLayout(self._second)

    def show_person(self, person: PersonHeader) -> None:
        """Whom it is about from now on."""
        _empty(self._first)
        _empty(self._second)
        self.setAccessibleName(
            f"{person.name} {person.sex_and_age} {' '.join((*person.danger, *person.warnings))}"
        )
        self._first.addWidget(label(person.name, Size.DISPLAY, name=f"{self.objectName()}.name"))
        self._first.addWidget(label(person.sex_and_age, Size.TITLE))
        for fact in person.facts:
            # These give way with an ellipsis on a narrow window; the name never does.
            self._first.addWidget(IconLine("", fact, "ink2"))
        marks = self._second if self._has_two_lines else self._first
        for text in person.danger:
            marks.addWidget(Plate(text, name=f"{self.objectName()}.danger"))
        for text in person.warnings:
            marks.addWidget(IconLine("attention", text, "ink", name=f"{self.objectName()}.warning"))
        for text in person.tags:
            marks.addWidget(Chip(text))
        for title, value in person.remarks:
            marks.addSpacing(8)
            marks.addWidget(label(title, tone="ink3"))
            marks.addWidget(label(value))
        if self._has_two_lines:
            marks.addStretch(1)

    def set_right(self, widgets: Sequence[QWidget]) -> None:
        """What stands at the right, in this order."""
        _empty(self._right)
        for widget in widgets:
            self._right.addWidget(widget)


def _empty(row: QHBoxLayout) -> None:
    while (item := row.takeAt(0)) is not None:
        widget = item.widget()
        if widget:
            widget.hide()
            widget.deleteLater()
