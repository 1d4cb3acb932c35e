"""The one table from the kind of an item to its widget."""

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget

from healthdesk.domain.forms.answers import Answer
from healthdesk.domain.forms.definition import Item, Kind
from ui.forms.answer_words import answer_words
from ui.forms.answering import Answering
from ui.forms.code_field import CodeField
from ui.forms.line_fields import DateField, LineField, NumberField
from ui.kit import entry, theme, words
from ui.kit.theme import Size
from ui.widgets.numbered import NumberedOptions
from ui.widgets.text import label, set_state

LONGEST_TEXT = 4000
LONG_TEXT_LINES, MOST_LINES = 3, 8
_ROUND_THE_LINES = 20
"""Pixels of margin, border and padding above and below, so that no line is cut in half."""

_KEYPAD = Qt.KeyboardModifier.KeypadModifier

AnyField = "LineField | LongTextField | ChoiceField | ComboField | ShownField"
Build = Callable[[Item, Answering], QWidget]


class LongTextField(QPlainTextEdit):
    """Several lines; Enter goes on, Shift+Enter begins a new line.

    As high as what is in it, from `fewest` lines to MOST_LINES; then it scrolls.
    """

    def __init__(self, item: Item, answering: Answering) -> None:
        super().__init__()
        self._fewest = LONG_TEXT_LINES
        self._longest = item.max_length or LONGEST_TEXT
        self._answering = answering
        self._is_showing = False
        self.setTabChangesFocus(True)
        self._fit()
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._changed)

    def show_value(self, value: Answer | None, *, is_carried: bool) -> None:
        """Show this value."""
        set_state(self, "carried", is_carried)
        text = "" if value is None else str(value)
        if self.toPlainText().strip() != text:
            self._is_showing = True
            self.setPlainText(text)
            self._is_showing = False

    def begin_with(self, lines: int) -> None:
        """So high while it holds less."""
        self._fewest = lines
        self._fit()

    def set_wrong(self, *, is_wrong: bool) -> None:
        """The edge of a refused value."""
        set_state(self, "err", is_wrong)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A paste is made harmless before it is laid out: a megabyte would stop the window."""
        room = self._longest - len(self.toPlainText()) + len(self.textCursor().selectedText())
        self.insertPlainText(entry.safe_text(source.text(), max(0, room), lines=True))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & ~_KEYPAD:
            self._answering.entered()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self._answering.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._answering.redo()
        elif is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        """Qt counts the height of a plain document in lines, wrapped ones too."""
        lines = max(self._fewest, min(MOST_LINES, round(self.document().size().height())))
        first = self.document().firstBlock().layout()
        own = first.lineAt(0).height() if first.lineCount() else self.fontMetrics().lineSpacing()
        self.setFixedHeight(ceil(own * lines) + _ROUND_THE_LINES)

    def _changed(self) -> None:
        if self._is_showing:
            return
        text = self.toPlainText()
        if len(text) > self._longest:
            self._is_showing = True
            self.setPlainText(text[: self._longest])
            self._is_showing = False
        set_state(self, "carried", False)
        self._answering.edited(self.toPlainText() or None)


class ChoiceField(NumberedOptions):
    """Numbered boxes, one or several."""

    def __init__(self, item: Item, answering: Answering) -> None:
        self._is_many = item.kind is Kind.CHOICES
        self._answering = answering
        alone = frozenset(option.code for option in item.options if option.is_exclusive)
        pairs = [(option.code, words.of_form(option.text)) for option in item.options]
        super().__init__(pairs, many=self._is_many, alone=alone)
        self.picked.connect(self._picked)
        self.finished.connect(answering.completed)

    def show_value(self, value: Answer | None, *, is_carried: bool) -> None:
        """Tick what is answered."""
        codes = tuple(str(code) for code in value) if isinstance(value, tuple) else (str(value or ""),)
        self.show_codes(codes, carried=is_carried)

    def set_wrong(self, *, is_wrong: bool) -> None:
        """Boxes have no red edge; the sentence under them says it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self._answering.entered()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self._answering.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._answering.redo()
        else:
            super().keyPressEvent(event)

    def _picked(self, codes: tuple[str, ...]) -> None:
        if self._is_many:
            self._answering.edited(list(codes) or None)
        else:
            self._answering.edited(codes[0] if codes else None)


