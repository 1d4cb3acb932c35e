"""Recall in the window: narrowed by street, age and vaccine, called with one key, printed, exported."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.base.progress import Progress
from healthdesk.desk import Desk
from healthdesk.services.doses import NewDose
from healthdesk.services.recall import Asked, RecallRow
from tests.builders import TODAY
from tests.desks import a_desk, registered
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, click, closing, press, settle, type_in, words
from ui.kit.ask import CannedAsk
from ui.kit.tasks import Tasks
from ui.screens.recall.screen import RecallScreen
from ui.shell import Shell


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An infant and a pupil without a dose, in two streets."""
    with closing(a_desk(tmp_path)) as made:
        registered(made, name="李小宝", birth_date="2026-04-02", current_address="阳光社区 3 号", id_no=None)
        registered(made, name="王大宝", birth_date="2018-01-01", current_address="湖滨路 9 号", id_no=None)
        yield made


def recall(shell: Shell) -> RecallScreen:
    shell.open("recall")
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, RecallScreen)
    return shown


def names(screen: RecallScreen) -> set[str]:
    settle()
    return {row.name for row in screen.table.rows.rows()}


def test_whoever_is_owed_a_dose_is_there_at_the_first_opening(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    assert names(recall(shell)) == {"李小宝", "王大宝"}
    assert not clipped_labels(shell)


def test_nobody_is_told_that_nobody_is_owed_before_it_was_worked_out(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks, may_go_on = Tasks(), threading.Event()
    renew = desk.recall.renew

    def slow(progress: Progress) -> int:
        progress.step(1, 4)
        may_go_on.wait(10)
        return renew(progress)

    monkeypatch.setattr(desk.recall, "renew", slow)
    screen = RecallScreen(desk, tasks, a_window(qtbot, desk))
    qtbot.addWidget(screen)
    screen.show()
    screen.show_for()
    qtbot.waitUntil(lambda: "名单还不全" in words(screen) and "25 %" in words(screen))
    qtbot.waitUntil(lambda: "已排出 0 人，名单还不全" in words(screen))
    assert "没有要催种的人" not in words(screen)
    click(screen, "recall.working.stop")
    may_go_on.set()
    assert "正在重排" not in words(screen)
    qtbot.waitUntil(lambda: "重排已停止" in words(screen))
    assert "没有要催种的人" not in words(screen)
    screen.show_for()
    qtbot.waitUntil(lambda: {row.name for row in screen.table.rows.rows()} == {"李小宝", "王大宝"})
    qtbot.waitUntil(lambda: "2 人，推荐日期满 30 天未种" in words(screen))
    tasks.close()


def test_an_export_that_is_stopped_writes_no_file(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks, may_go_on, target = Tasks(), threading.Event(), tmp_path / "名单.csv"
    phone_list = desk.recall.phone_list

    def slow(asked: Asked) -> tuple[RecallRow, ...]:
        may_go_on.wait(10)
        return phone_list(asked)

    monkeypatch.setattr(desk.recall, "phone_list", slow)
    screen = RecallScreen(desk, tasks, a_window(qtbot, desk, CannedAsk(path=target)))
    qtbot.addWidget(screen)
    screen.show()
    next(one for one in screen.commands() if one.id == "recall.export").call()
    qtbot.waitUntil(lambda: "正在写文件" in words(screen))
    click(screen, "recall.saving.stop")
    may_go_on.set()
    tasks.close()
    assert not target.exists()


def test_it_is_narrowed(qtbot: QtBot, desk: Desk) -> None:
    screen = recall(a_window(qtbot, desk))
    screen.street.set_text("湖滨")
    assert names(screen) == {"王大宝"}
    screen.street.clear()
    screen.ages.choose(1)
    screen.ages.chosen.emit(1)
    assert names(screen) == {"李小宝"}


def test_only_one_vaccine(qtbot: QtBot, desk: Desk) -> None:
    screen = recall(a_window(qtbot, desk))
    screen.focus_first()
    press("F6")
    type_in("jg")
    press("Return")
    assert names(screen) == {"王大宝"}


def test_a_call_is_noted_with_two_keys(qtbot: QtBot, desk: Desk) -> None:
    screen = recall(a_window(qtbot, desk))
    screen.focus_first()
    screen.table.go_to(0)
    press("F4")
    press("Return")
    qtbot.waitUntil(lambda: any(row.call_result for row in screen.table.rows.rows()))
    (row,) = [row for row in screen.table.rows.rows() if row.call_result]
    assert (row.call_result, row.missed_calls) == ("not-reached", 1)


def test_a_dose_given_meanwhile_takes_the_child_off(qtbot: QtBot, desk: Desk) -> None:
    screen = recall(a_window(qtbot, desk))
    young = registered(
        desk, name="丁丁", birth_date=(TODAY - timedelta(days=31)).isoformat(), current_address="", id_no=None
    )
    qtbot.waitUntil(lambda: "丁丁" in names(screen))
    for vaccine in ("HepB", "BCG"):
        desk.immunization.record(young, NewDose(vaccine, TODAY - timedelta(days=30), "L1"))
    qtbot.waitUntil(lambda: "丁丁" not in names(screen))


def test_paper_and_spreadsheet(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "名单.pdf"
    recall(a_window(qtbot, desk, CannedAsk(path=paper)))
    press("Ctrl+P")
    settle()
    press("Ctrl+S")
    settle()
    assert paper.read_bytes().startswith(b"%PDF")
    sheet = tmp_path / "名单.csv"
    recall(a_window(qtbot, desk, CannedAsk(path=sheet)))
    press("Ctrl+E")
    settle()
    assert "13800005521" in sheet.read_text(encoding="utf-8-sig")


def test_the_child_is_one_key_away(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    recall(shell).focus_first()
    press("F2")
    settle()
    assert shell.stack.currentWidget().objectName() == "card"


def test_letters_for_the_list(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    letters = tmp_path / "通知单.pdf"
    recall(a_window(qtbot, desk, CannedAsk(path=letters)))
    press("Ctrl+Shift+P")
    settle()
    press("Ctrl+S")
    settle()
    assert letters.read_bytes().startswith(b"%PDF")


def test_a_class_list_is_checked_and_handed_back(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    listed = tmp_path / "一年级.csv"
    listed.write_text("姓名,出生日期\n王大宝,2018-01-01\n没有人,2018-02-02\n", encoding="utf-8")
    shell = a_window(qtbot, desk, CannedAsk(path=listed))
    recall(shell)
    press("Ctrl+I")
    settle()
    found = listed.read_text(encoding="utf-8-sig").splitlines()
    assert found[0].startswith("行号,姓名,查验结果")
    assert "未完成，需补种" in found[1]
    assert "本中心没有档案" in found[2]


def test_the_check_of_a_class_list_shows_how_far_it_is_and_can_be_stopped(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, may_go_on = tmp_path / "一年级.csv", threading.Event()
    listed.write_text("姓名,出生日期\n王大宝,2018-01-01\n没有人,2018-02-02\n", encoding="utf-8")
    before = listed.read_bytes()
    check = desk.school_checks.check_class

    def slowly(file: Path, *, progress: Progress) -> object:
        progress.step(1, 2)
        may_go_on.wait(10)
        return check(file, progress=progress)

    monkeypatch.setattr(desk.school_checks, "check_class", slowly)
    tasks, shell = Tasks(), a_window(qtbot, desk, CannedAsk(path=listed))
    screen = RecallScreen(desk, tasks, shell)
    qtbot.addWidget(screen)
    screen.show()
    next(one for one in screen.commands() if one.id == "recall.class").call()
    qtbot.waitUntil(lambda: "正在查验学校的名单" in words(screen) and "50 %" in words(screen))
    click(screen, "recall.class_check.stop")
    may_go_on.set()
    tasks.close()
    assert "已停止查验" in shell.status.quiet.text()
    assert listed.read_bytes() == before


@pytest.mark.parametrize("keys", [("Ctrl+P", "Ctrl+S"), ("Ctrl+Shift+P", "Ctrl+S"), ("Ctrl+E",)])
def test_a_file_that_cannot_be_written_is_said_and_breaks_nothing(
    qtbot: QtBot, desk: Desk, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    """Such as a list that is still open in the spreadsheet."""
    shell = a_window(qtbot, desk, CannedAsk(path=tmp_path))
    screen = recall(shell)
    screen.focus_first()
    for key in keys:
        press(key)
        settle()
    assert "已存到" not in shell.status.quiet.text()
    assert shell.notice.isVisible()
    assert names(screen) == {"李小宝", "王大宝"}
