"""Fields of a sheet that is higher than the window: scrolled, and whatever has the focus is seen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

AROUND = 32
"""Pixels beside the focused field that are seen with it: its words stand above."""


class Scrolled(QScrollArea):
    """Asks for the height of all its fields, and makes do with less."""

    def __init__(self, column: QVBoxLayout, wide: int) -> None:
        super().__init__()
        self._wide = wide
        self._fields = QWidget()
        self._fields.setLayout(column)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(self._fields)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._show_focused)

    def sizeHint(self) -> QSize:
        layout = self._fields.layout()
        if layout is None:
            return QSize(self._wide, 0)
        layout.activate()
        high = layout.totalHeightForWidth(self._wide) if layout.hasHeightForWidth() else -1
        return QSize(self._wide, max(high, layout.totalSizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def _show_focused(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._fields.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, AROUND)
