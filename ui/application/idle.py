"""Notices that nobody touches the workstation: for a moment, and for so long that it is to be locked."""

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
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
_MOMENT_MS = 1_000
REST_MS = 20_000
"""Longer than somebody thinks between two keys."""


class IdleWatch(QObject):
    """`rested` every REST_MS, and `passed` after so many minutes, without a key or a mouse.

    0 minutes: never `passed`.
    """

    rested = Signal()
    passed = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._minutes = minutes
        self._since = QElapsedTimer()
        self._lock = QTimer(self, singleShot=True)
        self._lock.timeout.connect(self.passed)
        self._rest = QTimer(self)
        self._rest.timeout.connect(self.rested)

    def start(self) -> None:
        """Watch from now on."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
            self._begin()

    def stop(self) -> None:
        """Watch no longer."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._lock.stop()
        self._rest.stop()

    def _begin(self) -> None:
        self._since.start()
        self._rest.start(REST_MS)
        if self._minutes:
            self._lock.start(self._minutes * _MINUTE_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  any widget
        if event.type() in _TOUCH and self._since.hasExpired(_MOMENT_MS):
            self._begin()
        return False
