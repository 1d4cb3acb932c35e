"""What a trend marks as beyond the target, and the bands it draws."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QToolTip, QWidget
from pytestqt.qtbot import QtBot

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.services.rows import MeasurePoint
from tests.ui.looking import hovered
from ui.screens.record.measured import Course, Courses
from ui.screens.record.trends import Trends
from ui.widgets.trend_chart import Limit, Point, Series, TrendChart

PROGRAMMES = Programmes.read()


def courses(code: str, *values: str, years: int | None = 60, sex: str = "2", height: str = "160") -> Courses:
    points = [
        MeasurePoint(code, date(2026, 1, day), Decimal(value), "") for day, value in enumerate(values, 1)
    ]
    points.append(MeasurePoint("height", date(2026, 1, 1), Decimal(height), "cm"))
    return Courses(points, PROGRAMMES, sex, years)


def out(course: Course) -> list[bool]:
    return [point.is_out for point in course[0][0].points]


def test_low_glucose_is_beyond_the_target_as_high_one_is() -> None:
    assert out(courses("fbg", "3.2", "3.9", "4.0", "6.9", "7.0").glucose()) == [
        True, True, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(("years", "limit"), [(60, 140.0), (65, 150.0)])
def test_the_target_of_the_pressure_goes_by_age(years: int, limit: float) -> None:
    course = courses("sbp", "139", "140", "150", years=years).pressure()
    assert max(one.high for one in course[1]) == limit


def test_weight_is_judged_by_the_height() -> None:
    course = courses("weight", "47.3", "47.4", "61.3", "61.4").weight()
    assert out(course) == [True, False, False, True]
    assert (course[1][0].low, course[1][0].high) == (47.4, 61.4)


def test_without_an_age_nothing_is_said_of_weight_and_waist() -> None:
    assert courses("weight", "90", years=None).weight()[1] == ()
    assert courses("waist", "99", years=12).waist()[1] == ()
    assert out(courses("waist", "99", years=12).waist()) == [False]


@pytest.mark.parametrize(("sex", "expected"), [("1", [False, True]), ("2", [True, True])])
def test_the_waist_has_the_limit_of_the_sex(sex: str, expected: list[bool]) -> None:
    assert out(courses("waist", "85", "90", sex=sex).waist()) == expected


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_trend_says_its_values_under_the_pointer_and_to_who_listens(qtbot: QtBot) -> None:
    chart = TrendChart("trend")
    qtbot.addWidget(chart)
    chart.resize(400, 240)
    first, last = Point(date(2026, 1, 5), 138, "138"), Point(date(2026, 4, 5), 152, "152", is_out=True)
    chart.show_series([Series("收缩压", (first, last))], [Limit(140, "收缩压目标 < 140")])
    chart.show()
    assert (
        chart.accessibleDescription() == "收缩压目标 < 140；收缩压 2026-01-05 138，2026-04-05 152（超出目标）"
    )
    hovered(chart, chart._position(last))
    assert QToolTip.text() == "2026-04-05  收缩压 152"
    hovered(chart, chart._position(last) - QPointF(60, 40))
    qtbot.waitUntil(lambda: not QToolTip.text())


def test_in_a_low_window_the_trends_are_scrolled_and_nothing_of_them_is_cut(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    trends = Trends(PROGRAMMES)
    trends.setParent(around)
    trends.resize(480, 300)
    with qtbot.waitExposed(around):
        around.show()
    shown = [one for one in trends.findChildren(TrendChart) if one.isVisible()]
    assert len(shown) == 2
    assert all(one.height() <= one.parentWidget().height() for one in shown)
