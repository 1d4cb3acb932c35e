"""The registers of the centre: begun, signed, looked at, corrected, taken back, put on paper; by keyboard."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCompleter, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.centre_records import CENTRE
from healthdesk.store.centre_records import CentreRecord
from tests.desks import a_desk, seat
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, click, closing, focus, has, part, press, settle, type_in, words
from ui.forms.code_field import CodeField
from ui.screens.centre_records.listing import CentreRecordsScreen
from ui.screens.centre_records.screen import CentreRecordScreen
from ui.shell import Shell

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""A list that opens in memory cannot be raised nor hold the keyboard."""

INFORMATION = "supervision-information"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def at_registers(qtbot: QtBot, desk: Desk, form: str = INFORMATION) -> Shell:
    shell = a_window(qtbot, desk)
    shell.open("centre-records", form=form)
    settle()
    return shell


def listing(shell: Shell) -> CentreRecordsScreen:
    shown = shell.stack.currentWidget()
    assert isinstance(shown, CentreRecordsScreen)
    return shown


def sheet(shell: Shell) -> CentreRecordScreen:
    shown = shell.stack.currentWidget()
    assert isinstance(shown, CentreRecordScreen)
    return shown


def put(shell: Shell, link_id: str, text: str) -> None:
    field = part(shell, f"field.{link_id}")
    assert isinstance(field, QLineEdit | QPlainTextEdit)
    field.setFocus()
    field.setText(text) if isinstance(field, QLineEdit) else field.setPlainText(text)
    settle()


def write_information(shell: Shell, content: str = "某门面无证开展牙科诊疗") -> None:
    """What somebody types after F4."""
    press("F4")
    settle()
    sheet(shell).form.go_to("kind")
    kind = QApplication.focusWidget()
    assert isinstance(kind, CodeField)
    type_in("ffxy")
    QTest.keyClick(kind.findChild(QCompleter).popup(), Qt.Key.Key_Return)
    settle()
    assert focus() == "field.content"
    put(shell, "content", content)
    put(shell, "reported_at", desk_day(shell))
    press("Ctrl+Return")
    settle()


def desk_day(shell: Shell) -> str:
    return str(sheet(shell).form.filling().value("found_at"))


def test_a_record_is_begun_signed_and_numbered_by_keyboard(qtbot: QtBot, desk: Desk) -> None:
    shell = at_registers(qtbot, desk)
    assert "还没有登记" in words(shell)
    write_information(shell)
    (row,) = desk.centre_records.all()
    assert (row.number, row.about, row.form) == (1, "某门面无证开展牙科诊疗", INFORMATION)
    assert "2026 年第 1 号" in words(shell)
    assert not part(shell, "field.content").isEnabled()
    assert focus() == "centre_record.print"
    press("Esc")
    settle()
    assert [one.id for one in listing(shell).table.rows.rows()] == [row.id]


def test_every_form_has_its_tab_and_its_own_list(qtbot: QtBot, desk: Desk) -> None:
    shell = at_registers(qtbot, desk)
    write_information(shell)
    press("Esc")
    settle()
    tabs = listing(shell).tabs
    assert [tabs.tabText(at) for at in range(tabs.count())] == [
        "健康教育", "突发事件", "监督协管信息", "监督协管巡查",
    ]  # fmt: skip
    assert tabs.tabText(tabs.currentIndex()) == "监督协管信息"
    tabs.setCurrentIndex(0)
    settle()
    assert list(listing(shell).table.rows.rows()) == []
    press("F4")
    settle()
    assert sheet(shell).form.filling().form.key == "health-education-activity"


def test_signing_too_early_goes_to_the_first_gap(qtbot: QtBot, desk: Desk) -> None:
    at_registers(qtbot, desk)
    press("F4")
    settle()
    press("Ctrl+Return")
    settle()
    assert focus() == "field.kind"
    assert desk.centre_records.all() == ()


def test_a_sheet_that_was_left_waits_at_home(qtbot: QtBot, desk: Desk) -> None:
    shell = at_registers(qtbot, desk)
    press("F4")
    settle()
    put(shell, "content", "饮水机滤芯过期")
    shell.open("home")
    settle()
    assert desk.drafts.kept(CENTRE, INFORMATION) is not None
    assert "公共卫生登记" in words(shell)
    click(shell, "home.draft.0")
    settle()
    assert sheet(shell).form.filling().value("content") == "饮水机滤芯过期"
    assert "接着上次的草稿" in words(shell)


def test_a_correction_that_came_in_meanwhile_is_not_covered(qtbot: QtBot, desk: Desk) -> None:
    shell = at_registers(qtbot, desk)
    write_information(shell)
    press("Ctrl+E")
    settle()
    line = part(shell, "centre_record.reason")
    assert isinstance(line, QLineEdit)
    line.setText("地点写错")
    press("Return")
    settle()
    put(shell, "content", "本机更正")
    (row,) = desk.centre_records.all()
    _, filling = desk.centre_records.open(row.id)
    elsewhere = filling.answer("content", "别处更正")
    desk.centre_records.amend(row.id, elsewhere, "别处", opened_version=row.version)
    press("Ctrl+Return")
    settle()
    assert desk.centre_records.all()[0].about == "别处更正"
    assert "没有覆盖它" in words(shell)
    assert part(shell, "field.content").isEnabled(), "what was typed is still there"
    press("Esc")
    settle()
    press("Return")
    settle()
    assert "在您更正期间已被改过" in words(shell)
    assert sheet(shell).form.filling().value("content") == "别处更正"
    assert sheet(shell).form.filling().last["content"] == "本机更正"


