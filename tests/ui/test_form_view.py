"""The drawer, typed into: digits, Enter, carried values, faults, doubts, undo, several programmes."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QResizeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Kind
from healthdesk.domain.forms.entries import Origin
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.subject import Subject
from tests.ui.looking import clipped_labels
from ui.forms.body import FormBody
from ui.forms.fields import LongTextField
from ui.forms.form_view import FormView, Pace, Part, Sheet
from ui.forms.line_fields import LineField
from ui.forms.rest import Rest
from ui.forms.row import LAST_WIDTH, QuestionRow
from ui.forms.rows_field import RowsField
from ui.widgets.marks import IconLine
from ui.widgets.numbered import NumberedOption, NumberedOptions

NOW = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)
SUBJECT = Subject(today=date(2026, 11, 23), sex="2", born=date(1959, 3, 12))
ELSEWHERE = frozenset({"visit_date", "mode", "class", "next_date", "doctor"})
LAST = {
    "visit_date": "2026-08-11", "mode": "1", "symptoms": ["1"], "sbp": 146, "dbp": 86, "weight": "64.0",
    "height": 158, "heart_rate": 78, "smoke": 0, "drink": 0, "ex_times": 5, "ex_min": 30, "salt": "2",
    "psych": "1", "compliance": "1", "adherence": "1", "adr": "1", "staple": 300, "foot_pulse": "1",
    "fbg": "6.9", "hypo": "1", "drugs": [{"drug_name": "氨氯地平", "drug_times": "1"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def forms() -> Forms:
    return Forms.read()


@pytest.fixture
def view(qtbot: QtBot) -> FormView:
    made = FormView(Pace.GAPS, now=lambda: NOW)
    qtbot.addWidget(made)
    made.resize(912, 560)
    with qtbot.waitActive(made):
        made.show()
    return made


@pytest.fixture
def visit(view: FormView, forms: Forms) -> FormView:
    """A returning hypertension visit."""
    form = forms.current("hypertension-visit")
    view.show_filling(Filling.start(form, SUBJECT, last=LAST), forms.layout(form), hidden=ELSEWHERE)
    view.focus_first()
    return view


def press(text: str) -> None:
    """Keys into whatever has the focus."""
    for mark in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        if mark == "\n":
            QTest.keyClick(focus, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(focus, mark)


def body_of(view: FormView) -> FormBody:
    """The sheet that is seen; those drawn before it are hidden beside it."""
    (seen,) = (body for body in view.findChildren(FormBody) if body.isVisibleTo(view))
    return seen


def here(view: FormView) -> str | None:
    """The question that has the focus."""
    return body_of(view).key_of(QApplication.focusWidget())


def field(view: FormView, key: str) -> QLineEdit:
    found = body_of(view).findChild(QLineEdit, f"field.{key}")
    assert isinstance(found, QLineEdit)
    return found


def complaint(view: FormView, first_key: str) -> str:
    found = body_of(view).findChild(IconLine, f"complaint.{first_key}")
    return found.text() if found is not None and found.isVisibleTo(view) else ""


def is_drawn(view: FormView, key: str) -> bool:
    found = body_of(view).findChild(QWidget, f"field.{key}")
    return found is not None and found.isVisibleTo(view)


def test_the_focus_begins_at_the_first_gap(visit: FormView) -> None:
    assert here(visit) == "symptoms"


def test_a_digit_ticks_and_a_box_that_stands_alone_goes_on(visit: FormView) -> None:
    press("1")
    assert visit.filling().value("symptoms") == ("1",)
    assert here(visit) == "sbp"


def test_a_complete_systolic_value_moves_on_to_the_diastolic(visit: FormView) -> None:
    press("1158")
    assert here(visit) == "dbp"
    press("92")
    assert (visit.filling().value("sbp"), visit.filling().value("dbp")) == (158, 92)
    assert here(visit) == "weight"


def test_enter_goes_on_when_more_digits_could_follow(visit: FormView) -> None:
    visit.go_to("heart_rate")
    press("12\n")
    assert visit.filling().value("heart_rate") == 12


def test_every_key_is_told(visit: FormView, qtbot: QtBot) -> None:
    told: list[object] = []
    visit.changed.connect(lambda filling: told.append(filling.value("sbp")))
    visit.go_to("sbp")
    press("158")
    assert told == [1, 15, 158]
    entry = visit.filling().entry("sbp")
    assert entry is not None
    assert (entry.origin, entry.entered_at) == (Origin.TYPED, NOW)


def test_a_carried_value_is_grey_and_enter_keeps_it(visit: FormView) -> None:
    assert field(visit, "smoke").property("carried") is True
    visit.go_to("smoke")
    press("\n")
    entry = visit.filling().entry("smoke")
    assert entry is not None
    assert entry.is_fresh
    assert entry.origin is Origin.CARRIED
    assert field(visit, "smoke").property("carried") is False
    assert here(visit) == "drink"


def test_a_reader_hears_the_last_value_and_what_is_wrong(visit: FormView) -> None:
    pressure = visit.findChild(QWidget, "field.sbp")
    assert isinstance(pressure, QWidget)
    assert pressure.accessibleDescription() == "上次 146 / 86"
    visit.go_to("smoke")
    smoking = visit.findChild(QWidget, "field.smoke")
    assert isinstance(smoking, QWidget)
    assert smoking.accessibleDescription() == "沿用，上次 0"
    visit.complain("sbp", "range")
    assert pressure.accessibleDescription().startswith("超出可能的范围")


def test_typing_replaces_a_carried_value(visit: FormView) -> None:
    visit.go_to("ex_min")
    press("45\n")
    assert visit.filling().value("ex_min") == 45


def test_a_fault_keeps_the_focus_and_says_why_under_the_field(visit: FormView) -> None:
    visit.go_to("sbp")
    press("350")
    assert complaint(visit, "sbp") == ""
    press("\n")
    assert here(visit) == "sbp"
    assert "40–300" in complaint(visit, "sbp")
    assert field(visit, "sbp").property("err") is True
    QTest.keyClick(field(visit, "sbp"), Qt.Key.Key_Backspace)
    assert complaint(visit, "sbp") == ""


def test_a_doubt_is_asked_once_beside_the_field(visit: FormView) -> None:
    visit.go_to("sbp")
    press("250")
    assert here(visit) == "sbp"
    assert "Enter" in complaint(visit, "sbp")
    press("\n")
    assert here(visit) != "sbp"
    assert visit.filling().doubts() == ()


def test_a_wrong_value_is_marked_when_its_field_is_left(visit: FormView) -> None:
    visit.go_to("sbp")
    press("39")
    QTest.keyClick(field(visit, "sbp"), Qt.Key.Key_Tab)
    assert complaint(visit, "sbp") != ""


def test_a_refused_value_is_never_passed_over_on_the_way_down(visit: FormView) -> None:
    visit.go_to("dbp")
    press("250")
    assert "dbp" in visit.sheet().problems()
    visit.go_to("sbp")
    press("136")
    assert here(visit) == "dbp"


def test_a_question_that_is_no_longer_asked_disappears(visit: FormView) -> None:
    assert not is_drawn(visit, "adr_text")
    visit.go_to("adr")
    press("2")
    assert is_drawn(visit, "adr_text")
    assert here(visit) == "adr_text"


def test_undo_and_redo_step_through_the_answers(visit: FormView) -> None:
    press("1158")
    visit.undo()
    assert visit.filling().value("sbp") is None
    visit.undo()
    assert visit.filling().value("symptoms") is None
    visit.redo()
    assert visit.filling().value("symptoms") == ("1",)


def test_ctrl_z_in_a_field_is_the_undo_of_the_sheet(visit: FormView) -> None:
    visit.go_to("sbp")
    press("15")
    QTest.keyClick(field(visit, "sbp"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert visit.filling().value("sbp") is None
    assert field(visit, "sbp").text() == ""


def test_a_returning_visit_is_short(visit: FormView, qtbot: QtBot) -> None:
    keys = "1" + "158" + "92" + "59\n" + "76" + "1" + "1"
    press(keys)
    assert visit.gaps() == ()
    assert len(keys) + len(("Ctrl", "Enter")) <= 22


def test_the_end_is_told(visit: FormView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(visit.completed):
        press("1" + "158" + "92" + "59\n" + "76" + "1" + "1")


def test_what_comes_from_elsewhere_is_shown(visit: FormView) -> None:
    visit.take(visit.filling().answer("sbp", 162, Origin.DEVICE))
    assert field(visit, "sbp").text() == "162"


def test_what_was_refused_in_a_draft_is_marked_when_it_is_opened(
    view: FormView, forms: Forms, qtbot: QtBot
) -> None:
    form = forms.current("health-checkup")
    keys = ("sbp_left", "weight", "fbg")
    draft = Filling.start(form, SUBJECT)
    for key, value in zip(keys, (999, "9000", "900"), strict=True):
        draft = draft.answer(key, value)
    for _ in ("made", "made again"):
        view.show_filling(draft, forms.layout(form))
        qtbot.waitUntil(lambda: set(keys) <= body_of(view).rows.keys())
        firsts = [body_of(view)._row_of[key].cells[0].key for key in keys]
        assert all(complaint(view, first) for first in firsts)
        view.show_filling(Filling.start(form, SUBJECT), forms.layout(form))
        assert not any(complaint(view, first) for first in firsts)


def test_a_dead_field_is_put_right_by_a_services_complaint(visit: FormView) -> None:
    assert visit.complain("weight", "range")
    assert here(visit) == "weight"
    assert complaint(visit, "weight") != ""
    assert not visit.complain("nothing", "range")


def test_a_signed_record_cannot_be_typed_into(visit: FormView) -> None:
    visit.set_read_only(is_read_only=True)
    assert not field(visit, "sbp").isEnabled()


def test_folded_questions_come_out_when_wanted(visit: FormView) -> None:
    assert not is_drawn(visit, "smoke_target")
    assert visit.go_to("smoke_target")
    assert is_drawn(visit, "smoke_target")


def test_all_fields_have_names_and_can_be_heard(visit: FormView) -> None:
    for item in visit.filling().asked_leaves():
        if item.link_id not in ELSEWHERE:
            assert visit.go_to(item.link_id) or item.is_read_only, item.link_id
            widget = visit.findChild(QWidget, f"field.{item.link_id}")
            assert widget is not None, item.link_id
            assert item.text in widget.accessibleName()


@pytest.fixture
def checkup(view: FormView, forms: Forms) -> FormView:
    """The longest form, for an older woman."""
    form = forms.current("health-checkup")
    start = Filling.start(form, SUBJECT, prefill={"sex": "2", "groups": ["1"]})
    view.show_filling(start, forms.layout(form))
    return view


def test_a_long_sheet_is_made_to_its_end_soon(checkup: FormView, qtbot: QtBot) -> None:
    assert is_drawn(checkup, "symptom")
    assert not is_drawn(checkup, "guide")
    qtbot.waitUntil(lambda: is_drawn(checkup, "guide"))


def test_nobody_waits_for_a_row_he_wants_to_go_to(checkup: FormView) -> None:
    assert checkup.go_to("guide")
    assert here(checkup) == "guide"
    assert is_drawn(checkup, "p_brain")


def test_rows_made_later_stand_in_their_places_at_once(checkup: FormView) -> None:
    assert body_of(checkup).bring_out("guide")
    tops = [row.geometry() for row in checkup.findChildren(QuestionRow) if row.isVisible()]
    tops.sort(key=lambda box: box.top())
    assert len(tops) > 40
    assert all(above.bottom() < below.top() for above, below in pairwise(tops))


def test_no_option_is_cut_off_while_more_rows_are_made(checkup: FormView) -> None:
    """The sheet has its whole height at every moment: rows give way to those made below them otherwise."""
    body, heights = body_of(checkup), set()
    while not is_drawn(checkup, "guide"):
        heights.add(body.height())
        assert body.height() >= body.heightForWidth(body.width())
        body._later._go_on(2)
    assert len(heights) > 10


def test_words_before_boxes_are_level_with_them(view: FormView, forms: Forms) -> None:
    form = forms.current("vaccination-background")
    view.show_filling(Filling.start(form, SUBJECT), forms.layout(form))
    view.go_to("mother_hiv")
    boxes = view.findChild(NumberedOptions, "field.mother_hiv")
    assert boxes is not None
    (words,) = (one for one in boxes.parentWidget().findChildren(QLabel) if one.text() == "HIV")
    option = boxes.options()[0]
    assert abs(middle(words) - middle(option)) <= 1


def middle(widget: QWidget) -> int:
    return widget.mapToGlobal(widget.rect().center()).y()


def test_a_sheet_that_comes_back_has_nothing_of_the_person_before(
    checkup: FormView, forms: Forms, qtbot: QtBot
) -> None:
    checkup.go_to("sbp_left")
    press("9\n")
    assert complaint(checkup, "sbp_left") != ""
    assert field(checkup, "sbp_left").property("err") is True
    drawn_before = body_of(checkup)
    other = forms.current("hypertension-visit")
    checkup.show_filling(Filling.start(other, SUBJECT), forms.layout(other))
    assert not is_drawn(checkup, "sbp_left")
    form = forms.current("health-checkup")
    start = Filling.start(form, SUBJECT, prefill={"sex": "2", "groups": ["1"]})
    checkup.show_filling(start, forms.layout(form))
    assert body_of(checkup) is drawn_before
    assert field(checkup, "sbp_left").text() == ""
    assert complaint(checkup, "sbp_left") == ""
    assert field(checkup, "sbp_left").property("err") is False
    qtbot.waitUntil(lambda: is_drawn(checkup, "guide"))
    checkup.go_to("temperature")
    press("36.5")
    assert str(checkup.filling().value("temperature")) == "36.5"
    assert checkup.filling().value("sbp_left") is None


def test_a_sheet_that_comes_back_is_laid_out_once_and_only_itself(view: FormView, forms: Forms) -> None:
    sheets = []
    for key in ("hypertension-visit", "health-checkup"):
        form = forms.current(key)
        sheets.append(Sheet.of(Part(Filling.start(form, SUBJECT), forms.layout(form))))
        view.show_sheet(sheets[-1])
        QTest.qWait(1500)
    heights = Heights(view)
    for sheet in sheets * 2:
        view.show_sheet(sheet)
        QTest.qWait(100)
        assert max(heights.given.values(), default=1) == 1
        heights.given.clear()


class Heights(QObject):
    """How often the rows of a view were given a height while they were seen."""

    def __init__(self, view: FormView) -> None:
        super().__init__(view)
        self.given: Counter[int] = Counter()
        for row in view.findChildren(QuestionRow):
            row.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and event.size().height() != event.oldSize().height():
            self.given[id(watched)] += 1
        return False


def test_who_comes_again_sees_the_last_time_also_behind_somebody_who_comes_first(
    view: FormView, forms: Forms
) -> None:
    form = forms.current("hypertension-visit")
    for last in (None, LAST):
        view.show_filling(Filling.start(form, SUBJECT, last=last), forms.layout(form), hidden=ELSEWHERE)
        row = body_of(view).rows["sbp"]
        past = row.grab(row.rect().adjusted(row.width() - LAST_WIDTH, 0, 0, 0)).toImage()
        has_words = len({past.pixel(x, past.height() // 2) for x in range(past.width())}) > 1
        assert has_words is bool(last)


def test_only_the_sheets_drawn_lately_are_kept(view: FormView, forms: Forms) -> None:
    def draw(key: str) -> QWidget:
        form = forms.current(key)
        view.show_filling(Filling.start(form, SUBJECT), forms.layout(form))
        return body_of(view)

    first = draw("health-checkup")
    for key in ("hypertension-visit", "diabetes-visit"):
        draw(key)
    assert draw("health-checkup") is first
    for key in ("tuberculosis-visit", "self-care", "referral-out", "consultation"):
        draw(key)
    assert draw("health-checkup") is not first


def test_a_row_made_later_shows_what_was_answered_meanwhile(checkup: FormView, qtbot: QtBot) -> None:
    checkup.take(checkup.filling().answer("guide", ["2"]))
    qtbot.waitUntil(lambda: is_drawn(checkup, "guide"))
    boxes = checkup.findChild(NumberedOptions, "field.guide")
    assert boxes is not None
    assert boxes.codes() == ("2",)


def test_tab_goes_to_a_field_that_was_made_later(checkup: FormView) -> None:
    checkup.go_to("exercise_freq")
    press("1")
    checkup.go_to("drink_freq")
    press("2")
    checkup.go_to("drink_freq")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert here(checkup) == "drink_daily"


def test_what_an_answer_makes_due_comes_out_of_the_fold(checkup: FormView) -> None:
    assert not is_drawn(checkup, "foot_pulse")
    checkup.go_to("groups")
    press("3")
    assert checkup.go_to("foot_pulse")


@pytest.fixture
def merged(view: FormView, forms: Forms) -> FormView:
    """Hypertension and diabetes on one sheet."""
    high, sugar = forms.current("hypertension-visit"), forms.current("diabetes-visit")
    view.show_sheet(
        Sheet.of(
            Part(Filling.start(high, SUBJECT, last=LAST), forms.layout(high), "高"),
            Part(Filling.start(sugar, SUBJECT, last=LAST), forms.layout(sugar), "糖"),
            apart=frozenset({"class", "next_date"}),
            hidden=ELSEWHERE - {"class"},
        )
    )
    view.focus_first()
    return view


def test_a_shared_question_is_asked_once_and_answers_both(merged: FormView) -> None:
    merged.go_to("sbp")
    press("158")
    high, sugar = merged.fillings()
    assert (high.value("sbp"), sugar.value("sbp")) == (158, 158)
    assert len(merged.findChildren(QLineEdit, "field.sbp")) == 1


def test_a_question_asked_differently_is_asked_for_each(merged: FormView) -> None:
    press("2\n")
    assert here(merged) == "diabetes-visit.symptoms"
    press("1")
    high, sugar = merged.fillings()
    assert (high.value("symptoms"), sugar.value("symptoms")) == (("2",), ("1",))


def test_what_belongs_to_each_programme_is_kept_apart(merged: FormView) -> None:
    keys = merged.sheet().plan.order
    assert "class" in keys
    assert "diabetes-visit.class" in keys


def test_gaps_of_both_are_counted_once(merged: FormView) -> None:
    gaps = merged.gaps()
    assert len(set(gaps)) == len(gaps)
    assert {"sbp", "fbg", "diabetes-visit.symptoms"} <= set(gaps)


def test_the_same_plan_is_not_built_again(merged: FormView) -> None:
    body = body_of(merged)
    merged.show_sheet(merged.sheet())
    assert body_of(merged) is body


@pytest.fixture
def registration(view: FormView, forms: Forms, qtbot: QtBot) -> FormView:
    """Somebody new, every question in turn."""
    made = FormView(Pace.EVERY, now=lambda: NOW)
    qtbot.addWidget(made)
    made.resize(912, 560)
    form = forms.current("personal-information")
    made.show_filling(Filling.start(form, Subject(today=date(2026, 11, 23))), forms.layout(form))
    with qtbot.waitActive(made):
        made.show()
    made.focus_first()
    return made


def test_an_identity_number_fills_in_birth_date_and_sex(registration: FormView) -> None:
    registration.go_to("id_no")
    press("11010519491231002x\n")
    assert field(registration, "birth_date").text() == "1949-12-31"
    boxes = registration.findChild(NumberedOptions, "field.sex")
    assert boxes is not None
    assert boxes.codes() == ("2",)


def test_enter_goes_to_every_question_that_is_asked(registration: FormView) -> None:
    registration.go_to("name")
    QTest.keyClick(field(registration, "name"), Qt.Key.Key_Return)
    assert here(registration) == "sex"


def test_an_input_method_composes_a_name(registration: FormView) -> None:
    name = field(registration, "name")
    name.setFocus()
    QApplication.sendEvent(name, QInputMethodEvent("a yi", []))
    assert registration.filling().value("name") is None
    done = QInputMethodEvent()
    done.setCommitString("阿依古丽·买买提")
    QApplication.sendEvent(name, done)
    assert registration.filling().value("name") == "阿依古丽·买买提"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("19590312", "1959-03-12"),
        ("1959-3-12", "1959-03-12"),
        ("0315", "2026-03-15"),
        ("t", "2026-11-23"),
        ("-7", "2026-11-16"),
    ],
)
def test_a_date_is_written_out_when_it_is_left(registration: FormView, typed: str, written: str) -> None:
    registration.go_to("birth_date")
    press(typed)
    QTest.keyClick(field(registration, "birth_date"), Qt.Key.Key_Tab)
    assert field(registration, "birth_date").text() == written


def test_a_megabyte_pasted_does_no_harm(registration: FormView, view: FormView, forms: Forms) -> None:
    field(registration, "name").setText("王\x00\u202e" * 300_000)
    assert len(str(registration.filling().value("name"))) <= 60
    form = forms.current("referral-out")
    view.show_filling(Filling.start(form, SUBJECT), forms.layout(form))
    box = view.findChild(LongTextField, "field.impression")
    assert isinstance(box, LongTextField)
    paste = QMimeData()
    paste.setText("病" * 1_000_000)
    box.insertFromMimeData(paste)
    assert len(box.toPlainText()) == 500


def test_a_table_grows_and_shrinks(registration: FormView, qtbot: QtBot) -> None:
    registration.go_to("past_disease")
    table = registration.findChild(RowsField, "field.past_disease")
    assert isinstance(table, RowsField)
    table.add_row()
    month = registration.findChild(QLineEdit, "field.past_disease.0.past_disease_month")
    assert isinstance(month, QLineEdit)
    month.setFocus()
    press("201405")
    value = registration.filling().value("past_disease")
    assert isinstance(value, tuple)
    assert value[0]["past_disease_month"] == "2014-05"  # type: ignore[index,call-overload]
    drop = registration.findChild(QWidget, "field.past_disease.0.drop")
    qtbot.mouseClick(drop, Qt.MouseButton.LeftButton)
    assert registration.filling().value("past_disease") is None


def test_the_next_table_takes_the_lines_that_are_there_and_nothing_of_the_one_before(
    registration: FormView,
) -> None:
    registration.go_to("past_disease")
    table = registration.findChild(RowsField, "field.past_disease")
    assert isinstance(table, RowsField)
    table.show_value(({"past_disease_code": "77", "past_disease_month": "2014-05"},), is_carried=True)
    kind = table.findChild(QComboBox, "field.past_disease.0.past_disease_code")
    month = field(registration, "past_disease.0.past_disease_month")
    assert isinstance(kind, QComboBox)
    assert (kind.currentText(), month.text()) == ("77", "2014-05")
    table.show_value(({"past_disease_code": "2"},), is_carried=False)
    assert field(registration, "past_disease.0.past_disease_month") is month
    assert (kind.currentData(), month.text(), month.property("carried")) == ("2", "", False)
    assert kind.findData("77") < 0


@pytest.mark.parametrize("is_filled", [False, True])
def test_an_added_line_that_stayed_empty_is_not_there_for_the_next_person(
    registration: FormView, forms: Forms, *, is_filled: bool
) -> None:
    form, next_person = forms.current("personal-information"), Filling.start
    told = {"past_disease": [{"past_disease_code": "2"}]} if is_filled else {}
    subject = Subject(today=date(2026, 11, 23))
    registration.show_filling(next_person(form, subject, prefill=told), forms.layout(form))
    registration.go_to("past_disease")
    table = registration.findChild(RowsField, "field.past_disease")
    assert isinstance(table, RowsField)
    table.add_row()
    registration.draw_again(forms.layout(form), hidden=frozenset())
    assert len(table._lines) == is_filled + 1
    registration.show_filling(next_person(form, subject, prefill=told), forms.layout(form))
    assert len(table._lines) == is_filled
    assert registration.filling().value("past_disease") == next_person(form, subject, prefill=told).value(
        "past_disease"
    )


def test_decimals_keep_what_was_typed(visit: FormView) -> None:
    visit.go_to("weight")
    press("63.50\n")
    assert str(visit.filling().value("weight")) in ("63.5", "63.50")
    assert isinstance(visit.filling().value("weight"), Decimal)


@pytest.mark.parametrize(
    "key", ["hypertension-visit", "diabetes-visit", "personal-information", "referral-out"]
)
def test_no_word_of_a_form_is_cut(view: FormView, forms: Forms, key: str) -> None:
    form = forms.current(key)
    view.show_filling(Filling.start(form, SUBJECT, last=LAST), forms.layout(form))
    QApplication.processEvents()
    assert clipped_labels(view) == []


@pytest.fixture
def smoking(checkup: FormView) -> FormView:
    """At the question of smoking; how much a day stands next."""
    checkup.go_to("smoke_status")
    return checkup


def test_a_key_meant_for_a_question_that_has_gone_answers_no_other(smoking: FormView) -> None:
    press("1")  # never: the number of cigarettes is not asked any more
    assert here(smoking) == "drink_freq"
    press("20\n")
    assert smoking.filling().value("drink_freq") is None and here(smoking) == "drink_freq"
    assert complaint(smoking, "drink_freq") == "题目刚变了，看清再按"


def test_after_the_rest_keys_count_again(qtbot: QtBot, smoking: FormView) -> None:
    press("1")
    qtbot.waitUntil(lambda: not is_resting(smoking))
    press("1")
    assert smoking.filling().value("drink_freq") == "1"


def test_a_click_in_the_rest_is_meant(smoking: FormView) -> None:
    press("1")
    first = next(
        one for one in body_of(smoking).rows["drink_freq"].findChildren(NumberedOption) if one.number == "2"
    )
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert smoking.filling().value("drink_freq") == "2" and not is_resting(smoking)


def test_a_question_that_opens_takes_the_next_key_at_once(smoking: FormView) -> None:
    press("3")  # smokes
    assert here(smoking) == "smoke_daily" and not is_resting(smoking)
    press("20\n")
    assert smoking.filling().value("smoke_daily") == 20


def test_the_focus_is_taken_from_under_the_keys_with_its_question(smoking: FormView) -> None:
    """The number of cigarettes is being typed while somebody else's answer says that none are smoked."""
    press("3")
    smoking.take(smoking.filling().answer("smoke_status", "1"))
    press("2")
    assert here(smoking) == "drink_freq" and smoking.filling().value("drink_freq") is None


