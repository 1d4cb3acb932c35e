"""Whom am I treating: name, age, number, telephone; allergies in red first; what is due at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.kit import theme
from ui.kit.theme import Size
from ui.widgets.chip import Chip, Plate
from ui.widgets.giving_way import GivingWay, Step
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
        self._shorter: Sequence[Step] = ()
        self._last: Sequence[Step] = ()
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
        self._upper, self._lower = GivingWay(self, first), GivingWay(self, self._second)

    def show_person(self, person: PersonHeader) -> None:
        """Whom it is about from now on."""
        _empty(self._first)
        _empty(self._second)
        self.setAccessibleName(
            f"{person.name} {person.sex_and_age} {' '.join((*person.danger, *person.warnings))}"
        )
        self._first.addWidget(label(person.name, Size.DISPLAY, name=f"{self.objectName()}.name"))
        self._first.addWidget(label(person.sex_and_age, Size.TITLE))
        facts: list[QWidget] = [IconLine("", fact, "ink2") for fact in person.facts]
        tags: list[QWidget] = [Chip(text) for text in person.tags]
        for fact in facts:
            self._first.addWidget(fact)
        marks = self._second if self._has_two_lines else self._first
        for text in person.danger:
            marks.addWidget(Plate(text, name=f"{self.objectName()}.danger"))
        for text in person.warnings:
            marks.addWidget(IconLine("attention", text, "ink", name=f"{self.objectName()}.warning"))
        for tag in tags:
            marks.addWidget(tag)
        remarks: list[QWidget] = []
        for title, value in person.remarks:
            marks.addSpacing(8)
            for word in (label(title, tone="ink3"), label(value)):
                marks.addWidget(word)
                remarks.append(word)
        if self._has_two_lines:
            marks.addStretch(1)
        self._give_way(facts, tags, remarks)

    def _give_way(
        self, facts: Sequence[QWidget], tags: Sequence[QWidget], remarks: Sequence[QWidget]
    ) -> None:
        """The name, the age and the dangers are never cut; half a telephone number is of no use."""
        for row in (self._first, self._second):
            for at in range(row.count()):
                if (item := row.itemAt(at)) and (widget := item.widget()):
                    widget.show()
        behind = [one.setVisible for one in reversed(tags)]
        above = [one.setVisible for one in reversed(facts)]
        if self._has_two_lines:
            self._lower.begin([*(one.setVisible for one in reversed(remarks)), *behind])
            self._upper.begin([*above, *self._shorter, *self._last])
        else:
            self._upper.begin([*above, *self._shorter, *behind, *self._last])

    def set_right(
        self, widgets: Sequence[QWidget], shorter: Sequence[Step] = (), last: Sequence[Step] = ()
    ) -> None:
        """What stands at the right, in this order: what gets `shorter` before tags go, and goes `last`."""
        _empty(self._right)
        self._shorter, self._last = shorter, last
        for widget in widgets:
            self._right.addWidget(widget)
            widget.show()
        self._upper.fit()


def _empty(row: QHBoxLayout) -> None:
    while (item := row.takeAt(0)) is not None:
        widget = item.widget()
        if widget:
            widget.hide()
            widget.deleteLater()
