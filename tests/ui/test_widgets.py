"""The painted parts answer keys, say what they are, and stand still when the focus comes."""

from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.looking import LONGEST_NAMES, clipped_labels
from ui.kit.actions import Action, key_word, permitted, shortcut_clashes
from ui.kit.theme import CONTROL
from ui.widgets.chip import Chip, Plate, Tone
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import Bar, Completeness, IconLine, ObservationRing
from ui.widgets.numbered import NumberedOptions
from ui.widgets.page_stack import SLOW_MS, PageStack
from ui.widgets.panel import Panel
from ui.widgets.person_bar import PersonBar, PersonHeader
from ui.widgets.quiet_line import QuietLine
from ui.widgets.search_box import LONGEST, SearchBox
from ui.widgets.switches import Segments, Tabs
from ui.widgets.trend_chart import Limit, Point, Series, TrendChart, nice_step, words_above

SYMPTOMS = [(str(at + 1), word) for at, word in enumerate("无痛吐眼呼悸衄麻肿他")]


class CountingLabel(QLabel):
    drawn = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.drawn += 1
        super().paintEvent(event)


@pytest.fixture
def symptoms(qtbot: QtBot) -> NumberedOptions:
    made = NumberedOptions(SYMPTOMS, many=True, alone=frozenset("1"))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_digit_ticks_its_box_and_zero_the_tenth(symptoms: NumberedOptions, qtbot: QtBot) -> None:
    qtbot.keyClicks(symptoms, "20")
    assert symptoms.codes() == ("2", "10")
    qtbot.keyClicks(symptoms, "2")
    assert symptoms.codes() == ("10",)


def test_the_box_that_stands_alone_clears_the_others(symptoms: NumberedOptions, qtbot: QtBot) -> None:
    qtbot.keyClicks(symptoms, "23")
    with qtbot.waitSignal(symptoms.finished):
        qtbot.keyClicks(symptoms, "1")
    assert symptoms.codes() == ("1",)
    qtbot.keyClicks(symptoms, "4")
    assert symptoms.codes() == ("4",)


def test_a_click_does_what_the_digit_does(symptoms: NumberedOptions, qtbot: QtBot) -> None:
    for at in (1, 2, 1, 0):
        qtbot.mouseClick(symptoms.options()[at], Qt.MouseButton.LeftButton)
    assert symptoms.codes() == ("1",)


def test_a_carried_answer_is_replaced_not_added_to(symptoms: NumberedOptions, qtbot: QtBot) -> None:
    symptoms.show_codes(("2",), carried=True)
    qtbot.keyClicks(symptoms, "3")
    assert symptoms.codes() == ("3",)


def test_a_single_choice_is_finished_by_its_digit(qtbot: QtBot) -> None:
    options = NumberedOptions([("1", "规律"), ("2", "间断"), ("9", "其他")])
    qtbot.addWidget(options)
    with qtbot.waitSignal(options.finished):
        qtbot.keyClicks(options, "9")
    assert options.codes() == ("9",)
    qtbot.keyClicks(options, "7")
    assert options.codes() == ("9",)


def test_options_whose_codes_are_words_are_numbered_by_place(qtbot: QtBot) -> None:
    options = NumberedOptions([("severe_headache", "剧烈头痛"), ("chest_pain", "胸痛")], many=True)
    qtbot.addWidget(options)
    qtbot.keyClicks(options, "2")
    assert options.codes() == ("chest_pain",)
    assert options.options()[1].accessibleName() == "2 胸痛"


def test_arrows_walk_and_space_ticks(symptoms: NumberedOptions, qtbot: QtBot) -> None:
    symptoms.options()[0].setFocus()
    qtbot.keyClick(symptoms.options()[0], Qt.Key.Key_Right)
    qtbot.keyClick(symptoms.options()[1], Qt.Key.Key_Space)
    assert symptoms.codes() == ("2",)


