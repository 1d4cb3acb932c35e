"""The page of a screen, and what stands in its place while nothing can be shown: waiting, failed, done."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

SLOW_MS = 150


class PageStack(QStackedWidget):
    """`wait` leaves the page up for a moment, without the keys: most answers come before anybody notices.

    Taking hundreds of fields off the window and putting them on again would take longer than the answer.
    """

    def __init__(self, state: QWidget, page: QWidget) -> None:
        super().__init__()
        self._state, self._page = state, page
        self.addWidget(state)
        self.addWidget(page)
        self._slow = QTimer(self, interval=SLOW_MS, singleShot=True)
        self._slow.timeout.connect(self.show_state)

    def wait(self) -> None:
        """Something is being fetched; what takes long is said by the state."""
        if self.currentWidget() is self._page:
            self.setFocus()
            self._slow.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Nothing of the focus is seen here; Qt would draw the whole page once more."""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """As little when it goes to the page."""

    def show_page(self) -> None:
        """It is there."""
        self._slow.stop()
        self.setCurrentWidget(self._page)

    def show_state(self) -> None:
        """It is not."""
        self._slow.stop()
        self.setCurrentWidget(self._state)
