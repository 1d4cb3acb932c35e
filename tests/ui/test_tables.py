"""Lists: the model behaves, pages come by key, stale answers are dropped, the keys work."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from healthdesk.base.errors import StoreLocked
from healthdesk.base.pages import Page
from ui.kit.tasks import InlineTasks, Tasks
from ui.screens.home.due_list import due_columns
from ui.screens.stock.columns import book_columns, cold_columns, lot_columns, need_columns
from ui.tables.cells import FIRST_INSET, INSET, needed
from ui.tables.columns import Cell, Column, shared
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView

NAMES = [f"居民{at:05}" for at in range(10_000)]


@dataclass(frozen=True, slots=True)
class Someone:
    name: str
    age: int = 67


def columns() -> list[Column[Someone]]:
    return [
        Column("姓名", lambda row: Cell(row.name, is_strong=True), 120, sort="name"),
        Column("年龄", lambda row: str(row.age), 60, is_right=True),
        Column("团队", lambda row: "一队", 80, from_width=900),
        Column("标签", lambda row: Cell(chips=("高血压", "糖尿病")), stretches=True),
    ]


def fetch(after: str | None, size: int = 100) -> Page[Someone]:
    start = int(after) if after else 0
    rows = tuple(Someone(name) for name in NAMES[start : start + size])
    return Page(rows, str(start + size) if start + size < len(NAMES) else None)


@pytest.fixture
def model() -> PagedModel[Someone]:
    return PagedModel(columns(), InlineTasks(), key=lambda row: row.name)


@pytest.fixture
def view(model: PagedModel[Someone], qtbot: QtBot) -> TableView[Someone]:
    made = TableView(model, name="test.table")
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_model_keeps_the_rules_of_qt(model: PagedModel[Someone], qtmodeltester: ModelTester) -> None:
    model.show_rows([Someone(name) for name in NAMES[:50]])
    qtmodeltester.check(model)
    model.show_rows([])


def test_pages_that_arrive_later_keep_the_rules_too(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    tasks = Tasks()
    model = PagedModel(columns(), tasks, key=lambda row: row.name)
    qtmodeltester.check(model)
    people = [Someone(name) for name in NAMES[:60]]
    model.ask(
        lambda after: Page(tuple(people[:30]), "30") if after is None else Page(tuple(people[30:]), None)
    )

    def has_all() -> bool:
        if model.canFetchMore():
            model.fetchMore()
        return model.rowCount() == len(people)

    qtbot.waitUntil(has_all)
    tasks.close()


def test_pages_come_as_the_view_scrolls(view: TableView[Someone], model: PagedModel[Someone]) -> None:
    model.ask(fetch)
    assert model.rowCount() == 100
    view.scrollToBottom()
    assert model.rowCount() >= 200
    assert model.row(150).name == "居民00150"


def test_the_end_of_the_list_is_known(model: PagedModel[Someone]) -> None:
    told: list[tuple[int, bool]] = []
    model.filled.connect(lambda count, is_all: told.append((count, is_all)))
    model.ask(lambda after: fetch(after, size=6_000))
    model.fetchMore()
    assert told == [(6_000, False), (10_000, True)]
    assert not model.canFetchMore()


def test_an_answer_to_an_old_question_is_dropped(qtbot: QtBot) -> None:
    tasks, gate = Tasks(), threading.Event()
    model = PagedModel(columns(), tasks)

    def slow(after: str | None) -> Page[Someone]:
        gate.wait()
        return Page((Someone("旧"),), None)

    model.ask(slow)
    model.ask(lambda after: Page((Someone("新"),), None))
    gate.set()
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    tasks.close()
    assert model.row(0).name == "新"


def test_the_current_row_is_found_again_by_its_key(
    view: TableView[Someone], model: PagedModel[Someone]
) -> None:
    model.show_rows([Someone("甲"), Someone("乙")])
    view.go_to(1)
    model.show_rows([Someone("新来"), Someone("甲"), Someone("乙")])
    row = view.current_row()
    assert row is not None
    assert row.name == "乙"


def test_enter_opens_the_current_row(
    view: TableView[Someone], model: PagedModel[Someone], qtbot: QtBot
) -> None:
    model.show_rows([Someone("甲"), Someone("乙")])
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Down)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [Someone("乙")]


def test_a_double_click_opens_too(view: TableView[Someone], model: PagedModel[Someone], qtbot: QtBot) -> None:
    model.show_rows([Someone("甲")])
    middle = view.visualRect(model.index(0, 0)).center()
    with qtbot.waitSignal(view.opened):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)


def test_letters_are_left_to_the_window(qtbot: QtBot, model: PagedModel[Someone]) -> None:
    class Around(QWidget):
        heard = ""

        def keyPressEvent(self, event: object) -> None:
            self.heard += event.text()  # type: ignore[attr-defined]

    around = Around()
    qtbot.addWidget(around)
    table = TableView(model)
    QVBoxLayout(around).addWidget(table)
    model.show_rows([Someone("甲"), Someone("乙")])
    qtbot.keyClicks(table, "zw")
    assert around.heard == "zw"


def test_copy_takes_the_row_as_words(
    view: TableView[Someone], model: PagedModel[Someone], qtbot: QtBot
) -> None:
    model.show_rows([Someone("甲")])
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("甲\t67")


def test_an_empty_list_says_so_and_a_failed_one_why(
    view: TableView[Someone], model: PagedModel[Someone]
) -> None:
    def locked(after: str | None) -> Page[Someone]:
        raise StoreLocked

    model.show_rows([])
    assert view.empty_state().isVisible()
    model.show_rows([Someone("甲")])
    assert not view.empty_state().isVisible()
    model.show_rows([])
    model.ask(locked)
    assert view.empty_state().isVisible()


def test_columns_share_the_width_and_some_wait_for_room(
    view: TableView[Someone], model: PagedModel[Someone]
) -> None:
    model.show_rows([Someone("甲")])
    assert view.isColumnHidden(2)
    shown = [at for at in range(4) if not view.isColumnHidden(at)]
    assert sum(view.columnWidth(at) for at in shown) == view.viewport().width()
    view.resize(1200, 400)
    assert not view.isColumnHidden(2)


def test_the_last_column_is_pressed_and_then_gives_way_whole() -> None:
    some: list[Column[Someone]] = [
        Column(title, str, wide) for title, wide in (("a", 120), ("b", 80), ("c", 160))
    ]
    assert shared(some, 500) == {0: 120, 1: 80, 2: 300}
    assert shared(some, 300) == {0: 120, 1: 80, 2: 100}
    assert shared(some, 270) == {0: 120, 1: 150}
    assert shared(some, 195) == {0: 120, 1: 75}


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        pytest.param(lot_columns(), {"疫苗", "批号", "结存", "状态"}, id="lots"),
        pytest.param(need_columns(), {"疫苗", "可用", "还够", "提示"}, id="vaccines"),
        pytest.param(book_columns(), {"日期", "出入", "疫苗", "剂数"}, id="book"),
        pytest.param(cold_columns(), {"冰箱", "今天", "状态"}, id="refrigerators"),
        pytest.param(due_columns(date.today), {"到期", "姓名", "随访项目"}, id="due"),
    ],
)
def test_what_a_list_is_read_for_gives_way_last(columns: Sequence[Column[Any]], kept: set[str]) -> None:
    """In 366 pixels, the half of a window on a small screen at 200 %."""
    shown = shared(columns, 366)
    assert {columns[at].title for at in shown} == kept
    assert sum(shown.values()) <= 366
    assert list(shared(columns, 4000)) == list(range(len(columns)))


def test_what_takes_the_rest_is_pressed_before_the_last() -> None:
    rest: Column[Someone] = Column("rest", str, 200, stretches=True)
    some: list[Column[Someone]] = [Column("a", str, 120), rest, Column("c", str, 160)]
    assert shared(some, 600) == {0: 120, 1: 320, 2: 160}
    assert shared(some, 380) == {0: 120, 1: 100, 2: 160}
    assert shared(some, 300) == {0: 120, 1: 72, 2: 108}
    assert shared(some, 250) == {0: 120, 1: 130}


@pytest.mark.parametrize("wide", range(200, 1000, 37))
def test_no_column_reaches_beyond_the_edge(
    view: TableView[Someone], model: PagedModel[Someone], wide: int
) -> None:
    view.resize(wide, 400)
    assert sum(view.columnWidth(at) for at in range(4)) == view.viewport().width()


def test_no_cell_is_cut_with_the_longest_names(view: TableView[Someone], model: PagedModel[Someone]) -> None:
    model.show_rows([Someone("阿依古丽·买买提")])
    for at, column in enumerate(model.columns):
        if not view.isColumnHidden(at):
            assert needed(column.of(model.row(0))) <= view.columnWidth(at) + INSET


class Paints(QObject):
    """Counts how often a viewport is painted."""

    def __init__(self, view: TableView[Someone]) -> None:
        super().__init__(view)
        self.counted = 0
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.counted += event.type() == QEvent.Type.Paint
        return False


def test_columns_that_give_way_to_a_scroll_bar_are_not_painted_twice(
    view: TableView[Someone], model: PagedModel[Someone], qtbot: QtBot
) -> None:
    model.show_rows([Someone(name) for name in NAMES[:3]])
    qtbot.wait(50)
    alone, paints = view.viewport().width(), Paints(view)
    model.show_rows([Someone(name) for name in NAMES[:50]])
    qtbot.wait(50)
    assert view.viewport().width() < alone
    assert paints.counted == 1


def test_a_head_click_asks_for_an_order(
    view: TableView[Someone], model: PagedModel[Someone], qtbot: QtBot
) -> None:
    model.show_rows([Someone("甲")])
    with qtbot.waitSignal(view.sorted_by) as sorted_by:
        view.horizontalHeader().sectionClicked.emit(0)
    assert sorted_by.args == ["name"]


def test_every_kind_of_cell_is_painted(qtbot: QtBot) -> None:
    kinds = [
        Cell("张伟", icon="overdue", tone="amber", note="随访"),
        Cell(chips=("高血压", "糖尿病", "严重精神障碍", "65+")),
        Cell(bar=0.6, target=0.7),
        Cell(trend=(1.0, 2.0, 1.5)),
        Cell("zhang wei", marked=frozenset({0, 6})),
        Cell("很长很长很长很长很长很长很长很长很长很长的住址"),
    ]
    model = PagedModel([Column("", lambda cell: cell, 120)], InlineTasks())
    view = TableView(model)
    qtbot.addWidget(view)
    view.resize(140, 300)
    model.show_rows(kinds)
    picture = view.grab().toImage()
    colours = {picture.pixelColor(QPoint(x, y)).name() for x in range(140) for y in range(0, 300, 3)}
    assert len(colours) > 10


def test_a_row_of_which_two_pixels_are_seen_costs_no_cells(qtbot: QtBot) -> None:
    asked: list[str] = []
    column = Column("姓名", lambda row: asked.append(row.name) or Cell(row.name), 120)
    view = TableView(PagedModel([column], InlineTasks()))
    qtbot.addWidget(view)
    view.resize(300, view.whole_height(3) + 2)
    view.rows.show_rows([Someone(name) for name in NAMES[:9]])
    view.grab()
    asked.clear()
    view.grab()
    assert asked == NAMES[:3]


def test_the_words_of_a_head_stand_above_those_of_its_cells(
    view: TableView[Someone], model: PagedModel[Someone]
) -> None:
    model.show_rows([Someone("年龄", age=0)])
    head = view.horizontalHeader().grab().toImage()
    ground = head.pixelColor(2, head.height() // 2)
    left = next(
        x for x in range(head.width()) for y in range(4, head.height() - 4) if head.pixelColor(x, y) != ground
    )
    assert FIRST_INSET <= left <= FIRST_INSET + 2
    right = view.columnViewportPosition(1) + view.columnWidth(1) - INSET
    inked = [
        x for x in range(right + 8) for y in range(4, head.height() - 4) if head.pixelColor(x, y) != ground
    ]
    assert right - 2 <= max(inked) <= right


def test_a_table_leaves_the_tab_key_to_the_window(qtbot: QtBot, model: PagedModel[Someone]) -> None:
    around, after = QWidget(), QLineEdit()
    qtbot.addWidget(around)
    column = QVBoxLayout(around)
    table = TableView(model)
    column.addWidget(table)
    column.addWidget(after)
    model.show_rows([Someone("甲")])
    with qtbot.waitActive(around):
        around.show()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert after.hasFocus()


def without(gone: str, *others: str) -> list[Someone]:
    return [Someone(name) for name in others if name != gone]


def test_who_follows_one_that_has_gone_is_not_acted_on_before_the_eye_has_seen_it(
    view: TableView[Someone], model: PagedModel[Someone], qtbot: QtBot
) -> None:
    view.setFocus()
    model.show_rows([Someone(name) for name in ("甲", "乙", "丙", "丁")])
    view.go_to(1)
    opened: list[str] = []
    view.opened.connect(lambda row: opened.append(row.name))
    model.show_rows(without("乙", "甲", "丙", "丁"))
    assert view.current_row() is None
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == []
    qtbot.waitUntil(lambda: view.current_row() == Someone("丙"))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == ["丙"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up])
def test_an_arrow_marks_who_follows_at_once(
    view: TableView[Someone], model: PagedModel[Someone], qtbot: QtBot, key: Qt.Key
) -> None:
    model.show_rows([Someone(name) for name in ("甲", "乙", "丙", "丁")])
    view.go_to(1)
    model.show_rows(without("乙", "甲", "丙", "丁"))
    view.setFocus()
    heard: list[str] = []
    view.moved.connect(lambda row: heard.append(row.name))
    qtbot.keyClick(view, key)
    assert view.current_row() == Someone("丙")
    assert heard == ["丙"]


def test_a_click_chooses_at_once_and_another_question_begins_at_the_top(
    view: TableView[Someone], model: PagedModel[Someone], qtbot: QtBot
) -> None:
    model.show_rows([Someone(name) for name in ("甲", "乙", "丙", "丁")], "all")
    view.go_to(1)
    model.show_rows(without("乙", "甲", "丙", "丁"), "all")
    below = QPoint(40, view.rowViewportPosition(2) + 4)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=below)
    assert view.current_row() == Someone("丁")
    model.show_rows([Someone("戊"), Someone("己")], "late")
    assert view.current_row() == Someone("戊")


def test_a_key_that_came_too_early_is_answered_in_the_list(
    view: TableView[Someone], model: PagedModel[Someone], qtbot: QtBot
) -> None:
    model.show_rows([Someone(name) for name in ("甲", "乙", "丙")])
    model.show_rows(without("甲", "乙", "丙"))
    view.setFocus()
    before = view.grab().toImage()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.grab().toImage() != before
    assert view.current_row() is None


def test_the_last_one_that_goes_leaves_nobody(view: TableView[Someone], model: PagedModel[Someone]) -> None:
    model.show_rows([Someone("甲")])
    model.show_rows([])
    assert view.current_row() is None
    model.show_rows([Someone("乙")])
    assert view.current_row() == Someone("乙")