def test_many_options_wrap(symptoms: NumberedOptions) -> None:
    assert symptoms.heightForWidth(1000) < symptoms.heightForWidth(200)


def test_hidden_widgets_take_no_room_in_a_line(qtbot: QtBot) -> None:
    around, hidden = QWidget(), QWidget()
    qtbot.addWidget(around)
    flow = FlowLayout(around)
    for one in (hidden, QWidget()):
        one.setFixedSize(50, 20)
        flow.addWidget(one)
    around.show()
    hidden.hide()
    assert flow.sizeHint().width() == 50


def test_a_button_says_its_word_and_keeps_its_size_with_the_focus(qtbot: QtBot) -> None:
    called: list[str] = []
    action = Action("visit.sign", "签署", lambda: called.append("signed"), "done", "Ctrl+Return")
    button = KeyButton.of(action, kind="primary")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert called == ["signed"]
    assert button.sizeHint() == before
    assert before.height() == CONTROL
    assert (button.objectName(), button.accessibleName()) == ("visit.sign", "签署")


def test_a_busy_button_cannot_be_pressed_twice(qtbot: QtBot) -> None:
    button = KeyButton("登录")
    qtbot.addWidget(button)
    button.set_busy(True)
    assert not button.isEnabled()
    assert button.word() == "登录"


def test_keys_are_written_as_they_stand_on_the_keyboard() -> None:
    assert key_word("Ctrl+Return") == "Ctrl+Enter"
    assert key_word("Alt+Left") == "Alt+←"


def test_actions_are_shown_to_those_who_may() -> None:
    free = Action("a", "看", print)
    bound = Action("b", "转诊", print, permission="refer")
    assert permitted((free, bound), lambda permission: False) == (free,)
    assert permitted((free, bound), lambda permission: permission == "refer") == (free, bound)


def test_a_shortcut_claimed_twice_is_found() -> None:
    one = Action("a", "签", print, shortcut="Ctrl+Return")
    assert shortcut_clashes((one, Action("b", "印", print, shortcut="Ctrl+Return"))) == ("Ctrl+Return",)
    assert shortcut_clashes((one,)) == ()


def test_chips_and_plates_speak(qtbot: QtBot) -> None:
    for widget in (Chip("逾期 12 天", Tone.OVERDUE), Plate("青霉素过敏")):
        qtbot.addWidget(widget)
        assert widget.accessibleName() in ("逾期 12 天", "青霉素过敏")
        assert not widget.grab().isNull()


def test_bars_and_rings_say_their_share(qtbot: QtBot) -> None:
    bar, missing, ring = Bar(0.5, 0.7), Completeness(49, 52), ObservationRing(1.0)
    for widget in (bar, missing, ring):
        qtbot.addWidget(widget)
        assert not widget.grab().isNull()
    assert bar.accessibleName() == "50 %"
    assert missing.accessibleName() == "49 / 52"


@pytest.mark.parametrize("name", LONGEST_NAMES)
def test_the_longest_names_are_not_cut_in_the_person_bar(qtbot: QtBot, name: str) -> None:
    bar = PersonBar(has_two_lines=True)
    qtbot.addWidget(bar)
    bar.resize(1278, 92)
    bar.show_person(
        PersonHeader(
            name, "女 67 岁", ("1959-03-12", "330106****3524", "138****5521"), ("青霉素过敏 皮疹 2019",),
            ("高血压 2014", "2 型糖尿病 2018", "65 岁及以上"), (("责任医生", "张建国"),),
        )
    )  # fmt: skip
    bar.show()
    assert clipped_labels(bar) == []
    assert name in bar.accessibleName()


def test_a_second_person_replaces_the_first(qtbot: QtBot) -> None:
    bar = PersonBar()
    qtbot.addWidget(bar)
    bar.show_person(PersonHeader("甲", "男 50 岁", danger=("青霉素过敏",)))
    bar.show_person(PersonHeader("乙", "女 60 岁"))
    assert "青霉素" not in bar.accessibleName()
    qtbot.waitUntil(lambda: len(bar.findChildren(Plate)) == 0)


