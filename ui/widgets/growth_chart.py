"""A growth chart: lines of the standard with their bands, the child's points joined, the last one hollow."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from healthdesk.domain.growth_course import INNER, MIDDLE, OUTER, Chart, Curve, Dot
from ui.kit import theme
from ui.kit.theme import Size
from ui.widgets.text import width

_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 40, 12, 26
_NAME_HEIGHT = 15
_NEAR = 10
_RADIUS, _LAST_RADIUS = 4.0, 5.0
_CHILD_PEN = 2.25
_LABEL_HEIGHT = 26
Places = Mapping[str, list[QPointF]]
"""The points of each curve by its name."""

_MOST_GROUNDS = 4
"""Boys and girls, lying and standing: the next child mostly needs one of them."""


def measured(value: Decimal) -> str:
    """`10.1`, `46.0`, `7.25`: with one decimal at least, and no zero behind it."""
    plain = f"{value.normalize():f}"
    return plain if "." in plain else f"{plain}.0"


class GrowthChart(QWidget):
    """Shows one chart. Values come up under the pointer; all of them are in the description.

    The lines of the standard are drawn once for a sex, size and theme; a key moves the child's points only.
    """

    def __init__(self, name: str = "", *, is_small: bool = False) -> None:
        super().__init__()
        self._chart: Chart | None = None
        self._unit = ""
        self._grounds: dict[object, QPixmap] = {}
        self.setObjectName(name)
        self.setMouseTracking(True)
        self.setMinimumHeight(140 if is_small else 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_chart(self, chart: Chart, title: str, unit: str) -> None:
        """Draw this; `title` and `unit` are for who listens, and stand beside the last point."""
        self._chart, self._unit = chart, unit
        self.setAccessibleName(title)
        self.setAccessibleDescription("，".join(self._words(dot) for dot in chart.dots))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        for dot in self._chart.dots if self._chart else ():
            if (self._position(dot) - event.position()).manhattanLength() < _NEAR:
                QToolTip.showText(event.globalPosition().toPoint(), self._words(dot), self)
                return
        QToolTip.hideText()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  the whole chart
        if self._chart is None:
            return
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn_ground(self._chart))
        painter.setFont(theme.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_child(painter, self._chart)

    def _drawn_ground(self, chart: Chart) -> QPixmap:
        scale = self.devicePixelRatioF()
        lines = (chart.sex, chart.indicator, chart.span, chart.low, chart.high, chart.step)
        key = (lines, self.width(), self.height(), scale, theme.tokens())
        if key not in self._grounds:
            ground = QPixmap(self.size() * scale)
            ground.setDevicePixelRatio(scale)
            ground.fill(Qt.GlobalColor.transparent)
            painter = QPainter(ground)
            self._draw_ground(painter, chart)
            painter.end()
            if len(self._grounds) == _MOST_GROUNDS:
                del self._grounds[next(iter(self._grounds))]
            self._grounds[key] = ground
        return self._grounds[key]

    def _draw_ground(self, painter: QPainter, chart: Chart) -> None:
        painter.setFont(theme.font())
        places = {curve.name: self._places(chart, curve) for curve in chart.curves}
        self._draw_bands(painter, places)
        self._draw_scales(painter, chart)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._plot())
        for name, points in places.items():
            self._draw_curve(painter, name, points)
        painter.setClipping(False)
        self._draw_names(painter, {name: points[-1] for name, points in places.items()})

    def _plot(self) -> QRectF:
        return QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)

    def _x(self, chart: Chart, place: Decimal) -> float:
        share = float(place - chart.span.first) / (chart.span.last - chart.span.first)
        return self._plot().left() + share * self._plot().width()

    def _y(self, chart: Chart, value: Decimal) -> float:
        share = float((value - chart.low) / (chart.high - chart.low))
        return self._plot().bottom() - share * self._plot().height()

    def _position(self, dot: Dot) -> QPointF:
        chart = self._chart
        return QPointF(self._x(chart, dot.place), self._y(chart, dot.value)) if chart else QPointF()

    def _places(self, chart: Chart, curve: Curve) -> list[QPointF]:
        """Of a whole curve: hundreds of points, so the scale is worked out once."""
        plot, first, low = self._plot(), chart.span.first, float(chart.low)
        across = plot.width() / (chart.span.last - first)
        up = plot.height() / float(chart.high - chart.low)
        left, bottom = plot.left(), plot.bottom()
        return [
            QPointF(left + (float(at) - first) * across, bottom - (float(value) - low) * up)
            for at, value in curve.points
        ]

    def _words(self, dot: Dot) -> str:
        return f"{dot.body.on.isoformat()}  {measured(dot.value)} {self._unit}"

    def _draw_bands(self, painter: QPainter, places: Places) -> None:
        for names, colour in ((OUTER, "band2"), (INNER, "band")):
            low, high = (places[name] for name in names)
            path = QPainterPath()
            path.addPolygon(QPolygonF([*low, *reversed(high)]))
            painter.fillPath(path, theme.tokens().colour(colour))

    def _draw_scales(self, painter: QPainter, chart: Chart) -> None:
        colours, plot = theme.tokens(), self._plot()
        painter.setPen(colours.colour("ink3"))
        value = chart.low
        while value <= chart.high:
            y = round(self._y(chart, value))
            painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), colours.colour("line"))
            box = QRectF(0, y - 10, plot.left() - 8, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:f}")
            value += chart.step
        for place in range(chart.span.first, chart.span.last + 1, chart.span.step):
            x = round(self._x(chart, Decimal(place)))
            painter.fillRect(QRectF(x, plot.top(), 1, plot.height()), colours.colour("line"))
            box = QRectF(x - 20, plot.bottom() + 5, 40, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(place))

    def _draw_curve(self, painter: QPainter, name: str, points: list[QPointF]) -> None:
        colours = theme.tokens()
        pen = QPen(colours.colour("ink2" if name == MIDDLE else "edge"), 1)
        if name == MIDDLE:
            pen.setWidthF(1.5)
        elif name not in OUTER:
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))

    def _draw_names(self, painter: QPainter, ends: Mapping[str, QPointF]) -> None:
        """The middle line and the outer ones first; a name that would touch another is left out."""
        colours, taken = theme.tokens(), list[float]()
        for name in dict.fromkeys((MIDDLE, *OUTER, *INNER, *ends)):
            where = ends[name]
            if any(abs(where.y() - other) < _NAME_HEIGHT for other in taken):
                continue
            taken.append(where.y())
            is_middle = name == MIDDLE
            painter.setFont(theme.font(Size.STRONG if is_middle else Size.BODY))
            painter.setPen(colours.colour("ink" if is_middle else "ink3"))
            box = QRectF(where.x() + 5, where.y() - 10, _RIGHT, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(theme.font())

    def _draw_child(self, painter: QPainter, chart: Chart) -> None:
        if not chart.dots:
            return
        colours = theme.tokens()
        places = [self._position(dot) for dot in chart.dots]
        painter.setPen(QPen(colours.colour("accent"), _CHILD_PEN))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(places))
        painter.setPen(QPen(colours.colour("surface"), 1))
        painter.setBrush(colours.colour("accent"))
        for where in places[:-1]:
            painter.drawEllipse(where, _RADIUS, _RADIUS)
        self._draw_last(painter, chart.dots[-1], places[-1])

    def _draw_last(self, painter: QPainter, dot: Dot, where: QPointF) -> None:
        """The value stands in a small frame, below the point, or above it near the floor."""
        colours, plot = theme.tokens(), self._plot()
        painter.setPen(QPen(colours.colour("accent"), 1.75))
        painter.setBrush(colours.colour("surface"))
        painter.drawEllipse(where, _LAST_RADIUS, _LAST_RADIUS)
        words = f"{measured(dot.value)} {self._unit}"
        wide = width(theme.font(Size.STRONG), words) + 16
        left = min(max(where.x() - wide * 0.7, plot.left()), plot.right() - wide)
        top = where.y() + 14
        if top + _LABEL_HEIGHT > plot.bottom():
            top = where.y() - 14 - _LABEL_HEIGHT
        box = QRectF(round(left) + 0.5, round(top) + 0.5, wide, _LABEL_HEIGHT)
        painter.setPen(QPen(colours.colour("accent"), 1))
        painter.drawRoundedRect(box, theme.RADIUS_CHIP, theme.RADIUS_CHIP)
        painter.setFont(theme.font(Size.STRONG))
        painter.setPen(colours.colour("ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.setFont(theme.font())
