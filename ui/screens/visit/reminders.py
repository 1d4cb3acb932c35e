"""Beside the form: what the immunization card lacks of the doses that this visit asks about."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from ui.kit import words
from ui.widgets.marks import IconMark
from ui.widgets.panel import Panel
from ui.widgets.text import label


class Reminders(Panel):
    """A sentence with its mark, one below the other; hidden without any."""

    def __init__(self) -> None:
        super().__init__(name="visit.reminders")
        self.set_title(self.tr("接种"))
        self.body.setContentsMargins(12, 0, 12, 10)
        self.body.setSpacing(6)
        self.hide()

    def show_reminders(self, sentences: Sequence[str]) -> None:
        """These and no others."""
        while (row := self.body.takeAt(0)) is not None:
            _throw_away(row.layout())
        for sentence in sentences:
            self.body.addLayout(_line(sentence))
        self.setVisible(bool(sentences))


def _line(sentence: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(IconMark("attention", "amber"), 0, Qt.AlignmentFlag.AlignTop)
    said = label(words.of_form(sentence))
    said.setWordWrap(True)
    row.addWidget(said, 1)
    return row


def _throw_away(row: QHBoxLayout | object) -> None:
    while isinstance(row, QHBoxLayout) and (part := row.takeAt(0)) is not None:
        old = part.widget()
        if old:
            old.hide()
            old.deleteLater()
