"""Changes as one signal on the main thread: what was saved, wherever it was saved from."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from healthdesk.base.changes import Changes

GATHER_MS, SLOWEST_MS, CALM_MS = 50, 2_000, 1_000
"""The synchroniser commits many small units, for minutes: a screen fetches everything again for all of them.

One save is told after GATHER_MS. While saves go on without a calm second, each telling waits twice as long
as the one before, at most SLOWEST_MS.
"""


class Bus(QObject):
    """`announce` comes from any thread; `changed` comes on the main one, with all kinds heard by then."""

    changed = Signal(object)
    _heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kinds: frozenset[str] = frozenset()
        self.pace = GATHER_MS
        self._told = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tell)
        self._heard.connect(self._gather, Qt.ConnectionType.QueuedConnection)

    def announce(self, changes: Changes) -> None:
        """Say what a unit of work has saved."""
        self._heard.emit(changes)

    @Slot(object)
    def _gather(self, changes: Changes) -> None:
        self._kinds |= changes.kinds
        if not self._timer.isActive():
            is_calm = not self._told.isValid() or self._told.hasExpired(CALM_MS)
            self.pace = GATHER_MS if is_calm else min(2 * self.pace, SLOWEST_MS)
            self._timer.start(self.pace)

    @Slot()
    def _tell(self) -> None:
        kinds, self._kinds = self._kinds, frozenset()
        self._told.start()
        self.changed.emit(Changes(kinds))
