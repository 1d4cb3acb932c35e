"""The real program in a window, driven by keys alone: log in, follow up, register, lock. Run by a test.

Each step waits for what a person would see before it types; the last one closes the window.
"""

import sys
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from tests.builders import PASSWORD
from ui.application import start
from ui.kit.actions import sequence
from ui.trials.keys import focus

LOOK_MS = 20
PATIENCE_LOOKS = 2_000

Step = tuple[Callable[[], bool], Callable[[], None]]


def here() -> QWidget:
    """Whatever has the keyboard."""
    return QApplication.focusWidget() or QApplication.topLevelWidgets()[0]


def types(text: str) -> Callable[[], None]:
    """Keys on the widget that has the focus at that moment; a new line is Enter."""

    def act() -> None:
        for mark in text:
            if mark == "\n":
                presses("Return")()
            elif mark.isascii():
                QTest.keyClicks(here(), mark)
            else:
                composed(mark)

    return act


def composed(mark: str) -> None:
    """A character as an input method hands it over."""
    event = QInputMethodEvent()
    event.setCommitString(mark)
    QApplication.sendEvent(here(), event)


def presses(chord: str) -> Callable[[], None]:
    """A key or chord in Qt's portable words."""
    key = sequence(chord)[0]  # type: ignore[index]  # the stubs forget that a sequence is one
    return lambda: QTest.keyClick(here(), key.key(), key.keyboardModifiers())


def shown(name: str) -> Callable[[], bool]:
    """Whether a widget of this name can be seen."""
    return lambda: any(
        widget.objectName() == name and widget.isVisible() for widget in QApplication.allWidgets()
    )


def asked(link_id: str) -> Callable[[], bool]:
    """Whether the keyboard is at this question."""
    return lambda: focus() == link_id


def at_the_password() -> bool:
    """Whether the login waits for the password. Without a window manager nobody activates the window."""
    QApplication.topLevelWidgets()[0].activateWindow()
    return here().objectName() == "login.password"


def due_people() -> bool:
    """Whether the work desk lists somebody."""
    tables = [one for one in QApplication.allWidgets() if isinstance(one, QTableView) and one.isVisible()]
    return shown("home")() and any(table.model() and table.model().rowCount() for table in tables)


def steps(id_no: str) -> Iterator[Step]:
    """The day."""
    yield at_the_password, types(PASSWORD + "\n")
    yield due_people, presses("Return")
    yield asked("mode"), types("11")
    yield asked("sbp"), types("14686")
    yield asked("weight"), types("60.0")
    yield asked("heart_rate"), types("76\n")
    yield asked("adherence"), types("11\n")
    yield shown("visit"), presses("Ctrl+Return")
    yield lambda: not shown("visit")() or not asked("adherence")(), presses("Ctrl+N")
    yield asked("name"), types("陈桂兰\n")
    yield asked("id_no"), types(id_no + "\n")
    yield shown("registration"), presses("Ctrl+Return")
    yield lambda: not shown("registration")(), presses("Ctrl+L")
    yield shown("lock"), lambda: QApplication.activeWindow().close()


class Driver(QObject):
    """Looks often, acts when the time has come, gives up loudly."""

    def __init__(self, day: Iterator[Step]) -> None:
        super().__init__()
        self._day, self._done, self._looks = day, 0, 0
        self._wait, self._act = next(day)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MS)

    def _look(self) -> None:
        self._looks += 1
        if self._looks > PATIENCE_LOOKS:
            print(
                f"stuck before step {self._done + 1}, at {focus()} {here().objectName()} {here()!r}",
                flush=True,
            )
            QApplication.exit(1)
        elif self._wait():
            self._looks, self._done = 0, self._done + 1
            self._act()
            print(f"step {self._done}", flush=True)
            try:
                self._wait, self._act = next(self._day)
            except StopIteration:
                self._timer.stop()


def main() -> int:
    """Start the program as main.py does, with a driver beside it."""
    drivers: list[Driver] = []
    QTimer.singleShot(0, lambda: drivers.append(Driver(steps(sys.argv[2]))))
    return start.main(["--store", sys.argv[1]])


if __name__ == "__main__":
    sys.exit(main())
