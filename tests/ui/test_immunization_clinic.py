"""One child through every station of the clinic, by keyboard and scanner; its pictures are kept in out/."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.immunization.attending import Stage
from healthdesk.services.doses import NewDose, Observed
from healthdesk.store.immunization import Vaccination
from tests.desks import a_desk, at_the_table, ready_for_a_dose, registered, seat
from tests.ui.at_the_card import scan
from tests.ui.looking import clipped_labels, window_picture
from tests.ui.working import a_window, closing, focus, has, part, press, settle, type_in, words
from ui.kit.ask import CannedAsk
from ui.kit.icons import FILES
from ui.kit.screen import Screen
from ui.screens.immunization.card import CardScreen
from ui.screens.immunization.grid import _fitting
from ui.screens.immunization.screen import ImmunizationScreen
from ui.shell import Shell
from ui.widgets.numbered import NumberedOption

LOT = "202603018"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture
def child(desk: Desk) -> str:
    """Two months old on 2026-11-02, with the doses of the first day."""
    made = registered(desk, name="李沐阳", sex="1", birth_date="2026-09-01", drug_allergy=["1"])
    for vaccine in ("HepB", "BCG"):
        desk.immunization.record(made, NewDose(vaccine, date(2026, 9, 1), is_elsewhere=True))
    return made


def clinic(shell: Shell) -> ImmunizationScreen:
    shell.open("immunization")
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, ImmunizationScreen)
    return shown


def card(shell: Shell) -> CardScreen:
    shown = shell.stack.currentWidget()
    assert isinstance(shown, CardScreen)
    return shown


def seen(shell: Shell, name: str) -> None:
    """A picture to look at, and nothing on it that is cut off."""
    window_picture(shell, f"walk-{name}")
    assert clipped_labels(shell) == []


@pytest.mark.timeout(240)
def test_one_child_through_all_stations(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    clinic(shell)
    seen(shell, "1-nobody")
    scan(shell, "immunization.scan", "李沐阳20260901")
    assert shell.current_place() == "card" and "今天有没有发热" in words(shell)
    seen(shell, "2-questions")
    for _ in range(5):
        type_in("1")
        settle()
    press("Ctrl+Return")
    settle()
    assert focus() == "precheck.booklet"
    seen(shell, "3-asked")
    press("Ctrl+B")
    settle()
    assert focus() == "consent.name"
    part(shell, "consent.name").insert("韩梅")  # type: ignore[attr-defined]  # a line
    press("Return")
    type_in("1")
    assert focus() == "consent.agree"
    seen(shell, "4-consent")
    press("Ctrl+S")
    settle()
    assert focus() == "card.scan" and "还没在这里核对是谁" in words(shell)
    seen(shell, "5-table")
    seat(desk, Role.VACCINATOR)
    shell = a_window(qtbot, desk)
    clinic(shell)
    seen(shell, "6-queue")
    scan(shell, "immunization.scan", "1")
    assert shell.current_place() == "card" and "没在这里核对" not in words(shell)
    scan(shell, "card.scan", LOT)
    type_in("20270914")
    press("Return")
    assert focus() == "card.given"
    assert "韩梅 当面核对" in words(shell)
    seen(shell, "7-seven-items")
    press("Return")
    settle()
    dose = desk.immunization.of(child)[-1]
    assert (dose.lot, dose.injector, dose.is_signed) == (LOT, "vaccinator 某", False)
    press("F12")
    settle()
    assert len(desk.immunization.of(child)) == 2
    scan(shell, "card.scan", LOT)
    type_in("20270914")
    press("Return")
    press("Return")
    settle()
    press("Ctrl+Return")
    settle()
    assert desk.immunization.of(child)[-1].is_signed
    assert has(shell, "card.book.day")
    seen(shell, "8-next-appointment")
    press("Return")
    settle()
    booked = desk.clinic.appointments(date(2026, 11, 3), date(2027, 12, 31))
    assert [row.name for row in booked] == ["李沐阳"]
    seen(shell, "9-observed")
    press("F11")
    part(shell, "card.reaction.words").insert("接种处红，10 分钟")  # type: ignore[attr-defined]  # a line
    press("Return")
    settle()
    press("F10")
    settle()
    assert has(shell, "card.leave.words")
    part(shell, "card.leave.words").insert("家里有急事")  # type: ignore[attr-defined]  # a line
    press("Return")
    settle()
    row = desk.clinic.of(child)
    assert row is not None and (row.stage, row.reaction) == (Stage.LEFT, "接种处红，10 分钟")
    clinic(shell)
    seen(shell, "10-left")


def test_a_proposed_dose_is_two_scans_and_one_key(qtbot: QtBot, desk: Desk, child: str) -> None:
    other = registered(desk, name="陈小宝", sex="1", birth_date="2026-08-20")
    at_the_table(desk, other)
    desk.immunization.record(
        other, NewDose("HepB", desk.clock.today(), LOT, date(2027, 9, 14), is_at_table=True)
    )
    at_the_table(desk, child)
    shell = a_window(qtbot, desk)
    clinic(shell)
    scan(shell, "immunization.scan", "李沐阳20260901")
    scan(shell, "card.scan", LOT)
    press("Return")
    settle()
    dose = desk.immunization.of(child)[-1]
    assert (dose.vaccine, dose.lot) == ("HepB", LOT)
    assert card(shell).station.vaccine() == "IPV"


def test_the_queue_is_called_skipped_and_called_again(qtbot: QtBot, desk: Desk, child: str) -> None:
    desk.clinic.arrive(child)
    shell = a_window(qtbot, desk)
    clinic(shell)
    press("F5")
    settle()
    assert shell.current_place() == "card"
    screen = clinic(shell)
    screen.day.setFocus()
    press("F7")
    settle()
    assert [row.stage for row in desk.clinic.day()] == [Stage.SKIPPED]
    press("F6")
    settle()
    assert [row.stage for row in desk.clinic.day()] == [Stage.CALLED]


def test_a_strange_scan_is_said_and_loses_nothing(qtbot: QtBot, desk: Desk, child: str) -> None:
    desk.clinic.arrive(child)
    shell = a_window(qtbot, desk)
    clinic(shell)
    for rubbish in ("99999999999999999999", "……", "0", "李沐阳99999999", "x" * 120):
        scan(shell, "immunization.scan", rubbish)
        assert shell.current_place() == "immunization"
        assert "没有找到" in shell.status.quiet.text()


def test_a_walk_in_from_the_list_takes_a_number(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    screen = clinic(shell)
    screen.tabs.setCurrentIndex(1)
    settle()
    screen.table.setFocus()
    press("F4")
    settle()
    assert [row.number for row in desk.clinic.day()] == [1]
    assert "1 号" in shell.status.quiet.text()


def test_another_may_hold_the_needle_on_a_shared_machine(qtbot: QtBot, desk: Desk, child: str) -> None:
    desk.accounts.add(login="wf", full_name="王芳", role=Role.NURSE, password="a long enough word")
    at_the_table(desk, child)
    desk.backgrounds.consent(child, "韩梅", "母亲", ("HepB",))
    shell = a_window(qtbot, desk)
    clinic(shell)
    scan(shell, "immunization.scan", "1")
    scan(shell, "card.scan", LOT)
    assert "要由两个人" in words(shell)
    press("F9")
    settle()
    type_in("wf")
    press("Return")
    settle()
    assert "要由两个人" not in words(shell)
    type_in("20270914")
    press("Return")
    press("Return")
    settle()
    assert desk.immunization.of(child)[-1].injector == "王芳"


def test_no_key_of_the_clinic_means_two_things(qtbot: QtBot, desk: Desk, child: str) -> None:
    desk.clinic.arrive(child)
    shell = a_window(qtbot, desk)
    screen = clinic(shell)
    scan(shell, "immunization.scan", "1")
    for actions in (screen.commands(), card(shell).commands()):
        keys = [action.shortcut for action in actions if action.shortcut]
        assert sorted(set(keys)) == sorted(keys)


def test_the_code_of_a_booklet_is_noted_once_after_a_question_and_then_known(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    booklet = "3202050101202600001"
    ask = CannedAsk(sure=True)
    shell = a_window(qtbot, desk, ask)
    clinic(shell)
    scan(shell, "immunization.scan", booklet)
    assert "在接种卡里再扫一次" in shell.status.quiet.text()
    shell.open("card", resident_id=child)
    settle()
    scan(shell, "card.scan", booklet)
    assert "李沐阳、2026-09-01" in ask.asked[0]
    found = desk.clinic.of(child)
    assert found is not None and found.is_identified
    clinic(shell)
    scan(shell, "immunization.scan", booklet)
    assert shell.current_place() == "card" and len(ask.asked) == 1


def test_a_pack_is_never_noted_as_a_booklet(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk, CannedAsk(sure=True))
    shell.open("card", resident_id=child)
    settle()
    scan(shell, "card.scan", "81000250318470263915")
    assert "这是疫苗的码" in words(shell)
    assert desk.clinic.of(child) is None


def test_what_two_workstations_recorded_twice_is_said_and_opened(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    today = desk.clock.today()
    with desk.database.writing("dose", lane=child) as session:
        for number in (1, 2):  # as it stands once the other workstation's dose came in
            session.add(
                Vaccination(
                    id=f"dose-{number}",
                    resident_id=child,
                    vaccine="IPV",
                    given_on=today,
                    lot="A-1",
                    injector="王芳",
                    registrar="李慧",
                    recorded_at=desk.clock.now(),
                    status="done",
                )
            )
    shell = a_window(qtbot, desk)
    clinic(shell)
    assert "要核对：李沐阳 11-02 脊灰灭活疫苗记了两次" in words(shell)
    seen(shell, "doubled")
    press("Ctrl+J")
    settle()
    assert shell.current_place() == "card"
    assert "11-02 脊灰灭活疫苗记了两次" in words(shell)
    seen(shell, "doubled-card")
    assert "2 号工作站" not in words(shell)
    clinic(shell)
    scan(shell, "immunization.scan", "2005")
    assert "2 号工作站给的" in shell.status.quiet.text()


def test_the_next_is_called_with_one_key_once_everything_is_signed(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    other = registered(desk, name="陈小宝", sex="1", birth_date="2026-08-20")
    at_the_table(desk, child)
    desk.clinic.call(child)
    desk.clinic.arrive(other)
    shell = a_window(qtbot, desk)
    shell.open("card", resident_id=child)
    settle()
    assert "候种 1 人，下一位 陈小宝" in words(shell)
    dose = NewDose("HepB", desk.clock.today(), LOT, date(2027, 9, 14), is_at_table=True)
    desk.immunization.record(child, dose)
    shell.open("card", resident_id=child)
    settle()
    press("F2")
    settle()
    assert "没签名" in shell.status.quiet.text()
    press("Ctrl+Return")
    settle()
    press("Escape")
    press("F2")
    settle()
    assert "请 2 号 陈小宝" in shell.status.quiet.text()
    assert "陈小宝" in words(shell)
    press("F2")
    settle()
    assert shell.current_place() == "immunization"


def test_who_has_waited_longest_is_seen_however_many_wait(qtbot: QtBot, desk: Desk, child: str) -> None:
    people = [
        Observed(f"r{at}", f"孩子{at}", "IPV", desk.clock.now() - timedelta(minutes=40 - at))
        for at in range(25)
    ]
    shell = a_window(qtbot, desk)
    screen = clinic(shell)
    screen.observation.show_people(people)
    settle()
    seen(shell, "many-observed")
    said = words(shell)
    assert "孩子0" in said and "孩子24" not in said and "另有" in said
    shell.open("card", resident_id=child)
    settle()
    card(shell).observation.show_people(people)
    settle()
    assert "孩子0" in words(shell) and "另有 2" in words(shell)
    seen(shell, "many-observed-card")


def test_everything_that_can_be_done_has_a_picture(qtbot: QtBot, desk: Desk, child: str) -> None:
    """An unknown one would break the list of keys, which draws it."""
    desk.immunization.record(child, NewDose("HepB", date(2026, 10, 5), "L-1"))
    shell = a_window(qtbot, desk)
    places: tuple[tuple[str, dict[str, str]], ...] = (
        ("immunization", {}),
        ("card", {"resident_id": child}),
        ("stock", {}),
        ("recall", {}),
        ("reactions", {}),
        ("paper", {"clinic": "booklet", "resident_id": child, "title": "接种证"}),
    )
    for place, args in places:
        shell.open(place, **args)
        settle()
        shown = shell.stack.currentWidget()
        assert isinstance(shown, Screen)
        assert {action.icon for action in shown.commands()} <= {"", *FILES}
        press("F1")
        press("Escape")


def test_a_reaction_is_written_down_for_whom_it_was_asked(qtbot: QtBot, desk: Desk, child: str) -> None:
    other = registered(desk, name="陈小宝", sex="1", birth_date="2026-08-20")
    for one in (child, other):
        at_the_table(desk, one)
    shell = a_window(qtbot, desk)
    screen = clinic(shell)
    screen.day.go_to(0)
    press("F11")
    screen.leaving.show_person(other, "陈小宝")  # the list moved beneath the sheet
    screen.leaving.reaction.words.setText("接种处红")
    press("Return")
    settle()
    assert [(row.name, row.reaction) for row in desk.clinic.day()] == [
        ("李沐阳", "接种处红"),
        ("陈小宝", ""),
    ]


def test_a_booklet_compared_before_any_question_leads_to_the_questions(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    shell = a_window(qtbot, desk)
    shell.open("card", resident_id=child)
    settle()
    press("Ctrl+B")
    settle()
    assert "今天有没有发热" in words(shell)
    assert focus().startswith("field.") or focus().startswith("precheck.")


def test_a_digit_that_no_box_has_never_brings_another_person(qtbot: QtBot, desk: Desk, child: str) -> None:
    registered(desk, name="王心语", sex="2", birth_date="1998-12-15", phone="16000003200")
    shell = a_window(qtbot, desk)
    shell.open("card", resident_id=child)
    settle()
    press("F7")
    settle()
    type_in("3200")
    press("Return")
    settle()
    assert shell.top.search.text() == ""
    assert "查人先按 F3" in shell.status.quiet.text()
    assert "李沐阳" in words(shell)
    assert "王心语" not in words(shell)


def test_a_severe_reaction_stands_beside_the_name(qtbot: QtBot, desk: Desk, child: str) -> None:
    ready_for_a_dose(desk, child, had_severe_reaction="2")
    shell = a_window(qtbot, desk)
    shell.open("card", resident_id=child)
    settle()
    assert "打疫苗有过严重反应" in words(card(shell).person)


def test_an_answer_that_bears_on_other_questions_leaves_the_focus_where_it_is(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    """Whoever answers out of order would type into the first question that is open."""
    shell = a_window(qtbot, desk)
    shell.open("card", resident_id=child)
    settle()
    press("F7")
    press("F8")
    settle()
    form = card(shell).questions.sheet.form
    form.go_to("mother_hbsag")
    type_in("1")  # negative: the weight at birth is not among the questions of today any more
    settle()
    assert focus() == "field.mother_hiv"


def test_in_a_small_window_no_answer_of_the_questions_is_cut_off(
    qtbot: QtBot, desk: Desk, child: str
) -> None:
    """The second box of a question out of sight is a question with one answer."""
    shell = a_window(qtbot, desk)
    shell.resize(832, 508)
    shell.open("card", resident_id=child)
    settle()
    press("F7")
    press("F8")
    settle()
    form = card(shell).questions.sheet.form
    seen = [one for one in form.findChildren(NumberedOption) if one.isVisible()]
    right = {one.text(): one.mapTo(form.viewport(), one.rect().topRight()).x() for one in seen}
    assert len(seen) > 20
    assert {text: at for text, at in right.items() if at > form.viewport().width()} == {}
    beside = card(shell).questions.sheet._beside
    inside = beside.widget()
    assert inside is not None and inside.width() <= beside.viewport().width()


@pytest.mark.parametrize(
    ("wide", "said"), [(120, "26-01-14"), (62, "26-01"), (40, "")], ids=["whole", "month", "sign alone"]
)
def test_a_day_in_a_narrow_column_is_never_half_a_day(wide: int, said: str) -> None:
    assert _fitting(date(2026, 1, 14), "", QRect(0, 0, wide, 30)) == said
