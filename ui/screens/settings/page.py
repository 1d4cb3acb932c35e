"""What the pages of the settings have in common: labelled fields below each other."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit import theme
from ui.kit.actions import Action
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.panel import Panel
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import label, say

LABEL_WIDTH = 168
FIELD_WIDTH = 320


class Page(Panel):
    """One subject. `fetch` is called when it is shown."""

    def __init__(self, title: str, note: str = "", name: str = "") -> None:
        super().__init__(padded=False, name=name)
        self.set_title(title, note)
        self.rows = QVBoxLayout()
        self.rows.setContentsMargins(theme.PAGE_MARGIN, 4, theme.PAGE_MARGIN, 12)
        self.rows.setSpacing(8)

    def fetch(self) -> None:
        """Ask for what is shown."""

    def commands(self) -> tuple[Action, ...]:
        """What its buttons do that can be pressed now; their keys count while the page is shown."""
        return tuple(
            replace(button.action, text=button.word(), call=button.click)
            for button in self.findChildren(KeyButton)
            if button.action is not None and button.isEnabled() and not button.isHidden()
        )

    def fill(self) -> None:
        """Put the rows in, with room below them; where the window is low they are scrolled."""
        self.rows.addStretch(1)
        self.body.addWidget(Scrolled(self.rows, LABEL_WIDTH + FIELD_WIDTH), 1)

    def add(self, text: str, field: QWidget, name: str, hint: str = "") -> None:
        """A label, its field, and what helps to fill it in."""
        field.setObjectName(name)
        field.setAccessibleName(text)
        row = QHBoxLayout()
        row.setSpacing(12)
        words = label(text, tone="ink2")
        words.setFixedWidth(LABEL_WIDTH)
        row.addWidget(words)
        row.addWidget(field)
        if hint:
            row.addWidget(label(hint, tone="ink3"))
        row.addStretch(1)
        self.rows.addLayout(row)

    def add_fact(self, text: str, name: str = "") -> Callable[[str], None]:
        """A label and words nobody types; call what is returned to show other words."""
        row = QHBoxLayout()
        row.setSpacing(12)
        words, value = label(text, tone="ink2"), label("", Size.STRONG, name=name)
        words.setFixedWidth(LABEL_WIDTH)
        value.setWordWrap(True)
        row.addWidget(words, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(value, 1)
        self.rows.addLayout(row)
        return lambda shown: say(value, shown)
