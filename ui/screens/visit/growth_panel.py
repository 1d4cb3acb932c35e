"""Beside a child's sheet: what was measured today and before, on the lines of the standard."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from healthdesk.domain.child_growth import STANDS_FROM_MONTH, Body, Indicator
from healthdesk.domain.forms.extraction import measures
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.growth_course import course
from healthdesk.services.growth import WEEKS
from healthdesk.services.visit_sheet import VisitSheet
from ui.widgets.growth_levels import GrowthLevels
from ui.widgets.growth_plot import SEVEN_YEARS, TWO_YEARS, GrowthPlot
from ui.widgets.panel import Panel


class GrowthPanel(QWidget):
    """Levels, and the two charts; redrawn with every key that changes a measurement."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("visit.growth")
        self.levels = GrowthLevels("visit.growth.levels")
        self._weight = GrowthPlot("visit.growth.weight", is_small=True)
        self._length = GrowthPlot("visit.growth.length", is_small=True)
        self._shown: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.levels)
        for plot in (self._weight, self._length):
            panel = Panel(padded=False)
            panel.body.setContentsMargins(0, 2, 0, 2)
            panel.body.addWidget(plot)
            column.addWidget(panel)

    def show_sheet(self, sheet: VisitSheet, filling: Filling, on: date) -> bool:
        """The course with what stands on the sheet now. False when there is nothing of growth on it."""
        bodies = bodies_of(sheet, filling, on)
        weeks = filling.value(WEEKS) if filling.form.has(WEEKS) else None
        if not bodies:
            return False
        if self._shown != (bodies, weeks):
            self._shown = (bodies, weeks)
            self.levels.show_course(bodies, weeks if isinstance(weeks, int) else None)
            last = bodies[-1]
            span = TWO_YEARS if last.months < STANDS_FROM_MONTH else SEVEN_YEARS
            self._weight.show_plot(last.sex, Indicator.WEIGHT, span, bodies)
            self._length.show_plot(last.sex, Indicator.LENGTH, span, bodies)
        return True


def bodies_of(sheet: VisitSheet, filling: Filling, on: date) -> Sequence[Body]:
    """Everything measured until the day of the visit, today's last; empty for whom no chart can be drawn."""
    person = sheet.person
    if not sheet.programme.charted or person.sex is None or person.born is None or on < person.born:
        return ()
    before = [(point.code, point.on, point.value) for point in sheet.trend if point.on < on]
    now = [(one.code, on, one.value) for one in measures(filling.form, filling.answers())]
    return course(person.sex, person.born, [*before, *now])
