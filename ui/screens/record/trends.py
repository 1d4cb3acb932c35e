"""Blood pressure and glucose with the targets of this person as bands; for a child weight and length."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base.calendar import age_on, years_on
from healthdesk.domain.child_growth import STANDS_FROM_MONTH, Indicator
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services.growth import GrowthCourse
from healthdesk.services.rows import MeasurePoint, Record
from ui.kit import theme
from ui.kit.theme import Size
from ui.widgets.empty_state import EmptyState
from ui.widgets.growth_plot import SEVEN_YEARS, TWO_YEARS, GrowthPlot
from ui.widgets.panel import HEAD, Panel, hairline
from ui.widgets.text import label, width
from ui.widgets.trend_chart import Limit, Point, Series, TrendChart

MOST_POINTS = 9
_FASTING_LOW = Decimal("3.9")
"""Below this fasting glucose is an emergency (archive-chronic/12 section 2, [C])."""


class Trends(Panel):
    """Two charts; each says what would fill it while it is empty. A child's have the lines of growth."""

    def __init__(self, programmes: Programmes) -> None:
        super().__init__(padded=False, name="record.trends")
        self._programmes = programmes
        self._pressure = _Chart(self.tr("血压"), "mmHg", "record.pressure", self.tr("还没有血压"))
        self._sugar = _Chart(self.tr("空腹血糖"), "mmol/L", "record.glucose", self.tr("还没有空腹血糖"))
        self._pressure.head.addWidget(
            Legend(
                ((self.tr("收缩压"), "round"), (self.tr("舒张压"), "square"), (self.tr("超出目标"), "hollow"))
            )
        )
        self._weight, self._length = GrowthPlot("record.weight"), GrowthPlot("record.length")
        self._pages = QStackedWidget()
        self._pages.addWidget(_halves(self._pressure, self._sugar))
        self._pages.addWidget(_halves(self._weight, self._length))
        self.body.addWidget(self._pages, 1)

    def show_growth(self, course: GrowthCourse, today: date) -> None:
        """A child's weight and length, over two years or seven."""
        self._pages.setCurrentIndex(1)
        is_little = age_on(course.born, today).total_months < STANDS_FROM_MONTH
        span = TWO_YEARS if is_little else SEVEN_YEARS
        self._weight.show_plot(course.sex, Indicator.WEIGHT, span, course.bodies)
        self._length.show_plot(course.sex, Indicator.LENGTH, span, course.bodies)

    def show_record(self, record: Record, today: date) -> None:
        """The measured values of this person, with the limits of this age."""
        self._pages.setCurrentIndex(0)
        born = record.card.born
        years = years_on(born, today) if born is not None and born <= today else None
        high = targets(self._programmes.by_key.get("hypertension"), years)
        upper, lower = high.get("sbp"), high.get("dbp")
        limits = []
        if upper is not None:
            limits.append(Limit(float(upper), self.tr("收缩压目标 < {value}").format(value=plain(upper))))
        if lower is not None:
            limits.append(Limit(float(lower), self.tr("舒张压目标 < {value}").format(value=plain(lower))))
        points = record.measures
        self._pressure.show_lines(
            (
                Series(self.tr("收缩压"), line(points, "sbp", upper)),
                Series(self.tr("舒张压"), line(points, "dbp", lower), square=True),
            ),
            limits,
        )
        sugar = targets(self._programmes.by_key.get("diabetes"), years).get("fbg")
        bands = []
        if sugar is not None:
            words = self.tr("目标 {low}–{high}").format(low=plain(_FASTING_LOW), high=plain(sugar))
            bands.append(Limit(float(sugar), words, float(_FASTING_LOW)))
        self._sugar.show_lines((Series(self.tr("空腹血糖"), line(points, "fbg", sugar)),), bands)


def _halves(upper: QWidget, lower: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(upper, 1)
    column.addWidget(hairline())
    column.addWidget(lower, 1)
    return made


class Legend(QWidget):
    """What the points mean: round upper, square lower, hollow beyond the target."""

    def __init__(self, entries: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self.setAccessibleName("、".join(text for text, _ in entries))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(sum(width(theme.font(), text) + 40 for text, _ in self._entries), 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font())
        x, middle = 0, self.height() / 2
        for text, shape in self._entries:
            tone = colours.colour("ink2" if shape == "square" else "accent")
            painter.setPen(QPen(tone, 1.75))
            if shape != "hollow":
                painter.drawLine(QPointF(x, middle), QPointF(x + 18, middle))
            painter.setBrush(colours.colour("surface") if shape == "hollow" else tone)
            box = QRectF(x + 5, middle - 4, 8, 8)
            painter.drawRect(box) if shape == "square" else painter.drawEllipse(box)
            painter.setPen(colours.colour("ink2"))
            wide = width(theme.font(), text)
            painter.drawText(QRectF(x + 24, 0, wide + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            x += wide + 40


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


def line(points: Sequence[MeasurePoint], code: str, limit: Decimal | None) -> tuple[Point, ...]:
    """The newest values of one kind, the oldest of them first; one a day."""
    days = {one.on: one.value for one in points if one.code == code}
    return tuple(
        Point(on, float(value), plain(value), is_out=limit is not None and value >= limit)
        for on, value in sorted(days.items())[-MOST_POINTS:]
    )


def targets(programme: Programme | None, years: int | None) -> dict[str, Decimal]:
    """The limits of a programme at an age, by measure."""
    for target in programme.targets if programme else ():
        is_old = years is None or years >= target.from_years
        if is_old and (target.below_years is None or years is None or years < target.below_years):
            return dict(target.below)
    return {}


def plain(value: Decimal) -> str:
    """`146`, `6.9`: no zeros of the store behind the point."""
    return f"{value.normalize():f}"
