"""Words every screen shares, the memory of the workstation, and answers given beforehand."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from healthdesk.base.changes import Changes
from healthdesk.domain.access import Role
from healthdesk.domain.programmes.catalogue import Programmes
from ui.kit import words
from ui.kit.ask import CannedAsk
from ui.kit.bus import Bus
from ui.kit.memory import Memory

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due", "until", "said"),
    [
        (date(2026, 11, 25), None, ("周三", False)),
        (date(2026, 11, 22), None, ("逾期 1 天", True)),
        (date(2026, 11, 10), date(2026, 11, 23), ("今天", False)),
        (date(2026, 11, 10), date(2026, 11, 22), ("逾期 1 天", True)),
    ],
)
def test_nobody_is_late_before_the_last_day_in_time_is_over(
    due: date, until: date | None, said: tuple[str, bool]
) -> None:
    assert words.next_due(due, until, TODAY) == said


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(1959, 3, 12), "67"),
        (date(2025, 5, 12), "1岁6月"),
        (date(2024, 11, 23), "2岁"),
        (date(2026, 5, 12), "6月龄"),
        (date(2026, 11, 11), "12天"),
        (date(2027, 1, 1), ""),
        (None, ""),
    ],
)
def test_an_age_is_said_as_people_say_it(born: date | None, said: str) -> None:
    assert words.age(born, TODAY) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY, "今天"),
        (date(2026, 11, 24), "明天"),
        (date(2026, 11, 22), "昨天"),
        (date(2026, 11, 26), "周四"),
        (date(2026, 12, 7), "12-07"),
        (date(2025, 11, 6), "2025-11-06"),
    ],
)
def test_a_near_day_is_named(day: date, said: str) -> None:
    assert words.near_day(day, TODAY) == said


def test_headers_and_titles() -> None:
    assert words.sex_and_age("2", date(1959, 3, 12), TODAY) == "女 67"
    assert words.sex_and_age_long("1", date(2025, 5, 12), TODAY) == "男 1岁6月"
    assert words.sex("9") == "不详"
    assert words.overdue(12) == "逾期 12 天"
    assert words.day_title(TODAY) == "11 月 23 日  星期一"


def test_every_role_and_programme_has_a_word() -> None:
    assert [role for role in Role if words.role(role.value) == role.value] == []
    assert [one.key for one in Programmes.read() if words.programme(one.key) == one.key] == []


class Screen:
    """As large as it says; the offscreen platform has one size only."""

    def __init__(self, wide: int, high: int) -> None:
        self._size = QSize(wide, high)

    def availableSize(self) -> QSize:
        return self._size


def a_window_on(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, wide: int, high: int) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    monkeypatch.setattr(window, "screen", lambda: Screen(wide, high), raising=False)
    return window


def test_the_workstation_remembers(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = a_window_on(qtbot, monkeypatch, 1920, 1040)
    memory = Memory(tmp_path / "window.ini")
    memory.place_window(window)
    assert (window.size(), window.isMaximized()) == (QSize(1366, 768), False)
    window.resize(640, 480)
    memory.keep_window(window)
    memory.remember("last", "lihui")
    window.resize(100, 100)
    memory.place_window(window)
    assert window.width() == 640
    assert memory.text("last") == "lihui"


def test_the_first_window_fills_a_screen_it_would_not_fit_on(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_window_on(qtbot, monkeypatch, 1366, 728)
    Memory(tmp_path / "window.ini").place_window(window)
    assert window.isMaximized()


def test_the_first_window_is_no_larger_than_its_screen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody fills the screen with it, what lies beyond the edge could not be reached."""
    window = a_window_on(qtbot, monkeypatch, 683, 384)
    Memory(tmp_path / "window.ini").place_window(window)
    assert window.size() == QSize(683, 384)


def test_a_window_that_filled_the_screen_fills_the_next_one(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt restores nothing where the screen is smaller or larger by a quarter."""
    window = a_window_on(qtbot, monkeypatch, 1920, 1040)
    memory = Memory(tmp_path / "window.ini")
    window.setWindowState(Qt.WindowState.WindowMaximized)
    memory.keep_window(window)
    other = a_window_on(qtbot, monkeypatch, 1600, 860)
    monkeypatch.setattr(other, "restoreGeometry", lambda _kept: False, raising=False)
    memory.place_window(other)
    assert other.isMaximized()


def test_answers_given_beforehand(tmp_path: Path) -> None:
    ask = CannedAsk(sure=True, path=tmp_path)
    assert ask.sure("停用", "停用这个账号？", harm="停用", keep="不停用")
    ask.tell("请看", "已备份")
    assert ask.open_file("打开", "*.csv") == tmp_path
    assert ask.save_file("存到", "a.pdf", "*.pdf") == tmp_path
    assert len(ask.asked) == 4


def test_many_small_saves_are_told_once(qtbot: QtBot) -> None:
    bus, heard = Bus(), []
    bus.changed.connect(heard.append)
    for kind in ("Visit", "Measure", "Visit"):
        bus.announce(Changes(frozenset({kind})))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [Changes(frozenset({"Visit", "Measure"}))]
