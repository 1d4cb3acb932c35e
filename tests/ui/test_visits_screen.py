"""The place of follow-ups: asking people to join, what waits for a doctor, whose referral is asked about."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from tests.builders import PASSWORD
from tests.desks import a_desk, registered, seat, signed
from tests.services.test_referral_results import sent_on
from tests.services.test_referrals import referred
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, click, closing, press, settle
from ui.screens.visits.screen import VisitsScreen
from ui.shell import Shell
from ui.widgets.keys import KeyHint


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def visits(shell: Shell, tab: str) -> VisitsScreen:
    shell.open("visits", tab=tab)
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, VisitsScreen)
    return shown


def test_somebody_of_an_age_is_asked_and_joins_with_one_key(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk, birth_date="1959-03-08", id_no=None)
    shell = a_window(qtbot, desk)
    screen = visits(shell, "asking")
    assert "王秀英" in screen.asking.rows.rows()[0].name
    press("F5")
    settle()
    enrolled = [one.enrolment.programme for one in desk.enrolments.all() if one.resident_id == person]
    assert enrolled == ["older-people"]
    assert not clipped_labels(shell)


def test_the_second_press_of_one_finger_enrols_nobody_else(qtbot: QtBot, desk: Desk) -> None:
    registered(desk, birth_date="1959-03-08", id_no=None)
    registered(desk, name="李桂兰", birth_date="1958-04-09", id_no=None)
    shell = a_window(qtbot, desk)
    screen = visits(shell, "asking")
    many = screen.asking.rows.rowCount()
    press("F5")
    qtbot.waitUntil(lambda: screen.asking.rows.rowCount() == many - 1)
    press("F5")
    click_foot = next(one for one in screen.findChildren(KeyHint) if one.accessibleName() == "纳入")
    click_foot.click()
    press("F6")
    assert len(desk.enrolments.all()) == 1
    assert screen.reason.isHidden()
    qtbot.waitUntil(lambda: screen.asking.current_row() is not None)
    press("F5")
    settle()
    assert len(desk.enrolments.all()) == 2


def test_declining_asks_for_a_reason_and_escape_takes_it_back(qtbot: QtBot, desk: Desk) -> None:
    registered(desk, birth_date="1959-03-08", id_no=None)
    shell = a_window(qtbot, desk)
    screen = visits(shell, "asking")
    many = len(screen.asking.rows.rows())
    press("F6")
    assert not screen.reason.isHidden()
    press("Escape")
    assert screen.reason.isHidden()
    press("F6")
    screen.reason.setText("在外院体检")
    press("Return")
    settle()
    assert len(visits(shell, "asking").asking.rows.rows()) == many - 1
    assert [one.enrolment.status for one in desk.enrolments.all()] == ["declined"]


def test_what_a_nurse_wrote_waits_until_a_doctor_has_said_what_follows(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    seat(desk, Role.NURSE)
    signed(desk, person, sbp=158, dbp=92)
    desk.accounts.log_in("admin", PASSWORD)
    shell = a_window(qtbot, desk)
    screen = visits(shell, "doctor")
    assert [row.name for row in screen.doctor.rows.rows()] == ["王秀英"]
    assert screen.doctor.rows.rows()[0].grade == "2"
    press("F7")
    screen.reason.setText("加量，两周后复诊")
    press("Return")
    settle()
    assert len(visits(shell, "doctor").doctor.rows.rows()) == 0
    (made,) = desk.visits.full(person)
    assert (made.needs_doctor, made.reviewed_by, made.review_note) == (False, "张建国", "加量，两周后复诊")


def test_a_reason_is_kept_for_whom_it_was_asked_whoever_is_marked_by_then(qtbot: QtBot, desk: Desk) -> None:
    people = {
        registered(desk, name=name, id_no=None, birth_date="1959-03-08") for name in ("王秀英", "赵桂兰")
    }
    screen = visits(a_window(qtbot, desk), "asking")
    asked = screen.asking.current_row()
    assert asked is not None
    press("F6")
    screen.asking.go_to(screen.asking.rows.rowCount() - 1)
    screen.reason.setText("在外院体检")
    screen.reason.setFocus()
    press("Return")
    settle()
    declined = {one.resident_id for one in desk.enrolments.all() if one.enrolment.status == "declined"}
    assert declined == {asked.resident_id} < people


def test_what_became_of_a_referral_is_asked_and_written_down_with_one_key(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    sent_on(desk, person, date(2026, 10, 1))
    shell = a_window(qtbot, desk)
    shell.open("home")
    settle()
    click(shell, "home.todo.results")
    settle()
    screen = visits(shell, "results")
    model = screen.results.model()
    assert [model.index(0, column).data() for column in (0, 1, 5)] == [
        "逾期 18 天",
        "王秀英",
        "市第一人民医院 心内科",
    ]
    assert not clipped_labels(shell)
    press("F8")
    screen.reason.setText("已住院，调整用药后出院")
    press("Return")
    settle()
    assert len(visits(shell, "results").results.rows.rows()) == 0
    (made,) = desk.visits.full(person)
    assert made.referral_result == "已住院，调整用药后出院"


def test_a_sheet_of_those_days_is_named_and_joined_with_one_key(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    sent_on(desk, person)
    referred(desk, person)
    shell = a_window(qtbot, desk)
    screen = visits(shell, "results")
    assert "期间另有转诊单 ZC20261102-01001 市第一人民医院，是这次按 F9" in str(
        screen.results.model().index(0, 6).data()
    )
    press("F9")
    settle()
    assert len(visits(shell, "results").results.rows.rows()) == 0
    assert [row.resident_id for row in desk.referrals.all(is_open=True)] == [person]
