"""One question on the sheet: section, label, fields side by side, whether carried, and the last time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.domain.forms.definition import Item, Kind
from ui.forms.answering import Answering
from ui.forms.fields import field_for, field_width, unit_beside
from ui.forms.line_fields import LineField
from ui.forms.plan import Cell, Row, is_wide
from ui.forms.rows_field import RowsField
from ui.kit import theme, words
from ui.kit.theme import Size
from ui.widgets.chip import Tone, chip_colours, draw_chip
from ui.widgets.flow import FlowLayout
from ui.widgets.marks import IconLine
from ui.widgets.numbered import HEIGHT, INSET
from ui.widgets.text import draw, width

SIDE = 8
SECTION_LEFT = 16
CARRIED_WIDTH = 36
LAST_WIDTH = 156


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the four columns of a sheet stand, in pixels."""

    label_left: int
    answer_left: int
    has_last: bool

    @property
    def right(self) -> int:
        """What the two columns at the right take."""
        return CARRIED_WIDTH + LAST_WIDTH + SIDE if self.has_last else SIDE * 2


class QuestionRow(QWidget):
    """Draws its words itself; the fields are widgets, made when they are first asked. `fields` are by key."""

    def __init__(self, row: Row, columns: Columns, hear: Callable[[str], Answering], parent: QWidget) -> None:
        super().__init__(parent)
        self.row, self._label = row, words.of_form(row.label)
        self._section, self._columns = "", columns
        self._is_current = self._is_carried = False
        self.is_shown = True
        self._last = ""
        self.fields: dict[str, Any] = {}
        self._boxes: dict[str, QWidget] = {}
        self._hear = hear
        self._on_paper: dict[str, str] = {}
        self._complaint: IconLine | None = None
        self._is_long = width(theme.font(Size.STRONG), self._label) > self._label_room
        self.setToolTip(row.label if self._label != row.label else "")
        self._outer = QHBoxLayout(self)
        self._outer.setSpacing(0)
        self._stand_in(columns)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._flow = FlowLayout(across=8, down=4)
        self._column.addLayout(self._flow)
        self._outer.addLayout(self._column, 1)

    def begin(self, columns: Columns) -> None:
        """Another person: nothing is wrong yet, and there may be a last time where there was none."""
        self.complain("")
        for field in self.fields.values():
            field.set_wrong(is_wrong=False)
        if columns != self._columns:
            self._stand_in(columns)
            self.update()

    def forget_lines(self) -> None:
        """Empty lines that were added to a table for the person before go."""
        for field in self.fields.values():
            if isinstance(field, RowsField):
                field.forget_lines()

    def make(self, cell: Cell) -> bool:
        """The field of a question that is asked; False when it is there already."""
        if cell.key in self._boxes:
            return False
        before = [one for one in self.row.cells[: self.row.cells.index(cell)] if one.key in self._boxes]
        self._boxes[cell.key] = box = self._box(cell, self._hear(cell.key))
        self._flow.insertWidget(len(before), box)
        self._describe()
        return True

    def show_cell(self, key: str, *, is_shown: bool) -> None:
        """Ask it or not; on a row that is not up yet it comes up with the row."""
        box = self._boxes.get(key)
        if box is None:
            return
        was_told = box.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        if self.isVisible() or was_told or not is_shown:
            box.setVisible(is_shown)

    def show_row(self, *, is_shown: bool) -> None:
        """The whole question, or nothing of it. What was never hidden comes up with the sheet."""
        if is_shown != self.is_shown:
            self.is_shown = is_shown
            self.setVisible(is_shown)

    def set_section(self, section: str) -> None:
        """The name of the section stands at its first shown row."""
        if section != self._section:
            self._section = section
            self.update()

    def set_current(self, *, is_current: bool) -> None:
        """The whole row gets the tint: it is what the eye looks for after each key."""
        if is_current != self._is_current:
            self._is_current = is_current
            self.update()

    def show_past(self, last: str, *, is_carried: bool) -> None:
        """What it was last time, and whether that value still stands here."""
        if (last, is_carried) != (self._last, self._is_carried):
            self._last, self._is_carried = last, is_carried
            self._describe()
            self.update()

    def complain(self, sentence: str, *, is_question: bool = False) -> None:
        """What is wrong, or, softly, what should be looked at again; empty takes it back."""
        if self._complaint is None:
            if not sentence:
                return
            self._complaint = IconLine("", "", "danger", name=f"complaint.{self.row.cells[0].key}")
            self._column.addWidget(self._complaint, 0, Qt.AlignmentFlag.AlignLeft)
        icon, tone = ("attention", "ink") if is_question else ("incomplete", "danger")
        self._complaint.show_line(icon, sentence, tone)
        self._complaint.setVisible(bool(sentence))
        self._describe()

    def _describe(self) -> None:
        """What is painted beside a field is told to a reader with it, in English the paper's words too."""
        said = [self._complaint.text()] if self._complaint else []
        if self._is_carried:
            said.append(self.tr("沿用"))
        if self._last:
            said.append(self.tr("上次 {value}").format(value=self._last))
        for key, field in self.fields.items():
            field.setAccessibleDescription(words.clauses([*said, self._on_paper[key]]))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  a few words
        colours = theme.tokens()
        painter = QPainter(self)
        if self._is_current:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("soft"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(SIDE, 0, -SIDE, 0), 3, 3)
        strong, plain = theme.font(Size.STRONG), theme.font()
        high = min(self.height(), self._line_height)
        section = QRect(SECTION_LEFT, 0, self._columns.label_left - SECTION_LEFT - 4, high)
        draw(painter, section, self._section, font=strong, colour=colours.colour("ink"))
        self._draw_label(painter, high)
        if not self._columns.has_last:
            return
        left = self.width() - self._columns.right
        if self._is_carried:
            word = QRect(left, 0, CARRIED_WIDTH, high)
            draw(painter, word, self.tr("沿用"), font=plain, colour=colours.colour("ink3"))
        past = QRect(left + CARRIED_WIDTH, 0, LAST_WIDTH - SIDE, high)
        draw(painter, past, self._last, font=plain, colour=colours.colour("ink2"))

    def _stand_in(self, columns: Columns) -> None:
        self._columns = columns
        above = theme.CONTROL if self._is_long else 2
        self._outer.setContentsMargins(columns.answer_left - INSET, above, columns.right, 2)

    @property
    def _line_height(self) -> int:
        """Of the first line, with what is above and below it: boxes are lower than fields."""
        is_boxes = all(_is_boxes(cell.item) for cell in self.row.cells)
        return (HEIGHT if is_boxes else theme.CONTROL) + 4

    @property
    def _label_room(self) -> int:
        return self._columns.answer_left - self._columns.label_left - 8

    def _draw_label(self, painter: QPainter, high: int) -> None:
        """Beside the answer, or a question in whole sentences above it."""
        colours = theme.tokens()
        font = theme.font(Size.STRONG if self._is_current else Size.BODY)
        left = self._columns.label_left
        wide = self.width() - left - self._columns.right if self._is_long else self._label_room
        room = QRect(left, 0, wide, theme.CONTROL if self._is_long else high)
        ink = colours.colour("ink" if self._is_current else "ink2")
        taken = draw(painter, room, self._label, font=font, colour=ink)
        if self.row.mark:
            chip = QRectF(self._columns.label_left + taken + 6, high / 2 - 11, 32, 22)
            draw_chip(painter, chip, words.of_form(self.row.mark), chip_colours(Tone.PLAIN))

    def _box(self, cell: Cell, answering: Answering) -> QWidget:
        """Words before, field, words after, kept together when the line wraps."""
        field = self._field(cell, answering)
        self.fields[cell.key] = field
        item, place = cell.item, cell.place
        before = words.of_form(place.before.strip()) if len(self.row.cells) > 1 else ""
        after = words.of_form(item.unit or "" if place.after is None else place.after)
        is_level = cell is self.row.cells[0] or not before
        is_boxes = _is_boxes(item)
        made = QWidget(self)
        made.setProperty("wide", is_wide(item))
        across = QHBoxLayout(made)
        across.setContentsMargins(0 if is_boxes and is_level else INSET, 0, 0, 0)
        across.setSpacing(6)
        high = HEIGHT if is_boxes else theme.CONTROL
        top = Qt.AlignmentFlag.AlignTop
        if before:
            across.addWidget(unit_beside(before, high), 0, top)
        across.addWidget(field, 1 if is_boxes or is_wide(item) else 0)
        if after and item.kind is not Kind.ROWS:
            across.addWidget(unit_beside(after, high), 0, top)
        return made

    def _field(self, cell: Cell, answering: Answering) -> Any:
        item, name = cell.item, f"field.{cell.key}"
        field: Any
        if item.kind is Kind.ROWS and not item.is_read_only:
            field = RowsField(item, answering, name)
        else:
            field = field_for(item, answering)
            _size(field, item, cell.place.width)
        field.setObjectName(name)
        said = words.of_form(item.text)
        self._on_paper[cell.key] = item.text if said != item.text else ""
        field.setAccessibleName(f"{said} {words.of_form(item.unit or '')}".strip())
        return field


def _is_boxes(item: Item) -> bool:
    return item.kind in (Kind.CHOICE, Kind.CHOICES) and not item.is_read_only


def _size(field: QWidget, item: Item, characters: int | None) -> None:
    if item.is_read_only or item.kind in (Kind.CHOICE, Kind.CHOICES, Kind.SIGNATURE):
        return
    width = field_width(item, characters)
    if isinstance(field, LineField) and width:
        field.prefer_width(width)
    elif item.kind is Kind.LONGTEXT:
        field.setMinimumWidth(160)
