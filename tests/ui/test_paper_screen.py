"""Any paper is looked at before it is handed out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from healthdesk.desk import Desk
from healthdesk.store.audit import AuditEntry
from tests.desks import a_desk, registered, signed
from tests.documents.reading import text
from tests.ui.a_printer import FilePrinters
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, closing, focus, has, part, press, settle, type_in, words
from ui.kit.ask import CannedAsk
from ui.screens.paper.screen import PaperScreen
from ui.shell import Shell
from ui.tables.view import TableView


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture
def person(desk: Desk) -> str:
    made = registered(desk)
    signed(desk, made, visit_date="2026-05-04", sbp=131)
    signed(desk, made, visit_date="2026-08-03", sbp=133)
    return made


def shown(shell: Shell) -> PaperScreen:
    settle()
    screen = shell.stack.currentWidget()
    assert isinstance(screen, PaperScreen)
    return screen


def choose(shell: Shell, title: str) -> None:
    """A line of the list that is offered, by arrows and Enter."""
    listed = part(shell, "palette.list")
    assert isinstance(listed, TableView)
    for _ in [one.text for one in listed.rows.rows()][
        : [one.text for one in listed.rows.rows()].index(title)
    ]:
        press("Down")
    press("Return")
    settle()


def test_all_records_of_a_form_stand_in_columns_and_are_saved_as_seen(
    qtbot: QtBot, desk: Desk, person: str, tmp_path: Path
) -> None:
    target = tmp_path / "随访.pdf"
    shell = a_window(qtbot, desk, CannedAsk(path=target))
    shell.open("record", resident_id=person)
    settle()
    press("Ctrl+P")
    settle()
    choose(shell, "高血压患者随访服务记录表")
    screen = shown(shell)
    assert has(shell, "paper.preview") and focus() == "paper.print"
    press("Ctrl+S")
    settle()
    found = text(target.read_bytes())
    assert "131" in found and "133" in found
    assert not clipped_labels(screen)


def test_the_cover_page_is_looked_at_like_any_paper(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    shell.open("record", resident_id=person)
    settle()
    press("Ctrl+P")
    settle()
    choose(shell, "居民电子健康档案首页")
    assert shown(shell).preview.isVisible()


def test_a_blank_form_is_one_choice_away_from_everywhere(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    shell.open("residents")
    settle()
    press("Ctrl+Shift+P")
    settle()
    choose(shell, "接诊记录表")
    assert shown(shell).preview.isVisible()


def test_a_signed_record_is_printed_from_its_sheet(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    shell.open("visit", resident_id=person, visit_id=desk.visits.full(person)[0].id)
    settle()
    press("Ctrl+P")
    assert shown(shell).preview.isVisible()


def test_a_sheet_of_two_programmes_is_printed_on_both_forms(qtbot: QtBot, desk: Desk, person: str) -> None:
    desk.enrolments.enrol(person, "diabetes")
    shell = a_window(qtbot, desk)
    shell.open("visit", resident_id=person)
    settle()
    press("Ctrl+P")
    assert shown(shell).preview.isVisible() and "A4，共 2 页" in words(shell)
    press("Esc")
    settle()
    for keys in ("1", "1", "1", "158", "92"):
        type_in(keys)
    press("Ctrl+Shift+Return")
    settle()
    press("Esc")
    press("Ctrl+P")
    assert shown(shell).preview.isVisible() and "A4，共 2 页" in words(shell)
    with desk.database.reading() as session:
        acts = session.scalars(select(AuditEntry).where(AuditEntry.act == "print")).all()
    assert len({entry.row_id for entry in acts}) == 2


def test_what_cannot_be_printed_is_said(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    shell.open("paper", visit_id="nobody")
    shown(shell)
    assert has(shell, "paper.state") and not has(shell, "paper.preview")


def test_the_card_is_drawn_on_the_paper_of_last_time(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    shell.open("visit", resident_id=person, form="information-card")
    settle()
    press("Ctrl+P")
    screen = shown(shell)
    assert "A4，共 1 页" in words(shell)
    screen.preview.sizes.findChildren(QToolButton)[0].setFocus()
    press("Right")
    settle()
    assert "A5，共 1 页" in words(shell)
    assert not clipped_labels(screen)
    shell.open("paper", resident_id=person, form="hypertension-visit")
    shown(shell)
    assert "A4，共 1 页" in words(shell) and not has(shell, "paper.size")
    shell.open("paper", forms=["information-card"])
    shown(shell)
    assert "A5，共 1 页" in words(shell) and has(shell, "paper.size")


def test_paper_of_another_size_has_a_printer_of_its_own(
    qtbot: QtBot, desk: Desk, person: str, tmp_path: Path
) -> None:
    printers = FilePrinters(tmp_path)
    shell = a_window(qtbot, desk, printers=printers)
    shell.open("paper", forms=["information-card"], title="信息卡")
    screen = shown(shell)
    press("Ctrl+P")
    settle()
    next(one for one in screen.commands() if one.id == "paper.size").call()
    settle()
    press("Ctrl+P")
    settle()
    assert shell.paper.last_choice("信息卡").size == "A4"
    assert shell.paper.last_choice("信息卡 A5").size == "A5"
