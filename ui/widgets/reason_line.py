"""One line for a reason: shown when it is wanted, Enter gives it, Esc takes it away."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.widgets.line import Line

LONGEST = 100


class ReasonLine(Line):
    """`given(words)` with Enter, never empty: without words it is `missing`; `left` with Esc."""

    given = Signal(str)
    missing = Signal()
    left = Signal()

    def __init__(self, hint: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.ask_for(hint)
        self.setMaxLength(LONGEST)
        self.returnPressed.connect(self._give)
        self.hide()

    def ask_for(self, hint: str) -> None:
        """What the words are for."""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)

    def begin(self) -> None:
        """Ask."""
        self.clear()
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        reason = self.text().strip()
        if reason:
            self.hide()
            self.given.emit(reason)
        else:
            self.missing.emit()
