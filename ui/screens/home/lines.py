"""A panel of entries to open, two lines each: what, why, how many or when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from ui.kit import theme
from ui.kit.theme import Size
from ui.widgets.marks import IconMark
from ui.widgets.panel import Panel
from ui.widgets.text import label


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


class LineButton(QPushButton):
    """A two-line entry with its count; the whole of it can be pressed."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.setObjectName(line.name)
        self.setProperty("kind", "text")
        self.setAccessibleName(f"{line.title} {line.count}")
        self.setAccessibleDescription(line.note)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        colour = "danger" if line.is_danger else "amber" if line.is_late else ""
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 2, 2)
        row.setSpacing(10)
        row.addWidget(IconMark(line.icon, colour or "ink2"))
        both = QVBoxLayout()
        both.setSpacing(0)
        both.addWidget(label(line.title, Size.STRONG))
        both.addWidget(_short(label(line.note, tone="ink2")))
        row.addLayout(both, 1)
        row.addWidget(label(line.count, Size.STRONG, colour))
        row.addWidget(IconMark("open", "ink2"))
        self.clicked.connect(lambda: line.go())

    def sizeHint(self) -> QSize:
        return QSize(200, 50)

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


class LinesPanel(Panel):
    """Entries one below the other; hidden when there are none."""

    def show_lines(self, title: str, note: str, lines: Sequence[Line]) -> None:
        """These and no others."""
        self.set_title(title, note)
        while (item := self.body.takeAt(0)) is not None:
            old = item.widget()
            if old:
                old.hide()
                old.deleteLater()
        self.body.setContentsMargins(12, 0, 12, 8)
        self.body.setSpacing(0)
        for line in lines:
            self.body.addWidget(LineButton(line))
        self.body.addStretch(1)
        self.setVisible(bool(lines))


def _short(made: QLabel) -> QLabel:
    """A label that gives way instead of pushing its neighbours out."""
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    made.setToolTip(made.text())
    return made
