"""Fields of one line: text, whole and decimal numbers, dates and months."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame

from healthdesk.domain.forms.answers import Answer
from healthdesk.domain.forms.definition import Item, Kind
from ui.forms.answering import Answering
from ui.kit import entry, theme
from ui.kit.theme import CONTROL
from ui.widgets.text import set_state

LONGEST_TEXT = 500
LONGEST_NUMBER = 12
USUAL_WIDTH = 200
NARROWEST = 60
_BESIDE_TEXT = 2
"""What Qt leaves free at both ends of a line, also for the cursor."""
_MORE = "…"
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class LineField(QLineEdit):
    """Text of one line. Control marks in a paste are dropped, an input method composes undisturbed.

    Of what does not fit the beginning is seen, with … behind it, unless somebody is further on in it.
    """

    def __init__(self, item: Item, answering: Answering) -> None:
        super().__init__()
        self._item = item
        self._answering = answering
        self._is_showing = self._is_telling = False
        self._preferred = USUAL_WIDTH
        self.setMaxLength(item.max_length or LONGEST_TEXT)
        self.textChanged.connect(self._changed)

    def prefer_width(self, pixels: int) -> None:
        """As wide as that where there is room; it may get narrower."""
        self._preferred = pixels
        self.setMaximumWidth(pixels)
        self.setFixedHeight(CONTROL)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._preferred, CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._preferred, NARROWEST), CONTROL)

    def show_value(self, value: Answer | None, *, is_carried: bool) -> None:
        """Show this value; what is just being typed is left as it is, even where it is half a date."""
        set_state(self, "carried", is_carried)
        text = self._shown(value)
        if self._is_telling or self.text() == text:
            return
        self._is_showing = True
        self.setText(text)
        self.setCursorPosition(0 if not self.hasFocus() else len(self.text()))
        self._is_showing = False

    def set_wrong(self, *, is_wrong: bool) -> None:
        """The edge of a refused value."""
        set_state(self, "err", is_wrong)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.settle()
            self._answering.entered()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self._answering.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._answering.redo()
        else:
            before = self.text()
            super().keyPressEvent(event)
            if self.text() != before and event.text().isprintable() and self._is_complete(self.text()):
                self._answering.completed()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.setSelection(len(self.text()), -len(self.text()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.settle()
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.setCursorPosition(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.is_cut():
            return
        room = self._room()
        wide = self.fontMetrics().horizontalAdvance(_MORE)
        end = QRect(room.right() - wide + 1, room.top(), wide, room.height())
        painter = QPainter(self)
        painter.fillRect(end, self.palette().base())
        painter.setPen(theme.tokens().colour("ink2"))
        painter.drawText(end, Qt.AlignmentFlag.AlignCenter, _MORE)

    def is_cut(self) -> bool:
        """Whether the end of the text is out of sight."""
        wide = self.fontMetrics().horizontalAdvance(self.displayText())
        return self.cursorPosition() == 0 and wide > self._room().width()

    def _room(self) -> QRect:
        """Where the text is drawn."""
        frame = QStyleOptionFrame()
        self.initStyleOption(frame)
        inner = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, frame, self)
        return inner.marginsRemoved(self.textMargins()).adjusted(_BESIDE_TEXT, 0, -_BESIDE_TEXT, 0)

    def settle(self) -> None:
        """Write what was typed the way it was understood."""
        understood = self._meaning(self.text())
        if understood != self.text():
            self._is_showing = True
            self.setText(understood)
            self._is_showing = False

    def _changed(self, text: str) -> None:
        if self._is_showing:
            return
        safe = entry.safe_text(text, self.maxLength())
        if safe != text:
            at = self.cursorPosition()
            self._is_showing = True
            self.setText(safe)
            self.setCursorPosition(min(at, len(safe)))
            self._is_showing = False
        set_state(self, "carried", False)
        self._is_telling = True
        self._answering.edited(self._meaning(safe) or None)
        self._is_telling = False

    def _shown(self, value: Answer | None) -> str:
        """What is read for this value."""
        return "" if value is None else str(value)

    def _meaning(self, text: str) -> str:
        """What is stored for this text."""
        return text

    def _is_complete(self, text: str) -> bool:  # noqa: ARG002  numbers know
        """Whether nothing more can follow, so that the focus may go on."""
        return False


class NumberField(LineField):
    """Right-aligned; complete as soon as one more digit could not be right. A long number is seen whole."""

    def __init__(self, item: Item, answering: Answering) -> None:
        super().__init__(item, answering)
        self._usual = 0
        self.setProperty("kind", "number")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(LONGEST_NUMBER)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.textChanged.connect(self._hold_whole)

    def prefer_width(self, pixels: int) -> None:
        self._usual = pixels
        super().prefer_width(pixels)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _hold_whole(self) -> None:
        """The first digits of a number must not be out of sight: the field follows what is in it."""
        if self._usual:
            around = self.width() - self._room().width()
            needed = self.fontMetrics().horizontalAdvance(self.text()) + around + _BESIDE_TEXT
            if max(self._usual, needed) != self._preferred:
                super().prefer_width(max(self._usual, needed))

    def _meaning(self, text: str) -> str:
        number = entry.read_number(text)
        return entry.plain(text) if number is None else str(number)

    def _is_complete(self, text: str) -> bool:
        number = entry.read_number(text)
        if number is None or self.cursorPosition() != len(text):
            return False
        if self._item.kind is Kind.DECIMAL:
            after_point = len(text.partition(".")[2])
            return self._item.decimals is not None and 0 < self._item.decimals <= after_point
        limits = self._item.hard
        if limits is None or limits.high is None or not limits.holds(number):
            return False
        return number * 10 > limits.high


class DateField(LineField):
    """Takes `0315`, `-7`, `t`, `+3m` and writes the date out when it is left."""

    def __init__(self, item: Item, answering: Answering) -> None:
        super().__init__(item, answering)
        self.setMaxLength(entry.LONGEST)
        self.setToolTip(self.tr("0315、-7（七天前）、t（今天）、+3m（三个月后）"))

    def _meaning(self, text: str) -> str:
        if self._item.kind is Kind.MONTH:
            return entry.read_month(text) or entry.plain(text)
        day = entry.read_date(text, self._answering.today())
        return day.isoformat() if day else entry.plain(text)
