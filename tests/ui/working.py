"""A shell with its real screens over a real desk; every job is done on the spot."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QKeyCombination, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from ui.application.seats import seat_of
from ui.kit.actions import sequence
from ui.kit.ask import CannedAsk
from ui.kit.bus import Bus
from ui.kit.tasks import InlineTasks, Lane, Tasks
from ui.shell import Shell
from ui.widgets.marks import IconLine
from ui.widgets.printers import Printers


class HeldTasks(InlineTasks):
    """A busy machine: while it holds, what a click asks for is done only after the next click.

    With `lane` only that one is busy.
    """

    def __init__(self, lane: Lane | None = None) -> None:
        super().__init__()
        self.is_holding = False
        self._busy = lane
        self._held: list[tuple[Any, Lane]] = []

    def release(self) -> None:
        """Do what was held back, in order."""
        self.is_holding = False
        for order, lane in self._held:
            if not order.ticket.is_cancelled:
                super()._hand_in(order, lane)
        self._held.clear()

    def _hand_in(self, order: Any, lane: Lane) -> None:
        if self.is_holding and self._busy in (None, lane):
            self._held.append((order, lane))
        else:
            super()._hand_in(order, lane)


def a_window(
    qtbot: QtBot,
    desk: Desk,
    ask: CannedAsk | None = None,
    printers: Printers | None = None,
    tasks: Tasks | None = None,
) -> Shell:
    """The shell of whoever sits at the desk, 1366×768, active."""
    bus = Bus()
    desk.on_change(bus.announce)
    seat = seat_of(desk.seat.sitter, "幸福路社区卫生服务中心")
    shell = Shell(desk, tasks or InlineTasks(), bus, seat, ask=ask or CannedAsk(), printers=printers)
    bus.setParent(shell)
    qtbot.addWidget(shell)
    shell.resize(1366, 768)
    with qtbot.waitActive(shell):
        shell.show()
    return shell


def press(shortcut: str) -> None:
    """A key or a chord, to whatever has the focus."""
    chord: QKeyCombination = sequence(shortcut)[0]  # type: ignore[index]  # the stubs forget that it is one
    QTest.keyClick(_here(), chord.key(), chord.keyboardModifiers())
    QApplication.processEvents()


def type_in(text: str) -> None:
    """Digits and letters, one by one, to whatever has the focus."""
    for mark in text:
        QTest.keyClicks(_here(), mark)
        QApplication.processEvents()


def click(shell: QWidget, name: str) -> None:
    """Click what is called `name`."""
    QTest.mouseClick(part(shell, name), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def is_told(shell: Shell) -> bool:
    """Whether every screen has heard of what was saved so far."""
    settle()
    return not any(timer.isActive() for bus in shell.findChildren(Bus) for timer in bus.findChildren(QTimer))


def double_click(widget: QWidget, between: Callable[[], object] | None = None) -> None:
    """Two clicks in a row as a hand makes them; the second meets whatever is in that place by then.

    QTest's own sends no more than the second press, and to the same widget. `between` waits before it.
    """
    window = widget.window()
    place = widget.mapTo(window, widget.rect().center())
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    (between or settle)()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    met = window.childAt(place) or window
    at = met.mapFrom(window, place)
    for act in (QTest.mouseDClick, QTest.mouseRelease):
        act(met, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def settle() -> None:
    """Let layouts and queued signals come to rest."""
    for _ in range(3):
        QApplication.processEvents()


def part(around: QWidget, name: str) -> QWidget:
    """The visible widget called `name`. Raises LookupError."""
    for one in around.findChildren(QWidget, name):
        if one.isVisible():
            return one
    raise LookupError(name)


def has(around: QWidget, name: str) -> bool:
    """Whether something of that name can be seen."""
    return any(one.isVisible() for one in around.findChildren(QWidget, name))


def words(around: QWidget) -> str:
    """Every word on the labels and lines that can be seen."""
    said = [one.text() for one in around.findChildren(QLabel) if one.isVisible()]
    return "\n".join(said + [one.text() for one in around.findChildren(IconLine) if one.isVisible()])


def focus() -> str:
    """The name of what has the focus, or of what it stands in."""
    widget = QApplication.focusWidget()
    while widget is not None and not widget.objectName():
        widget = widget.parentWidget()
    return widget.objectName() if widget else ""


@contextmanager
def closing(desk: Desk) -> Iterator[Desk]:
    """The desk, closed at the end."""
    try:
        yield desk
    finally:
        desk.close()


def _here() -> QWidget:
    found = QApplication.focusWidget() or QApplication.activeWindow()
    if found is None:
        raise LookupError("nothing has the focus")
    return found
