"""A long job that somebody asked for: how far it is, and a button that stops it."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from healthdesk.base.errors import HealthDeskError
from healthdesk.base.progress import Progress
from ui.kit import theme
from ui.kit.tasks import Lane, Tasks, Ticket
from ui.widgets.key_button import KeyButton
from ui.widgets.text import label, say

Found = TypeVar("Found")
PERCENT = 100
SLOW_MS = 300
"""What is done sooner is not worth a bar that flashes up."""


class Working(QWidget):
    """Hidden while nothing runs, or nothing that takes long. `stopped` when its button was pressed.

    `run` sees a job through; whoever has a run of their own to stop calls `begin`, `step` and `end`.
    `is_inset`: in a panel whose body reaches to its edges.
    """

    stopped = Signal()

    def __init__(self, name: str, *, is_inset: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._ticket: Ticket | None = None
        row = QHBoxLayout(self)
        side, above = (theme.PAGE_MARGIN, 4) if is_inset else (0, 0)
        row.setContentsMargins(side, above, side, above)
        row.setSpacing(12)
        self._what = label("", name=f"{name}.what")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName(f"{name}.bar")
        self._share = label("", tone="ink2", name=f"{name}.share")
        stop = KeyButton(self.tr("停止"), icon="close", name=f"{name}.stop")
        stop.clicked.connect(self._stop)
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

    def run(  # noqa: PLR0913  all but where and what are named
        self,
        tasks: Tasks,
        what: str,
        *,
        job: Callable[[Progress], Found],
        done: Callable[[Found], object],
        failed: Callable[[HealthDeskError], object],
        lane: Lane = Lane.REPORTS,
    ) -> None:
        """Let this job work, and none that was begun before.

        `done` and `failed` are called when the bar is gone; of a job that was stopped neither is.
        """
        if self._ticket is not None:
            self._ticket.cancel()
        self.begin(what)
        self._ticket = tasks.run(
            job,
            done=partial(self._over, done),
            failed=partial(self._over, failed),
            owner=self,
            lane=lane,
            progress=self.step,
        )

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

    def _over(self, tell: Callable[[Found], object], found: Found) -> None:
        self.end()
        tell(found)

    def _stop(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
            self.end()
        self.stopped.emit()
