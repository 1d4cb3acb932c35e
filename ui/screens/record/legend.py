"""What the points of a trend mean."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.widgets.text import width


class Legend(QWidget):
    """Round upper, square lower, hollow beyond the target."""

    def __init__(self, entries: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self.setAccessibleName("、".join(text for text, _ in entries))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(sum(width(theme.font(), text) + 40 for text, _ in self._entries), 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font())
        x, middle = 0, self.height() / 2
        for text, shape in self._entries:
            tone = colours.colour("ink2" if shape == "square" else "accent")
            painter.setPen(QPen(tone, 1.75))
            if shape != "hollow":
                painter.drawLine(QPointF(x, middle), QPointF(x + 18, middle))
            painter.setBrush(colours.colour("surface") if shape == "hollow" else tone)
            box = QRectF(x + 5, middle - 4, 8, 8)
            painter.drawRect(box) if shape == "square" else painter.drawEllipse(box)
            painter.setPen(colours.colour("ink2"))
            wide = width(theme.font(), text)
            painter.drawText(QRectF(x + 24, 0, wide + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            x += wide + 40
