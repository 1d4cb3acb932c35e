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


_KEY_EVENTS = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease})


class HeldKeys(QObject):
    """Swallows repetitions, application-wide, as long as it lives.

    A finger that rests on a digit would answer this question and the next ones, one on Enter accept carried
    answers nobody has read. Moving and deleting go on; a letter goes on in the field where it was begun.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._began_in: QWidget | None = None
        self._let_go = (0, 0)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  wherever the key goes
        kind = event.type()
        if kind not in _KEY_EVENTS or not isinstance(event, QKeyEvent):
            return False
        if kind is QEvent.Type.KeyRelease:
            self._let_go = (event.key(), event.timestamp())
            return False
        here = QApplication.focusWidget()
        if not self._is_repeated(event):
            self._began_in = here if kind is QEvent.Type.KeyPress else self._began_in
            return False
        is_swallowed = Qt.Key(event.key()) not in _MOVES and not self._is_typed_on(here, event)
        if is_swallowed:
            event.accept()  # of a shortcut: no other one is looked for
        return is_swallowed

    def _is_repeated(self, event: QKeyEvent) -> bool:
        """X tells the end of one press and the beginning of the next at the same moment, and Qt does not
        always notice that; no finger is so fast.
        """
        is_same_moment = event.timestamp() != 0 and self._let_go == (event.key(), event.timestamp())
        return event.isAutoRepeat() or is_same_moment

    def _is_typed_on(self, here: QWidget | None, event: QKeyEvent) -> bool:
        takes_text = here is not None and here.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        return takes_text and here is self._began_in and event.text().isprintable() and bool(event.text())
