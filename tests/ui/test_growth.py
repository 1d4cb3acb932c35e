"""A child's growth on the screen: charts, levels, the tab of the record, and beside the sheet of a visit."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from healthdesk.base.calendar import add_months
from healthdesk.desk import Desk
from healthdesk.domain import growth
from healthdesk.domain.child_growth import Body, Indicator
from healthdesk.domain.growth_course import chart, course
from tests.builders import TODAY
from tests.desks import a_desk, registered
from tests.ui.looking import clipped_labels, hovered
from tests.ui.working import a_window, click, closing, has, part, settle, words
from ui.screens.record.screen import RecordScreen
from ui.screens.record.views import GROWTH
from ui.screens.visit.screen import VisitScreen
from ui.shell import Shell
from ui.widgets.growth_chart import GrowthChart, measured
from ui.widgets.growth_levels import GrowthLevels
from ui.widgets.growth_plot import TWO_YEARS

BORN = date(2025, 5, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture
def child(desk: Desk) -> str:
    """李沐阳, a boy of eighteen months, measured at six and twelve."""
    made = registered(desk, name="李沐阳", id_no=None, sex="1", birth_date=BORN.isoformat())
    keep(desk, made, "child-1-8-months", "M6", weight="8.50", length="68.6", head="43.4")
    keep(desk, made, "child-12-30-months", "M12", weight="9.70", height="76.4", head="46.0")
    return made


def keep(desk: Desk, child: str, form: str, visit: str, **answers: Any) -> None:
    filling = desk.visits.start(child, "child", form).filling
    on = add_months(BORN, int(visit[1:]))
    for link_id, value in {"visit_key": visit, "visit_date": on.isoformat(), **answers}.items():
        filling = filling.answer(link_id, value)
    desk.visits.sign(child, "child", filling, is_incomplete=True)


def bodies(**weights: str) -> tuple[Body, ...]:
    """A boy's weights by month: m6="8.5"."""
    taken = [("weight", add_months(BORN, int(month[1:])), Decimal(kg)) for month, kg in weights.items()]
    return course("male", BORN, taken)


def shown(qtbot: QtBot, *taken: Body, weeks: int | None = None) -> str:
    levels = GrowthLevels()
    qtbot.addWidget(levels)
    levels.show_course(taken, weeks)
    levels.show()
    return words(levels)


def record(shell: Shell, resident_id: str) -> RecordScreen:
    shell.open("record", resident_id=resident_id)
    settle()
    screen = shell.stack.currentWidget()
    assert isinstance(screen, RecordScreen)
    return screen


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_chart_can_be_heard_and_seen(qtbot: QtBot) -> None:
    drawn = GrowthChart()
    qtbot.addWidget(drawn)
    drawn.resize(400, 260)
    empty = drawn.grab().toImage()
    tables = growth.tables()
    drawn.show_chart(chart(tables, "male", Indicator.WEIGHT, TWO_YEARS), "年龄别体重", "kg")
    lines = drawn.grab().toImage()
    taken = bodies(m6="8.5", m12="9.7")
    drawn.show_chart(chart(tables, "male", Indicator.WEIGHT, TWO_YEARS, taken), "年龄别体重", "kg")
    assert drawn.accessibleName() == "年龄别体重"
    assert drawn.accessibleDescription() == "2025-11-02  8.5 kg，2026-05-02  9.7 kg"
    assert empty != lines != drawn.grab().toImage()
    drawn.show()
    hovered(drawn, drawn._position(drawn._chart.dots[0]))  # type: ignore[union-attr]  it was shown
    assert QToolTip.text() == "2025-11-02  8.5 kg"


@pytest.mark.parametrize(
    ("value", "said"), [("46.0", "46.0"), ("46", "46.0"), ("7.25", "7.25"), ("10.10", "10.1")]
)
def test_a_number_keeps_one_decimal(value: str, said: str) -> None:
    assert measured(Decimal(value)) == said


def test_the_levels_say_what_the_standard_says(qtbot: QtBot) -> None:
    said = shown(qtbot, *bodies(m6="8.5", m18="10.1"))
    assert "10.1 kg" in said and "中下" in said and "P10–25" in said
    assert "提示：体重增长变慢" in said and "6月龄后跨过 P50、P25" in said
    assert "体重和身长都有才评价" in said


def test_a_preterm_child_is_not_judged_before_term_and_then_beside_its_corrected_age(qtbot: QtBot) -> None:
    assert "足月前不按这个标准评价" in shown(qtbot, *bodies(m1="2.6"), weeks=32)
    assert "矫正后 中下" in shown(qtbot, *bodies(m6="6.2"), weeks=32)
    assert "矫正后" not in shown(qtbot, *bodies(m6="6.2"), weeks=39)


def test_nothing_measured_is_said_as_such(qtbot: QtBot) -> None:
    assert "还没有测量" in shown(qtbot)


def test_a_childs_record_has_its_growth(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    screen = record(shell, child)
    assert part(screen, "record.weight").accessibleDescription().endswith("2026-05-02  9.7 kg")
    assert not has(screen, "record.pressure")
    screen.tabs.setCurrentIndex(GROWTH)
    settle()
    assert screen.views.growth.table.rows.rowCount() == 2
    assert part(screen, "growth.second").accessibleName() == "年龄别身长（高）"
    screen.views.growth.curves.chosen.emit(1)
    settle()
    assert part(screen, "growth.first").accessibleDescription().endswith("46.0 cm")
    assert not has(screen, "growth.second")
    assert clipped_labels(screen) == []


def test_somebody_grown_has_none(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    record(shell, child)
    screen = record(shell, registered(desk, name="刘德厚"))
    assert not screen.tabs.isTabVisible(GROWTH)
    assert not has(screen, "record.weight")


def test_the_chart_is_looked_at_before_it_is_printed(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    screen = record(shell, child)
    screen.tabs.setCurrentIndex(GROWTH)
    settle()
    click(shell, "growth.print")
    settle()
    assert "生长发育监测图" in words(shell)
    assert "print" in [look.act for look in desk.auditing.who_looked(child)]


def test_what_is_typed_stands_on_the_chart_at_once(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    shell.open("visit", resident_id=child, programme="child")
    settle()
    screen = shell.stack.currentWidget()
    assert isinstance(screen, VisitScreen)
    assert part(screen, "visit.growth.weight").accessibleDescription().endswith("9.7 kg")
    screen.form.go_to("weight")
    qtbot.keyClicks(part(screen, "field.weight"), "10.1")
    settle()
    said = part(screen, "visit.growth.weight").accessibleDescription()
    assert said.endswith(f"{TODAY.isoformat()}  10.1 kg")
    assert "P10–25" in words(part(screen, "visit.growth.levels"))
    assert clipped_labels(screen) == []


def test_the_lines_of_the_standard_stand_there_before_anything_is_measured(qtbot: QtBot, desk: Desk) -> None:
    never_measured = registered(desk, name="李沐晴", id_no=None, sex="2", birth_date=BORN.isoformat())
    shell = a_window(qtbot, desk)
    shell.open("visit", resident_id=never_measured, programme="child")
    settle()
    screen = shell.stack.currentWidget()
    assert isinstance(screen, VisitScreen)
    assert part(screen, "visit.growth.weight").accessibleName() == "年龄别体重"
    assert part(screen, "visit.growth.weight").accessibleDescription() == ""
    assert "还没有测量" in words(part(screen, "visit.growth.levels"))
    screen.form.go_to("weight")
    qtbot.keyClicks(part(screen, "field.weight"), "10.1")
    settle()
    assert "还没有测量" not in words(part(screen, "visit.growth.levels"))