def test_a_panel_shows_its_head_only_with_a_title(qtbot: QtBot) -> None:
    panel = Panel("血压", "mmHg", name="record.pressure")
    qtbot.addWidget(panel)
    panel.foot().addWidget(KeyButton("打印"))
    panel.resize(400, 200)
    panel.show()
    assert panel.accessibleName() == "血压"
    assert clipped_labels(panel) == []


def test_where_tabs_are_narrow_small_counts_stay_longest(qtbot: QtBot) -> None:
    """One conflict is what somebody looks for; that 1672 wait is said above as well."""
    tabs = Tabs(["全部", "冲突", "退回", "待上传"])
    qtbot.addWidget(tabs)
    for at, count in enumerate(("1672", "1", "0", "1672")):
        tabs.set_count(at, count)
    tabs.resize(tabs.sizeHint())
    tabs.show()

    def said() -> list[str]:
        return [tabs._room()[0].get(at, "") for at in range(4)]

    assert said() == ["1672", "1", "0", "1672"]
    tabs.resize(tabs.sizeHint().width() - 4 * 12 - 1, tabs.height())
    assert said() == ["1672", "1", "", "1672"]
    tabs.resize(tabs.width() - 20, tabs.height())
    assert said() == ["1672", "1", "", ""]
    tabs.setCurrentIndex(3)
    assert said() == ["", "1", "", "1672"]
    assert tabs.accessibleName() == "全部 1672、冲突 1、退回 0、待上传 1672"


def test_a_count_that_comes_later_has_room(qtbot: QtBot) -> None:
    tabs = Tabs(["应随访", "逾期", "今天"])
    qtbot.addWidget(tabs)
    tabs.show()
    before = tabs.tabRect(1).width()
    tabs.set_count(1, "128", is_overdue=True)
    tabs.adjustSize()  # as a row does when the hint has grown
    assert tabs.tabRect(1).width() > before + 20
    tabs.set_count(1, "")
    assert tabs.tabRect(1).width() == before


def test_tabs_walk_with_the_arrows_and_speak_their_counts(qtbot: QtBot) -> None:
    tabs = Tabs(["应随访", "逾期", "今天"])
    qtbot.addWidget(tabs)
    tabs.set_count(1, "6", is_overdue=True)
    tabs.show()
    tabs.setFocus()
    qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert tabs.currentIndex() == 1
    assert "逾期 6" in tabs.accessibleName()
    assert not tabs.grab().isNull()


def test_segments_choose_by_key_and_by_click(qtbot: QtBot) -> None:
    segments = Segments(["全部", "随访", "体检"])
    qtbot.addWidget(segments)
    segments.show()
    with qtbot.waitSignal(segments.chosen) as chosen:
        qtbot.keyClick(segments, Qt.Key.Key_Right)
    assert chosen.args == [1]
    assert segments.position() == 1


def chart_with_a_peak() -> TrendChart:
    chart = TrendChart()
    chart.resize(500, 240)
    points = (Point(date(2026, 1, 5), 156, "156", is_out=True), Point(date(2026, 8, 11), 146, "146"))
    chart.show_series([Series("收缩压", points)], [Limit(150, "目标 < 150")])
    return chart


def test_a_trend_can_be_heard(qtbot: QtBot) -> None:
    chart = chart_with_a_peak()
    qtbot.addWidget(chart)
    assert chart.accessibleName() == "收缩压"
    assert "2026-01-05 156" in chart.accessibleDescription()


def test_a_trend_is_drawn_and_nothing_without_points(qtbot: QtBot) -> None:
    chart = chart_with_a_peak()
    qtbot.addWidget(chart)
    drawn = chart.grab().toImage()
    chart.show_series([Series("收缩压", ())])
    assert drawn != chart.grab().toImage()


