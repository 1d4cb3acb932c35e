"""A growth chart under its title: what is drawn, in which unit, over which ages."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.domain import growth
from healthdesk.domain.child_growth import Body, Indicator
from healthdesk.domain.growth_course import Span, chart
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.theme import PAGE_MARGIN, Size
from ui.widgets.growth_chart import GrowthChart
from ui.widgets.panel import HEAD
from ui.widgets.text import label, say

TWO_YEARS, SEVEN_YEARS, THREE_YEARS = Span(0, 24, 3), Span(0, 84, 12), Span(0, 36, 6)
LYING_CM, STANDING_CM = Span(45, 100, 10), Span(75, 130, 10)

_TITLES = {
    Indicator.WEIGHT: (QT_TRANSLATE_NOOP("Growth", "年龄别体重"), "kg"),
    Indicator.LENGTH: (QT_TRANSLATE_NOOP("Growth", "年龄别身长（高）"), "cm"),
    Indicator.HEAD: (QT_TRANSLATE_NOOP("Growth", "年龄别头围"), "cm"),
    Indicator.BMI: (QT_TRANSLATE_NOOP("Growth", "年龄别 BMI"), "kg/m²"),
    Indicator.WEIGHT_FOR_LENGTH: (QT_TRANSLATE_NOOP("Growth", "身长别体重"), "kg"),
    Indicator.WEIGHT_FOR_HEIGHT: (QT_TRANSLATE_NOOP("Growth", "身高别体重"), "kg"),
}
_BY_SIZE = (Indicator.WEIGHT_FOR_LENGTH, Indicator.WEIGHT_FOR_HEIGHT)


class GrowthPlot(QWidget):
    """Built once; shows another chart whenever it is told."""

    def __init__(self, name: str = "", *, is_small: bool = False) -> None:
        super().__init__()
        self.chart = GrowthChart(name, is_small=is_small)
        self._title, self._unit = label("", Size.STRONG if is_small else Size.TITLE), label("", tone="ink3")
        self._span = label("", tone="ink3")
        head = QWidget()
        head.setFixedHeight(28 if is_small else HEAD)
        row = QHBoxLayout(head)
        row.setContentsMargins(12 if is_small else PAGE_MARGIN, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._unit)
        row.addStretch(1)
        row.addWidget(self._span)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.chart, 1)

    def show_plot(self, sex: str, indicator: Indicator, span: Span, bodies: Sequence[Body]) -> None:
        """The lines of this sex over the span, and the bodies that have a point there."""
        title, unit = _TITLES[indicator]
        words = translate("Growth", title)
        say(self._title, words)
        say(self._unit, unit)
        over = translate("Growth", "cm") if indicator in _BY_SIZE else translate("Growth", "月龄")
        say(self._span, f"{over} {span.first}–{span.last}")
        self.chart.show_chart(chart(growth.tables(), sex, indicator, span, bodies), words, unit)
