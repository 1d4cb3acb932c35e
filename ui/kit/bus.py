"""Changes as one signal on the main thread: what was saved, wherever it was saved from."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from healthdesk.base.changes import Changes

GATHER_MS = 50
"""The synchroniser commits many small units; a screen reloads once for all of them."""


class Bus(QObject):
    """`announce` comes from any thread; `changed` comes on the main one, 20 times a second at most."""

    changed = Signal(object)
    _heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kinds: frozenset[str] = frozenset()
        self._timer = QTimer(self, interval=GATHER_MS, singleShot=True)
        self._timer.timeout.connect(self._tell)
        self._heard.connect(self._gather, Qt.ConnectionType.QueuedConnection)

    def announce(self, changes: Changes) -> None:
        """Say what a unit of work has saved."""
        self._heard.emit(changes)

    @Slot(object)
    def _gather(self, changes: Changes) -> None:
        self._kinds |= changes.kinds
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _tell(self) -> None:
        kinds, self._kinds = self._kinds, frozenset()
        self.changed.emit(Changes(kinds))
