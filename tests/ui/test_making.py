"""The demonstration is made in front of somebody: how far it is; stopped; failed; and nothing flashes up."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from healthdesk.base.errors import Cancelled, DiskFull
from healthdesk.base.progress import Progress
from tests.ui.looking import clipped_labels
from ui.application.making import Making
from ui.kit.tasks import Tasks
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine

PATIENCE_MS = 10_000


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def making(qtbot: QtBot) -> Making:
    made = Making()
    qtbot.addWidget(made)
    return made


def said(making: Making) -> list[str]:
    """The steps, with their signs."""
    return [one.text() for one in making.findChildren(IconLine) if one.objectName().startswith("making.step")]


def held(go_on: Event, told: list[bool]) -> Callable[[Progress], Path]:
    """Makes 3,000 people: stops at 1,200 until it may go on, and notes whether nobody wants it any more."""

    def make(progress: Progress) -> Path:
        progress.step(0, 3000)
        progress.step(1200, 3000)
        go_on.wait(PATIENCE_MS / 1000)
        told.append(progress.is_cancelled)
        if progress.is_cancelled:
            raise Cancelled
        return Path("made")

    return make


def test_what_is_made_already_opens_without_a_window(making: Making, tasks: Tasks, qtbot: QtBot) -> None:
    with qtbot.waitSignal(making.made) as made:
        making.begin(tasks, lambda _progress: Path("made"))
    assert made.args == [Path("made")]
    assert not making.isVisible()


def test_it_says_how_many_people_there_are(making: Making, tasks: Tasks, qtbot: QtBot) -> None:
    go_on = Event()
    making.begin(tasks, held(go_on, []))
    qtbot.waitUntil(making.isVisible, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "编写居民和他们的记录：1200 / 3000 人" in said(making))
    assert making.working.isVisible() and clipped_labels(making) == []
    with qtbot.waitSignals([making.made]):
        go_on.set()
    assert not making.isVisible()


@pytest.mark.parametrize("how", ["button", "window"])
def test_whoever_does_not_want_it_stops_it(making: Making, tasks: Tasks, qtbot: QtBot, how: str) -> None:
    go_on, told = Event(), list[bool]()
    making.begin(tasks, held(go_on, told))
    qtbot.waitUntil(making.working.isVisible, timeout=PATIENCE_MS)
    with qtbot.waitSignal(making.given_up):
        if how == "button":
            stop = making.findChild(KeyButton, "making.working.stop")
            assert stop is not None
            stop.click()
        else:
            making.close()
    go_on.set()
    qtbot.waitUntil(lambda: told == [True])
    assert not making.isVisible()


def test_a_full_disk_is_said_and_stays_until_it_is_read(making: Making, tasks: Tasks, qtbot: QtBot) -> None:
    def fail(_progress: Progress) -> Path:
        raise DiskFull

    making.begin(tasks, fail)
    qtbot.waitUntil(making.isVisible)
    failure = making.findChild(QLabel, "making.failure")
    assert failure is not None and "磁盘已满" in failure.text()
    assert not making.working.isVisible() and clipped_labels(making) == []
    with qtbot.waitSignal(making.given_up):
        making.close()
