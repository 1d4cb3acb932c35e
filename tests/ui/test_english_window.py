"""An English window: no Chinese is read on it but what is about people, and names they gave."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCompleter, QWidget
from pytestqt.qtbot import QtBot

from healthdesk.base import paths
from healthdesk.desk import Desk
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.subject import Subject
from tests.ui.looking import clipped_labels
from tests.ui.seen import words_on
from ui.forms.code_field import CodeField
from ui.forms.form_view import FormView
from ui.kit.language import CHINESE, ENGLISH, read_form_words, read_words, speak
from ui.trials import tour

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""A window that only opens in memory cannot be raised nor hold the keyboard."""

LETTERS = re.compile(r"[\u3400-\u9fff]")
FORMS = Forms.read()
SUBJECT = Subject(today=date(2026, 11, 2), sex="2", born=date(1959, 3, 4))
MEANT = frozenset({"中文"})
"""The language is offered by its own name, for those who read no other."""
AFTER_THE_CENTRE = (tour.CENTRE, tour.NAME, tour.NOBODY)


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    speak(ENGLISH)
    yield
    speak(CHINESE)


@dataclass
class Read:
    """What was Chinese, and what was cut, on which screen; `names` are those of people and their things."""

    screens: list[str] = field(default_factory=list)
    chinese: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    names: tuple[str, ...] = AFTER_THE_CENTRE


@pytest.fixture(scope="module")
def walk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """One walk through every screen of the invented centre, read instead of photographed."""
    read = Read()

    class Reader(tour.Camera):
        """Reads every screen."""

        def take(self, widget: QWidget, name: str) -> None:
            self.taken.append(Path(name))
            read.screens.append(name)
            read.chinese += [f"{name}: {text}" for text in _chinese(words_on(widget), read.names)]
            read.cut += [f"{name}: {text}" for text in clipped_labels(widget)]

    class Walk(tour.Walk):
        """Knows whose centre it is before it sets out."""

        def go(self) -> None:
            read.names = _names(self._desk)
            super().go()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tour, "Camera", Reader)
        patch.setattr(tour, "Walk", Walk)
        folder = tmp_path_factory.mktemp("read")
        assert tour.main(["tour", "--out", str(folder), "--language", ENGLISH]) == 0
    speak(CHINESE)
    return read


@pytest.mark.timeout(240)
def test_nothing_but_names_is_chinese(walk: Read) -> None:
    met = ("02-home", "04-record", "05-visit", "05b-visit-emergency", "05c-check-up", "05e-child")
    assert {*met, "06-card", "06c-questions", "07-referral", "12-settings-rules"} <= set(walk.screens)
    assert walk.chinese == []


@pytest.mark.timeout(240)
def test_no_english_words_are_cut(walk: Read) -> None:
    assert walk.cut == []


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("key", FORMS.keys())
def test_a_form_is_asked_in_english(qtbot: QtBot, key: str) -> None:
    form = FORMS.current(key)
    view = FormView()
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show_filling(Filling.start(form, SUBJECT), FORMS.layout(form))
    view.show()
    assert _chinese(words_on(view), ()) == []


@pytest.mark.usefixtures("english")
def test_the_words_of_the_paper_are_the_hint(qtbot: QtBot) -> None:
    form = FORMS.current("hypertension-visit")
    view = FormView()
    qtbot.addWidget(view)
    view.show_filling(Filling.start(form, SUBJECT), FORMS.layout(form))
    asked = view.findChild(QWidget, "field.mode")
    assert isinstance(asked, QWidget)
    assert (asked.accessibleName(), asked.accessibleDescription()) == ("Mode of visit", "随访方式")
    hints = []
    above: QWidget | None = asked
    while above is not None:
        hints.append(above.toolTip())
        above = above.parentWidget()
    assert "随访方式" in hints


@pytest.mark.usefixtures("english")
def test_a_code_is_found_and_shown_in_english_and_stays_the_same_code(qtbot: QtBot) -> None:
    view, disease = _field(qtbot, "infectious-disease-card", "disease_code")
    for typed, code, shown in (
        ("meas", "MEASLES", "Measles"),
        ("Cholera", "CHOLERA", "Cholera"),
        ("szkb", "HAND_FOOT_MOUTH", "Hand, foot and mouth disease"),
        ("登革", "DENGUE", "Dengue"),
    ):
        _write(view, disease, typed)
        assert (view.filling().value("disease_code"), disease.text()) == (code, shown)


@pytest.mark.usefixtures("english")
def test_words_that_go_on_paper_are_stored_in_chinese_and_shown_in_english(qtbot: QtBot) -> None:
    view, relation = _field(qtbot, "mental-disorder-supplement", "guardian_rel")
    _write(view, relation, "wife's mother")
    assert view.filling().value("guardian_rel") == "岳母"
    assert relation.text() == "Mother-in-law (wife's mother)"
    _write(view, relation, "a neighbour")
    assert view.filling().value("guardian_rel") == relation.text() == "a neighbour"


def test_in_a_chinese_window_the_words_of_the_list_are_shown(qtbot: QtBot) -> None:
    view, relation = _field(qtbot, "mental-disorder-supplement", "guardian_rel")
    _write(view, relation, "岳母")
    assert view.filling().value("guardian_rel") == relation.text() == "岳母"
    _write(view, relation, "Wife")
    assert view.filling().value("guardian_rel") == relation.text() == "Wife"


def _field(qtbot: QtBot, form: str, key: str) -> tuple[FormView, CodeField]:
    view = FormView()
    qtbot.addWidget(view)
    view.show_filling(Filling.start(FORMS.current(form), SUBJECT))
    with qtbot.waitActive(view):
        view.show()
    view.go_to(key)
    found = view.findChild(CodeField, f"field.{key}")
    assert isinstance(found, CodeField)
    return view, found


def _write(view: FormView, field: CodeField, typed: str) -> None:
    """As at a desk: the list that comes up is closed, and the field is left."""
    field.setFocus()
    field.clear()
    field.insert(typed)
    field.findChild(QCompleter).popup().hide()
    field.clearFocus()


def _chinese(said: set[str], names: tuple[str, ...]) -> list[str]:
    return sorted(text for text in said if LETTERS.search(text) and not _is_name(text, names))


def _is_name(text: str, names: tuple[str, ...]) -> bool:
    """Whether all that is Chinese in it is somebody's, also where it is cut short."""
    rest = text
    for name in names:
        rest = rest.replace(name, "")
    cut = [part.strip() for part in text.split("…") if LETTERS.search(part)]
    return (
        text in MEANT
        or not LETTERS.search(rest)
        or ("…" in text and all(any(part in name for name in names) for part in cut))
    )


def _names(desk: Desk) -> tuple[str, ...]:
    """Of the people of the invented centre, and what its files call things; no word of a form is one."""
    people = desk.residents.page(None, tour.RESIDENTS).rows
    found = {*AFTER_THE_CENTRE, *(one.name for one in people), *(one.address for one in people)}
    for file in (paths.resources() / "demo").glob("*.json"):
        found |= set(_texts(json.loads(file.read_text(encoding="utf-8"))))
    words = {*read_form_words(ENGLISH), *read_words(ENGLISH)}
    return tuple(sorted((one for one in found - words if len(one) > 1), key=len, reverse=True))


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _texts(one)
        case dict():
            for one in value.values():
                yield from _texts(one)
