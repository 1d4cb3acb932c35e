"""The field for a password or PIN, with the caps-lock word beside its label."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.kit.theme import Size
from ui.widgets.marks import IconLine
from ui.widgets.text import hide_letters, label, set_state

LONGEST = 256


class SecretField(QWidget):
    """`entered` on Enter; ↑ and ↓ go to `steered`, to choose people without leaving the field."""

    entered = Signal()
    steered = Signal(int)

    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self._title = label(title, Size.STRONG)
        self._caps = IconLine("caps-lock", self.tr("大写锁定已开"), "ink2", name=f"{name}.caps")
        self._caps.hide()
        self.field = _Hidden(self)
        self.field.setObjectName(name)
        self.field.setAccessibleName(title)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._caps)
        self._complaint = label("", tone="danger", name=f"{name}.error")
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.field)
        column.addWidget(self._complaint)
        self.setFocusProxy(self.field)
        self._title.setMinimumHeight(24)

    def text(self) -> str:
        """What is typed."""
        return self.field.text()

    def set_title(self, title: str) -> None:
        """Ask for something else."""
        self._title.setText(title)
        self.field.setAccessibleName(title)

    def complain(self, sentence: str) -> None:
        """What is wrong, under the field; an empty sentence takes it back."""
        self._complaint.setText(sentence)
        self._complaint.setAccessibleName(sentence)
        self._complaint.setVisible(bool(sentence))
        set_state(self.field, "err", bool(sentence))

    def empty(self) -> None:
        """Forget what was typed."""
        self.field.clear()

    def note_key(self, event: QKeyEvent) -> None:
        """Capital letters without Shift mean caps lock; Qt has no other way to ask on every system."""
        letter = event.text()
        if len(letter) == 1 and letter.isalpha() and letter.isascii():
            has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps.setVisible(letter.isupper() != has_shift)
        elif event.key() == Qt.Key.Key_CapsLock:
            self._caps.setVisible(self._caps.isHidden())


class _Hidden(QLineEdit):
    def __init__(self, owner: SecretField) -> None:
        super().__init__(owner)
        self._owner = owner
        hide_letters(self)
        self.setMaxLength(LONGEST)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textEdited.connect(lambda _text: owner.complain(""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._owner.note_key(event)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._owner.entered.emit()
            case Qt.Key.Key_Up:
                self._owner.steered.emit(-1)
            case Qt.Key.Key_Down:
                self._owner.steered.emit(1)
            case _:
                super().keyPressEvent(event)