def test_whoever_undoes_an_answer_may_give_another_at_once(smoking: FormView) -> None:
    press("1")
    smoking.undo()
    assert here(smoking) == "smoke_status"
    press("3")
    assert smoking.filling().value("smoke_status") == "3"


def test_words_of_an_input_method_are_held_back_too(registration: FormView) -> None:
    """Two letters of pinyin and a space are faster than the eye; what is being composed is given up too."""
    name = field(registration, "name")
    name.setFocus()
    (rest,) = registration.findChildren(Rest)
    for letters, word in (("wang", ""), ("", "王芳")):
        rest.begin()
        composed = QInputMethodEvent(letters, [])
        composed.setCommitString(word)
        QApplication.sendEvent(name, composed)
        assert registration.filling().value("name") is None and rest.is_on
        assert complaint(registration, "name") == "题目刚变了，看清再按"
    rest.end()
    done = QInputMethodEvent()
    done.setCommitString("王芳")
    QApplication.sendEvent(name, done)
    assert registration.filling().value("name") == "王芳"


def is_resting(view: FormView) -> bool:
    (rest,) = view.findChildren(Rest)
    return rest.is_on


def test_a_number_is_seen_whole_however_long(visit: FormView, qtbot: QtBot) -> None:
    """The end of a value without its beginning is another value."""
    visit.go_to("heart_rate")
    rate = field(visit, "heart_rate")
    usual = rate.width()
    rate.insert("123456789012")  # as it is pasted
    wide = rate.fontMetrics().horizontalAdvance(rate.text()) + 16
    qtbot.waitUntil(lambda: rate.width() >= wide)
    rate.clear()
    qtbot.waitUntil(lambda: rate.width() == usual)


def test_of_a_long_text_the_beginning_is_seen_with_a_mark(checkup: FormView) -> None:
    key = next(one for one in checkup.sheet().asked() if checkup.sheet().item(one).kind is Kind.TEXT)
    checkup.go_to(key)
    field(checkup, key).insert("血压控制不满意" * 20)
    long = field(checkup, key)
    assert isinstance(long, LineField) and not long.is_cut()  # it is being typed, at its end
    checkup.go_to("smoke_status")
    assert long.cursorPosition() == 0 and long.is_cut()
