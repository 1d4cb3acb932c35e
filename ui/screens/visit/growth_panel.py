"""Beside a child's sheet: what was measured today and before, on the lines of the standard."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from healthdesk.base.calendar import age_on
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
        """The course with what stands on the sheet now. False for somebody of whom no chart can be drawn."""
        person = sheet.person
        if not sheet.programme.charted or person.sex is None or person.born is None or on < person.born:
            return False
        bodies = bodies_of(sheet, filling, on)
        weeks = filling.value(WEEKS) if filling.form.has(WEEKS) else None
        shown = (person.sex, person.born, bodies, weeks)
        if self._shown != shown:
            self._shown = shown
            self.levels.show_course(bodies, weeks if isinstance(weeks, int) else None)
            is_lying = age_on(person.born, on).total_months < STANDS_FROM_MONTH
            span = TWO_YEARS if is_lying else SEVEN_YEARS
            self._weight.show_plot(person.sex, Indicator.WEIGHT, span, bodies)
            self._length.show_plot(person.sex, Indicator.LENGTH, span, bodies)
        return True


def bodies_of(sheet: VisitSheet, filling: Filling, on: date) -> Sequence[Body]:
    """Everything measured until the day of the visit, today's last; empty before anything was."""
    person = sheet.person
    if person.sex is None or person.born is None:
        return ()
    before = [(point.code, point.on, point.value) for point in sheet.trend if point.on < on]
    now = [(one.code, on, one.value) for one in measures(filling.form, filling.answers())]
    return course(person.sex, person.born, [*before, *now])
