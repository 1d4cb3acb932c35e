"""What people and machines do to a window: nothing breaks, nothing is lost, nobody is mixed up."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.services.doses import NewDose
from tests.desks import a_desk, registered, signed
from tests.ui.working import a_window, closing, settle, words
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.screens.record.screen import RecordScreen
from ui.shell import Shell
from ui.widgets.line import LONGEST as LONGEST_LINE
from ui.widgets.line import Line
from ui.widgets.search_box import LONGEST

WINDOW = Path(__file__).resolve().parents[2] / "ui"

MEGABYTE = "王秀英 zw 1957\x00\u202e🙂\n" * 60_000
ODD = ("🙂👨‍👩‍👧", "\u202e王", "\x07\x1b[31m", "'; DROP TABLE resident; --", "%%%", "𬭎䶮")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def paste(field: QLineEdit, text: str) -> None:
    QGuiApplication.clipboard().setText(text)  # not data of Python's own: Qt would outlive it, and crash
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle()


def record(shell: Shell, resident_id: str) -> RecordScreen:
    shell.open("record", resident_id=resident_id)
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, RecordScreen)
    return shown


def test_a_megabyte_in_the_search_is_cut_and_finds_nobody(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    paste(shell.top.search.field, MEGABYTE)
    assert len(shell.top.search.text()) <= LONGEST
    assert shell.found.answered == shell.top.search.text().strip()


@pytest.mark.parametrize("typed", ODD, ids=lambda text: text.encode("unicode_escape").decode())
def test_odd_signs_in_the_search_find_nobody_and_break_nothing(qtbot: QtBot, desk: Desk, typed: str) -> None:
    registered(desk)
    shell = a_window(qtbot, desk)
    shell.top.search.set_text(typed)
    settle()
    assert "没有找到" in words(shell.found)
    shell.top.search.set_text("王秀英")
    settle()
    assert "找到 1 位" in words(shell.found)


def test_a_composition_of_the_input_method_searches_only_when_it_is_chosen(qtbot: QtBot, desk: Desk) -> None:
    registered(desk)
    shell = a_window(qtbot, desk)
    field = shell.top.search.field
    field.setFocus()
    QApplication.sendEvent(field, QInputMethodEvent("wang'xiu'ying", []))
    settle()
    assert not shell.found.isVisible()
    chosen = QInputMethodEvent()
    chosen.setCommitString("王秀英")
    QApplication.sendEvent(field, chosen)
    settle()
    assert "找到 1 位" in words(shell.found)


def test_enter_held_down_in_the_search_opens_one_record(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    shell = a_window(qtbot, desk)
    shell.top.search.field.setFocus()
    shell.top.search.set_text("王秀英")
    for _ in range(20):
        QTest.keyClick(QApplication.focusWidget() or shell, Qt.Key.Key_Return)
    settle()
    assert shell.current_place() == "record"
    assert [one.act for one in desk.auditing.who_looked(person)].count("view") <= 2


def test_a_late_answer_never_stands_under_another_name(qtbot: QtBot, desk: Desk) -> None:
    """The first record is still on its way when the second is opened: with lanes of its own."""
    first, second = registered(desk), registered(desk, name="李四", id_no=None, phone="13900007777")
    signed(desk, first)
    shell = a_window(qtbot, desk)
    tasks = Tasks(shell)
    screen = record(shell, second)
    screen._tasks = tasks
    for person in (first, second, first, second):
        shell.open("record", resident_id=person)
    qtbot.waitUntil(lambda: "李四" in words(screen.head) and screen.views.isVisible(), timeout=20_000)
    tasks.close()
    settle()
    assert "王秀英" not in words(screen.head)
    assert screen.views.overview.timeline.model().rowCount() == 0


def test_a_window_closed_while_its_lane_works_drops_the_answer(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    shell = a_window(qtbot, desk)
    tasks = Tasks()
    record(shell, person)._tasks = tasks
    shell.open("record", resident_id=person)
    shell.close()
    shell.deleteLater()
    QApplication.processEvents()
    tasks.close()
    QApplication.processEvents()


def test_two_windows_of_one_record_show_the_same(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    shells = a_window(qtbot, desk), a_window(qtbot, desk)
    screens = [record(shell, person) for shell in shells]
    signed(desk, person, visit_date="2026-08-03", sbp=146)
    for shell, screen in zip(shells, screens, strict=True):
        timeline = screen.views.overview.timeline.model()
        qtbot.waitUntil(lambda shown=timeline: shown.rowCount() == 2)
        settle()
        assert "王秀英" in words(shell)


def lines_of(around: QWidget) -> list[Line]:
    return [one for one in around.findChildren(Line) if one.isVisible() and one.isEnabled()]


SHEETS = (
    "card.elsewhere",
    "card.void",
    "card.amend",
    "card.book",
    "card.reaction",
    "stock.new",
    "stock.recall",
)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_megabyte_in_any_line_of_a_sheet_is_cut_and_made_harmless(
    qtbot: QtBot, desk: Desk, sheet: str
) -> None:
    child = registered(desk, name="李沐阳", sex="1", birth_date="2026-09-01", id_no=None)
    desk.immunization.record(child, NewDose("BCG", date(2026, 9, 1), is_elsewhere=True))
    desk.clinic.arrive(child)
    shell = a_window(qtbot, desk)
    place = sheet.partition(".")[0]
    shell.open(place, **({"resident_id": child} if place == "card" else {}))
    settle()
    screen = shell.stack.currentWidget()
    assert isinstance(screen, Screen)
    next(one for one in screen.commands() if one.id == sheet).call()
    settle()
    found = lines_of(shell)
    assert found
    for line in found:
        line.clear()
        paste(line, MEGABYTE)
        assert 0 < len(line.text()) <= LONGEST_LINE
        assert line.text().isprintable()


def test_words_outside_a_form_are_typed_into_a_line() -> None:
    """What else takes text: scanners, secrets and the search, whose text is not kept."""
    bare = {
        file.relative_to(WINDOW).as_posix()
        for file in WINDOW.rglob("*.py")
        if "trials" not in file.parts and "QLineEdit()" in file.read_text(encoding="utf-8")
    }
    assert bare == {
        "login/page.py",
        "login/wizard.py",
        "screens/immunization/scan.py",
        "screens/settings/account_sheet.py",
        "screens/settings/connection.py",
        "screens/sync/stick.py",
    }
