"""The five steps of a visit at the right of the person bar: done, now, still to come."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import icons, theme, words
from ui.kit.theme import Size
from ui.widgets.text import draw, width

_CIRCLE = 20
_AFTER = 6
_GAP = 14


class Steps(QWidget):
    """预检, 同意书, 扫码, 接种, 留观."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card.steps")
        self._words = (
            self.tr("预检"),
            self.tr("同意书"),
            self.tr("扫码"),
            self.tr("接种"),
            self.tr("留观"),
        )
        self._done: tuple[bool, ...] = (False,) * len(self._words)
        self._is_whole = True
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_done(self, done: Sequence[bool]) -> None:
        """Which of them are behind us; the first that is not is the present one."""
        self._done = tuple(done)
        now = self._now()
        said = [
            self.tr("{step} 完成").format(step=word)
            if is_done
            else self.tr("{step} 现在").format(step=word)
            if at == now
            else word
            for at, (word, is_done) in enumerate(zip(self._words, self._done, strict=True))
        ]
        self.setAccessibleName(words.clauses(said))
        self.updateGeometry()
        self.update()

    def set_whole(self, is_whole: bool) -> None:
        """Every word, or where the window is narrow that of the present step alone."""
        self._is_whole = is_whole
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sum(_CIRCLE + _AFTER + self._room(at) + _GAP for at in range(len(self._words))), 28)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  five marks
        painter, colours, x, now = QPainter(self), theme.tokens(), 0, self._now()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, (word, is_done) in enumerate(zip(self._words, self._done, strict=True)):
            circle = QRectF(x + 0.5, self.height() / 2 - _CIRCLE / 2, _CIRCLE - 1, _CIRCLE - 1)
            is_now = at == now
            edge = "accent" if is_done or is_now else "edge"
            painter.setPen(QPen(colours.colour(edge), 1))
            painter.setBrush(colours.colour("accent" if is_now else "surface"))
            painter.drawEllipse(circle)
            if is_done:
                icons.paint(painter, "done", colours.colour("accent"), QPointF(circle.center()), 12)
            else:
                painter.setFont(theme.font())
                painter.setPen(colours.colour("on_accent" if is_now else "ink2"))
                painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(at + 1))
            font = theme.font(Size.STRONG if is_now else Size.BODY)
            room = self._room(at)
            where = QRect(x + _CIRCLE + _AFTER, 0, room + 2, self.height())
            if room:
                draw(painter, where, word, font=font, colour=colours.colour("ink" if is_now else "ink2"))
            x += _CIRCLE + _AFTER + room + _GAP

    def _room(self, at: int) -> int:
        """Pixels of a step's word; none where only the present one is said."""
        is_said = self._is_whole or at == self._now()
        return width(theme.font(Size.STRONG), self._words[at]) if is_said else 0

    def _now(self) -> int:
        return next((at for at, is_done in enumerate(self._done) if not is_done), len(self._done))
