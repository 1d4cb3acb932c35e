"""A field with a magnifier and its key: the one search box, and the one of the command palette."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ui.kit import icons, theme
from ui.widgets.keys import KeyFrame

HEIGHT = 38
LONGEST = 120
"""Nobody searches with more; a paste of a megabyte is cut here."""


class SearchBox(QWidget):
    """`asked(text)` at every change; `steered(key)` for ↑ ↓ and the pages; `entered()`; `left()` on Esc."""

    asked = Signal(str)
    steered = Signal(int)
    entered = Signal()
    left = Signal()

    def __init__(self, hint: str, key: str = "", name: str = "") -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.field = _Field(self)
        self.field.setObjectName(name)
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.setMaxLength(LONGEST)
        self.field.setProperty("kind", "search")
        self.field.textChanged.connect(self.asked)
        self.setFocusProxy(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(37, 1, 10, 1)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        if key:
            row.addWidget(KeyFrame(key))

    def text(self) -> str:
        """What is typed."""
        return self.field.text()

    def set_text(self, text: str) -> None:
        """Type this."""
        self.field.setText(text)

    def type_on(self, text: str) -> None:
        """Go on typing here what was begun elsewhere on the screen."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.insert(text)

    def clear(self) -> None:
        """Empty it."""
        self.field.clear()

    def sizeHint(self) -> QSize:
        return QSize(560, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = self.field.hasFocus()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if has_focus:
            painter.setPen(QPen(colours.colour("focus"), 2))
        else:
            painter.setPen(QPen(colours.colour("ink2" if self.underMouse() else "edge"), 1))
            frame.adjust(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(colours.colour("surface" if has_focus else "sunken"))
        painter.drawRoundedRect(frame, theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        icons.paint(painter, "search", colours.colour("ink2"), QPointF(21, self.height() / 2 - 1), 18)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)


class _Field(QLineEdit):
    def __init__(self, box: SearchBox) -> None:
        super().__init__(box)
        self._box = box
        self.setFrame(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                self._box.steered.emit(event.key())
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers() & ~_KEYPAD:
                self._box.entered.emit()
            case Qt.Key.Key_Escape:
                self._box.left.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._box.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._box.update()


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
