"""Notices that nobody has touched the workstation for a while."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_TOUCH = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_MINUTE_MS = 60_000


class IdleWatch(QObject):
    """`passed` after so many minutes without a key or a mouse; 0 minutes: never."""

    passed = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._minutes = minutes
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.passed)

    def start(self) -> None:
        """Watch from now on."""
        app = QApplication.instance()
        if self._minutes and app is not None:
            app.installEventFilter(self)
            self._timer.start(self._minutes * _MINUTE_MS)

    def stop(self) -> None:
        """Watch no longer."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  any widget
        if event.type() in _TOUCH and self._timer.remainingTime() < (self._minutes * _MINUTE_MS - 1000):
            self._timer.start(self._minutes * _MINUTE_MS)
        return False