class ComboField(QComboBox):
    """A choice inside a table, where boxes would not fit. Digits choose as on paper."""

    def __init__(self, item: Item, answering: Answering) -> None:
        super().__init__()
        self._answering = answering
        self._codes = [option.code for option in item.options]
        self.addItem("", None)
        for option in item.options:
            self.addItem(answer_words(item, option.code), option.code)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda at: answering.edited(self.itemData(at)))

    def show_value(self, value: Answer | None, *, is_carried: bool) -> None:
        """Show the chosen one."""
        set_state(self, "carried", is_carried)
        while self.count() > len(self._codes) + 1:
            self.removeItem(self.count() - 1)  # of the person before
        if value is not None and self.findData(value) < 0:
            self.addItem(str(value), value)  # of another system: shown as it came
        self.setCurrentIndex(max(0, self.findData(value)))

    def set_wrong(self, *, is_wrong: bool) -> None:
        """The edge of a refused value."""
        set_state(self, "err", is_wrong)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._answering.entered()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the sheet must not change an answer."""
        event.ignore()


class ShownField(QLabel):
    """Computed, or given by signing: nobody types here."""

    def __init__(self, item: Item, answering: Answering) -> None:  # noqa: ARG002  the table's shape
        super().__init__()
        self._item = item
        self.setProperty("t", str(Size.STRONG))
        self.setFixedHeight(28)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_value(self, value: Answer | None, *, is_carried: bool) -> None:  # noqa: ARG002  the same look
        """Show this value."""
        waiting = self.tr("签署时签名") if self._item.kind is Kind.SIGNATURE else "–"
        option = self._item.option(str(value))
        self.setText(words.of_form(option.text) if option else answer_words(self._item, value) or waiting)

    def set_wrong(self, *, is_wrong: bool) -> None:
        """Nothing to put right here."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        event.ignore()


class ShownRows(QLabel):
    """A table that other records fill: a line for each row, and nothing to type into."""

    def __init__(self, item: Item, answering: Answering) -> None:  # noqa: ARG002  the table's shape
        super().__init__()
        self._item = item
        self.setWordWrap(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_value(self, value: Answer | None, *, is_carried: bool) -> None:  # noqa: ARG002  the same look
        """Show these rows."""
        rows = value if isinstance(value, tuple) else ()
        self.setText("\n".join(answer_words(self._item, (row,)) for row in rows) or "–")  # type: ignore[arg-type]  # one row of the same table

    def set_wrong(self, *, is_wrong: bool) -> None:
        """Nothing to put right here."""


WIDGETS: dict[Kind, Build] = {
    Kind.TEXT: LineField,
    Kind.LONGTEXT: LongTextField,
    Kind.INTEGER: NumberField,
    Kind.DECIMAL: NumberField,
    Kind.DATE: DateField,
    Kind.MONTH: DateField,
    Kind.CHOICE: ChoiceField,
    Kind.CHOICES: ChoiceField,
    Kind.CODE: CodeField,
    Kind.SIGNATURE: ShownField,
}


def field_for(item: Item, answering: Answering) -> QWidget:
    """The widget for an item, tables excepted. Raises KeyError for a kind that holds no answer."""
    if item.is_read_only:
        return ShownRows(item, answering) if item.kind is Kind.ROWS else ShownField(item, answering)
    return CodeField(item, answering) if item.codes else WIDGETS[item.kind](item, answering)


def field_width(item: Item, characters: int | None) -> int | None:
    """Pixels of a field: digits are 8 wide, Chinese characters 14. None: as wide as there is room."""
    match item.kind:
        case Kind.INTEGER | Kind.DECIMAL:
            return 10 * (characters or 4) + 24
        case Kind.DATE:
            return 116
        case Kind.MONTH:
            return 96
        case Kind.TEXT | Kind.CODE:
            longest = item.max_length or 40
            return 14 * (characters or min(longest, 24)) + 24
        case _:
            return None


def unit_beside(text: str, high: int = theme.CONTROL) -> QLabel:
    """Words beside a field `high` pixels high, level with it."""
    made = label(text, tone="ink2")
    made.setFixedHeight(high)
    return made