def test_a_record_is_corrected_with_a_reason(qtbot: QtBot, desk: Desk) -> None:
    shell = at_registers(qtbot, desk)
    write_information(shell)
    press("Ctrl+E")
    settle()
    assert focus() == "centre_record.reason"
    line = part(shell, "centre_record.reason")
    assert isinstance(line, QLineEdit)
    line.setText("地点写错")
    press("Return")
    settle()
    assert part(shell, "field.content").isEnabled()
    put(shell, "content", "某诊所超范围诊疗")
    press("Ctrl+Return")
    settle()
    (row,) = desk.centre_records.all()
    assert (row.about, row.amend_reason, row.number) == ("某诊所超范围诊疗", "地点写错", 1)
    assert "已更正：地点写错" in words(shell)
    press("Esc")
    settle()
    assert "更正" in str(listing(shell).table.rows.index(0, 2).data())


def test_a_record_is_taken_back_with_a_reason(qtbot: QtBot, desk: Desk) -> None:
    shell = at_registers(qtbot, desk)
    write_information(shell)
    press("Ctrl+D")
    settle()
    line = part(shell, "centre_record.reason")
    assert isinstance(line, QLineEdit)
    line.setText("重复登记")
    press("Return")
    settle()
    (row,) = desk.centre_records.all()
    assert row.status == "void"
    assert "已作废：重复登记" in words(shell)
    assert not has(shell, "centre_record.amend")


def test_the_year_of_a_register_goes_on_paper(qtbot: QtBot, desk: Desk) -> None:
    shell = at_registers(qtbot, desk)
    write_information(shell)
    press("Esc")
    settle()
    press("Ctrl+P")
    settle()
    assert shell.current_place() == "paper"
    lit = part(shell, "navigation.centre-records")
    assert isinstance(lit, QAbstractButton)
    assert lit.isChecked()
    assert "卫生计生监督协管信息报告登记表" in words(shell)


@pytest.mark.parametrize(("role", "has_entry"), [(Role.VACCINATOR, False), (Role.CLERK, True)])
def test_who_keeps_registers_has_an_entry(qtbot: QtBot, desk: Desk, role: Role, *, has_entry: bool) -> None:
    seat(desk, role)
    shell = a_window(qtbot, desk)
    assert has(shell, "navigation.centre-records") is has_entry


@pytest.mark.parametrize("form", ["health-education-activity", "public-health-event", INFORMATION])
def test_nothing_is_cut_off(qtbot: QtBot, desk: Desk, form: str) -> None:
    shell = at_registers(qtbot, desk, form)
    assert clipped_labels(listing(shell)) == []
    press("F4")
    settle()
    assert clipped_labels(sheet(shell)) == []


def begin_correcting(shell: Shell, why: str = "地点写错") -> None:
    press("Ctrl+E")
    settle()
    line = part(shell, "centre_record.reason")
    assert isinstance(line, QLineEdit)
    line.setText(why)
    press("Return")
    settle()


def test_a_correction_that_was_left_waits_at_home_and_may_be_given_up(qtbot: QtBot, desk: Desk) -> None:
    shell = at_registers(qtbot, desk)
    write_information(shell)
    begin_correcting(shell)
    put(shell, "content", "某诊所超范围诊疗")
    shell.open("home")
    settle()
    assert "公共卫生登记的更正" in words(shell)
    click(shell, "home.draft.0")
    settle()
    assert sheet(shell).form.filling().value("content") == "某诊所超范围诊疗"
    assert "接着上次的更正：地点写错" in words(shell)
    assert not clipped_labels(sheet(shell))
    click(shell, "centre_record.drop")
    settle()
    assert not part(shell, "field.content").isEnabled()
    assert sheet(shell).form.filling().value("content") == "某门面无证开展牙科诊疗"
    assert desk.drafts.mine() == ()
    begin_correcting(shell, "改回")
    put(shell, "content", "某诊所")
    press("Ctrl+Return")
    settle()
    (row,) = desk.centre_records.all()
    assert (row.about, row.amend_reason) == ("某诊所", "改回")
    assert desk.drafts.mine() == ()


def test_a_number_given_twice_is_pointed_out_and_changed_with_one_key(qtbot: QtBot, desk: Desk) -> None:
    shell = at_registers(qtbot, desk)
    for content in ("先写的", "后写的"):
        write_information(shell, content)
        press("Esc")
        settle()
    later = next(row for row in desk.centre_records.all() if row.about == "后写的")
    with desk.database.writing("test") as session:
        record = session.get_one(CentreRecord, later.id)
        record.number, record.signed_at = 1, record.signed_at + timedelta(minutes=5)
    shell.open("home")
    shell.open("centre-records", form=INFORMATION)
    settle()
    assert "有 1 份与先登记的同号" in words(shell)
    assert not clipped_labels(listing(shell))
    rows = [row.id for row in listing(shell).table.rows.rows()]
    listing(shell).table.go_to(rows.index(later.id))
    press("Return")
    settle()
    assert "与 张建国 先登记的一份同号" in words(shell)
    assert not clipped_labels(sheet(shell))
    press("F8")
    settle()
    assert "2026 年第 2 号" in words(shell)
    assert not has(shell, "centre_record.renumber")
    press("Esc")
    settle()
    assert "与先登记的同号" not in words(shell)
    assert sorted(row.number for row in desk.centre_records.all()) == [1, 2]
