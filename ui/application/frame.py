"""The frame of the window: one page at a time, scrolled on a screen that is too small for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QWidget

LEAST = QSize(832, 508)
"""What the screens need with navigation and bars around them (`ui/kit/screen.py`)."""

_AROUND_FOCUS = 60


class _Pages(QWidget):
    """Asks for the least height of what it holds, and for no more where a line in it is wrapped.

    A scroll area gives what wraps its wanted height, and scrolls the whole window for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stack = QStackedWidget(self)

    def minimumSizeHint(self) -> QSize:
        return self.stack.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stack.resize(event.size())


class PageFrame(QScrollArea):
    """At 200 % a screen of 1366×768 shows half a page: it is scrolled, and the focus is always in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        pages = _Pages()
        self._pages = pages.stack
        self.setWidget(pages)
        self.setMinimumSize(LEAST.boundedTo(self.screen().availableSize()))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    def page(self) -> QWidget | None:
        """What is shown."""
        return self._pages.currentWidget()

    def show_page(self, page: QWidget) -> None:
        """Show one more; those before are kept."""
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def drop_page(self, page: QWidget) -> None:
        """It will not be shown again."""
        self._pages.removeWidget(page)
        page.deleteLater()

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._pages.isAncestorOf(now):
            self.ensureWidgetVisible(now, _AROUND_FOCUS, _AROUND_FOCUS)