@pytest.mark.parametrize("values", [(120.0,), (0.0, 0.0), (3.9, 16.7), (0.1, 0.2), (80.0, 230.0)])
def test_any_values_give_a_grid(qtbot: QtBot, values: tuple[float, ...]) -> None:
    chart = TrendChart()
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    points = tuple(Point(date(2026, 1, 1 + at), value, str(value)) for at, value in enumerate(values))
    chart.show_series([Series("值", points)])
    assert not chart.grab().isNull()
    spread = max(values) - min(values) or 1.0
    assert 1 <= spread / nice_step(spread) <= 6


@pytest.mark.parametrize("is_small", [False, True])
@pytest.mark.parametrize("height", [110, 150, 320])
@pytest.mark.parametrize("last", [(138, 88), (186, 112), (142, 92), (90, 85), (230, 60)])
def test_no_word_of_a_trend_stands_on_another(
    qtbot: QtBot, last: tuple[int, int], height: int, is_small: bool
) -> None:
    chart = TrendChart(is_small=is_small)
    qtbot.addWidget(chart)
    chart.resize(400, height)
    upper, lower = (
        Series(name, (Point(date(2026, 1, 1), value + 4, ""), Point(date(2026, 8, 1), value, str(value))))
        for name, value in zip(("收缩压", "舒张压"), last, strict=True)
    )
    chart.show_series([upper, lower], [Limit(90, "舒张压目标 < 90"), Limit(140, "收缩压目标 < 140")])
    side = [*chart.last_places(), *(chart.limit_places() if is_small else ())]
    for words in (side, chart.limit_places()):
        assert all(after - before >= 19.99 for before, after in pairwise(sorted(words)))


def test_a_quiet_line_fades_by_itself(qtbot: QtBot) -> None:
    line = QuietLine()
    qtbot.addWidget(line)
    line.say("已保存")
    assert line.text() == "已保存"
    assert not line.isHidden()


def test_an_empty_state_offers_the_action(qtbot: QtBot) -> None:
    called: list[bool] = []
    state = EmptyState(
        "residents", "还没有居民", "导入或登记", Action("x", "登记", lambda: called.append(True))
    )
    qtbot.addWidget(state)
    button = state.findChild(KeyButton)
    assert button is not None
    button.click()
    assert called == [True]


def test_a_search_box_cuts_a_huge_paste_and_sends_its_keys(qtbot: QtBot) -> None:
    box = SearchBox("找", "F3", "shell.search")
    around = QWidget()
    QHBoxLayout(around).addWidget(box)
    qtbot.addWidget(around)
    around.show()
    box.field.setText("王" * 1_000_000)
    assert len(box.text()) == LONGEST
    keys: list[str] = []
    box.steered.connect(lambda _key: keys.append("steered"))
    box.entered.connect(lambda: keys.append("entered"))
    box.left.connect(lambda: keys.append("left"))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        QTest.keyClick(box.field, key)
    assert keys == ["steered", "entered", "left"]


def test_the_hover_value_of_a_trend_is_near_its_point(qtbot: QtBot) -> None:
    chart = chart_with_a_peak()
    qtbot.addWidget(chart)
    where = chart._position(Point(date(2026, 8, 11), 146, "146"))
    assert QPointF(0, 0) != where
    assert chart.rect().contains(where.toPoint())


def test_a_plus_before_the_digit_reaches_the_boxes_beyond_the_tenth(qtbot: QtBot) -> None:
    asked = NumberedOptions([(str(number), f"症状{number}") for number in range(1, 26)], many=True)
    qtbot.addWidget(asked)
    for keys in ("3", "+4", "++5", "0"):
        QTest.keyClicks(asked.options()[0], keys)
    assert asked.codes() == ("3", "10", "14", "25")


