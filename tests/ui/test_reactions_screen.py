"""Reactions in the window: the clock of each report, opened and printed with one key, begun on the card."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.services.doses import NewDose
from tests.builders import TODAY
from tests.desks import a_desk, registered
from tests.services.test_reactions import minutes_ago, reported
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, closing, press, settle, type_in, words
from ui.screens.reactions.screen import ReactionsScreen
from ui.shell import Shell


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def reactions(shell: Shell) -> ReactionsScreen:
    shell.open("reactions")
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, ReactionsScreen)
    return shown


def cells(screen: ReactionsScreen) -> list[str]:
    """The first column."""
    model = screen.table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_the_clocks_stand_in_front(qtbot: QtBot, desk: Desk) -> None:
    reported(desk, name="平常", found_time=minutes_ago(desk, 120))
    reported(desk, name="严重", gravity=["2"], found_time=minutes_ago(desk, 121))
    reported(desk, name="已报", reported_at="2026-11-02", reported_time="08:00")
    shell = a_window(qtbot, desk)
    screen = reactions(shell)
    late, running, done = cells(screen)
    assert late.startswith("已过 11-02 ")
    assert (running, done) == ("还剩 46 时 0 分", "11-02 08:00 已报")
    screen.tabs.setCurrentIndex(1)
    settle()
    assert [row.name for row in screen.table.rows.rows()] == ["严重"]
    assert not clipped_labels(shell)


def test_a_report_is_printed(qtbot: QtBot, desk: Desk) -> None:
    reported(desk)
    shell = a_window(qtbot, desk)
    reactions(shell).focus_first()
    press("Ctrl+P")
    settle()
    assert shell.stack.currentWidget().objectName() == "paper"


def test_a_report_is_begun_on_the_card_with_the_last_doses(qtbot: QtBot, desk: Desk) -> None:
    child = registered(desk, name="李小宝", birth_date="2026-08-20", id_no=None)
    desk.immunization.record(child, NewDose("HepB", TODAY - timedelta(days=1), "L-HEPB"))
    shell = a_window(qtbot, desk)
    shell.open("card", resident_id=child)
    settle()
    press("Ctrl+K")
    type_in("ycfy")
    press("Return")
    settle()
    assert shell.stack.currentWidget().objectName() == "visit"
    assert "疑似预防接种异常反应报告卡" in words(shell)


def test_a_report_that_was_begun_stands_in_the_list_and_is_gone_on_with(qtbot: QtBot, desk: Desk) -> None:
    child = registered(desk, name="李小宝", birth_date="2026-08-20", id_no=None)
    filling = desk.visits.start(child, "immunization", "adverse-event").filling.answer("diagnosis", "发热")
    document = filling.entries_document()
    desk.drafts.keep(child, "adverse-event", form_version=filling.form.version, document=document)
    shell = a_window(qtbot, desk)
    screen = reactions(shell)
    assert cells(screen) == ["时限未定，请补填"]
    assert "草稿" in str(screen.table.model().index(0, 4).data())
    screen.focus_first()
    press("Ctrl+P")
    assert "签名以后" in shell.status.quiet.text()
    press("F2")
    settle()
    assert shell.stack.currentWidget().objectName() == "visit"
