"""A line for words outside a form: whatever is pasted into it is made harmless."""

from PySide6.QtWidgets import QLineEdit

from ui.kit import entry

LONGEST = 200


class Line(QLineEdit):
    """Never longer than its `maxLength`, by default LONGEST; control and direction marks do not stay.

    They would be saved unseen, and no paper could be printed with them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(LONGEST)
        self.textChanged.connect(self._clean)

    def _clean(self, text: str) -> None:
        safe = entry.safe_text(text, self.maxLength())
        if safe != text:
            at = self.cursorPosition()
            self.setText(safe)
            self.setCursorPosition(min(at, len(safe)))
