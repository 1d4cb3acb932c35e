"""A shell over a desk, shown and ready, for trials that drive it; and the waiting that they need."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from healthdesk.base.config import Place
from healthdesk.desk import Desk
from healthdesk.domain.access import PERMISSIONS
from ui.kit import words
from ui.kit.bus import Bus
from ui.kit.navigator import Seat
from ui.kit.tasks import Lane, Tasks
from ui.shell import Shell
from ui.widgets.printers import Printers

PATIENCE_SECONDS = 30.0
SIZE = (1366, 768)
ROUNDS = 4
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def draw_unseen_without_a_display() -> None:
    """Call before the QApplication: a server without a screen still draws and measures."""
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in DISPLAYS):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


@contextmanager
def shell_over(desk: Desk, printers: Printers | None = None) -> Iterator[tuple[Shell, Tasks]]:
    """The window of the person at the desk, open at the first place, and its tasks.

    Nothing works on the desk any more when it is left. Raises TimeoutError for a job that does not end.
    """
    tasks, bus = Tasks(), Bus()
    desk.on_change(bus.announce)
    sitter, centre = desk.seat.sitter, Place.read(desk.folder).centre
    allowed = frozenset(one.value for one in PERMISSIONS[sitter.role])
    role = words.role(sitter.role.value)
    seat = Seat(sitter.login, sitter.full_name, role, centre, allowed)
    shell = Shell(desk, tasks, bus, seat, printers=printers)
    shell.resize(*SIZE)
    shell.show()
    shell.activateWindow()
    QTest.qWaitForWindowActive(shell)
    shell.open_first()
    try:
        yield shell, tasks
    finally:
        shell.close()
        has_ended = tasks.close(PATIENCE_SECONDS)
    if not has_ended:
        raise TimeoutError("a job goes on after its window was closed")


def settled(shell: Shell, tasks: Tasks) -> None:
    """Until nothing is under way: a job handed in last is done last.

    A screen asks, shows, and asks again for what it then knows: as often as ROUNDS.
    """
    for _ in range(ROUNDS):
        for lane in (Lane.DATABASE, Lane.SEARCH, Lane.SCREEN, Lane.REPORTS):
            done: list[bool] = []
            tasks.run(lambda: True, done=done.append, owner=shell, lane=lane)
            wait_for(lambda: bool(done))  # noqa: B023  asked within the round
    rest(60)


def rest(milliseconds: float) -> None:
    """Let the window work and its lanes too: Qt's own waiting for tests keeps them from running."""
    end = time.perf_counter() + milliseconds / 1000
    wait_for(lambda: time.perf_counter() >= end)


def wait_painted(window: QWidget, is_so: Callable[[], bool]) -> None:
    """Let the window work until it is so and the window has been painted since. Raises TimeoutError."""
    watch = _PaintWatch(window, is_so)
    wait_for(lambda: watch.is_painted)
    window.removeEventFilter(watch)


class _PaintWatch(QObject):
    """Qt paints a window when it gets the request, before it handles anything else."""

    def __init__(self, window: QWidget, is_so: Callable[[], bool]) -> None:
        super().__init__()
        self._is_so = is_so
        self.is_painted = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  Qt's
        self.is_painted |= event.type() == QEvent.Type.UpdateRequest and self._is_so()
        return False


def wait_for(is_so: Callable[[], bool]) -> float:
    """Let the window work until it is so; milliseconds that took. Raises TimeoutError."""
    started = time.perf_counter()
    while not is_so():
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise TimeoutError("the window did not get there")
        QApplication.processEvents()
        time.sleep(0.0005)
    return (time.perf_counter() - started) * 1000
