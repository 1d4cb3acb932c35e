"""Registering at the desk: the number fills in the rest, likely duplicates are said, nothing is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from tests.desks import a_desk, registered
from tests.ui.looking import LONGEST_NAMES, clipped_labels
from tests.ui.working import a_window, click, closing, focus, has, part, press, settle, type_in, words
from ui.screens.registration.drawing import VITAL, prefill, vital_first
from ui.screens.registration.screen import RegistrationScreen
from ui.shell import Shell

if TYPE_CHECKING:
    from healthdesk.domain.forms.filling import Filling

NUMBER = "110101195903120020"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def sheet(shell: Shell, **args: str) -> RegistrationScreen:
    shell.open("register", **args)
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, RegistrationScreen)
    return shown


def field(shell: Shell, link_id: str) -> QLineEdit:
    found = part(shell, f"field.{link_id}")
    assert isinstance(found, QLineEdit)
    return found


def test_what_identifies_a_person_is_asked_first(desk: Desk) -> None:
    form = vital_first(desk.residents.start()).form
    assert [item.link_id for item in form.items[0].items][: len(VITAL)] == list(VITAL)


def test_the_search_text_is_filled_in_where_it_belongs() -> None:
    assert prefill(" 王秀英 ") == {"name": "王秀英"}
    assert prefill("１３８０００００００１") == {"phone": "13800000001"}
    assert prefill(NUMBER) == {"id_no": NUMBER}
    assert prefill("zw") == {}
    assert prefill("幸福里3号") == {}


def test_the_number_fills_in_birth_date_and_sex_and_ctrl_enter_registers(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    screen = sheet(shell, typed="欧阳淑芬")
    screen.form.go_to("id_no")
    type_in(NUMBER)
    filling = screen.form.filling()
    assert (filling.value("birth_date"), filling.value("sex")) == ("1959-03-12", "2")
    press("Ctrl+Return")
    settle()
    assert shell.current_place() == "record"
    found = desk.residents.search("欧阳淑芬")
    assert [row.id_masked for row in found] == ["110101********0020"]
    assert desk.drafts.mine() == ()


def test_without_the_needed_three_nobody_is_registered(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    sheet(shell, typed="欧阳淑芬")
    assert "性别、出生日期" in words(shell)
    press("Ctrl+Return")
    settle()
    assert shell.current_place() == "register"
    assert desk.residents.count() == 0
    assert focus() in ("field.sex", "field.birth_date")


def test_a_likely_duplicate_stands_beside_the_form(qtbot: QtBot, desk: Desk) -> None:
    known = registered(desk, name="王秀英", birth_date="1959-03-12", phone="13800005521")
    shell = a_window(qtbot, desk)
    screen = sheet(shell, typed="王秀英")
    screen.form.go_to("phone")
    type_in("13800005521")
    settle()
    assert "同一电话" in words(shell)
    press("F4")
    assert shell.current_place() == "record"
    assert desk.residents.card(known).name in words(shell)


def test_the_same_number_is_refused_at_its_field(qtbot: QtBot, desk: Desk) -> None:
    registered(desk, id_no=NUMBER)
    shell = a_window(qtbot, desk)
    screen = sheet(shell, typed="王新")
    screen.form.go_to("id_no")
    type_in(NUMBER)
    press("Ctrl+Return")
    settle()
    assert "已经建档" in words(shell)
    assert desk.residents.count() == 1


def test_a_wrong_check_digit_is_said_and_nothing_saved(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    screen = sheet(shell, typed="王新")
    screen.form.go_to("id_no")
    type_in("110101195903120021")
    press("Return")
    settle()
    assert "校验" in words(shell)
    assert desk.residents.count() == 0


def test_what_was_typed_is_there_again(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    screen = sheet(shell, typed="古丽")
    screen.form.go_to("phone")
    type_in("13800000009")
    shell.open("residents")
    settle()
    screen = sheet(shell)
    assert field(shell, "name").text() == "古丽"
    assert screen.form.filling().value("phone") == "13800000009"
    assert "草稿" in words(shell)


def _edited_elsewhere(desk: Desk, resident_id: str) -> None:
    filling, version = desk.residents.sheet(resident_id)
    other: Filling = filling.answer("workplace", "幸福里小学")
    desk.residents.edit(resident_id, other, version)


def test_a_page_saved_by_somebody_else_has_both_ways_out(qtbot: QtBot, desk: Desk) -> None:
    resident = registered(desk)
    shell = a_window(qtbot, desk)
    screen = sheet(shell, resident_id=resident)
    screen.form.go_to("phone")
    field(shell, "phone").selectAll()
    type_in("13900001111")
    _edited_elsewhere(desk, resident)
    press("Ctrl+Return")
    settle()
    assert "别人改过" in words(shell)
    click(shell, "registration.keep_mine")
    settle()
    assert not has(shell, "registration.stale")
    press("Ctrl+Return")
    settle()
    saved, _ = desk.residents.sheet(resident)
    assert saved.value("phone") == "13900001111"
    assert saved.value("workplace") == "幸福里小学"


def test_the_other_way_out_takes_what_is_saved(qtbot: QtBot, desk: Desk) -> None:
    resident = registered(desk)
    shell = a_window(qtbot, desk)
    screen = sheet(shell, resident_id=resident)
    screen.form.go_to("phone")
    field(shell, "phone").selectAll()
    type_in("13900001111")
    _edited_elsewhere(desk, resident)
    press("Ctrl+Return")
    settle()
    click(shell, "registration.take_theirs")
    settle()
    assert screen.form.filling().value("phone") == "13800005521"
    assert screen.form.filling().value("workplace") == "幸福里小学"
    assert desk.drafts.mine() == ()


def test_a_household_is_joined_with_the_registration(qtbot: QtBot, desk: Desk) -> None:
    head = registered(desk, name="王秀英")
    shell = a_window(qtbot, desk)
    screen = sheet(shell, typed="王新")
    screen.form.go_to("birth_date")
    type_in("20150608")
    screen.form.go_to("sex")
    type_in("1")
    screen.household.field.setFocus()
    screen.household.field.insert("王秀英")
    screen.household.field.textEdited.emit("王秀英")
    qtbot.waitUntil(lambda: bool(screen.household.rows()))
    press("Return")
    screen.household.role.setCurrentIndex(screen.household.role.findData("child"))
    press("Ctrl+Return")
    settle()
    assert {(one.name, one.role) for one in desk.families.around(head)} == {
        ("王秀英", "head"),
        ("王新", "child"),
    }


def test_the_longest_names_fit(qtbot: QtBot, desk: Desk) -> None:
    for name in LONGEST_NAMES:
        registered(desk, name=name, birth_date="1959-03-12", phone="13800005521")
    shell = a_window(qtbot, desk)
    for name in LONGEST_NAMES:
        screen = sheet(shell, typed=name)
        screen.form.go_to("phone")
        type_in("13800005521")
        settle()
        assert clipped_labels(shell) == []
        screen.form.undo()
