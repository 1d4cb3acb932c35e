"""A sheet over the window, closed by Esc or a click beside it: palette, keys of this screen."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

_VEIL_ALPHA = 60


class Overlay(QWidget):
    """Put things into `column`; `open_over()` shows it in the upper middle of its parent.

    While it is open the keys of the screen below do nothing, unless it `shares_keys` with it.
    """

    closed = Signal()
    shares_keys = False

    def __init__(self, parent: QWidget, sheet_width: int) -> None:
        super().__init__(parent)
        self._wide = sheet_width
        self._before: QWidget | None = None
        self.sheet = QFrame(self)
        self.sheet.setProperty("role", "raised")
        self.column = QVBoxLayout(self.sheet)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)
        self.hide()

    def open_over(self, focus: QWidget) -> None:
        """Show it and put the focus into `focus`."""
        self._before = QApplication.focusWidget()
        self.show()
        self.arrange()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def focus_first(self) -> None:
        """Back to where the focus was in it."""
        (self.focusWidget() or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_sheet(self) -> None:
        """Hide it and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        self.closed.emit()

    def arrange(self) -> None:
        """Fit the sheet to its contents and to the window."""
        around = self.parentWidget()
        if around is None:
            return
        self.setGeometry(around.rect())
        # What was hidden or shown a moment ago counts at once, not with the next turn of the event loop.
        QApplication.sendPostedEvents(self, QEvent.Type.LayoutRequest)
        QApplication.sendPostedEvents(self.sheet, QEvent.Type.LayoutRequest)
        self.column.invalidate()
        wide = min(self._wide, self.width() - 32)
        high = min(self.sheet.sizeHint().height(), self.height() - 96)
        self.sheet.setGeometry(QRect(QPoint((self.width() - wide) // 2, 64), QPoint(0, 0)))
        self.sheet.resize(wide, high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.sheet.geometry().contains(event.position().toPoint()):
            self.close_sheet()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  one wash
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, _VEIL_ALPHA))


def opened_over(window: QWidget) -> Overlay | None:
    """The sheet that covers something of this window; the last one where there are several."""
    return next((one for one in reversed(window.findChildren(Overlay)) if one.isVisible()), None)