def test_a_plus_tells_ten_from_nought(qtbot: QtBot) -> None:
    scores = NumberedOptions([(code, "分") for code in ("0", "1", "5", "10")])
    qtbot.addWidget(scores)
    QTest.keyClicks(scores.options()[0], "0")
    assert scores.codes() == ("0",)
    QTest.keyClicks(scores.options()[0], "+0")
    assert scores.codes() == ("10",)


def test_a_plus_is_forgotten_at_another_key(qtbot: QtBot) -> None:
    asked = NumberedOptions([(str(number), "项") for number in range(1, 15)], many=True)
    qtbot.addWidget(asked)
    with qtbot.waitActive(asked):
        asked.show()
    asked.options()[0].setFocus()
    QTest.keyClicks(asked.options()[0], "+")
    QTest.keyClick(asked.options()[0], Qt.Key.Key_Right)
    assert asked.options()[1].hasFocus()
    QTest.keyClicks(asked.options()[1], "2")
    assert asked.codes() == ("2",)


def test_an_option_as_long_as_a_sentence_goes_on_below_itself(qtbot: QtBot) -> None:
    options = NumberedOptions([("1", "无"), ("2", "各类流产、早产史、围产儿死亡史" * 6)])
    qtbot.addWidget(options)
    short, long = options.options()
    assert short.sizeHint().height() < long.sizeHint().height()
    assert long.sizeHint().width() < 560


def test_visits_of_a_series_are_chosen_by_their_own_number(qtbot: QtBot) -> None:
    options = NumberedOptions([("A2", "第2次"), ("A3", "第3次"), ("A4", "第4次"), ("A5", "第5次")])
    qtbot.addWidget(options)
    assert [one.number for one in options.options()] == ["2", "3", "4", "5"]
    assert options.press("3")
    assert options.codes() == ("A3",)


def test_no_key_reaches_a_page_while_the_next_one_is_fetched(qtbot: QtBot) -> None:
    page, state = QLineEdit(), QLabel("loading")
    stack = PageStack(state, page)
    qtbot.addWidget(stack)
    stack.show_page()
    with qtbot.waitActive(stack):
        stack.show()
    page.setFocus()
    stack.wait()
    QTest.keyClicks(QApplication.focusWidget() or stack, "158")
    assert page.text() == ""
    assert stack.currentWidget() is page
    qtbot.waitUntil(lambda: stack.currentWidget() is state)
    stack.show_page()
    stack.wait()
    stack.show_page()
    qtbot.wait(2 * SLOW_MS)
    assert stack.currentWidget() is page


def test_a_page_is_not_drawn_anew_while_the_next_one_is_fetched(qtbot: QtBot) -> None:
    page, field, words = QWidget(), QLineEdit(), CountingLabel("158/92")
    across = QHBoxLayout(page)
    across.addWidget(field)
    across.addWidget(words)
    window = QWidget()
    stack = PageStack(QLabel("loading"), page)
    QHBoxLayout(window).addWidget(stack)
    qtbot.addWidget(window)
    stack.show_page()
    with qtbot.waitActive(window):
        window.show()
    field.setFocus()
    qtbot.waitUntil(lambda: words.drawn > 0)
    words.drawn = 0
    stack.wait()
    stack.show_page()
    field.setFocus()
    qtbot.wait(50)
    assert words.drawn == 0


def test_what_a_line_cannot_show_is_read_under_the_pointer(qtbot: QtBot) -> None:
    line = IconLine("attention", "今天不能接种：接种前要问清楚，还没有问")
    qtbot.addWidget(line)
    line.resize(120, 24)
    line.show()
    assert line.toolTip() == line.text()
    line.resize(line.sizeHint().width(), 24)
    assert line.toolTip() == ""


def test_a_value_at_the_top_of_a_trend_is_written_whole() -> None:
    assert words_above(QPointF(40, 20)).top() == 0
    assert words_above(QPointF(40, 60)).bottom() == 54
