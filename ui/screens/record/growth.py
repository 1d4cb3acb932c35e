"""A child's growth whole: the curves one chooses, every measurement, and what the last one says."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.domain import growth
from healthdesk.domain.child_growth import STANDS_FROM_MONTH, Body, Indicator, verdict
from healthdesk.domain.growth_course import Span
from healthdesk.services.growth import GrowthCourse
from ui.kit import theme, words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.tasks import Tasks
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.growth_chart import measured
from ui.widgets.growth_levels import GrowthLevels, band_words, level_words
from ui.widgets.growth_plot import (
    LYING_CM,
    SEVEN_YEARS,
    STANDING_CM,
    THREE_YEARS,
    TWO_YEARS,
    GrowthPlot,
)
from ui.widgets.key_button import KeyButton
from ui.widgets.panel import Panel
from ui.widgets.switches import Segments
from ui.widgets.text import label, say

SIDE = 308
_LOW = 120
_WIDE = 1040  # below it the name of the standard gives way; all of it is in the printed chart
_ALL_MEASURES = 800

Drawing = tuple[Indicator, Span]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What can be chosen, and what is drawn for it until two years and until seven."""

    name: str
    little: tuple[Drawing, ...]
    grown: tuple[Drawing, ...]


_CHOICES = (
    _Choice(
        QT_TRANSLATE_NOOP("Growth", "体重、身长"),
        ((Indicator.WEIGHT, TWO_YEARS), (Indicator.LENGTH, TWO_YEARS)),
        ((Indicator.WEIGHT, SEVEN_YEARS), (Indicator.LENGTH, SEVEN_YEARS)),
    ),
    _Choice(
        QT_TRANSLATE_NOOP("Growth", "头围"),
        ((Indicator.HEAD, TWO_YEARS),),
        ((Indicator.HEAD, THREE_YEARS),),
    ),
    _Choice(
        QT_TRANSLATE_NOOP("Growth", "体重/身长"),
        ((Indicator.WEIGHT_FOR_LENGTH, LYING_CM),),
        ((Indicator.WEIGHT_FOR_HEIGHT, STANDING_CM),),
    ),
    _Choice(
        QT_TRANSLATE_NOOP("Growth", "BMI"), ((Indicator.BMI, TWO_YEARS),), ((Indicator.BMI, SEVEN_YEARS),)
    ),
)


class GrowthView(QWidget):
    """`print_wanted` from the button. What holds the last measurement is shown first."""

    print_wanted = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("record.growth")
        self._course: GrowthCourse | None = None
        self._choice, self._is_grown = _CHOICES[0], False
        self.curves = Segments([translate("Growth", one.name) for one in _CHOICES], "growth.curves")
        self.ages = Segments([self.tr("0–24 月"), self.tr("0–7 岁")], "growth.ages")
        self.curves.chosen.connect(self._choose_curve)
        self.ages.chosen.connect(self._choose_age)
        self._standard = label("", tone="ink2", name="growth.standard")
        self._plots = [GrowthPlot("growth.first"), GrowthPlot("growth.second")]
        self._panels = [_framed(plot) for plot in self._plots]
        self._model: PagedModel[Body] = PagedModel(_columns(self._who), tasks, parent=self)
        self.table: TableView[Body] = TableView(
            self._model,
            name="growth.table",
            title=self.tr("测量"),
            empty=EmptyState("check-up", self.tr("还没有测量"), self.tr("签了儿童检查，测量值就列在这里")),
        )
        self._levels = GrowthLevels()
        self._build()

    def show_course(self, course: GrowthCourse | None) -> bool:
        """Everything of one child; False for none."""
        is_another = course is not None and (self._course is None or self._course.born != course.born)
        self._course = course
        if course is None:
            return False
        if is_another:
            self._is_grown = bool(course.bodies) and course.bodies[-1].months >= STANDS_FROM_MONTH
            self.ages.choose(int(self._is_grown))
        standard = growth.tables().wst_words.standard.replace("WST", "WS/T ")
        say(self._standard, self.tr("标准 {name} {sex}").format(name=standard, sex=words.sex(course.sex)))
        self._model.show_rows(tuple(reversed(course.bodies)))
        self._levels.show_course(course.bodies, course.weeks)
        self._draw(course)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._standard.setVisible(self.width() >= _WIDE)

    def _build(self) -> None:
        page = QHBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(theme.PANEL_GAP)
        left = QVBoxLayout()
        left.setSpacing(theme.PANEL_GAP)
        left.addLayout(self._build_head())
        charts = QHBoxLayout()
        charts.setSpacing(theme.PANEL_GAP)
        for panel in self._panels:
            charts.addWidget(panel, 1)
        left.addLayout(charts, 3)
        table = _framed(self.table)
        table.setMinimumHeight(_LOW)
        left.addWidget(table, 2)
        page.addLayout(left, 1)
        side = QWidget()
        side.setFixedWidth(SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._levels)
        column.addStretch(1)
        page.addWidget(side)

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.PANEL_GAP)
        row.addWidget(self.curves)
        row.addWidget(self.ages)
        row.addStretch(1)
        row.addWidget(self._standard)
        put = KeyButton(self.tr("打印曲线"), icon="print", name="growth.print")
        put.clicked.connect(self.print_wanted)
        row.addWidget(put)
        return row

    def _choose_curve(self, at: int) -> None:
        self._choice = _CHOICES[at]
        self._draw(self._course)

    def _choose_age(self, at: int) -> None:
        self._is_grown = bool(at)
        self._draw(self._course)

    def _draw(self, course: GrowthCourse | None) -> None:
        drawings = self._choice.grown if self._is_grown else self._choice.little
        for at, (plot, panel) in enumerate(zip(self._plots, self._panels, strict=True)):
            panel.setVisible(at < len(drawings))
            if course is not None and at < len(drawings):
                plot.show_plot(course.sex, *drawings[at], course.bodies)

    def _who(self, body: Body) -> str:
        return self._course.who.get(body.on, "") if self._course else ""


def _framed(widget: QWidget) -> Panel:
    panel = Panel(padded=False)
    panel.body.addWidget(widget, 1)
    return panel


def _columns(who: Callable[[Body], str]) -> tuple[Column[Body], ...]:
    return (
        Column(translate("Growth", "月龄"), lambda body: Cell(_age(body), is_strong=True), 96),
        Column(translate("Growth", "日期"), lambda body: Cell(body.on.isoformat(), tone="ink2"), 116),
        *_measure(translate("Growth", "体重 kg"), Indicator.WEIGHT, lambda body: body.weight),
        *_measure(translate("Growth", "身长 cm"), Indicator.LENGTH, lambda body: body.length),
        *_measure(
            translate("Growth", "头围 cm"), Indicator.HEAD, lambda body: body.head, from_width=_ALL_MEASURES
        ),
        Column(translate("Growth", "测量人"), lambda body: Cell(who(body), tone="ink2"), stretches=True),
    )


def _measure(
    title: str, indicator: Indicator, part: Callable[[Body], Decimal | None], from_width: int = 0
) -> tuple[Column[Body], Column[Body]]:
    def value(body: Body) -> str:
        taken = part(body)
        return "" if taken is None else measured(taken)

    def band(body: Body) -> Cell:
        found = verdict(growth.tables(), body, indicator)
        return Cell("" if found is None else band_words(found) or level_words(found), tone="ink2")

    return (
        Column(title, value, 90, is_right=True, from_width=from_width),
        Column(translate("Growth", "百分位"), band, 96, from_width=from_width),
    )


def _age(body: Body) -> str:
    return translate("Growth", "出生") if body.on == body.born else words.age(body.born, body.on)
