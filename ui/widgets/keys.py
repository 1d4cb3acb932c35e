"""Keys shown beside what they do: a small frame, as at the foot of a list."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.actions import key_word
from ui.widgets.giving_way import GivingWay
from ui.widgets.text import label, width

_HEIGHT = 22


class KeyFrame(QWidget):
    """One key in its frame."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._word = key_word(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._word)

    def sizeHint(self) -> QSize:
        return QSize(max(_HEIGHT, width(theme.font(), self._word) + 18), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        painter = QPainter(self)
        draw_key(painter, QRectF(self.rect()), self._word)


class KeyHint(QPushButton):
    """A key and what it does; a click does the same."""

    def __init__(self, key: str, text: str, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setAccessibleDescription(key_word(key))
        self.setProperty("kind", "text")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 0, 2, 0)
        self._row.setSpacing(8)
        self._row.addWidget(KeyFrame(key))
        self._label = label(text, tone="ink2")
        self._row.addWidget(self._label)

    def set_text(self, text: str) -> None:
        """Say something else beside the key."""
        self._label.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._row.sizeHint().width(), theme.CONTROL)


def add_hints(row: QBoxLayout, *hints: tuple[str, str, Callable[[], object]]) -> None:
    """Append to `row` a hint for each key: its word, and what key and click both do.

    Where the window is narrow the last ones give way: F1 still tells them.
    """
    made = []
    for key, text, call in hints:
        hint = KeyHint(key, text)
        hint.clicked.connect(call)
        row.addWidget(hint)
        made.append(hint)
    GivingWay(row.parentWidget(), row, [hint.setVisible for hint in reversed(made)])


def draw_key(painter: QPainter, where: QRectF, word: str) -> None:
    """A key frame inside `where`."""
    colours = theme.tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colours.colour("line2"), 1))
    painter.setBrush(colours.colour("surface"))
    painter.drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_CHIP, theme.RADIUS_CHIP)
    painter.setFont(theme.font())
    painter.setPen(colours.colour("ink2"))
    painter.drawText(where, Qt.AlignmentFlag.AlignCenter, word)
