"""The stock on the screen: received by hand, counted, held, recalled; the refrigerator that alarms."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.doses import NewDose
from tests.builders import TODAY
from tests.desks import a_desk, registered, seat
from tests.services.test_stock import RECEIPT
from tests.ui.looking import clipped_labels, squeezed, window_picture
from tests.ui.working import a_window, click, closing, focus, has, part, press, settle, type_in, words
from ui.screens.stock.columns import cold_cell, expiry_cell, state_cell
from ui.screens.stock.screen import StockScreen
from ui.shell import Shell


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def stock(shell: Shell, **args: str) -> StockScreen:
    shell.open("stock", **args)
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, StockScreen)
    return shown


def fill(shell: Shell, name: str, text: str) -> None:
    """Type into the line of the receipt that is called so."""
    field = part(shell, f"stock.receipt.{name}")
    field.setFocus()
    type_in(text)


def test_where_the_window_is_low_the_buttons_of_a_lot_stay_whole(qtbot: QtBot, desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    shell = a_window(qtbot, desk)
    shell.resize(910, 512)
    screen = stock(shell)
    settle()
    assert has(screen, "stock.waste")
    assert squeezed(screen) == []


def test_a_delivery_is_typed_in_and_stands_in_the_list(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    screen = stock(shell)
    assert "还没有疫苗" in words(shell)
    press("F4")
    assert focus() == "stock.receipt.product"
    for name, text in (
        ("number", "202603018"),
        ("manufacturer", "BJ"),
        ("expires_on", "20270914"),
        ("doses", "10"),
        ("celsius", "4.5"),
        ("codes", "81000250318470263915"),
    ):
        fill(shell, name, text)
    press("Return")
    assert "已扫 1 支" in words(shell)
    press("Return")
    qtbot.waitUntil(lambda: len(screen.lists.lots.rows.rows()) == 1)
    (row,) = screen.lists.lots.rows.rows()
    assert (row.number, row.on_hand) == ("202603018", 10)
    assert not has(shell, "stock.receipt.number")
    assert "可用" in words(shell)


def test_what_is_missing_is_said_and_what_was_typed_stays(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    stock(shell)
    press("F4")
    for name, text in (("number", "A1"), ("manufacturer", "BJ"), ("expires_on", "20200101"), ("doses", "5")):
        fill(shell, name, text)
    click(shell, "stock.receipt.keep")
    assert "要写到货温度" in words(shell)
    fill(shell, "celsius", "4")
    click(shell, "stock.receipt.keep")
    assert "已过有效期" in words(shell)
    assert part(shell, "stock.receipt.number").text() == "A1"  # type: ignore[attr-defined]  # a line
    assert desk.stock.lots() == ()


def test_the_same_delivery_is_asked_about_before_it_counts_twice(qtbot: QtBot, desk: Desk) -> None:
    desk.stock_book.receive(replace(RECEIPT, document_no=""))
    shell = a_window(qtbot, desk)
    screen = stock(shell)
    screen.receipt.ask(desk.stock.lots(), ())
    screen.receipt.wanted.emit(replace(RECEIPT, document_no=""))
    assert "这张单已经入过库" in words(shell)
    assert desk.stock.lots()[0].on_hand == 10


def test_a_count_a_hold_and_a_release_by_key(qtbot: QtBot, desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    shell = a_window(qtbot, desk)
    screen = stock(shell)
    press("F6")
    type_in("8")
    click(shell, "stock.act.keep")
    assert "要写原因" in words(shell)
    type_in("lost")
    press("Return")
    qtbot.waitUntil(lambda: screen.lists.lots.rows.rows()[0].on_hand == 8)
    press("F8")
    type_in("warm")
    press("Return")
    qtbot.waitUntil(lambda: "已封存" in words(shell))
    press("F8")
    assert "解除封存" in words(shell)
    type_in("ok")
    press("Return")
    qtbot.waitUntil(lambda: screen.lists.lots.rows.rows()[0].state == "usable")


def test_a_lot_is_moved_and_its_expiry_corrected_on_the_screen(qtbot: QtBot, desk: Desk) -> None:
    first, second = desk.refrigerators.add("一号"), desk.refrigerators.add("二号")
    desk.stock_book.receive(replace(RECEIPT, refrigerator_id=first))
    shell = a_window(qtbot, desk)
    screen = stock(shell)
    click(shell, "stock.move")
    assert [screen.sheet.place.itemData(at) for at in range(screen.sheet.place.count())] == [second]
    click(shell, "stock.act.keep")
    settle()
    assert desk.stock.lots()[0].refrigerators == ("二号",)
    click(shell, "stock.expiry")
    assert focus() == "stock.act.day"
    window_picture(shell, "expiry")
    assert clipped_labels(shell) == []
    type_in("2027x")
    press("Return")
    press("Return")
    assert "有效期看不懂" in words(shell)
    screen.sheet.day.selectAll()
    type_in("20270901")
    press("Return")
    assert focus() == "stock.act.reason"
    press("Return")
    assert "要写原因" in words(shell)
    type_in("misread")
    press("Return")
    settle()
    assert str(desk.stock.lots()[0].expires_on) == "2027-09-01"


def test_each_vaccine_has_a_least_of_its_own(qtbot: QtBot, desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    shell = a_window(qtbot, desk)
    screen = stock(shell)
    screen.lists.tabs.setCurrentIndex(1)
    settle()
    screen.lists.needs.setFocus()
    screen.lists.needs.go_to(0)
    press("Return")
    assert focus() == "stock.least.doses"
    type_in("-1")
    press("Return")
    assert "剂数要写成数字" in words(shell)
    screen.least.doses.selectAll()
    type_in("11")
    press("Return")
    settle()
    qtbot.waitUntil(lambda: [need.smallest for need in screen.lists.needs.rows.rows()] == [11])
    assert "1 种该请领" in words(shell)
    window_picture(shell, "least")


def test_a_recall_shows_everybody_who_had_the_lot(qtbot: QtBot, desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    child = registered(desk, name="李小宝", birth_date="2026-08-01", id_no="")
    desk.immunization.record(child, NewDose("DTaP", TODAY, "202603018"))
    shell = a_window(qtbot, desk)
    stock(shell)
    click(shell, "stock.recall")
    type_in("notice")
    press("Return")
    settle()
    assert "百白破疫苗 批号 202603018：1 人" in words(shell)
    people = shell.stack.currentWidget()._handing.people  # type: ignore[union-attr]  # the stock screen
    assert [row.phone for row in people.table.rows.rows()] == ["138****5521"]


def test_a_lot_that_is_used_up_is_seen_when_asked_and_recalled_by_its_number(
    qtbot: QtBot, desk: Desk
) -> None:
    lot = desk.stock_book.receive(RECEIPT).lot_id
    desk.stock_book.waste(lot, 10, "停电")
    shell = a_window(qtbot, desk)
    screen = stock(shell)
    assert screen.lists.lots.rows.rows() == ()
    press("F5")
    assert [row.id for row in screen.lists.lots.rows.rows()] == [lot]
    press("F5")
    screen.recall_sheet.ask(None)
    screen.recall_sheet.product.setCurrentIndex(screen.recall_sheet.product.findData("MMR"))
    type_in("M-77")
    press("Return")
    press("Return")
    press("Return")
    assert "要写原因" in words(shell)
    type_in("notice")
    press("Return")
    settle()
    assert "麻腮风疫苗 批号 M-77：0 人" in words(shell)
    assert [row.state for row in desk.stock.find("MMR", "M-77")] == ["recalled"]


def test_a_warm_refrigerator_alarms_and_one_key_holds_what_is_inside(qtbot: QtBot, desk: Desk) -> None:
    place = desk.refrigerators.add("1 号冰箱")
    desk.stock_book.receive(replace(RECEIPT, refrigerator_id=place))
    shell = a_window(qtbot, desk)
    stock(shell, tab="cold")
    assert focus() == "stock.cold.celsius"
    type_in("12.5")
    press("Return")
    qtbot.waitUntil(lambda: "超温 12.5 ℃" in words(shell))
    press("F8")
    settle()
    assert desk.stock.lots()[0].state == "quarantined"
    assert not clipped_labels(shell)
    click(shell, "stock.cold.void")
    type_in("1.25")
    press("Return")
    qtbot.waitUntil(lambda: "还没有测过温度" in words(shell))


def test_every_state_has_words_beside_its_colour(qtbot: QtBot, desk: Desk) -> None:
    desk.stock_book.receive(RECEIPT)
    (row,) = desk.stock.lots()
    near = replace(row, days_left=20, is_near_expiry=True)
    past = replace(row, days_left=-3, state="expired")
    assert (expiry_cell(near).note, expiry_cell(past).note) == ("近效期，剩 20 天", "已过期 3 天")
    said = {
        state_cell(one).text
        for one in (
            row,
            past,
            replace(row, state="recalled"),
            replace(row, state="quarantined"),
            replace(row, on_hand=0),
            replace(row, on_hand=-1),
        )
    }
    assert said == {"可用", "已过期", "已召回", "已封存", "已用完", "账面为负，请盘点"}
    desk.refrigerators.add("1 号冰箱")
    (cold,) = desk.refrigerators.all()
    assert cold_cell(cold).text == "还没有测过温度"
    gone = replace(cold, gaps=(TODAY - timedelta(1),), last=None)
    assert cold_cell(gone).icon


def test_somebody_without_the_permission_has_no_entry(qtbot: QtBot, desk: Desk) -> None:
    seat(desk, Role.CLERK)
    assert not has(a_window(qtbot, desk), "navigation.stock")
