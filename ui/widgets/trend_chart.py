"""A trend: limits as a tinted band with their words, lines, points in target full, others hollow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.kit import theme
from ui.kit.theme import Size

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 56, 12, 28
_NEAR = 10
_LINE = 20
DAYS_BY_THE_DAY = 45
"""Below so many days from first to last the dates are written as month and day."""


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement; `words` is what is written beside it (146, 6.9)."""

    on: date
    value: float
    words: str
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One line, oldest point first. `square` points and darker ink tell the lower value from the upper."""

    name: str
    points: tuple[Point, ...]
    square: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A band that is good: from `low` (None: the bottom) to `high`; `words` stand inside."""

    high: float
    words: str
    low: float | None = None


class TrendChart(QWidget):
    """Shows series under limits. Values come up under the pointer; all of them are in the description."""

    def __init__(self, name: str = "", *, is_small: bool = False) -> None:
        super().__init__()
        self._series: tuple[Series, ...] = ()
        self._limits: tuple[Limit, ...] = ()
        self._is_small = is_small
        self.setObjectName(name)
        self.setMouseTracking(True)
        self.setMinimumHeight(110 if is_small else 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_series(self, series: Sequence[Series], limits: Sequence[Limit] = ()) -> None:
        """Draw these, from the oldest point to the newest."""
        self._series = tuple(one for one in series if one.points)
        self._limits = tuple(limits)
        self.setAccessibleName("、".join(one.name for one in self._series))
        told = [limit.words for limit in self._limits if limit.words]
        told += [f"{one.name} " + "，".join(map(self._told, one.points)) for one in self._series]
        self.setAccessibleDescription("；".join(told))
        self.update()

    def _told(self, point: Point) -> str:
        """Who listens does not see which points are hollow."""
        beyond = self.tr("（超出目标）") if point.is_out else ""
        return f"{point.on.isoformat()} {point.words}{beyond}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        for one in self._series:
            for point in one.points:
                where = self._position(point)
                if (where - event.position()).manhattanLength() < _NEAR:
                    QToolTip.showText(
                        event.globalPosition().toPoint(),
                        f"{point.on.isoformat()}  {one.name} {point.words}",
                        self,
                    )
                    return
        QToolTip.hideText()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  the whole chart
        if not self._series:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font())
        self._draw_ground(painter)
        self._draw_limits(painter)
        self._draw_dates(painter)
        for one, beside in zip(self._series, self.last_places(), strict=True):
            self._draw_line(painter, one, beside)

    def _plot(self) -> QRectF:
        left = 8 if self._is_small else _LEFT
        return QRectF(left, _TOP, self.width() - left - _RIGHT, self.height() - _TOP - _BOTTOM)

    def _span(self) -> tuple[float, float, float]:
        """Lowest and highest grid line and the step between two."""
        values = [point.value for one in self._series for point in one.points]
        values += [limit.high for limit in self._limits]
        values += [limit.low for limit in self._limits if limit.low is not None]
        step = nice_step((max(values) - min(values)) or max(abs(max(values)) / 4, 1))
        low = step * int(min(values) / step - 0.35)
        high = step * int(max(values) / step + 1.2)
        return low, max(high, low + step), step

    def _days(self) -> tuple[int, int]:
        days = [point.on.toordinal() for one in self._series for point in one.points]
        return min(days), max(days)

    def _x(self, on: date) -> float:
        first, last = self._days()
        plot = self._plot().adjusted(16, 0, -16, 0)
        share = (on.toordinal() - first) / (last - first) if last > first else 1.0
        return plot.left() + share * plot.width()

    def _y(self, value: float) -> float:
        low, high, _ = self._span()
        plot = self._plot()
        return plot.bottom() - (value - low) / (high - low) * plot.height()

    def _position(self, point: Point) -> QPointF:
        return QPointF(self._x(point.on), self._y(point.value))

    def _draw_ground(self, painter: QPainter) -> None:
        colours = theme.tokens()
        plot = self._plot()
        if self._is_small:
            return
        painter.fillRect(plot, colours.colour("sunken"))
        low, high, step = self._span()
        painter.setPen(colours.colour("ink3"))
        for at in range(round((high - low) / step) + 1):
            value = low + at * step
            y = round(self._y(value))
            painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), colours.colour("line"))
            box = QRectF(0, y - 10, plot.left() - 8, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:g}")

    def _draw_limits(self, painter: QPainter) -> None:
        colours = theme.tokens()
        plot = self._plot()
        for at, limit in enumerate(self._from_above()):
            top = self._y(limit.high)
            bottom = plot.bottom() if limit.low is None else self._y(limit.low)
            ground = colours.colour("band" if at else "band2")
            painter.fillRect(QRectF(plot.left(), top, plot.width(), bottom - top), ground)
            pen = QPen(colours.colour("soft_line"), 1, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            y = round(top) + 0.5
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(colours.colour("ink3"))
        for limit, place in zip(self._from_above(), self.limit_places(), strict=True):
            if self._is_small:
                side = QRectF(plot.right() + 4, place - _LINE / 2, _RIGHT - 4, _LINE)
                painter.drawText(side, Qt.AlignmentFlag.AlignCenter, f"{limit.high:g}")
            else:
                inside = QRectF(
                    plot.left() + plot.width() * 0.22, place - _LINE / 2, plot.width() * 0.7, _LINE
                )
                painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, limit.words)

    def last_places(self) -> list[float]:
        """The middle of each series' last value at the right, none on another."""
        found: list[float] = []
        for one in self._series:
            found.append(self._clear_of(self._y(one.points[-1].value), found))
        return found

    def limit_places(self) -> list[float]:
        """The middle of the words of each limit, the highest limit first: none on another, or on a value."""
        limits = self._from_above()
        if self._is_small:
            taken = self.last_places()
            for limit in limits:
                taken.append(self._clear_of(self._y(limit.high), taken))
            return taken[-len(limits) :] if limits else []
        places = [self._inside(limit) for limit in limits]
        for at in range(len(places) - 2, -1, -1):
            places[at] = min(places[at], places[at + 1] - _LINE)
        return places

    def _from_above(self) -> list[Limit]:
        return sorted(self._limits, key=lambda one: -one.high)

    def _clear_of(self, y: float, taken: Sequence[float]) -> float:
        """The nearest height to `y` where a word stands clear of those at `taken`."""
        places = [y, *(one + side for one in taken for side in (-_LINE, _LINE))]
        free = [one for one in places if all(abs(one - other) > _LINE - 0.01 for other in taken)]
        seen = [one for one in free if _LINE / 2 <= one <= self.height() - _LINE / 2]
        return min(seen or free or [y], key=lambda one: abs(one - y))

    def _inside(self, limit: Limit) -> float:
        """The middle of the words of a band, below the line they would otherwise cross."""
        plot, top = self._plot(), self._y(limit.high)
        floor = max((one.high for one in self._limits if one.high < limit.high), default=float("-inf"))
        lowest = max(
            (self._y(p.value) for one in self._series for p in one.points if floor < p.value <= limit.high),
            default=top,
        )
        below = plot.bottom() if floor == float("-inf") else self._y(floor)
        return min(max(top + 4, lowest + 8), below - 22) + _LINE / 2

    def _draw_dates(self, painter: QPainter) -> None:
        painter.setPen(theme.tokens().colour("ink3"))
        plot = self._plot()
        taken = -100.0
        days = sorted({point.on for one in self._series for point in one.points})
        shown = [days[-1], *days[:-1]]
        is_short = (days[-1] - days[0]).days < DAYS_BY_THE_DAY
        last = self._x(days[-1])
        for on in shown:
            x = self._x(on)
            if on != days[-1] and (x - taken < 56 or last - x < 52):
                continue
            if on != days[-1]:
                taken = x
            box = QRectF(x - 28, plot.bottom() + 6, 56, 20)
            words = f"{on:%m-%d}" if is_short else f"{on:%y-%m}"
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_line(self, painter: QPainter, one: Series, beside: float) -> None:
        """`beside`: the height of its last value at the right."""
        colours = theme.tokens()
        colour = colours.colour("ink2" if one.square else "accent")
        places = [self._position(point) for point in one.points]
        painter.setPen(QPen(colour, 1.75))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(places))
        for point, where in zip(one.points, places, strict=True):
            _draw_point(painter, where, colour, is_out=point.is_out, square=one.square)
            if point.is_out and point is not one.points[-1]:
                painter.setPen(colours.colour("ink2"))
                painter.drawText(words_above(where), Qt.AlignmentFlag.AlignCenter, point.words)
        painter.setFont(theme.font(Size.TITLE))
        painter.setPen(colours.colour("ink"))
        box = QRectF(self._plot().right() + 8, beside - 11, _RIGHT - 8, 22)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, one.points[-1].words)
        painter.setFont(theme.font())


def words_above(where: QPointF) -> QRectF:
    """The room of a value's words: above its point, but never beyond the top of the chart."""
    return QRectF(where.x() - 30, max(0.0, where.y() - 26), 60, 20)


def nice_step(spread: float) -> float:
    """A round step that cuts `spread` into three to six parts."""
    size = 10.0 ** (len(str(int(spread))) - 1) if spread >= 1 else 0.1
    for factor in (0.1, 0.2, 0.5, 1, 2, 3, 5, 10):
        if spread / (size * factor) <= 5:
            return size * factor
    return size * 10


def _draw_point(painter: QPainter, where: QPointF, colour: QColor, *, is_out: bool, square: bool) -> None:
    painter.setPen(QPen(colour, 1.75) if is_out else Qt.PenStyle.NoPen)
    painter.setBrush(theme.tokens().colour("surface") if is_out else colour)
    reach = 4.5 if is_out else 4.0
    box = QRectF(where.x() - reach, where.y() - reach, 2 * reach, 2 * reach)
    if square:
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        painter.drawEllipse(box)
