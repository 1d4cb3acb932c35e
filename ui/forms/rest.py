"""A question has gone from under the keys: none counts for the next until the eye can have seen it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.rest import REST_MS

_HOLDERS = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta}
)
_OF_THE_SCREEN = frozenset({Qt.Key.Key_Escape, *(Qt.Key(Qt.Key.Key_F1 + at) for at in range(12))})
_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Rest(QObject):
    """A key that comes too early is `refused`: it answers nothing, and the eye gets its time once more.

    The mouse, a chord or a key of the screen is an act of its own, and ends the rest.
    """

    refused = Signal()

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._form = form
        self._expected: str | None = None
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self.end)

    @property
    def is_on(self) -> bool:
        """Whether keys are refused."""
        return self._timer.isActive()

    def expect(self, key: str | None) -> None:
        """The question that stands next, where the eye may be already."""
        self._expected = key

    def arrive(self, asks: Callable[[str], bool]) -> None:
        """The focus comes somewhere else because what stood next is not asked any more."""
        if self._expected is not None and not asks(self._expected):
            self.begin()
        self._expected = None

    def begin(self) -> None:
        """The question that had the focus, or was to have it, has gone."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._timer.start()

    def end(self) -> None:
        """Keys count again."""
        self._timer.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def forget(self) -> None:
        """Another sheet, or a step back: whoever took it knows where it leads."""
        self.end()
        self._expected = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  wherever the key goes
        """Every key and click of the program passes here while the rest lasts."""
        if event.type() is QEvent.Type.MouseButtonPress or not self._form.isVisible():
            self.end()
            return False
        if isinstance(event, QInputMethodEvent):
            return self._is_word_refused(event)
        is_key = event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if not is_key or not isinstance(event, QKeyEvent) or event.key() in _HOLDERS:
            return False
        if event.modifiers() & _CHORD or event.key() in _OF_THE_SCREEN:
            self.end()
            return False
        if event.type() is QEvent.Type.KeyPress:
            self._refuse()
        event.accept()  # of a shortcut: no other one is looked for
        return True

    def _is_word_refused(self, event: QInputMethodEvent) -> bool:
        """Letters that are being put together, and words that are done: they were begun for what has gone."""
        if not event.commitString() and not event.preeditString():
            return False  # the composing is over, which may be said
        self._refuse()
        QGuiApplication.inputMethod().reset()  # or the word would come when the rest is over
        event.accept()
        return True

    def _refuse(self) -> None:
        self._timer.start()
        self.refused.emit()
