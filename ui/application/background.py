"""Keeps the store in step with the platform while people work: nobody has to think of it."""

import random
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QNetworkInformation

from healthdesk.base import back_off
from healthdesk.base.config import Place
from ui.kit.tasks import Lane, Tasks

if TYPE_CHECKING:
    from healthdesk.base.changes import Changes
    from healthdesk.base.errors import HealthDeskError
    from healthdesk.desk import Desk
    from healthdesk.services.platform import Outcome

AFTER_START_MS = 5_000
AFTER_SAVE_MS = 20_000
"""A nurse saves several times for one person: what she saved goes out together."""

BETWEEN_MS = 5 * 60_000
JITTER = 0.3
"""So that the desks of a county do not all ask at the same second after a power cut."""

PAUSED_FACTOR = 2
LONGEST_MS = 30 * 60_000
"""Where somebody has to see to it first, it is only looked whether they did."""


class Background(QObject):
    """Runs at the start, on the network's return, after a save, and now and then. `ended` after each run.

    Only for a workstation that has a platform's address. A run is a job of the network's lane.
    """

    ended = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._desk: Desk | None = None
        self._wait_ms = BETWEEN_MS
        self._fruitless = 0
        self._is_told_to_wait = False
        self._heeded: Outcome | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._run)
        if QNetworkInformation.loadDefaultBackend():
            QNetworkInformation.instance().reachabilityChanged.connect(self._network_changed)

    def begin(self, desk: "Desk") -> None:
        """Somebody has opened the store."""
        self._desk, self._wait_ms, self._fruitless = desk, BETWEEN_MS, 0
        self._timer.start(AFTER_START_MS)

    def end(self) -> None:
        """The store is about to be closed: nothing begins any more, and what runs is cut."""
        self._timer.stop()
        if self._desk is not None:
            self._desk.platform.stop()
            self._desk.credentials.stop_tests()
        self._desk = None

    def note(self, changes: "Changes") -> None:
        """Something was saved; what the synchroniser itself wrote is no news to it.

        A platform that asked to be left alone for a while (Retry-After) is left alone, and one that a person
        has reached meanwhile is asked at the usual times again.
        """
        if self._desk is None:
            return
        if changes.touches("Run"):
            self._heed(self._desk.platform.last_outcome)
        if changes.touches("Intent") and not self._is_told_to_wait and not self._is_soon():
            self._timer.start(AFTER_SAVE_MS)

    def _is_soon(self) -> bool:
        return self._timer.isActive() and self._timer.remainingTime() <= AFTER_SAVE_MS

    def _network_changed(self, reachability: QNetworkInformation.Reachability) -> None:
        if self._desk is None or self._is_told_to_wait:
            return
        if reachability != QNetworkInformation.Reachability.Disconnected:
            self._wait_ms, self._fruitless = BETWEEN_MS, 0
            self._timer.start(AFTER_START_MS)

    def _run(self) -> None:
        desk = self._desk
        if desk is None:
            return
        self._is_told_to_wait = False
        url = Place.read(desk.folder).platform_url
        if not url:
            self._again()
            return
        self._tasks.run(
            lambda: desk.platform.keep_in_step(url),
            done=self._done,
            failed=self._failed,
            crashed=self._crashed,
            owner=self,
            lane=Lane.NETWORK,
        )

    def _done(self, outcome: "Outcome | None") -> None:
        self._heed(outcome)
        self._again()
        self.ended.emit()

    def _heed(self, outcome: "Outcome | None") -> None:
        """When to go on after a run that came to this, whoever began it; each is heeded once."""
        if outcome is None or outcome is self._heeded:
            return
        self._heeded = outcome
        self._fruitless = self._fruitless + 1 if outcome.state == "offline" else 0
        is_paused = outcome.state == "paused"
        self._wait_ms = min(LONGEST_MS, self._wait_ms * PAUSED_FACTOR) if is_paused else BETWEEN_MS
        self._is_told_to_wait = outcome.retry_after > 0
        if self._is_told_to_wait:
            self._wait_ms = max(self._wait_ms, round(outcome.retry_after * 1000 / (1 - JITTER)))
        if self._is_told_to_wait or not self._is_soon():
            self._timer.stop()
            self._again()

    def _failed(self, error: "HealthDeskError") -> None:
        """The file, not the platform: somebody has to know."""
        self._tasks.unheard.emit(error)
        self._again()

    def _crashed(self) -> None:
        """A fault of the program, which the crash hook tells: it is tried again, later and later.

        Why nothing arrives stands in the sync centre (`Outcome.reason`).
        """
        if self._desk is not None:
            self._heed(self._desk.platform.last_outcome)
        self._again()
        self.ended.emit()

    def _again(self) -> None:
        if self._desk is not None and not self._timer.isActive():
            self._timer.start(round(self._next_ms()))

    def _next_ms(self) -> float:
        """Where nobody answers, soon at first and then ever later; else about as usual."""
        chance = random.random()  # noqa: S311  spreads desks, guards nothing
        if self._fruitless and not self._is_told_to_wait:
            return back_off.seconds(self._fruitless, chance) * 1000
        return self._wait_ms * (1 + JITTER * (2 * chance - 1))
