"""The immunization desk: the card, the dose by scan and digit, what the rules forbid, mistakes put right."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLineEdit, QScrollBar
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.doses import NewDose
from healthdesk.services.stock_rows import Receipt
from healthdesk.store.backgrounds import Background, background_id
from healthdesk.store.immunization import Vaccination
from tests.builders import TODAY
from tests.desks import a_desk, at_the_table, registered, seat
from tests.ui.at_the_card import card, choose
from tests.ui.looking import LONGEST_NAMES, clipped_labels, window_picture
from tests.ui.working import a_window, click, closing, focus, has, part, press, settle, type_in, words
from ui.forms.columns import sheet_columns
from ui.forms.row import SECTION_LEFT
from ui.kit import theme
from ui.kit.ask import CannedAsk
from ui.kit.tasks import Tasks
from ui.kit.theme import Size
from ui.screens.immunization.opening import origins
from ui.screens.immunization.proposing import proposal_columns
from ui.screens.immunization.scan import read_scan
from ui.screens.immunization.screen import ImmunizationScreen
from ui.shell import Shell
from ui.tables.cells import FIRST_INSET, INSET, needed
from ui.tables.columns import Cell, shared
from ui.widgets.numbered import NumberedOption, NumberedOptions
from ui.widgets.text import width

GIVEN_EARLY = (("HepB", date(2026, 9, 1)), ("BCG", date(2026, 9, 1)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture
def child(desk: Desk) -> str:
    """Two months old on 2026-11-02, with the doses of the first day."""
    made = registered(desk, name="李沐阳", sex="1", birth_date="2026-09-01", drug_allergy=["1"])
    for vaccine, day in GIVEN_EARLY:
        desk.immunization.record(made, NewDose(vaccine, day, is_elsewhere=True))
    return made


@pytest.fixture
def ready(desk: Desk, child: str) -> str:
    """The same child at the injection table: asked, agreed to, identified again."""
    at_the_table(desk, child)
    return child


def line(shell: Shell, name: str) -> QLineEdit:
    found = part(shell, name)
    assert isinstance(found, QLineEdit)
    return found


@pytest.mark.parametrize(
    ("typed", "lot", "trace", "expires"),
    [
        ("202603018", "202603018", "", None),
        ("81000250318470263915", "", "81000250318470263915", None),
        ("(01)06901234567892(17)270914(10)A2026-03", "A2026-03", "06901234567892", date(2027, 9, 14)),
        ("010690123456789217270200102603B", "2603B", "06901234567892", date(2027, 2, 28)),
        ("２０２６０３", "202603", "", None),
    ],
)
def test_what_a_scanner_types_is_understood(typed: str, lot: str, trace: str, expires: date | None) -> None:
    scan = read_scan(typed)
    assert (scan.lot, scan.trace_code, scan.expires_on) == (lot, trace, expires)


def test_the_card_shows_what_is_due_and_why(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    assert "李沐阳" in words(shell) and "今天 3 剂" in words(shell)
    assert {"HepB", "IPV"} <= {one.vaccine for one in screen.proposals.rows.rows()}
    assert "已种" in screen.grid.accessibleName()
    assert focus() == "card.scan"


def test_a_high_window_gives_its_height_to_what_is_done_below_the_card(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    """At 1920×1080 half the page stood empty above a list of doses that had to be scrolled."""
    shell = a_window(qtbot, desk)
    shell.resize(1920, 1080)
    screen = card(shell, child)
    settle()
    page, history, doses = (part(shell, name) for name in ("card.area", "card.history", "card.proposals"))
    assert page.height() < screen.grid.sizeHint().height() + 40
    assert doses.height() > history.parentWidget().height() - history.height() - 60  # type: ignore[union-attr]
    assert not screen.proposals.verticalScrollBar().isVisible()


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize(
    ("wide", "name"), [(395, "甲肝减毒活疫苗"), (640, "13价肺炎疫苗（双载体）")], ids=("1366", "1920")
)
def test_the_name_of_a_vaccine_is_proposed_whole(wide: int, name: str) -> None:
    """By its end it is told from the next one; why it is due stands below the list as well."""
    widths = shared(proposal_columns(date.today), wide)
    assert widths[0] >= needed(Cell(name, icon="later", is_strong=True)) + FIRST_INSET + INSET
    assert len(widths) == 4


def test_a_first_lot_is_typed_with_its_expiry_then_enter(qtbot: QtBot, desk: Desk, ready: str) -> None:
    shell = a_window(qtbot, desk)
    choose(card(shell, ready), "IPV")
    line(shell, "card.scan").setFocus()
    type_in("202603018")
    press("Return")
    assert focus() == "card.expiry"
    type_in("20270914")
    press("Return")
    assert focus() == "card.given"
    type_in("2")
    press("Return")
    settle()
    dose = desk.immunization.of(ready)[-1]
    assert (dose.vaccine, dose.lot, dose.site) == ("IPV", "202603018", "右大腿")
    assert "已记" in shell.status.quiet.text()


def test_a_lot_known_today_takes_two_enters(qtbot: QtBot, desk: Desk, ready: str) -> None:
    other = registered(desk, name="陈小宝", sex="1", birth_date="2026-08-20")
    desk.immunization.record(
        other, NewDose("IPV", desk.clock.today(), "202603018", date(2027, 9, 14), site="左上臂")
    )
    shell = a_window(qtbot, desk)
    choose(card(shell, ready), "IPV")
    line(shell, "card.scan").setFocus()
    press("Return")
    assert focus() == "card.given"
    press("Return")
    settle()
    assert desk.immunization.of(ready)[-1].lot == "202603018"
    assert "陈小宝" in words(shell) and "李沐阳" in words(shell)


def test_a_forbidden_dose_turns_red_and_is_not_recorded(qtbot: QtBot, desk: Desk, ready: str) -> None:
    seat(desk, Role.NURSE)
    shell = a_window(qtbot, desk)
    before = len(desk.immunization.of(ready))
    choose(card(shell, ready), "DTaP")
    screen = card(shell, ready)
    screen.proposals.go_to(screen.proposals.rows.rowCount() - 1)
    settle()
    line(shell, "card.scan").setFocus()
    type_in("202603018")
    assert has(shell, "card.stop")
    assert not has(shell, "card.overrule_reason")
    press("Return")
    type_in("20270914")
    press("Return")
    press("Return")
    settle()
    assert len(desk.immunization.of(ready)) == before
    assert "规则不许" in shell.status.quiet.text()


def test_a_dose_given_elsewhere_is_written_down(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    press("Ctrl+E")
    screen.elsewhere.vaccine.setCurrentIndex(screen.elsewhere.vaccine.findData("HepB"))
    screen.elsewhere.day.setFocus()
    type_in("20261005")
    press("Return")
    press("Return")
    screen.elsewhere.place.insert("安平妇幼保健院")
    press("Return")
    settle()
    dose = desk.immunization.of(child)[-1]
    assert (dose.vaccine, dose.on, dose.is_elsewhere) == ("HepB", date(2026, 10, 5), True)
    assert dose.place == "安平妇幼保健院"
    assert not screen.elsewhere.isVisible()


def test_a_late_answer_about_one_child_changes_nothing_for_the_next(
    qtbot: QtBot, desk: Desk, ready: str
) -> None:
    """The dose and the scans of the first are on their way when the second lies at the table."""
    other = registered(desk, name="陈小宝", sex="1", birth_date="2026-08-20")
    given = NewDose("IPV", desk.clock.today(), "A-1", date(2027, 9, 14), site="左大腿", is_at_table=True)
    shell = a_window(qtbot, desk, CannedAsk(sure=True))
    table = card(shell, ready).table
    tasks = Tasks(shell)
    here, table._tasks = table._tasks, tasks
    table.record(given)
    table._check("", "81000250318470263915")
    table.identify("3202050101202600001")
    table._tasks = here
    screen = card(shell, other)
    tasks.close()
    settle()
    assert [dose.vaccine for dose in desk.immunization.of(ready)][-1] == "IPV"
    assert screen.table.station._pack.trace_code == ""
    assert "扫到的不是" not in words(shell) and desk.clinic.find("3202050101202600001") == ()
    press("F12")
    settle()
    assert "IPV" in [dose.vaccine for dose in desk.immunization.of(ready)]


def test_a_card_that_comes_late_is_not_shown_for_the_next_child(qtbot: QtBot, desk: Desk, child: str) -> None:
    other = registered(desk, name="陈小宝", sex="1", birth_date="2026-08-20")
    shell = a_window(qtbot, desk)
    screen = card(shell, other)
    tasks = Tasks(shell)
    here, screen._tasks = screen._tasks, tasks
    shell.open("card", resident_id=child)
    screen._tasks = here
    shell.open("card", resident_id=other)
    tasks.close()
    settle()
    assert "陈小宝" in words(screen.person) and "李沐阳" not in words(screen.person)


def test_questions_that_come_late_are_not_asked_of_the_next_child(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    other = registered(desk, name="陈小宝", sex="1", birth_date="2026-08-20")
    filling, version = desk.backgrounds.sheet(child)
    desk.backgrounds.keep(child, filling.answer("mother_hbsag", "2"), version)
    shell = a_window(qtbot, desk)
    questions = card(shell, child).questions
    tasks = Tasks(shell)
    here, questions._tasks = questions._tasks, tasks
    questions.ask()
    questions._tasks = here
    shell.open("card", resident_id=other)
    tasks.close()
    settle()
    assert questions._asking is None
    press("Ctrl+Return")
    settle()
    with desk.database.reading() as session:
        assert session.get(Background, background_id(other)) is None


def test_what_is_being_typed_of_one_child_is_never_kept_for_another(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    other = registered(desk, name="陈小宝", sex="1", birth_date="2026-08-20")
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    press("Ctrl+E")
    screen.elsewhere.day.setText("20261005")
    screen = card(shell, other)
    assert not screen.elsewhere.isVisible()
    press("Ctrl+E")
    assert screen.elsewhere.day.text() == ""


def test_a_dose_in_the_future_is_refused_in_words(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    press("Ctrl+E")
    screen.elsewhere.day.setFocus()
    type_in("+3m")
    for _ in range(3):
        press("Return")
    settle()
    assert "今天之后" in words(shell)
    assert screen.elsewhere.isVisible()


def test_a_mistake_is_voided_with_a_reason(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    press("Ctrl+D")
    click(shell, "card.void.keep")
    assert "要写为什么" in words(shell)
    screen.voiding.reason.setFocus()
    screen.voiding.reason.insert("扫错了人")
    press("Return")
    settle()
    assert len(desk.immunization.of(child)) == 1


@pytest.mark.parametrize(("answer", "left"), [("1", 10), ("2", 9)])
def test_what_became_of_the_vaccine_of_a_void_dose_is_asked(
    qtbot: QtBot, desk: Desk, ready: str, answer: str, left: int
) -> None:
    desk.stock_book.receive(
        Receipt("IPV", "A-1", "北京生物", date(2027, 9, 14), doses=10, celsius=Decimal("4.5"))
    )
    desk.immunization.record(ready, NewDose("IPV", desk.clock.today(), "A-1", date(2027, 9, 14), "北京生物"))
    shell = a_window(qtbot, desk)
    screen = card(shell, ready)
    press("Ctrl+D")
    screen.voiding.reason.setFocus()
    screen.voiding.reason.insert("孩子发热没有打")
    press("Return")
    assert focus() == "card.void.fate"
    click(shell, "card.void.keep")
    assert "怎么样了" in words(shell) and screen.voiding.isVisible()
    window_picture(shell, "void")
    assert clipped_labels(shell) == []
    type_in(answer)
    assert focus() == "card.void.keep"
    press("Return")
    settle()
    assert len(desk.immunization.of(ready)) == len(GIVEN_EARLY)
    assert sum(row.on_hand for row in desk.stock.lots()) == left


def test_a_wrong_day_is_put_right_with_a_reason_and_judged_anew(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    screen.mending.ask_amend()
    settle()
    amending = screen.mending.amending
    at = next(at for at in range(amending.dose.count()) if "乙肝" in amending.dose.itemText(at))
    amending.dose.setCurrentIndex(at)
    settle()
    assert amending.day.text() == "2026-09-01"
    window_picture(shell, "amend")
    assert clipped_labels(shell) == []
    bars = [bar for bar in amending.findChildren(QScrollBar) if bar.isVisible()]
    assert bars == []  # on a usual window everything is seen at once
    for typed, said in (("+1", "接种日期"), ("20260831", "在出生之前"), ("x", "看不懂")):
        amending.day.setFocus()
        amending.day.selectAll()
        type_in(typed)
        amending.reason.setText("本子上看错了一天")
        press("Return")
        assert said in words(shell)
        assert amending.day.text() == typed
    amending.day.selectAll()
    type_in("20260902")
    press("Return")
    settle()
    assert not amending.isVisible()
    assert "按程序现在算第 1 剂" in shell.status.quiet.text()
    assert ("HepB", date(2026, 9, 2)) in [(dose.vaccine, dose.on) for dose in desk.immunization.of(child)]


def test_a_sheet_that_is_higher_than_the_window_is_scrolled_to_the_field(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    """1366×768 at 150 % leaves 911×512: no field is squeezed, and the last one is reached."""
    shell = a_window(qtbot, desk)
    shell.resize(911, 512)
    screen = card(shell, child)
    screen.mending.ask_amend()
    settle()
    amending = screen.mending.amending
    fields = (amending.dose, amending.day, amending.lot, amending.site, amending.reason)
    assert {field.height() for field in fields} == {theme.CONTROL}
    amending.reason.setFocus()
    settle()
    shown = amending.reason.visibleRegion().boundingRect()
    assert shown.height() == amending.reason.height()
    window_picture(shell, "small-amend")


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_every_site_and_the_button_are_seen(qtbot: QtBot, desk: Desk, ready: str, percent: int) -> None:
    """On a screen of 1366×768."""
    shell = a_window(qtbot, desk)
    shell.resize(1366 * 100 // percent, 768 * 100 // percent)
    screen = card(shell, ready)
    screen.station.focus_first()
    settle()
    sites = part(shell, "card.sites")
    assert isinstance(sites, NumberedOptions)
    for shown in (*sites.options(), screen.station.done):
        assert shown.visibleRegion().boundingRect().size() == shown.size(), shown.accessibleName()
    assert bool(screen._card_page.verticalScrollBar().maximum()) is (percent == 150)


def test_another_lot_forgets_what_the_first_box_said(qtbot: QtBot, desk: Desk, ready: str) -> None:
    given = NewDose("IPV", desk.clock.today(), "A-1", date(2027, 9, 14), "北京生物", site="左大腿")
    desk.immunization.record(ready, given)
    desk.signatures.sign(ready)
    shell = a_window(qtbot, desk)
    amending = card(shell, ready).mending.amending
    card(shell, ready).mending.ask_amend()
    settle()
    assert amending.expiry.text() == "2027-09-14"
    amending.lot.setFocus()
    amending.lot.selectAll()
    type_in("A-2")
    assert (amending.expiry.text(), amending.maker.text()) == ("", "")
    amending.reason.setText("拿错了盒子")
    press("Return")
    settle()
    dose = desk.immunization.of(ready)[-1]
    assert (dose.lot, dose.expires_on, dose.manufacturer, dose.site) == ("A-2", None, "", "左大腿")


def test_the_list_leads_to_the_card(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    shell.open("immunization")
    screen = shell.stack.currentWidget()
    assert isinstance(screen, ImmunizationScreen)
    screen.tabs.setCurrentIndex(1)
    settle()
    assert "李沐阳" in str(part(shell, "immunization.table").model().index(0, 1).data())  # type: ignore[attr-defined]  # a table
    press("F2")
    settle()
    assert shell.current_place() == "card"


def test_the_day_of_a_dose_years_ahead_is_read_whole(qtbot: QtBot) -> None:
    day = next(one for one in proposal_columns(lambda: TODAY) if one.title == "日期")
    assert width(theme.font(), "2033-08-05") <= day.width - 2 * INSET


def test_the_longest_names_fit(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    for name in LONGEST_NAMES:
        card(shell, registered(desk, name=name, birth_date="2025-05-12", drug_allergy=["2"]))
        assert clipped_labels(shell) == []


def test_a_trace_code_alone_never_borrows_the_last_lot(qtbot: QtBot, desk: Desk, ready: str) -> None:
    other = registered(desk, name="陈小宝", sex="1", birth_date="2026-08-20")
    desk.immunization.record(
        other, NewDose("IPV", desk.clock.today(), "202603018", date(2027, 9, 14), site="左上臂")
    )
    shell = a_window(qtbot, desk)
    choose(card(shell, ready), "IPV")
    line(shell, "card.scan").setFocus()
    type_in("81000250318470263915")
    press("Return")
    assert focus() == "card.scan"
    assert "追溯码已记下" in words(shell)
    type_in("202603018")
    press("Return")
    press("Return")
    settle()
    with desk.database.reading() as session:
        code = session.scalars(select(Vaccination.trace_code).where(Vaccination.resident_id == ready)).all()[
            -1
        ]
    assert code == "81000250318470263915"


def test_nobody_is_vaccinated_before_the_questions_are_answered(qtbot: QtBot, desk: Desk, child: str) -> None:
    desk.clinic.identify(child, "李沐阳20260901")
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    choose(screen, "HepB")
    line(shell, "card.scan").setFocus()
    type_in("202603018")
    assert has(shell, "card.stop") and "还没有问" in words(shell) and "母亲的乙肝表面抗原" in words(shell)
    assert not has(shell, "card.overrule_reason")
    press("Return")
    type_in("20270914")
    press("Return")
    press("Return")
    settle()
    assert len(desk.immunization.of(child)) == len(GIVEN_EARLY)
    assert line(shell, "card.scan").text() == "202603018"


def test_nobody_is_vaccinated_who_was_not_identified_at_the_table(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    other = registered(desk, name="陈小宝", sex="1", birth_date="2026-08-20")
    desk.clinic.arrive(other)
    desk.clinic.arrive(child)
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    choose(screen, "HepB")
    line(shell, "card.scan").setFocus()
    type_in("1")
    press("Return")
    settle()
    assert "扫到的是 陈小宝，不是 李沐阳" in words(shell)
    seen = desk.clinic.of(child)
    assert seen is not None and not seen.is_identified
    type_in("2")
    press("Return")
    settle()
    assert "扫到的是" not in words(shell)
    seen = desk.clinic.of(child)
    assert seen is not None and seen.is_identified


def test_what_was_typed_stays_while_the_questions_are_answered(qtbot: QtBot, desk: Desk, child: str) -> None:
    desk.clinic.identify(child, "李沐阳20260901")
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    choose(screen, "HepB")
    line(shell, "card.scan").setFocus()
    type_in("202603018")
    press("F7")
    assert "今天有没有发热" in words(shell)
    for _ in range(5):
        type_in("1")
        settle()
    assert focus() == "precheck.keep"
    press("Ctrl+Return")
    settle()
    press("F6")
    assert line(shell, "card.scan").text() == "202603018"


def test_a_question_that_is_open_holds_the_sheet(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    card(shell, child)
    press("F7")
    type_in("11")
    press("Ctrl+Return")
    assert "项没问" in words(shell)
    assert not desk.immunization.card(child).history.is_known
    assert desk.immunization.card(child).card.questions


def test_answers_that_are_not_written_down_stay_until_they_are(qtbot: QtBot, desk: Desk, child: str) -> None:
    """The whole background is looked at, the table, and the booklet is compared meanwhile."""
    shell = a_window(qtbot, desk)
    card(shell, child)
    press("F7")
    for _ in range(5):
        type_in("1")
        settle()
    for key in ("F8", "F8", "F6", "F7", "Ctrl+B"):
        press(key)
        settle()
    assert focus() == "precheck.keep"
    press("Ctrl+Return")
    settle()
    assert desk.backgrounds.sheet(child)[0].value("acute_illness") == "1"


def test_what_others_answered_meanwhile_is_read_before_one_s_own_is_kept(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    shell = a_window(qtbot, desk)
    form = card(shell, child).questions.sheet.form
    press("F7")
    for _ in range(5):
        type_in("1")
        settle()
    theirs, opened = desk.backgrounds.sheet(child)
    desk.backgrounds.keep(child, theirs.answer("mother_hbsag", "2"), opened)
    press("Ctrl+Return")
    settle()
    assert "刚被别人改过" in words(shell)
    press("F7")
    settle()
    assert form.filling().value("mother_hbsag") == "2"


def test_what_is_refused_stays_in_sight_when_it_is_asked_no_more(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    shell = a_window(qtbot, desk)
    form = card(shell, child).questions.sheet.form
    press("F7")
    type_in("12")
    settle()
    assert form.go_to("birth_weight_g")
    type_in("111")
    assert form.go_to("mother_hbsag")
    type_in("1")
    settle()
    assert form.go_to("birth_weight_g"), "what is not drawn cannot be mended"
    type_in("3200")
    settle()
    assert form.filling().problems() == ()


def test_the_whole_background_opens_from_the_card_and_is_not_cut_off(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    press("F8")
    form = screen.questions.sheet.form
    assert form.go_to("former_region") and form.go_to("exposures")
    columns = sheet_columns(form.sheet())
    room = columns.answer_left - columns.label_left - 8
    strong = QFontMetrics(theme.font(Size.STRONG))
    labels = [row.label for section in form.sheet().plan.sections for row in section.rows]
    assert [one for one in labels if strong.horizontalAdvance(one) > room] == []
    titles = [section.title for section in form.sheet().plan.sections]
    left = columns.label_left - SECTION_LEFT - 4
    assert [one for one in titles if strong.horizontalAdvance(one) > left] == []
    window_picture(shell, "background")


def test_a_bite_is_shown_with_its_grade_and_the_dose_for_the_weight(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    exposure = {"exposure_on": "2026-11-02", "exposure_grade": "3", "exposure_course": "2"}
    filling, version = desk.backgrounds.sheet(child)
    desk.backgrounds.keep(child, filling.answer("exposures", [exposure]), version)
    desk.backgrounds.consent(child, "韩梅", "母亲", ("rabies",))
    desk.clinic.identify(child, "李沐阳20260901")
    seat(desk, Role.VACCINATOR)
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    assert "按 III 级处理" in words(shell)
    line(shell, "card.exposure.weight").setFocus()
    type_in("5.5")
    assert "110 IU" in words(shell) and "220 IU" in words(shell)
    line(shell, "card.exposure.strength").setFocus()
    type_in("200")
    assert "mL）" not in words(shell) and "先选是哪种制剂" in words(shell)
    screen.exposure.serum.setCurrentIndex(screen.exposure.serum.findData("equine"))
    assert line(shell, "card.exposure.strength").text() == ""
    line(shell, "card.exposure.strength").setFocus()
    type_in("200")
    assert "220 IU（1.1 mL）" in words(shell) and "110 IU" not in words(shell)
    window_picture(shell, "bite")
    for site in ("左大腿", "右大腿"):
        choose(screen, "rabies")
        assert screen.station.sites.codes() == (site,)
        line(shell, "card.scan").setFocus()
        type_in("R-1")
        press("Return")
        if focus() == "card.expiry":
            type_in("20270914")
            press("Return")
        press("Return")
        settle()
    assert [dose.site for dose in desk.immunization.of(child)[-2:]] == ["左大腿", "右大腿"]


@pytest.mark.parametrize(
    ("vaccine", "places"),
    [
        ("HepB", ("左大腿", "右大腿", "左上臂", "右上臂")),
        ("BCG", ("左上臂", "右上臂")),
        ("bOPV", ("口服",)),
        ("LAIV", ("鼻腔",)),
    ],
)
def test_only_places_of_the_product_are_offered(
    qtbot: QtBot, desk: Desk, child: str, vaccine: str, places: tuple[str, ...]
) -> None:
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    screen.station.product.clear()
    screen.station.product.addItem(vaccine, vaccine)
    screen.station._choose_product()
    offered = []
    for digit in "1234":
        screen.station.sites.press(digit)
        offered += [screen.station.sites.site()]
    assert tuple(dict.fromkeys(offered)) == places
    settle()
    boxes = [one for one in screen.station.sites.findChildren(NumberedOption) if one.isVisible()]
    assert len(boxes) == len(places)
    assert len({one.y() for one in boxes}) == 1  # all in one line: a second would be below the foot


def test_what_was_scanned_for_one_child_is_not_there_for_the_next(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    twin = registered(desk, name="李沐辰", sex="1", birth_date="2026-09-01")
    for vaccine, day in GIVEN_EARLY:
        desk.immunization.record(twin, NewDose(vaccine, day, is_elsewhere=True))
    shell = a_window(qtbot, desk)
    card(shell, child)
    line(shell, "card.scan").setFocus()
    type_in("202603018")
    card(shell, twin)
    assert line(shell, "card.scan").text() == ""


def test_the_card_says_that_doses_may_be_missing_and_where_they_were_given(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    there = NewDose("HepB", date(2026, 10, 5), is_elsewhere=True, place="安平妇幼保健院")
    desk.immunization.record(child, there)
    shell = a_window(qtbot, desk)
    screen = card(shell, child)
    assert "外院接种史未核对" in words(shell)
    assert origins(desk.immunization.of(child))[date(2026, 10, 5)] == "在安平妇幼保健院接种"
    told = [
        screen.grid._told(mark)
        for cells in desk.immunization.card(child).card.lines[0].cells
        for mark in cells
    ]
    assert any("在安平妇幼保健院接种" in one for one in told)
    desk.backgrounds.booklet_checked(child)
    card(shell, child)
    assert "外院接种史未核对" not in words(shell)
