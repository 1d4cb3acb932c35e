"""A key that is held down: letters and arrows repeat, and what acts or answers does it once."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_MOVES = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
    }
)


class HeldKeys(QObject):
    """Swallows repetitions, application-wide, as long as it lives.

    A finger that rests on a digit would answer this question and the next ones, one on Enter accept carried
    answers nobody has read. Moving and deleting go on; a letter goes on in the field where it was begun.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._began_in: QWidget | None = None
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  wherever the key goes
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        here = QApplication.focusWidget()
        if not event.isAutoRepeat():
            self._began_in = here
            return False
        return Qt.Key(event.key()) not in _MOVES and not self._is_typed_on(here, event)

    def _is_typed_on(self, here: QWidget | None, event: QKeyEvent) -> bool:
        takes_text = here is not None and here.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        return takes_text and here is self._began_in and event.text().isprintable() and bool(event.text())
