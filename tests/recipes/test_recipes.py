"""The recipes, followed: a programme, its form, its code table and its rules, and not a line of Python.

`resources/` holds what somebody writes who follows docs/recipes for an invented programme (bronchial asthma).
Each test sees them among the shipped files, as a centre that put them there would.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyfhircheck import Validator
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCompleter
from pytestqt.qtbot import QtBot

from healthdesk.base import canonical, paths
from healthdesk.desk import Desk
from healthdesk.domain import codes
from healthdesk.domain.forms import contradictions
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.services.rows import SignedVisit
from healthdesk.trials import cases
from tests.builders import TODAY
from tests.desks import a_desk, registered
from tests.documents.reading import text
from tests.fhir.validity import complaints, unpack
from tests.ui.working import a_window, closing, settle, type_in, words
from ui.kit import words as shown
from ui.screens.home.screen import HomeScreen
from ui.screens.visit.screen import VisitScreen

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

OWN = Path(__file__).parent / "resources"
ADDED_TO = ("codes", "forms", "programmes")
READ_ONCE = (codes.shipped, contradictions._lists, shown._short_titles)


@pytest.fixture
def resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The shipped resources with those of the recipes among them."""
    whole, ours = tmp_path / "resources", paths.resources()
    whole.mkdir()
    for one in ours.iterdir():
        if one.name in ADDED_TO:
            shutil.copytree(one, whole / one.name)
            shutil.copytree(OWN / one.name, whole / one.name, dirs_exist_ok=True)
        else:
            (whole / one.name).symlink_to(one)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    for read in READ_ONCE:
        read.cache_clear()
    yield whole
    for read in READ_ONCE:
        read.cache_clear()


@pytest.fixture
def desk(resources: Path, tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def an_asthmatic(desk: Desk) -> str:
    person = registered(desk, name="王秀英")
    desk.enrolments.enrol(person, "asthma")
    return person


def signed(desk: Desk, person: str, act: int) -> SignedVisit:
    filling = desk.visits.start(person, "asthma").filling
    given = {
        "mode": "1",
        "act": act,
        "night": "1",
        "trigger": "03",
        "adherence": "1",
        "controller": "某药",
    }
    for link_id, value in given.items():
        filling = filling.answer(link_id, value)
    return desk.visits.sign(person, "asthma", filling)


def test_the_files_are_sound_and_the_form_is_a_questionnaire(resources: Path, tmp_path: Path) -> None:
    assert Programmes.read().faults == ()
    form = canonical.decode((resources / "forms" / "asthma-visit-2026.json").read_bytes())
    assert complaints(Validator(unpack(tmp_path)), form) == []


def test_its_cases_pass_on_both_sides_of_each_limit(resources: Path) -> None:
    report = cases.run([Path(__file__).parent / "asthma-cases.json"], None, Programmes.read())
    assert (report.passed, report.differences) == (5, ())


def test_a_diagnosis_in_an_encounter_puts_the_person_on_the_list_to_confirm(desk: Desk) -> None:
    person = registered(desk, name="王秀英")
    filling = desk.visits.start(person, "archive", "encounter").filling
    given = {"subjective": "反复喘息", "objective": "哮鸣音", "assessment": "支气管哮喘", "plan": "吸入药物",
             "diagnoses": [{"diagnosis_code": "J45.900", "diagnosis_text": "支气管哮喘"}]}  # fmt: skip
    for link_id, value in given.items():
        filling = filling.answer(link_id, value)
    desk.visits.sign(person, "archive", filling, is_incomplete=True)
    (row,) = desk.suggestions.page(programme="asthma")
    assert (row.resident_id, row.because) == (person, "J45.900")


def test_a_disease_of_the_past_history_suggests_it_too(desk: Desk) -> None:
    ill = registered(desk, name="刘德厚", past_disease=[{"past_disease_code": "12"}])
    assert "asthma" in {one.key for one in desk.enrolments.suggested(ill)}


def test_it_is_classed_due_and_printed(desk: Desk) -> None:
    person = an_asthmatic(desk)
    visit = signed(desk, person, 14)
    assert visit.grade == "3"
    (row,) = desk.worklist.due(programme="asthma").rows
    assert (row.latest, row.verdict, row.is_well, (row.due_on - TODAY).days) == (
        "ACT 14 分",
        "未控制",
        False,
        14,
    )
    assert "冷空气" in text(desk.printing.visit(visit.id))


def test_the_window_asks_it_judges_it_and_calls_it_by_its_name(qtbot: QtBot, desk: Desk) -> None:
    person = an_asthmatic(desk)
    shell = a_window(qtbot, desk)
    shell.open("visit", resident_id=person, programme="asthma")
    settle()
    for digits in ("1", "14", "1"):
        type_in(digits)
    assert "3  未控制，第一次" in words(shell)
    screen = shell.stack.currentWidget()
    assert isinstance(screen, VisitScreen)
    screen.form.go_to("trigger")
    type_in("lkq")
    offered = screen.form.findChildren(QCompleter)[0].popup()
    QTest.keyClick(offered, Qt.Key.Key_Return)
    assert screen.form.filling().value("trigger") == "03"


def test_its_chip_and_its_class_stand_in_the_due_list(qtbot: QtBot, desk: Desk) -> None:
    signed(desk, an_asthmatic(desk), 14)
    shell = a_window(qtbot, desk)
    shell.open("home")
    settle()
    home = shell.stack.currentWidget()
    assert isinstance(home, HomeScreen)
    model = home.due.model()
    line = [str(model.index(0, column).data() or "") for column in range(model.columnCount())]
    assert {"哮喘", "未控制", "ACT 14 分"} <= set(line)


def test_a_retired_code_is_read_with_old_records_and_offered_no_more(resources: Path) -> None:
    triggers = codes.shipped().get("asthma-trigger")
    assert codes.text_of("asthma-trigger", "05") == "阿司匹林"
    assert "05" not in {code.code for code in triggers.search("", TODAY)}
