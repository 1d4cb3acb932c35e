"""已接种: pressed by Enter, and its digits choose the site."""

from PySide6.QtGui import QKeyEvent

from ui.widgets.key_button import KeyButton


class DoneButton(KeyButton):
    """A digit goes on to what stands around."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("\r", "\n"):
            self.click()
        elif event.text().isdecimal():
            event.ignore()
        else:
            super().keyPressEvent(event)
