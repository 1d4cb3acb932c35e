"""The sheet of programmes that are not alike: a first form, no classes, emergencies by their own rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from tests.desks import a_desk, registered, seat, signed
from tests.services.test_chronic_programmes import (
    COPD_VISIT,
    DISORDER,
    DISORDER_VISIT,
    FIRST_VISIT,
    SUPPLEMENT,
    TUBERCULOSIS,
    written,
)
from tests.services.test_dose_reminders import NEWBORN, a_newborn
from tests.ui.looking import clipped_labels
from tests.ui.test_visit_screen import visit
from tests.ui.working import a_window, closing, has, part, settle, words
from ui.screens.visit.screen import VisitScreen


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def type_all(screen: VisitScreen, answers: dict[str, Any]) -> None:
    """Answers as a person gives them, without the single keys."""
    for key, value in answers.items():
        sheet = screen.form.sheet().answer(key, value)
        screen.form.take(*sheet.fillings)
        screen.form.changed.emit(screen.form.filling())
    settle()


def test_an_emergency_of_any_programme_asks_for_a_second_reading(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    screen = visit(shell, registered(desk), programme="copd")
    type_all(screen, {**COPD_VISIT, "spo2": 88})
    assert "90%" in part(shell, "visit.emergency").accessibleName()
    assert screen.form.gaps() == ("spo2_second", "emergency_done", "emergency_outcome")
    assert clipped_labels(shell) == []
    type_all(screen, {"spo2": 96})
    assert not has(shell, "visit.emergency")
    assert screen.form.gaps() == ()


def test_an_emergency_found_while_correcting_asks_for_it_too(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    screen = visit(shell, "", visit_id=signed(desk, registered(desk)))
    before = screen.form.filling().value("class")
    type_all(screen, {"sbp": 186})
    assert {"sbp_second", "dbp_second", "emergency_done"} <= set(screen.form.gaps())
    assert screen.form.filling().value("class") == before, "a signed class is changed by the service alone"


def test_what_comes_first_is_opened_first_and_has_no_class(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    shell = a_window(qtbot, desk)
    visit(shell, person, programme=DISORDER)
    assert "严重精神障碍患者个人信息补充表" in words(shell)
    assert not has(shell, "visit.overrule.open")
    assert not has(shell, "visit.quick")
    written(desk, person, DISORDER, SUPPLEMENT)
    visit(shell, person, programme=DISORDER)
    assert "严重精神障碍随访" in words(shell)
    assert has(shell, "visit.overrule.open")
    assert has(shell, "visit.quick")


def test_the_best_class_is_calm_whatever_its_number(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, DISORDER, SUPPLEMENT)
    shell = a_window(qtbot, desk)
    screen = visit(shell, person, programme=DISORDER)
    type_all(screen, dict(DISORDER_VISIT))
    panel = part(shell, f"visit.judgement.{DISORDER}")
    assert "3  稳定" in panel.accessibleName()
    type_all(screen, {"risk": "1"})
    assert "2  基本稳定" in panel.accessibleName()
    assert "第一次" not in panel.accessibleName(), "nothing is counted from visit to visit here"


def test_a_joint_task_is_named_where_the_next_date_stands(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, DISORDER, SUPPLEMENT, consent="0")
    shell = a_window(qtbot, desk)
    type_all(visit(shell, person, programme=DISORDER), {**DISORDER_VISIT, "risk": "4"})
    assert "联合随访" in words(shell)
    assert "未签知情同意：保留补充表" in words(shell)


def test_rules_without_classes_say_what_to_do(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    shell = a_window(qtbot, desk)
    screen = visit(shell, person, programme=TUBERCULOSIS)
    panel = part(shell, f"visit.judgement.{TUBERCULOSIS}")
    type_all(screen, dict(FIRST_VISIT))
    assert "按期随访" in panel.accessibleName()
    type_all(screen, {"symptoms": ["7"]})
    assert "立即转诊" in panel.accessibleName()


def test_a_quick_record_asks_what_the_layout_says(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    screen = visit(shell, registered(desk), programme="copd")
    screen.turn_pace()
    settle()
    assert "mmrc" in screen.form.sheet().plan.cells
    assert "smoke" not in screen.form.sheet().plan.cells


def test_a_nurse_is_told_that_it_is_not_for_her(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, DISORDER)
    seat(desk, Role.NURSE)
    shell = a_window(qtbot, desk)
    shell.open("visit", resident_id=person, programme=DISORDER)
    settle()
    assert "监护人" not in words(shell)
    assert "严重精神障碍" not in words(shell)
    assert "当前岗位不能做这件事" in words(shell)


def test_a_newborns_sheet_says_what_the_immunization_card_lacks(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    visit(shell, a_newborn(desk), programme="child", form=NEWBORN)
    assert "接种卡上没有乙肝疫苗第 1 剂" in words(part(shell, "visit.reminders"))
    assert not clipped_labels(shell)
    visit(shell, registered(desk), programme="hypertension")
    assert not has(shell, "visit.reminders")


def test_the_sheet_of_a_draft_says_so(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk)
    shell = a_window(qtbot, desk)
    visit(shell, person, programme="copd")
    assert "慢阻肺随访（草案）" in words(shell)
    assert not clipped_labels(shell)
    desk.enrolments.enrol(person, "copd")
    desk.enrolments.enrol(person, "hypertension")
    visit(shell, person)
    assert "慢阻肺为草案" in words(shell)
    visit(shell, registered(desk, name="李四", id_no=None), programme="hypertension")
    assert "草案" not in words(shell)
