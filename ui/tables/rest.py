"""After the row under the finger has gone: nobody is marked until the eye can have seen who is there now."""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.kit import theme
from ui.kit.rest import REST_MS
from ui.tables.cells import INSET
from ui.widgets.text import width

MOVES = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
_NO_DEED = frozenset(
    {*MOVES, Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_Tab}
)


class Rest(QObject):
    """`place` is the row of `view` that is marked when it is `over`.

    A key that comes before is `refused`: it finds nobody to act on, and the eye gets its time once more.
    """

    over = Signal()
    refused = Signal()

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.place = -1
        self.is_early = False
        self._view = view
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self.over)

    @property
    def is_on(self) -> bool:
        """Whether nobody may be acted on."""
        return self._timer.isActive()

    def begin(self, place: int) -> None:
        """The row that was marked has gone, and `place` stands where it stood."""
        self.place, self.is_early = place, False
        self._timer.start()
        self._view.installEventFilter(self)

    def end(self) -> None:
        """A row is chosen, by a person or because the time is over."""
        self._timer.stop()
        self._view.removeEventFilter(self)
        self.place, self.is_early = -1, False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  only the view
        """Every key passes here before it is a shortcut or a press."""
        is_key = event.type() == QEvent.Type.ShortcutOverride
        if is_key and self.is_on and isinstance(event, QKeyEvent) and _is_deed(event):
            self.is_early = True
            self._timer.start()
            self.refused.emit()
        return False


def _is_deed(event: QKeyEvent) -> bool:
    """Whether the key would do something, and not only move or hold another."""
    return event.key() not in _NO_DEED and (not event.text().isprintable() or not event.text())


def draw_rest(painter: QPainter, where: QRect, words: str) -> None:
    """A hollow frame around who will be marked; with `words`, why the key did nothing."""
    colours = theme.tokens()
    painter.setPen(QPen(colours.colour("accent"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(where).adjusted(0.5, 0.5, -0.5, -0.5))
    if not words:
        return
    wide = width(theme.font(), words) + 2 * INSET
    place = QRect(where.right() - wide - 1, where.top() + 2, wide, where.height() - 4)
    painter.fillRect(place, colours.colour("surface"))
    painter.setFont(theme.font())
    painter.setPen(colours.colour("amber"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
