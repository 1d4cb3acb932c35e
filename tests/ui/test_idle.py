"""Nobody touches the workstation: a rest, and the lock; what is done in a rest."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.application import idle
from ui.application.idle import IdleWatch
from ui.kit import collecting


@pytest.fixture
def watch(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[IdleWatch]:
    """The rest and the minute are shorter than they are."""
    monkeypatch.setattr(idle, "REST_MS", 800)
    monkeypatch.setattr(idle, "_MINUTE_MS", 1_500)
    monkeypatch.setattr(idle, "_MOMENT_MS", 10)
    made = IdleWatch(1)
    yield made
    made.stop()


@pytest.fixture
def python_s_own() -> Iterator[None]:
    """The collector as the other tests have it."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_a_rest_is_told_again_and_again_and_the_lock_once(qtbot: QtBot, watch: IdleWatch) -> None:
    rests, locks = [], []
    watch.rested.connect(lambda: rests.append(1))
    watch.passed.connect(lambda: locks.append(1))
    watch.start()
    qtbot.waitUntil(lambda: len(rests) >= 3, timeout=5000)
    assert len(locks) == 1


def test_a_key_puts_both_off(qtbot: QtBot, watch: IdleWatch) -> None:
    told: list[str] = []
    watch.rested.connect(lambda: told.append("rested"))
    watch.passed.connect(lambda: told.append("passed"))
    field = QWidget()
    qtbot.addWidget(field)
    watch.start()
    for _ in range(20):
        qtbot.wait(100)
        QTest.keyClick(field, Qt.Key.Key_A)
    assert told == []


def test_without_a_lock_there_are_rests_still(qtbot: QtBot, watch: IdleWatch) -> None:
    unlocked = IdleWatch(0)
    locks = []
    unlocked.passed.connect(lambda: locks.append(1))
    with qtbot.waitSignal(unlocked.rested, timeout=5000):
        unlocked.start()
    qtbot.wait(1600)
    unlocked.stop()
    assert locks == []


class _Ring:
    def __init__(self) -> None:
        self.me = self


def test_a_sweep_finds_what_was_settled_and_has_been_dropped(python_s_own: None) -> None:
    ring = _Ring()
    gone = weakref.ref(ring)
    collecting.settle()
    del ring
    gc.collect()
    assert gone() is not None, "what is settled is not looked at"
    collecting.sweep()
    assert gone() is None


def test_everything_is_looked_through_much_later_than_python_would(python_s_own: None) -> None:
    collecting.settle()
    assert gc.get_threshold() == (700, 10, 200)
