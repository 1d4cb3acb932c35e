"""The demonstration of README.md's five minutes: whoever follows them can go to their end."""

import re
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.base.clock import FixedClock, SystemClock
from healthdesk.base.errors import Cancelled
from healthdesk.desk import Desk
from healthdesk.services.reception import Reception
from healthdesk.trials import demonstration
from ui.application.doors import StoreDoors
from ui.application.window import Window
from ui.kit.memory import Memory
from ui.kit.tasks import InlineTasks
from ui.shell.guide import STEPS
from ui.shell.search_list import SHOWN


def test_somebody_else_may_hold_the_needle(tmp_path: Path) -> None:
    demonstration.prepare(tmp_path / "demonstration", residents=5)
    desk = Desk.open(tmp_path / "demonstration", demonstration.LOGIN, demonstration.PASSWORD)
    try:
        assert desk.clinic.vaccinators() == ("李慧", "高洁")
    finally:
        desk.close()


def test_only_a_demonstration_tells_its_password_at_the_door(qtbot: QtBot, tmp_path: Path) -> None:
    """It locks itself like every store, and nobody was asked for a password before."""
    place = tmp_path / "demonstration"
    demonstration.prepare(place, residents=5)
    window = Window(
        Reception(place, SystemClock()), StoreDoors(place), InlineTasks(), Memory(tmp_path / "ini")
    )
    qtbot.addWidget(window)
    assert window._house().told_password == demonstration.PASSWORD
    (place / demonstration.MARK).unlink()
    assert window._house().told_password == ""


def test_what_is_typed_first_finds_somebody_with_a_programme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first letters of the guide: who opens the first one found has to see a record worth seeing.

    Who is enrolled changes with the day; `wy` held on seven days of a year.
    """
    monkeypatch.setattr(demonstration, "SystemClock", lambda: FixedClock.on(date(2026, 11, 28)))
    demonstration.prepare(tmp_path / "demonstration")
    desk = Desk.open(tmp_path / "demonstration", demonstration.LOGIN, demonstration.PASSWORD)
    typed = re.search(r"输入 (\w+)", STEPS[0].text)
    try:
        assert typed is not None
        found = desk.residents.search(typed[1], SHOWN)
        assert any(STEPS[0].programme in one.tags and one.last_visit_on for one in found[:3])
    finally:
        desk.close()


class Stopped:
    """Somebody who watches and stops it once there are people."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []

    def step(self, done: int, total: int) -> None:
        self.steps.append((done, total))

    @property
    def is_cancelled(self) -> bool:
        return len(self.steps) > 1


def test_one_that_was_stopped_is_gone_and_made_anew(tmp_path: Path) -> None:
    place, watch = tmp_path / "demonstration", Stopped()
    with pytest.raises(Cancelled):
        demonstration.prepare(place, residents=5, progress=watch)
    assert watch.steps[0] == (0, 5) and watch.steps[-1] == (5, 5)
    assert not place.exists()
    demonstration.prepare(place, residents=5)
    assert (place / demonstration.MARK).exists()
