"""A panel of entries to open, two lines each: what, why, how many or when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QVBoxLayout

from ui.kit import theme
from ui.kit.theme import Size
from ui.widgets.marks import IconMark
from ui.widgets.panel import Panel
from ui.widgets.text import CENTRE_LEFT, label

TWO_LINES = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line to open: what, why, how many or when. `go` is called with a click or Enter."""

    name: str
    icon: str
    title: str
    note: str
    count: str
    go: Callable[[], object]
    is_late: bool = False
    is_danger: bool = False


class RowButton(QPushButton):
    """An entry as wide as its panel; the whole of it can be pressed."""

    def __init__(self, name: str, height: int) -> None:
        super().__init__()
        self._height = height
        self.setObjectName(name)
        self.setProperty("kind", "text")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(200, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  ground and focus only
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("hover"))
            painter.drawRoundedRect(self.rect(), 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(colours.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)


class LineButton(RowButton):
    """A two-line entry with its count."""

    def __init__(self, line: Line) -> None:
        super().__init__(line.name, TWO_LINES)
        self.setAccessibleName(f"{line.title} {line.count}")
        self.setAccessibleDescription(line.note)
        colour = "danger" if line.is_danger else "amber" if line.is_late else ""
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 2, 2)
        row.setSpacing(10)
        row.addWidget(IconMark(line.icon, colour or "ink2"))
        both = QVBoxLayout()
        both.setSpacing(0)
        both.addWidget(label(line.title, Size.STRONG))
        both.addWidget(Short(line.note))
        row.addLayout(both, 1)
        row.addWidget(label(line.count, Size.STRONG, colour))
        row.addWidget(IconMark("open", "ink2"))
        self.clicked.connect(lambda: line.go())


class LinesPanel(Panel):
    """Entries one below the other; hidden when there are none."""

    def show_lines(self, title: str, note: str, lines: Sequence[Line]) -> None:
        """These and no others."""
        self.set_title(title, note)
        emptied(self.body)
        self.body.setContentsMargins(12, 0, 12, 8)
        self.body.setSpacing(0)
        for line in lines:
            self.body.addWidget(LineButton(line))
        self.body.addStretch(1)
        self.setVisible(bool(lines))


def emptied(body: QLayout) -> None:
    """Nothing is left of what stood there."""
    while (item := body.takeAt(0)) is not None:
        old = item.widget()
        if old:
            old.hide()
            old.deleteLater()


class Short(QLabel):
    """Words that give way instead of pushing their neighbours out: shortened with …, whole in the hint."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setToolTip(text)

    def shown(self) -> str:
        """What there is room for."""
        return QFontMetrics(theme.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  one line
        painter = QPainter(self)
        painter.setFont(theme.font())
        painter.setPen(theme.tokens().colour("ink2"))
        painter.drawText(self.rect(), CENTRE_LEFT, self.shown())
