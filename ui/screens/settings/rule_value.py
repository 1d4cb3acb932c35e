"""The new value of a rule: a number typed within its bounds, or one of its choices by digit."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from healthdesk.services.rules import RuleNumber
from ui.kit import words
from ui.kit.i18n import translate
from ui.widgets.line import Line
from ui.widgets.numbered import NumberedOptions

WIDTH = 180


class RuleValue(QWidget):
    """`given` with Enter, or when a digit has chosen; `left` with Esc. Hidden while nothing is asked."""

    given = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.line = Line()
        self.line.setObjectName("settings.rule.value")
        self.line.setFixedWidth(WIDTH)
        self.line.returnPressed.connect(self.given)
        self.options: NumberedOptions | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.line)
        self.hide()

    def ask(self, one: RuleNumber) -> None:
        """For this rule, beginning with what counts now."""
        if self.options is not None:
            self.options.hide()
            self.options.deleteLater()
            self.options = None
        self.line.setText(one.value)
        self.line.setAccessibleName(words.of_form(one.setting.title))
        self.line.setPlaceholderText(_bounds(one))
        self.line.setToolTip(_bounds(one))
        self.line.setHidden(bool(one.setting.choices))
        if one.setting.choices:
            self.options = self._choices(one)
        self.show()
        self.line.selectAll()
        (self.options or self.line).setFocus()

    def value(self) -> str:
        """What was typed, or the code of what was chosen."""
        if self.options is None:
            return self.line.text()
        return next(iter(self.options.codes()), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What neither the line nor the options took."""
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.given.emit()
            case _:
                super().keyPressEvent(event)

    def _choices(self, one: RuleNumber) -> NumberedOptions:
        made = NumberedOptions([(code, words.of_form(text)) for code, text in one.setting.choices.items()])
        made.setObjectName("settings.rule.choices")
        made.setAccessibleName(words.of_form(one.setting.title))
        made.show_codes((one.value,))
        made.finished.connect(self.given)
        self._row.addWidget(made)
        return made


def _bounds(one: RuleNumber) -> str:
    """`60 至 80`, or how a length of time is written; empty where anything will do."""
    setting = one.setting
    if setting.kind:
        return translate("Rules", "如 28d（天）、6m（月）、9y（岁）")
    if setting.low is None and setting.high is None:
        return ""
    return translate("Rules", "{low} 至 {high}").format(low=setting.low, high=setting.high)
