"""Referring somebody: filled from what is known, the paper beside it, signed, printed, answered."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QToolButton
from pytestqt.qtbot import QtBot

from healthdesk.base.errors import NotFound
from healthdesk.desk import Desk
from tests.desks import a_desk, registered, signed
from tests.documents.reading import text
from tests.ui.looking import LONGEST_NAMES, clipped_labels
from tests.ui.working import (
    HeldTasks,
    a_window,
    click,
    closing,
    focus,
    has,
    part,
    press,
    settle,
    type_in,
    words,
)
from ui.kit.ask import CannedAsk
from ui.screens.referral.listing import ReferralsScreen
from ui.screens.referral.screen import ReferralScreen
from ui.shell import Shell
from ui.widgets.paper import rendered


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture
def person(desk: Desk) -> str:
    made = registered(desk, name="王秀英", drug_allergy=["2"])
    signed(desk, made, sbp=158, dbp=92)
    return made


def referral(shell: Shell, **args: str) -> ReferralScreen:
    shell.open("referral", **args)
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, ReferralScreen)
    return shown


def test_a_signed_sheet_is_corrected_and_what_it_said_stands_beside_its_course(
    qtbot: QtBot, desk: Desk, person: str
) -> None:
    shell = a_window(qtbot, desk)
    fill_in(shell, screen := referral(shell, resident_id=person))
    press("Ctrl+Return")
    settle()
    number = desk.referrals.of(person)[0].number
    press("Ctrl+E")
    assert focus() == "referral.reason"
    type_in("xiecuo")
    press("Return")
    settle()
    put(shell, "to_org", "区中医院")
    put(shell, "phone", "13900000009")  # also what is seldom asked may have been wrong
    press("Ctrl+Return")
    settle()
    assert "已更正，会再传一次" in words(shell)
    assert "xiecuo；" in words(screen)
    assert "市第一人民医院" in part(shell, "referral.corrected").text()  # type: ignore[attr-defined]  # a label
    (row,) = desk.referrals.of(person)
    assert (row.number, row.to_org) == (number, "区中医院")
    sheet = desk.referrals.sheet(row.id)
    assert (sheet.to_org, sheet.phone) == ("区中医院", "13900000009")


def test_a_correction_that_was_left_goes_on_and_can_be_let_go(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    fill_in(shell, referral(shell, resident_id=person))
    press("Ctrl+Return")
    settle()
    (row,) = desk.referrals.of(person)
    press("Ctrl+E")
    type_in("xiecuo")
    press("Return")
    settle()
    put(shell, "to_org", "区中医院")
    shell.open("home")
    settle()
    screen = referral(shell, referral_id=row.id)
    assert screen.form.filling().value("to_org") == "区中医院"
    assert "更正：xiecuo" in words(screen)
    click(shell, "referral.drop")
    settle()
    assert desk.drafts.mine() == ()
    assert "市第一人民医院" in desk.referrals.course(row.id).row.to_org
    assert has(screen, "referral.amend")


def put(shell: Shell, link_id: str, text: str) -> None:
    field = part(shell, f"field.{link_id}")
    assert isinstance(field, QLineEdit | QPlainTextEdit)
    if isinstance(field, QLineEdit):
        field.selectAll()
        field.insert(text)
        field.textEdited.emit(text)
    else:
        field.setPlainText(text)
    settle()


def fill_in(shell: Shell, screen: ReferralScreen) -> None:
    put(shell, "to_org", "市第一人民医院")
    put(shell, "to_dept", "心血管内科")
    for key in screen.form.filling().gaps():
        put(shell, key, "01065550000" if key.endswith("phone") else "无")


def test_the_sheet_is_filled_from_what_is_known_and_says_so(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = referral(shell, resident_id=person)
    assert "158" in str(screen.form.filling().value("present_history_reason"))
    said = words(shell)
    assert "取自最近一次随访" in said and "取自档案" in said and "王秀英" in said
    assert "A4，共 1 页" in said


def test_two_keys_lead_from_the_record_to_the_paper(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    shell.open("record", resident_id=person)
    settle()
    press("Ctrl+R")
    settle()
    assert shell.current_place() == "referral"
    assert "A4，共 1 页" in words(shell)


def test_signing_too_early_goes_to_the_first_gap(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    referral(shell, resident_id=person)
    press("Ctrl+Return")
    settle()
    assert focus() == "field.to_org"
    assert desk.referrals.all() == ()


def test_what_is_typed_while_it_is_signed_leaves_no_second_sheet(
    qtbot: QtBot, desk: Desk, person: str
) -> None:
    tasks = HeldTasks()
    shell = a_window(qtbot, desk, tasks=tasks)
    screen = referral(shell, resident_id=person)
    fill_in(shell, screen)
    part(shell, "field.to_org").setFocus()
    tasks.is_holding = True
    screen.sign.click()
    type_in("zhongyiyuan")
    tasks.release()
    settle()
    shell.open("home")
    settle()
    assert [one.to_org for one in desk.referrals.of(person)] == ["市第一人民医院"]
    assert desk.drafts.mine() == ()


def test_signed_then_saved_as_pdf(qtbot: QtBot, desk: Desk, person: str, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    shell = a_window(qtbot, desk, CannedAsk(path=file))
    screen = referral(shell, resident_id=person)
    fill_in(shell, screen)
    assert "必填都已填" in words(shell)
    press("Ctrl+Return")
    settle()
    one = desk.referrals.of(person)[0]
    assert (one.status, one.to_org) == ("sent", "市第一人民医院")
    assert one.number in words(shell) and "尚未上传" in words(shell)
    press("Ctrl+S")
    settle()
    assert rendered(file.read_bytes(), 1.0).count >= 1


def test_a_draft_is_there_again(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    referral(shell, resident_id=person)
    put(shell, "to_org", "县人民医院")
    shell.open("residents")
    settle()
    screen = referral(shell, resident_id=person)
    assert screen.form.filling().value("to_org") == "县人民医院"


def test_the_answer_of_the_hospital_is_written_down(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = referral(shell, resident_id=person)
    fill_in(shell, screen)
    press("Ctrl+Return")
    settle()
    assert focus() in ("referral.answer", "referral.pages") or screen.course.options.isVisible()
    screen.course.options.setFocus()
    type_in("4")
    put(shell, "diagnosis", "高血压 2 级，高危")
    press("Ctrl+Return")
    settle()
    one = desk.referrals.of(person)[0]
    assert (one.status, one.result_due_on) == ("returned", desk.clock.today() + timedelta(days=14))
    assert desk.referrals.course(one.id).feedback == {"diagnosis": "高血压 2 级，高危"}
    assert "打印回转单" in [action.text for action in screen.commands()]
    assert "高血压2级，高危" in text(desk.printing.referral_back(one.id))


def test_what_comes_back_is_written_on_its_form(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = referral(shell, resident_id=person)
    fill_in(shell, screen)
    press("Ctrl+Return")
    settle()
    back = screen.course.back.filling()
    assert back.form.key == "referral-back"
    assert (back.value("name"), back.value("from_org")) == ("王秀英", "市第一人民医院")
    with pytest.raises(NotFound):
        desk.printing.referral_back(desk.referrals.of(person)[0].id)
    screen.course.back.take(back.answer("back_date", "2020-01-01"))
    screen.course.options.setFocus()
    type_in("4")
    press("Ctrl+Return")
    settle()
    assert desk.referrals.of(person)[0].status == "sent"


def test_the_list_shows_those_without_an_answer(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = referral(shell, resident_id=person)
    fill_in(shell, screen)
    press("Ctrl+Return")
    shell.open("referrals")
    settle()
    listing = shell.stack.currentWidget()
    assert isinstance(listing, ReferralsScreen)
    assert [row.name for row in listing.table.rows.rows()] == ["王秀英"]
    press("Return")
    assert shell.current_place() == "referral"


def test_an_empty_list_says_what_would_fill_it(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    shell.open("referrals")
    settle()
    assert "没有在等结果的转诊" in words(shell)


def test_the_longest_names_fit(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    for name in LONGEST_NAMES:
        referral(shell, resident_id=registered(desk, name=name, drug_allergy=["2", "3"]))
        assert clipped_labels(shell) == []


def test_the_sheet_is_drawn_on_the_paper_of_last_time(qtbot: QtBot, desk: Desk, person: str) -> None:
    screen = referral(a_window(qtbot, desk), resident_id=person)
    assert "A4，共 1 页" in words(screen)
    screen.preview.sizes.findChildren(QToolButton)[1].click()
    settle()
    assert "A5，共 2 页" in words(screen)
    assert not clipped_labels(screen)
    again = referral(a_window(qtbot, desk), resident_id=person)
    assert "A5，共 2 页" in words(again) and again.preview.sizes.position() == 1


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_form_and_paper_have_room_beside_each_other(
    qtbot: QtBot, desk: Desk, person: str, percent: int
) -> None:
    """On a screen of 1366×768."""
    shell = a_window(qtbot, desk)
    shell.resize(1366 * 100 // percent, 768 * 100 // percent)
    screen = referral(shell, resident_id=person)
    screen.preview.sizes.findChildren(QToolButton)[1].click()
    screen.preview.say_unusual("这份档案有冲突未决，纸上已注明")
    settle()
    left, right = screen.panel.geometry(), screen.preview.geometry()
    assert left.right() < right.left() and right.right() <= screen.width()
    assert not clipped_labels(screen)


def test_what_was_typed_over_a_prefilled_text_is_taken_back(qtbot: QtBot, desk: Desk, person: str) -> None:
    screen = referral(a_window(qtbot, desk), resident_id=person)
    before = screen.form.filling().value("treatment")
    assert before
    assert screen.form.go_to("treatment")
    field = part(screen, "field.treatment")
    assert isinstance(field, QPlainTextEdit)
    field.selectAll()
    type_in("abc")
    assert screen.form.filling().value("treatment") == "abc"
    press("Ctrl+Z")
    assert screen.form.filling().value("treatment") == before == field.toPlainText()
    press("Ctrl+Shift+Z")
    assert screen.form.filling().value("treatment") == "abc"


@pytest.mark.parametrize("key", ["impression", "present_history_reason", "past_history", "treatment"])
def test_a_long_field_grows_to_what_is_in_it_and_then_scrolls(
    qtbot: QtBot, desk: Desk, person: str, key: str
) -> None:
    shell = a_window(qtbot, desk)
    screen = referral(shell, resident_id=person)
    field = part(shell, f"field.{key}")
    assert isinstance(field, QPlainTextEdit)
    put(shell, key, "头晕")
    low = field.height()
    put(shell, key, "近两周血压控制不满意，晨起头晕，" * 12)
    qtbot.waitUntil(lambda: field.height() > low)
    assert field.verticalScrollBar().maximum() == 0  # nothing of it is out of sight
    put(shell, key, "近两周血压控制不满意，晨起头晕，" * 40)
    settle()
    high = field.height()
    assert field.verticalScrollBar().maximum() > 0 and high <= low + 8 * 24
    put(shell, key, "近两周血压控制不满意，晨起头晕，" * 60)
    settle()
    assert field.height() == high
    assert clipped_labels(screen) == []


def test_the_paper_holds_all_of_a_long_field(qtbot: QtBot, desk: Desk, person: str, tmp_path: Path) -> None:
    file = tmp_path / "long.pdf"
    shell = a_window(qtbot, desk, CannedAsk(path=file))
    screen = referral(shell, resident_id=person)
    fill_in(shell, screen)
    put(shell, "present_history_reason", "头晕两周，" * 90 + "末句在此")
    press("Ctrl+S")
    settle()
    assert "末句在此" in text(file.read_bytes()).replace("\n", "")
