"""Words every screen shares, the memory of the workstation, and answers given beforehand."""

from datetime import date
from pathlib import Path

import pytest
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


def test_the_workstation_remembers(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(640, 480)
    memory = Memory(tmp_path / "window.ini")
    assert not memory.place_window(window)
    memory.keep_window(window)
    memory.remember("last", "lihui")
    window.resize(100, 100)
    assert memory.place_window(window)
    assert window.width() == 640
    assert memory.text("last") == "lihui"


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
