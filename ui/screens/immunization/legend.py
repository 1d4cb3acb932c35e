"""What the marks of the grid mean, at the right of its head."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import icons, theme
from ui.widgets.text import draw, width

_MARK = 22
_GAP = 14


class Legend(QWidget):
    """Given, may be given today, overdue, not yet."""

    def __init__(self) -> None:
        super().__init__()
        self._entries = (
            ("done", self.tr("已种")),
            ("frame", self.tr("今天可种")),
            ("plate", self.tr("逾期")),
            ("ring", self.tr("未到，最早日期")),
        )
        self.setAccessibleName("、".join(text for _, text in self._entries))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        wide = sum(_MARK + width(theme.font(), text) + _GAP for _, text in self._entries)
        return QSize(wide, 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  four marks
        painter, colours, x = QPainter(self), theme.tokens(), 0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark, text in self._entries:
            centre = QPointF(x + 8, self.height() / 2 - 1)
            if mark in ("done", "ring"):
                tone = "accent" if mark == "done" else "ink3"
                icons.paint(painter, mark, colours.colour(tone), centre, 14 if mark == "done" else 10)
            else:
                edge, ground = ("accent", "surface") if mark == "frame" else ("amber_line", "amber_soft")
                painter.setPen(QPen(colours.colour(edge), 1))
                painter.setBrush(colours.colour(ground))
                painter.drawRoundedRect(QRectF(x + 1.5, self.height() / 2 - 7.5, 14, 14), 3, 3)
            where = QRect(x + _MARK, 0, width(theme.font(), text) + 4, self.height())
            x += _MARK + draw(painter, where, text, font=theme.font(), colour=colours.colour("ink2")) + _GAP
