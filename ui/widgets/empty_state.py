"""What stands where a list would be: nothing yet, still loading, or not to be had. Designed, not blank."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.actions import Action
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconMark
from ui.widgets.text import label


class EmptyState(QWidget):
    """An icon, what is so, what would change it, and the action that does."""

    def __init__(
        self, icon: str, title: str, text: str = "", action: Action | None = None, name: str = ""
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._mark = IconMark(icon, "ink3", 22)
        self._title = label(title, Size.STRONG)
        self._text = label(text, tone="ink3")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 24, 16, 24)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._text)
        self._slot = QVBoxLayout()
        self._slot.setContentsMargins(0, 4, 0, 0)
        column.addLayout(self._slot)
        column.addStretch(2)
        self._offer(action)

    def show_state(self, icon: str, title: str, text: str = "", action: Action | None = None) -> None:
        """Another state in the same place."""
        self._mark.set_icon(icon, "ink3")
        self._title.setText(title)
        self._text.setText(text)
        self._offer(action)

    def loading(self) -> None:
        """Being fetched."""
        self.show_state("sync", self.tr("正在取数"))

    def failed(self, sentence: str, again: Action | None = None) -> None:
        """Could not be fetched; nothing is lost by that."""
        self.show_state("incomplete", self.tr("没有取到"), sentence, again)

    def _offer(self, action: Action | None) -> None:
        while (item := self._slot.takeAt(0)) is not None:
            old = item.widget()
            if old:
                old.deleteLater()
        if action:
            self._slot.addWidget(KeyButton.of(action), 0, Qt.AlignmentFlag.AlignHCenter)
