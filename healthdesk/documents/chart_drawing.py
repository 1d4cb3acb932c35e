"""One growth chart set down on paper: axes, the lines of the standard, the child's points."""

from dataclasses import dataclass
from decimal import Decimal

from healthdesk.documents.paper import MM, Paper, Pen
from healthdesk.domain.growth_course import INNER, MIDDLE, OUTER, Chart, Curve

_AXIS = 10 * MM  # room for the scale at the left
_NAMES = 9 * MM  # room for the names of the lines at the right
_UNDER = 6 * MM
_SMALL = 7.5
_GRID = Pen(grey=0.78)
_FINE = Pen(width=0.3, grey=0.9)
_FINE_PARTS = 5  # of a step of the vertical scale
_MIDDLE = Pen(width=1.0, grey=0.25)
_OUTER = Pen(width=0.7, dash=(4, 2), grey=0.25)
_INNER = Pen(width=0.5, dash=(2, 2), grey=0.35)
_BETWEEN = Pen(width=0.4, dash=(1, 2), grey=0.45)
_CHILD = Pen(width=1.3, grey=0.0)
_RADIUS = 1.9
_NAME_HEIGHT = 7.5


@dataclass(frozen=True, slots=True)
class Area:
    """Where a chart stands, in points from the top left corner of the page."""

    left: float
    top: float
    width: float
    height: float


class ChartDrawing:
    """`axis` is the word at the end of the horizontal scale."""

    def __init__(self, paper: Paper, chart: Chart, area: Area, axis: str) -> None:
        self._paper, self._chart, self._axis = paper, chart, axis
        self._left, self._right = area.left + _AXIS, area.left + area.width - _NAMES
        self._top, self._bottom = area.top, area.top + area.height - _UNDER

    def draw(self) -> None:
        """Grid and scales first, then the lines, then what was measured."""
        self._draw_scales()
        for curve in self._chart.curves:
            if curve.points:
                self._draw_curve(curve)
        self._draw_names()
        self._draw_child()

    def _x(self, place: Decimal) -> float:
        span = self._chart.span
        share = float(place - span.first) / (span.last - span.first)
        return self._left + share * (self._right - self._left)

    def _y(self, value: Decimal) -> float:
        share = float((value - self._chart.low) / (self._chart.high - self._chart.low))
        return self._bottom - share * (self._bottom - self._top)

    def _draw_scales(self) -> None:
        paper, chart = self._paper, self._chart
        self._draw_fine_grid()
        for month in range(chart.span.first, chart.span.last + 1, chart.span.step):
            x = self._x(Decimal(month))
            paper.path([(x, self._top), (x, self._bottom)], _GRID)
            paper.centred(x, self._bottom + 3.6 * MM, str(month), _SMALL)
        value = chart.low
        while value <= chart.high:
            y = self._y(value)
            paper.path([(self._left, y), (self._right, y)], _GRID)
            paper.ending(self._left - 1.5 * MM, y + _SMALL * 0.36, f"{value:f}", _SMALL)
            value += chart.step
        paper.box(self._left, self._top, self._right - self._left, self._bottom - self._top)
        paper.text(self._right + 2.5 * MM, self._bottom + 3.6 * MM, self._axis, _SMALL)

    def _draw_fine_grid(self) -> None:
        """By month and by a fifth of a step: a nurse sets a point without a ruler."""
        paper, chart = self._paper, self._chart
        for month in range(chart.span.first, chart.span.last):
            x = self._x(Decimal(month))
            paper.path([(x, self._top), (x, self._bottom)], _FINE)
        value = chart.low
        while value < chart.high:
            y = self._y(value)
            paper.path([(self._left, y), (self._right, y)], _FINE)
            value += chart.step / _FINE_PARTS

    def _draw_curve(self, curve: Curve) -> None:
        pen = _MIDDLE if curve.name == MIDDLE else _OUTER if curve.name in OUTER else _INNER
        if curve.name not in (MIDDLE, *OUTER, *INNER):
            pen = _BETWEEN
        self._paper.path([(self._x(at), self._y(value)) for at, value in curve.points], pen)

    def _draw_names(self) -> None:
        """The middle line and the outer ones first; a name that would touch another is left out."""
        taken: list[float] = []
        ends = {curve.name: curve.points[-1] for curve in self._chart.curves if curve.points}
        for name in (MIDDLE, *OUTER, *INNER, *ends):
            if name not in ends:
                continue
            at, value = ends.pop(name)
            y = self._y(value)
            if all(abs(y - other) >= _NAME_HEIGHT for other in taken):
                taken.append(y)
                x = self._x(at) + 1 * MM
                self._paper.text(x, y + _SMALL * 0.36, name, _SMALL, is_bold=name == MIDDLE)

    def _draw_child(self) -> None:
        places = [(self._x(dot.place), self._y(dot.value)) for dot in self._chart.dots]
        if len(places) > 1:
            self._paper.path(places, _CHILD)
        for x, y in places:
            self._paper.dot(x, y, _RADIUS)
