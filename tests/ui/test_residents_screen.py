"""The list of everybody: paged, opened by Enter, filled from a table."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from tests.desks import a_desk, registered, seat
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, closing, focus, has, is_told, part, press, settle, words
from ui.kit.ask import CannedAsk
from ui.screens.residents.screen import ResidentsScreen
from ui.shell import Shell

TABLE = "姓名,性别,出生日期,身份证号,电话\n王秀英,女,1959-03-12,,13800005521\n李强,男,2031-01-01,,\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def residents(shell: Shell) -> ResidentsScreen:
    shell.open("residents")
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, ResidentsScreen)
    return shown


def test_nobody_yet_offers_to_register(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    residents(shell)
    assert "还没有居民" in words(shell)
    assert has(shell, "residents.first")


def test_the_list_is_fetched_page_by_page(qtbot: QtBot, desk: Desk) -> None:
    for number in range(120):
        registered(desk, name=f"居民{number:03}")
    shell = a_window(qtbot, desk)
    screen = residents(shell)
    assert screen.table.rows.rowCount() < 120
    screen.table.scrollToBottom()
    screen.table.rows.fetchMore()
    assert screen.table.rows.rowCount() == 120
    assert "共 120 份档案" in words(shell)


def test_enter_opens_the_record(qtbot: QtBot, desk: Desk) -> None:
    registered(desk, name="王秀英")
    shell = a_window(qtbot, desk)
    residents(shell)
    assert focus() == "residents.table"
    press("Return")
    assert shell.current_place() == "record"


def test_ctrl_e_opens_the_first_page(qtbot: QtBot, desk: Desk) -> None:
    registered(desk, name="王秀英")
    shell = a_window(qtbot, desk)
    residents(shell)
    press("Ctrl+E")
    assert shell.current_place() == "register"
    assert "改基本信息" in words(shell)


def test_a_table_is_brought_in_and_its_refused_rows_are_said(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "旧系统.csv"
    file.write_text(TABLE, encoding="utf-8")
    shell = a_window(qtbot, desk, CannedAsk(path=file))
    screen = residents(shell)
    press("Ctrl+I")
    settle()
    assert "新登记 1" in words(shell) and "退回 1" in words(shell)
    refused = screen.bringing_in.refused.rows.rows()
    assert [(row.line, row.field) for row in refused] == [(3, "birth_date")]
    assert screen.table.rows.rowCount() == 1
    assert clipped_labels(shell) == []


def test_a_table_in_no_known_encoding_is_refused_in_words(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(b"\xff\xfe\x00\x80\x81\xff" * 20)
    shell = a_window(qtbot, desk, CannedAsk(path=file))
    residents(shell)
    press("Ctrl+I")
    settle()
    assert shell.status.quiet.text()
    assert desk.residents.count() == 0


def test_a_vaccinator_may_not_bring_tables_in(qtbot: QtBot, desk: Desk) -> None:
    seat(desk, Role.VACCINATOR)
    shell = a_window(qtbot, desk)
    residents(shell)
    assert not has(shell, "residents.import")
    assert part(shell, "residents.register").isVisible()


def test_two_records_of_one_person_are_joined_by_one_key_and_parted_by_another(
    qtbot: QtBot, desk: Desk
) -> None:
    registered(desk, name="王秀英")
    registered(desk, name="王秀英", phone="13900000001")
    shell = a_window(qtbot, desk)
    screen = residents(shell)
    assert not screen.twice.isVisible()
    press("Ctrl+Shift+D")
    settle()
    assert focus() == "residents.pairs"
    assert "待核对" in [screen.twice.table.rows.cell(screen.twice.table.rows.index(0, 3)).text]
    press("Ctrl+J")
    settle()
    (pair,) = desk.duplicates.pairs()
    assert pair.is_joined
    press("Ctrl+Shift+J")
    settle()
    (pair,) = desk.duplicates.pairs()
    assert not pair.is_joined
    assert not clipped_labels(screen)


def test_the_second_press_of_one_finger_joins_no_other_pair(qtbot: QtBot, desk: Desk) -> None:
    for name, born in (("王秀英", "1957-03-08"), ("李桂兰", "1958-04-09")):
        registered(desk, name=name, birth_date=born, id_no=None)
        registered(desk, name=name, birth_date=born, id_no=None, phone="13900000001")
    shell = a_window(qtbot, desk)
    residents(shell)
    press("Ctrl+Shift+D")
    settle()
    for _ in range(2):
        press("Ctrl+J")
        qtbot.waitUntil(lambda: is_told(shell))
        settle()
    assert sum(pair.is_joined for pair in desk.duplicates.pairs()) == 1
    press("Ctrl+Shift+J")
    settle()
    assert not any(pair.is_joined for pair in desk.duplicates.pairs())


def test_two_persons_are_told_apart_by_one_key_and_looked_at_again_by_another(
    qtbot: QtBot, desk: Desk
) -> None:
    registered(desk, name="王秀英")
    registered(desk, name="王秀英", phone="13900000001")
    shell = a_window(qtbot, desk)
    screen = residents(shell)
    press("Ctrl+Shift+D")
    settle()
    press("Ctrl+D")
    settle()
    (pair,) = desk.duplicates.pairs()
    assert pair.is_distinct
    assert screen.twice.table.rows.cell(screen.twice.table.rows.index(0, 3)).text == "是两个人"
    press("Ctrl+J")  # what is decided is decided first to be taken back
    settle()
    (pair,) = desk.duplicates.pairs()
    assert not pair.is_joined
    press("Ctrl+Shift+J")
    settle()
    (pair,) = desk.duplicates.pairs()
    assert not pair.is_decided
    assert not clipped_labels(screen)


def test_who_may_not_decide_sees_no_duplicates(qtbot: QtBot, desk: Desk) -> None:
    seat(desk, Role.CLERK)
    shell = a_window(qtbot, desk)
    residents(shell)
    assert not has(shell, "residents.look_twice")
