"""Writing a follow-up: judged while typing, drafts, signing, overruling, amending, the quick record."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.services.settling import Overrule
from healthdesk.store.visits import Visit
from tests.builders import PASSWORD, TODAY
from tests.desks import FULL_VISIT, a_desk, amended, registered, seat, signed
from tests.ui.looking import FlashWatch, clipped_labels
from tests.ui.working import a_window, click, closing, focus, has, part, press, settle, type_in, words
from ui.kit.tasks import Ticket
from ui.screens.visit.emergency import merged
from ui.screens.visit.opening import begin, begin_amending
from ui.screens.visit.screen import VisitScreen
from ui.shell import Shell
from ui.widgets.numbered import NumberedOption, NumberedOptions

LAST = {"visit_date": "2026-08-02", "next_date": "2026-11-02"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture
def person(desk: Desk) -> str:
    """王秀英, 67, allergic to penicillin, followed up three months ago."""
    made = registered(desk, drug_allergy=["2"])
    signed(desk, made, **LAST)
    return made


def visit(shell: Shell, resident_id: str, **args: str) -> VisitScreen:
    shell.open("visit", resident_id=resident_id, **args)
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, VisitScreen)
    return shown


def fill_in() -> None:
    """The whole form: mode, symptoms, pressure, weight, heart rate, carried, medicines."""
    for text in ("1", "1", "158", "92", "60"):
        type_in(text)
    press("Return")
    type_in("76")
    press("Return")
    type_in("11")
    press("Return")


def test_the_person_and_the_allergy_stand_above_the_sheet(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    visit(shell, person)
    assert "王秀英" in words(shell) and "女 67 岁" in words(shell)
    assert part(shell, "visit.person.danger").accessibleName() == "青霉素过敏"


def test_nobody_reads_silence_as_no_allergy(qtbot: QtBot, desk: Desk) -> None:
    unasked = registered(desk, name="刘德厚", drug_allergy=None)
    signed(desk, unasked, **LAST)
    shell = a_window(qtbot, desk)
    visit(shell, unasked)
    assert part(shell, "visit.person.warning").accessibleName() == "过敏史未询问"


def test_the_class_follows_every_key(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    visit(shell, person)
    assert "填完收缩压、舒张压即判定" in words(shell)
    for text in ("1", "1", "158", "92"):
        type_in(text)
    assert "2  控制不满意，第一次" in words(shell)
    assert "158/92，目标 < 150/90（65 岁及以上）" in words(shell)
    assert "规范 高血压 5.1" in words(shell)
    assert "11-16 周一" in words(shell)


def test_the_target_of_the_guideline_stands_beside_the_class(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    visit(shell, person)
    for text in ("1", "1", "138", "86"):
        type_in(text)
    said = words(shell)
    assert "1  控制满意" in said and "规范 高血压 5.1，2017-02-28 起" in said
    assert "目标 < 130/80（80 岁以下），未达到" in said and "高血压 5.1b，2025-01-01 起" in said


def test_the_steps_of_two_programmes_are_one_list_in_order() -> None:
    high = ("复测血压", "现场处理", "转诊", "追问结果")
    sugar = ("复测血糖", "现场处理", "转诊", "追问结果")
    assert merged([high, sugar]) == ("复测血压", "复测血糖", "现场处理", "转诊", "追问结果")


def test_a_value_that_cannot_be_is_no_point_of_the_trend(qtbot: QtBot, desk: Desk, person: str) -> None:
    screen = visit(a_window(qtbot, desk), person)
    chart = part(screen, "visit.trend")
    assert screen.form.go_to("sbp")
    type_in("4688")
    settle()
    assert "4688" not in chart.accessibleDescription()


def test_a_value_that_cannot_be_is_not_judged(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = visit(shell, person)
    screen.form.go_to("sbp")
    type_in("1")
    screen.form.go_to("dbp")
    type_in("84")
    assert "待测量" in words(shell) and "控制满意" not in words(shell)
    screen.form.go_to("sbp")
    type_in("158")
    assert "2  控制不满意，第一次" in words(shell)


def test_a_judgement_costs_a_few_milliseconds(desk: Desk, person: str) -> None:
    sheet = begin(desk, person, "hypertension").sheets[0]
    filling = sheet.filling.answer("sbp", 158).answer("dbp", 92)
    started = time.perf_counter()
    for _ in range(20):
        sheet.judge(filling)
    assert (time.perf_counter() - started) / 20 < 0.010


def test_signing_too_early_goes_to_the_first_gap(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = visit(shell, person)
    type_in("1")
    screen.form.go_to("heart_rate")
    press("Ctrl+Return")
    assert focus() == "field.symptoms"
    assert "还差" in shell.status.quiet.text()
    assert len(desk.visits.full(person)) == 1


def test_a_full_form_is_signed_and_the_next_person_offered(qtbot: QtBot, desk: Desk, person: str) -> None:
    other = registered(desk, name="刘德厚", phone="13800000418")
    signed(desk, other, **LAST)
    shell = a_window(qtbot, desk)
    visit(shell, person)
    fill_in()
    assert "可以签署" in words(shell)
    press("Ctrl+Return")
    made = desk.visits.full(person)[-1]
    assert (made.on, made.status, made.grade) == (TODAY, "signed", "2")
    assert shell.status.quiet.text().startswith("王秀英 已签署，下次 11-16")
    assert part(shell, "next").accessibleName().startswith("刘德厚")
    assert desk.drafts.mine() == ()


def test_what_was_typed_survives_leaving(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    visit(shell, person)
    for text in ("1", "1", "158"):
        type_in(text)
    shell.open("home")
    assert len(desk.drafts.mine()) == 1
    screen = visit(shell, person)
    assert screen.form.filling().value("sbp") == 158
    assert part(shell, "visit.saved").accessibleName() == "接着上次的草稿"


def test_looking_at_a_sheet_leaves_no_draft(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    visit(shell, person)
    shell.open("home")
    assert desk.drafts.mine() == ()


def test_an_emergency_turns_the_pane_red_and_offers_the_referral(
    qtbot: QtBot, desk: Desk, person: str
) -> None:
    shell = a_window(qtbot, desk)
    screen = visit(shell, person)
    assert not has(shell, "visit.emergency")
    for text in ("1", "1", "186", "112"):
        type_in(text)
    assert "186/112" in part(shell, "visit.emergency").accessibleName()
    assert has(shell, "visit.emergency.refer")
    assert {"sbp_second", "dbp_second", "emergency_done"} <= set(screen.form.gaps())
    press("Ctrl+R")
    assert shell.current_place() == "referral"


def test_the_doctor_overrules_with_a_reason_and_both_are_kept(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    visit(shell, person)
    fill_in()
    press("Alt+J")
    type_in("1")
    press("Return")
    assert has(shell, "visit.overrule.wrong")
    reason = part(shell, "visit.overrule.reason")
    assert isinstance(reason, QLineEdit)
    reason.setText("家中自测均达标")
    press("Return")
    assert "1  控制满意" in words(shell)
    assert "医生改判，规则为控制不满意：家中自测均达标" in words(shell)
    press("Ctrl+Return")
    made = desk.visits.full(person)[-1]
    assert (made.grade, made.judgement["grade"], made.overrule_reason) == ("1", "2", "家中自测均达标")


def test_a_nurse_may_not_overrule(qtbot: QtBot, desk: Desk, person: str) -> None:
    seat(desk, Role.NURSE)
    shell = a_window(qtbot, desk)
    visit(shell, person)
    assert not has(shell, "visit.overrule.open")
    press("Alt+J")
    assert not has(shell, "visit.overrule")


def test_a_refusal_of_the_service_stands_at_its_field(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = visit(shell, person)
    fill_in()
    screen.form.go_to("visit_date")
    type_in("20260802")
    press("Ctrl+Return")
    assert focus() == "field.visit_date"
    assert len(desk.visits.full(person)) == 1


def test_a_quick_record_is_kept_as_incomplete(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    visit(shell, person)
    press("F6")
    assert focus() == "field.sbp"
    for text in ("146", "86", "1"):
        type_in(text)
    assert has(shell, "visit.keep") and not has(shell, "visit.sign")
    press("Ctrl+Shift+Return")
    assert desk.visits.full(person)[-1].status == "incomplete"


def test_two_programmes_share_one_sheet_and_are_signed_each(qtbot: QtBot, desk: Desk, person: str) -> None:
    desk.enrolments.enrol(person, "diabetes")
    shell = a_window(qtbot, desk)
    screen = visit(shell, person)
    assert "高血压、糖尿病随访" in words(shell)
    for text in ("1", "1", "1", "158", "92"):
        type_in(text)
    screen.form.go_to("fbg")
    type_in("6.4")
    press("Ctrl+Shift+Return")
    assert {one.programme for one in desk.visits.full(person) if one.on == TODAY} == {
        "hypertension",
        "diabetes",
    }


def test_a_companion_written_today_is_left_out(desk: Desk, person: str) -> None:
    desk.enrolments.enrol(person, "diabetes")
    signed(desk, person)
    assert begin(desk, person, "diabetes").programmes == ("diabetes",)


@pytest.mark.parametrize(
    ("programme", "active", "together"),
    [
        pytest.param("diabetes", ("hypertension",), ("hypertension", "diabetes"), id="both"),
        pytest.param("hypertension", ("older-people",), ("hypertension",), id="alone"),
        pytest.param(
            "copd", ("hypertension", "diabetes"), ("hypertension", "diabetes", "copd"), id="all three"
        ),
        pytest.param("tuberculosis", ("hypertension",), ("tuberculosis",), id="a sheet of its own"),
    ],
)
def test_what_is_written_together(programme: str, active: tuple[str, ...], together: tuple[str, ...]) -> None:
    assert Programmes.read().written_together(programme, active) == together


def test_a_signed_record_is_amended_with_a_reason(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    screen = visit(shell, person, visit_id=desk.visits.full(person)[0].id)
    assert focus() == "visit.amend_reason"
    screen.form.go_to("sbp")
    type_in("152")
    press("Ctrl+Return")
    assert focus() == "visit.amend_reason"
    reason = part(shell, "visit.amend_reason")
    assert isinstance(reason, QLineEdit)
    reason.setText("抄错一位")
    press("Ctrl+Return")
    made = desk.visits.full(person)[0]
    assert (made.answers["sbp"], made.grade, made.amend_reason) == (152, "2", "抄错一位")
    assert shell.current_place() == "record"


def test_the_reason_of_a_correction_is_in_its_draft(qtbot: QtBot, desk: Desk, person: str) -> None:
    visit_id = desk.visits.full(person)[0].id
    screen = visit(a_window(qtbot, desk), person, visit_id=visit_id)
    type_in("typo")
    screen.leave()
    settle()
    again = visit(a_window(qtbot, desk), person, visit_id=visit_id)
    assert again.sheet.amend_reason() == "typo"
    press("Ctrl+Return")
    assert desk.visits.full(person)[0].amend_reason == "typo"


def test_a_correction_left_half_done_does_not_cover_what_was_corrected_meanwhile(
    qtbot: QtBot, desk: Desk, person: str
) -> None:
    visit_id = desk.visits.full(person)[0].id
    shell = a_window(qtbot, desk)
    screen = visit(shell, person, visit_id=visit_id)
    screen.form.go_to("sbp")
    type_in("152")
    screen.leave()
    settle()
    seat(desk, Role.DOCTOR)
    amended(desk, visit_id, "家属来电", dbp=77)
    desk.accounts.log_in("admin", PASSWORD)
    again = visit(shell, person, visit_id=visit_id)
    assert again.form.filling().answers()["dbp"] == 77
    assert again.form.filling().answers()["sbp"] != 152
    assert again.form.filling().last["sbp"] == 152
    assert "已被改过" in words(shell)


def test_who_is_in_no_programme_is_told_where_to_go(qtbot: QtBot, desk: Desk) -> None:
    stranger = registered(desk)
    shell = a_window(qtbot, desk)
    visit(shell, stranger)
    assert "还没有可随访的项目" in words(shell)
    click(shell, "visit.to_record")
    assert shell.current_place() == "record"


def test_a_question_can_be_opened_by_name(qtbot: QtBot, desk: Desk, person: str) -> None:
    visit(a_window(qtbot, desk), person, item="weight")
    assert focus() == "field.weight"


@pytest.mark.parametrize("width", [1093, 1366, 1920])
def test_no_word_is_cut(qtbot: QtBot, desk: Desk, person: str, width: int) -> None:
    shell = a_window(qtbot, desk)
    shell.resize(width, 768)
    screen = visit(shell, person)
    for text in ("1", "1", "186", "112"):
        type_in(text)
    settle()
    assert clipped_labels(screen) == []


def test_the_pane_folds_on_a_narrow_window(qtbot: QtBot, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    shell.resize(1093, 614)
    visit(shell, person)
    assert not has(shell, "visit.pane")
    press("F8")
    assert has(shell, "visit.pane")


def test_no_window_flashes_up_on_the_way(qtbot: QtBot, qapp: QApplication, desk: Desk, person: str) -> None:
    shell = a_window(qtbot, desk)
    watch = FlashWatch()
    qapp.installEventFilter(watch)
    for place in ("home", "record", "visit"):
        shell.open(place, **({} if place == "home" else {"resident_id": person}))
        settle()
    qapp.removeEventFilter(watch)
    assert watch.seen == []


def test_a_record_is_signed_once_and_leaves_no_draft_however_fast_the_keys(
    qtbot: QtBot, desk: Desk, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = visit(a_window(qtbot, desk), person, programme="archive", form="encounter")
    waiting: list[tuple[Callable[[], object], Callable[[object], object]]] = []

    def later(job: Callable[[], object], *, done: Callable[[object], object], **_: object) -> Ticket:
        waiting.append((job, done))
        return Ticket()

    with monkeypatch.context() as slow:
        slow.setattr(screen._tasks, "run", later)
        press("Ctrl+Shift+Return")
        press("Ctrl+Shift+Return")
        screen.form.take(screen.form.filling().answer("subjective", "头晕"))
        screen._typed()
        for job, done in tuple(waiting):
            done(job())
    screen._drafting.flush()
    settle()
    assert [one.form for one in desk.visits.full(person)].count("encounter|2017.1") == 1
    assert desk.drafts.mine() == ()


def test_a_record_that_is_moved_to_another_day_is_no_history_of_itself(desk: Desk) -> None:
    made = registered(desk)
    visit_id = signed(desk, made, sbp=158, dbp=92, visit_date="2026-10-12")
    (sheet,) = begin_amending(desk, visit_id).sheets
    moved = sheet.filling.answer("visit_date", "2026-10-20")
    assert sheet.judge(moved).consecutive_unsatisfactory == 1
    assert sheet.judge(moved).action == "adjust"


def test_a_code_from_elsewhere_has_a_box_of_its_own(qtbot: QtBot, desk: Desk) -> None:
    resident = registered(desk, name="刘德厚")
    visit_id = signed(desk, resident, **LAST)
    with desk.database.writing("sync") as session:
        row = session.get_one(Visit, visit_id)
        row.answers = row.answers | {"symptoms": ["2", "77"]}
    shell = a_window(qtbot, desk)
    shell.open("visit", resident_id=resident, visit_id=visit_id)
    settle()
    field = part(shell, "field.symptoms")
    assert isinstance(field, NumberedOptions)
    assert field.codes() == ("2", "77")
    strange = next(one for one in field.findChildren(NumberedOption) if one.code == "77")
    assert strange.isVisible() and strange.text() == "77（别处的编码）"
    QTest.mouseClick(strange, Qt.MouseButton.LeftButton)
    assert field.codes() == ("2",)


@pytest.mark.parametrize(("is_taken_back", "kept"), [(False, ("1", "家中自测均达标")), (True, ("2", None))])
def test_a_class_overruled_before_is_said_when_the_record_is_corrected(
    qtbot: QtBot, desk: Desk, person: str, *, is_taken_back: bool, kept: tuple[str, str | None]
) -> None:
    made = signed_by_a_doctor(desk, person)
    shell = a_window(qtbot, desk)
    screen = visit(shell, "", visit_id=made)
    assert "医生改判，规则为控制不满意：家中自测均达标" in words(shell)
    if is_taken_back:
        press("Alt+J")
        settle()
        click(shell, "visit.overrule.keep")
        assert "医生改判" not in words(shell)
    screen.form.take(screen.form.filling().answer("heart_rate", 80))
    reason = part(shell, "visit.amend_reason")
    assert isinstance(reason, QLineEdit)
    reason.setText("抄错心率")
    press("Ctrl+Return")
    settle()
    (row,) = (one for one in desk.visits.full(person) if one.id == made)
    assert (row.grade, row.overrule_reason, row.judgement["grade"]) == (*kept, "2")
    assert row.answers["heart_rate"] == 80


def signed_by_a_doctor(desk: Desk, person: str) -> str:
    """A visit of class 2 that the doctor calls 1; returns its id."""
    filling = desk.visits.start(person, "hypertension").filling
    for link_id, value in (FULL_VISIT | {"sbp": 158, "dbp": 92}).items():
        filling = filling.answer(link_id, value)
    overrule = Overrule("1", "家中自测均达标")
    return desk.visits.sign(person, "hypertension", filling, overrule=overrule).id
