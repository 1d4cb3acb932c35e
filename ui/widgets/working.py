"""A long job that somebody asked for: how far it is, and a button that stops it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from ui.widgets.key_button import KeyButton
from ui.widgets.text import label, say

PERCENT = 100
SLOW_MS = 300
"""What is done sooner is not worth a bar that flashes up."""


class Working(QWidget):
    """Hidden while nothing runs, or nothing that takes long. `stopped` when its button was pressed."""

    stopped = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._what = label("", name=f"{name}.what")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName(f"{name}.bar")
        self._share = label("", tone="ink2", name=f"{name}.share")
        stop = KeyButton(self.tr("停止"), icon="close", name=f"{name}.stop")
        stop.clicked.connect(self.stopped)
        row.addWidget(self._what)
        row.addWidget(self._bar, 1)
        row.addWidget(self._share)
        row.addWidget(stop)
        self._slow = QTimer(self, interval=SLOW_MS, singleShot=True)
        self._slow.timeout.connect(self.show)
        self.hide()

    @property
    def is_running(self) -> bool:
        """Whether it was begun and has not ended."""
        return self._slow.isActive() or not self.isHidden()

    def begin(self, what: str) -> None:
        """It has been asked for; how long it takes is not known yet."""
        say(self._what, what)
        self._bar.setAccessibleName(what)
        self.step(0, 0)
        self._slow.start()

    def end(self) -> None:
        """It is done, failed or stopped."""
        self._slow.stop()
        self.hide()

    def step(self, done: int, total: int) -> None:
        """So many pieces of so many; of 0 nobody knows how many."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        say(self._share, f"{done * PERCENT // total} %" if total else "")
