"""A code list while it is typed: pinyin, the marked entry, what is kept, what is refused."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCompleter
from pytestqt.qtbot import QtBot

from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.subject import Subject
from ui.forms.code_field import CodeField
from ui.forms.form_view import FormView, Pace
from ui.forms.line_fields import LineField
from ui.forms.rows_field import RowsField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""A window that only opens in memory cannot be raised nor hold the keyboard."""

FORM = Forms.read().current("infectious-disease-card")
SUBJECT = Subject(today=date(2026, 11, 2), sex="2", born=date(1959, 3, 4))


@pytest.fixture
def view(qtbot: QtBot) -> FormView:
    made = FormView(Pace.EVERY)
    qtbot.addWidget(made)
    made.resize(912, 560)
    made.show_filling(Filling.start(FORM, SUBJECT))
    with qtbot.waitActive(made):
        made.show()
    made.go_to("disease_code")
    return made


def field(view: FormView, key: str = "disease_code") -> CodeField:
    found = view.findChild(CodeField, f"field.{key}")
    assert isinstance(found, CodeField)
    return found


def offered(view: FormView, key: str = "disease_code") -> list[str]:
    """What the open list shows; nothing for a closed one."""
    model = field(view, key).findChild(QCompleter).popup()
    if not model.isVisible():
        return []
    rows = model.model()
    return [rows.index(at, 0).data() for at in range(rows.rowCount())]


def keys(text: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, text)


def key(code: Qt.Key, view: FormView, of: str = "disease_code") -> None:
    popup = field(view, of).findChild(QCompleter).popup()
    QTest.keyClick(popup if popup.isVisible() else field(view, of), code)


def test_initials_find_it_and_enter_takes_it(view: FormView) -> None:
    keys("szkb")
    assert offered(view) == ["手足口病"]
    key(Qt.Key.Key_Return, view)
    assert view.filling().value("disease_code") == "HAND_FOOT_MOUTH"
    assert field(view).text() == "手足口病"
    assert view.filling().value("disease_class") == "3"
    assert not field(view).hasFocus()


def test_down_opens_the_whole_list_of_today(view: FormView) -> None:
    key(Qt.Key.Key_Down, view)
    shown = offered(view)
    assert shown[:2] == ["鼠疫", "霍乱"]
    assert "人感染新亚型流感" in shown
    assert "人感染高致病性禽流感" not in shown
    key(Qt.Key.Key_Down, view)
    key(Qt.Key.Key_Return, view)
    assert view.filling().value("disease_code") == "CHOLERA"


def test_what_is_left_with_one_meaning_is_understood(view: FormView) -> None:
    field(view).insert("登革")
    key(Qt.Key.Key_Escape, view)
    assert offered(view) == []
    view.go_to("other_disease")
    assert view.filling().value("disease_code") == "DENGUE"
    assert field(view).text() == "登革热"


def test_an_unclear_word_is_kept_and_complained_about(view: FormView) -> None:
    field(view).insert("热")
    key(Qt.Key.Key_Escape, view)
    assert offered(view) == []
    view.go_to("other_disease")
    assert field(view).text() == "热"
    assert [(one.link_id, one.reason) for one in view.filling().problems()] == [("disease_code", "option")]


def test_a_code_from_elsewhere_is_shown_as_it_came(view: FormView) -> None:
    view.take(view.filling().answer("disease_code", "9901"))
    assert field(view).text() == "9901"
    view.go_to("disease_code")
    view.go_to("other_disease")
    assert view.filling().value("disease_code") == "9901"


def test_a_suggested_list_keeps_the_words(qtbot: QtBot, view: FormView) -> None:
    form = Forms.read().current("personal-information")
    view.show_filling(Filling.start(form, SUBJECT).answer("ethnic", "99"))
    view.go_to("ethnic_text")
    keys("wwe")
    key(Qt.Key.Key_Return, view, "ethnic_text")
    assert view.filling().value("ethnic_text") == "维吾尔族"


def test_a_chosen_diagnosis_brings_its_words_into_the_next_column(view: FormView) -> None:
    view.show_filling(Filling.start(Forms.read().current("encounter"), SUBJECT))
    rows = view.findChild(RowsField, "field.diagnoses")
    assert isinstance(rows, RowsField)
    rows.add_row()
    code = QApplication.focusWidget()
    assert isinstance(code, CodeField)
    QTest.keyClicks(code, "i10")
    QTest.keyClick(code.findChild(QCompleter).popup(), Qt.Key.Key_Return)
    filled = view.filling().value("diagnoses")
    assert isinstance(filled, tuple)
    assert [dict(row) for row in filled if not isinstance(row, str)] == [
        {"diagnosis_code": "I10", "diagnosis_text": "原发性高血压"}
    ]
    assert "原发性高血压" in [field.text() for field in rows.findChildren(LineField)]
