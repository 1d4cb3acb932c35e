"""The trends of a record: pressure and glucose, weight and waist, each with the limits of this person."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base.calendar import age_on, years_on
from healthdesk.domain.child_growth import STANDS_FROM_MONTH, Indicator
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.services.growth import GrowthCourse
from healthdesk.services.rows import Record
from ui.kit import theme
from ui.kit.theme import Size
from ui.screens.record.legend import Legend
from ui.screens.record.measured import Courses
from ui.widgets.empty_state import EmptyState
from ui.widgets.growth_plot import SEVEN_YEARS, TWO_YEARS, GrowthPlot
from ui.widgets.panel import HEAD, Panel, hairline
from ui.widgets.scrolled import Scrolled
from ui.widgets.switches import Segments
from ui.widgets.text import label
from ui.widgets.trend_chart import Limit, Series, TrendChart

PRESSURE, BODY, GROWTH = range(3)


class Trends(Panel):
    """Two charts; each says what would fill it while it is empty. A child's have the lines of growth."""

    def __init__(self, programmes: Programmes) -> None:
        super().__init__(padded=False, name="record.trends")
        self._programmes = programmes
        self._pressure = _Chart(self.tr("血压"), "mmHg", "record.pressure", self.tr("还没有血压"))
        self._sugar = _Chart(self.tr("空腹血糖"), "mmol/L", "record.glucose", self.tr("还没有空腹血糖"))
        self._weight = _Chart(self.tr("体重"), "kg", "record.body.weight", self.tr("还没有体重"))
        self._waist = _Chart(self.tr("腰围"), "cm", "record.body.waist", self.tr("还没有腰围"))
        self._pressure.head.addWidget(
            Legend(
                ((self.tr("收缩压"), "round"), (self.tr("舒张压"), "square"), (self.tr("超出目标"), "hollow"))
            )
        )
        self._grown_weight, self._length = GrowthPlot("record.weight"), GrowthPlot("record.length")
        self._pages = QStackedWidget()
        self._pages.addWidget(_halves(self._pressure, self._sugar))
        self._pages.addWidget(_halves(self._weight, self._waist))
        self._pages.addWidget(_halves(self._grown_weight, self._length))
        self.subjects = Segments((self.tr("血压、血糖"), self.tr("体重、腰围")), "record.subjects")
        self.subjects.chosen.connect(self._pages.setCurrentIndex)
        self._choice = QWidget()
        above = QHBoxLayout(self._choice)
        above.setContentsMargins(theme.PAGE_MARGIN, 10, theme.PAGE_MARGIN, 0)
        above.addWidget(self.subjects)
        above.addStretch(1)
        self.body.addWidget(self._choice)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.body.addWidget(Scrolled(column, 0), 1)

    def show_growth(self, course: GrowthCourse, today: date) -> None:
        """A child's weight and length, over two years or seven."""
        self._pages.setCurrentIndex(GROWTH)
        self._choice.hide()
        is_little = age_on(course.born, today).total_months < STANDS_FROM_MONTH
        span = TWO_YEARS if is_little else SEVEN_YEARS
        self._grown_weight.show_plot(course.sex, Indicator.WEIGHT, span, course.bodies)
        self._length.show_plot(course.sex, Indicator.LENGTH, span, course.bodies)

    def show_record(self, record: Record, today: date) -> None:
        """The measured values of this person, with the limits of this age, sex and height."""
        self._choice.show()
        self._pages.setCurrentIndex(self.subjects.position())
        born = record.card.born
        years = years_on(born, today) if born is not None and born <= today else None
        courses = Courses(record.measures, self._programmes, record.card.sex, years)
        self._pressure.show_lines(*courses.pressure())
        self._sugar.show_lines(*courses.glucose())
        self._weight.show_lines(*courses.weight())
        self._waist.show_lines(*courses.waist())


def _halves(upper: QWidget, lower: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(upper, 1)
    column.addWidget(hairline())
    column.addWidget(lower, 1)
    return made


class _Chart(QWidget):
    def __init__(self, title: str, unit: str, name: str, nothing: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QWidget()
        top.setFixedHeight(HEAD)
        self.head = QHBoxLayout(top)
        self.head.setContentsMargins(theme.PAGE_MARGIN, 0, 0, 0)
        self.head.addWidget(label(title, Size.TITLE))
        self.head.addWidget(label(unit, tone="ink3"))
        self.head.addStretch(1)
        column.addWidget(top)
        self._chart = TrendChart(name)
        self._empty = EmptyState("check-up", nothing, self.tr("签了随访，测量值就画在这里"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._chart)
        self._stack.addWidget(self._empty)
        column.addWidget(self._stack, 1)

    def show_lines(self, series: Sequence[Series], limits: Sequence[Limit]) -> None:
        """Draw these, or say that there is nothing yet."""
        has_points = any(one.points for one in series)
        self._stack.setCurrentWidget(self._chart if has_points else self._empty)
        if has_points:
            self._chart.show_series(series, limits)
