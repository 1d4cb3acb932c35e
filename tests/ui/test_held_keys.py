"""A finger that rests on a key: one answer, one deed; text and movement repeat as everywhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.subject import Subject
from tests.desks import a_desk, registered
from tests.ui.working import a_window, closing
from ui.forms.form_view import FormView
from ui.kit.held_keys import HeldKeys
from ui.widgets.done_button import DoneButton

SUBJECT = Subject(today=date(2026, 11, 23), sex="2", born=date(1959, 3, 12))
REPEATS = 30


@pytest.fixture(autouse=True)
def held_keys(qapp: QApplication) -> Iterator[None]:
    owner = QObject()
    kept = HeldKeys(owner)
    yield
    qapp.removeEventFilter(kept)
    owner.deleteLater()


def hold(key: Qt.Key, text: str = "") -> None:
    """Pressed, repeated by the keyboard, and let go."""
    for is_repeated in (False, *[True] * REPEATS):
        here = QApplication.focusWidget()
        assert here is not None
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text, is_repeated)
        QApplication.sendEvent(here, event)
        QApplication.processEvents()


@pytest.fixture
def view(qtbot: QtBot) -> FormView:
    """A hypertension visit with nothing in it, and last time's answers to be carried."""
    made = FormView(now=lambda: datetime(2026, 11, 23, tzinfo=UTC))
    qtbot.addWidget(made)
    made.resize(912, 560)
    with qtbot.waitActive(made):
        made.show()
    forms = Forms.read()
    form = forms.current("hypertension-visit")
    last = {"smoke": 0, "drink": 0, "ex_times": 5, "ex_min": 30, "salt": "2"}
    made.show_filling(Filling.start(form, SUBJECT, last=last), forms.layout(form))
    return made


def test_a_digit_answers_one_question(view: FormView) -> None:
    view.go_to("mode")
    hold(Qt.Key.Key_1, "1")
    assert view.filling().value("mode") == "1"
    assert view.filling().value("symptoms") is None


@pytest.mark.parametrize(("pause_ms", "is_new"), [(0, False), (60, True)])
def test_a_repetition_is_known_by_its_moment(view: FormView, pause_ms: int, is_new: bool) -> None:
    """X tells a repetition as a release and a press at one moment, and Qt does not always notice."""
    view.go_to("mode")
    for kind, moment in (
        (QEvent.Type.KeyPress, 100),
        (QEvent.Type.KeyRelease, 600),
        (QEvent.Type.KeyPress, 600 + pause_ms),
    ):
        event = QKeyEvent(kind, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1")
        event.setTimestamp(moment)
        here = QApplication.focusWidget()
        assert here is not None
        QApplication.sendEvent(here, event)
    assert view.filling().value("mode") == "1"
    assert (view.filling().value("symptoms") is not None) is is_new


def test_a_measured_value_is_not_typed_into_the_next_field(view: FormView) -> None:
    view.go_to("sbp")
    hold(Qt.Key.Key_1, "1")
    assert view.filling().value("sbp") == 111
    assert view.filling().value("dbp") is None


def test_enter_accepts_one_carried_answer(view: FormView) -> None:
    view.go_to("smoke")
    before = sum(view.sheet().is_carried(key) for key in ("smoke", "drink", "ex_times", "ex_min", "salt"))
    hold(Qt.Key.Key_Return, "\r")
    after = sum(view.sheet().is_carried(key) for key in ("smoke", "drink", "ex_times", "ex_min", "salt"))
    assert after >= before - 1


def test_text_and_movement_repeat(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    with qtbot.waitActive(line):
        line.show()
    line.setFocus()
    hold(Qt.Key.Key_A, "a")
    assert line.text() == "a" * (REPEATS + 1)
    hold(Qt.Key.Key_Left)
    assert line.cursorPosition() == 0
    line.end(False)
    hold(Qt.Key.Key_Backspace)
    assert line.text() == ""


def test_enter_presses_a_button_once(qtbot: QtBot) -> None:
    pressed: list[bool] = []
    button = DoneButton("记下")
    button.clicked.connect(lambda: pressed.append(True))
    qtbot.addWidget(button)
    with qtbot.waitActive(button):
        button.show()
    button.setFocus()
    hold(Qt.Key.Key_Return, "\r")
    assert len(pressed) == 1


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.mark.parametrize("place", ["home", "residents", "visits", "immunization", "stock"])
def test_no_key_of_a_screen_repeats(qtbot: QtBot, desk: Desk, place: str) -> None:
    registered(desk)
    shell = a_window(qtbot, desk)
    shell.open(place)
    keys = [one for one in shell.findChildren(QShortcut) if one.isEnabled()]
    assert len(keys) > 10
    assert not [one.key().toString() for one in keys if one.autoRepeat()]
