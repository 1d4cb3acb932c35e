"""Small painted marks: dot, icon with words, bars, segments of completeness, the ring of an observation."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import icons, theme
from ui.kit.theme import Size
from ui.widgets.text import draw, width


class IconMark(QWidget):
    """One icon, tinted with a token."""

    def __init__(self, meaning: str, tone: str = "ink2", size: int = 16) -> None:
        super().__init__()
        self._meaning = meaning
        self._tone = tone
        self._size = size
        self.setFixedSize(size + 2, size + 4)

    def set_icon(self, meaning: str, tone: str = "ink2") -> None:
        """Another meaning or tone."""
        self._meaning, self._tone = meaning, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        centre = QPointF(self.width() / 2, self.height() / 2)
        icons.paint(QPainter(self), self._meaning, theme.tokens().colour(self._tone), centre, self._size)


class IconLine(QWidget):
    """An icon and a line of words of one colour: 逾期 12 天, 血压计 10:38, a complaint under a field."""

    def __init__(
        self, meaning: str = "", text: str = "", tone: str = "ink2", size: Size = Size.BODY, name: str = ""
    ) -> None:
        super().__init__()
        self._meaning, self._text, self._tone, self._size = meaning, text, tone, size
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """The words."""
        return self._text

    def show_line(self, meaning: str, text: str, tone: str = "ink2") -> None:
        """Say something else."""
        self._meaning, self._text, self._tone = meaning, text, tone
        self.setAccessibleName(text)
        self._tell_rest()
        self.updateGeometry()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_rest()

    def _tell_rest(self) -> None:
        """What had to be cut is read under the pointer."""
        self.setToolTip(self._text if self.width() < self.sizeHint().width() - 2 else "")

    def sizeHint(self) -> QSize:
        icon = 22 if self._meaning else 0
        return QSize(icon + width(theme.font(self._size), self._text) + 2, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 60), 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        painter = QPainter(self)
        colour = theme.tokens().colour(self._tone)
        start = 0
        if self._meaning:
            icons.paint(painter, self._meaning, colour, QPointF(8, self.height() / 2 - 1))
            start = 22
        rest = QRect(start, 0, self.width() - start, self.height())
        draw(painter, rest, self._text, font=theme.font(self._size), colour=colour)


class Bar(QWidget):
    """How much of a whole is done; `target` draws a tick, and below it the bar is grey."""

    def __init__(self, share: float = 0.0, target: float | None = None, name: str = "") -> None:
        super().__init__()
        self._share, self._target = share, target
        self.setObjectName(name)
        self.setFixedHeight(16)
        self.setMinimumWidth(60)
        self.set_share(share)

    def set_share(self, share: float) -> None:
        """From 0 to 1."""
        self._share = share
        self.setAccessibleName(f"{round(100 * share)} %")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        draw_bar(QPainter(self), QRectF(self.rect()), self._share, self._target)


class Completeness(QWidget):
    """One small segment for each item of an archive, filled ones first."""

    def __init__(self, done: int = 0, total: int = 0, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFixedHeight(12)
        self._done = self._total = 0
        self.show_count(done, total)

    def show_count(self, done: int, total: int) -> None:
        """`done` of `total` items are there."""
        self._done, self._total = done, total
        self.setAccessibleName(f"{done} / {total}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        colours = theme.tokens()
        painter = QPainter(self)
        shown = min(self._total, 26)
        if not shown:
            return
        filled = self._done * shown // self._total
        step = self.width() / shown
        for at in range(shown):
            left, right = round(at * step), round((at + 1) * step)
            colour = colours.colour("accent" if at < filled else "track")
            painter.fillRect(QRect(left, 1, right - left - 2, 10), colour)


class ObservationRing(QWidget):
    """Minutes left of an observation: a ring that closes, with a check when it is over."""

    def __init__(self, share: float = 0.0, name: str = "") -> None:
        super().__init__()
        self._share = share
        self.setObjectName(name)
        self.setFixedSize(36, 36)

    def set_share(self, share: float) -> None:
        """How much of the time has passed, 0 to 1."""
        self._share = min(1.0, max(0.0, share))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(QPen(colours.colour("track"), 4))
        painter.drawEllipse(ring)
        pen = QPen(colours.colour("accent"), 4)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawArc(ring, 90 * 16, -round(self._share * 360 * 16))
        if self._share >= 1:
            icons.paint(painter, "done", colours.colour("accent"), ring.center() - QPointF(0, 1))


def draw_bar(painter: QPainter, where: QRectF, share: float, target: float | None = None) -> None:
    """A bar of 8 pixels in the middle of `where`; reached the target: accent, not reached: grey."""
    colours = theme.tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    line = QRectF(where.left(), where.center().y() - 4, where.width(), 8)
    painter.setBrush(colours.colour("track"))
    painter.drawRoundedRect(line, 2, 2)
    reached = target is None or share >= target
    painter.setBrush(colours.colour("accent" if reached else "edge"))
    full = QRectF(line.left(), line.top(), line.width() * min(1.0, max(0.0, share)), line.height())
    painter.drawRoundedRect(full, 2, 2)
    if target is not None:
        tick = QRectF(line.left() + line.width() * target - 1, line.top() - 4, 2, 16)
        painter.fillRect(tick, colours.colour("ink"))
