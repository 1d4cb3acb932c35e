"""Fields of a sheet that is higher than the window: scrolled, and whatever has the focus is seen."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

AROUND = 32
"""Pixels beside the focused field that are seen with it: its words stand above."""


class Scrolled(QScrollArea):
    """Asks for the height of all its fields, and makes do with less.

    While the focus is in `whole`, all of that is seen: its buttons too.
    """

    def __init__(self, column: QVBoxLayout, wide: int, whole: QWidget | None = None) -> None:
        super().__init__()
        self._wide, self._whole = wide, whole
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The fields have become higher, or the window lower."""
        is_known: bool = super().eventFilter(watched, event)
        if event.type() is QEvent.Type.Resize and self._whole is not None:
            self._show_focused(None, QApplication.focusWidget())
        return is_known

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._whole is not None:
            self._show_focused(None, QApplication.focusWidget())

    def _show_focused(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self._fields.isAncestorOf(now):
            return
        if self._whole is not None and self._whole.isAncestorOf(now):
            self.ensureWidgetVisible(self._whole, 0, 0)
        else:
            self.ensureWidgetVisible(now, 0, AROUND)
