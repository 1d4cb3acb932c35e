"""The frame of the window: one page at a time, scrolled on a screen that is too small for it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ui.widgets.room import Room

LEAST = QSize(832, 508)
"""What the screens need with navigation and bars around them (`ui/kit/screen.py`)."""


class PageFrame(Room):
    """At 200 % a screen of 1366×768 shows half a page: what of it must be scrolled follows the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(LEAST.boundedTo(self.screen().availableSize()))

    def page(self) -> QWidget | None:
        """What is shown."""
        return self.stack.currentWidget()

    def show_page(self, page: QWidget) -> None:
        """Show one more; those before are kept."""
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def drop_page(self, page: QWidget) -> None:
        """It will not be shown again."""
        self.stack.removeWidget(page)
        page.deleteLater()
