"""The sheet as fields: label above, at its right where the text came from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from healthdesk.domain.forms.definition import Item
from healthdesk.domain.forms.filling import Filling, Origin
from ui.forms.answering import Answering
from ui.forms.fields import LongTextField, field_for
from ui.forms.problem_words import problem_words
from ui.forms.steps import Step
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.widgets.marks import IconLine
from ui.widgets.text import label, say

PAIRS = (("to_org", "to_dept"), ("reason",), ("reason_text",), ("impression",), ("present_history_reason",),
         ("past_history",), ("treatment",), ("from_doctor", "from_phone"))  # fmt: skip
"""What stands on the form, line by line; the rest of the paper is filled from the archive."""

SELDOM = ("phone", "address", "to_doctor", "out_date", "from_org")
"""Shown first only when they still want an answer."""

_SOURCES = {
    "impression": QT_TRANSLATE_NOOP("ReferralForm", "取自随访与档案"),
    "present_history_reason": QT_TRANSLATE_NOOP("ReferralForm", "取自最近一次随访"),
    "past_history": QT_TRANSLATE_NOOP("ReferralForm", "取自档案"),
    "treatment": QT_TRANSLATE_NOOP("ReferralForm", "取自最近一次用药"),
}
MOST_STEPS = 200

_LINES = {"impression": 1}
"""Of a long field while less is written in it."""

_SHORT = {
    "1": QT_TRANSLATE_NOOP("ReferralForm", "连续两次"),
    "2": QT_TRANSLATE_NOOP("ReferralForm", "不良反应"),
    "3": QT_TRANSLATE_NOOP("ReferralForm", "新并发症"),
    "4": QT_TRANSLATE_NOOP("ReferralForm", "加重"),
    "5": QT_TRANSLATE_NOOP("ReferralForm", "急症"),
    "9": QT_TRANSLATE_NOOP("ReferralForm", "其他"),
}


class SheetForm(QScrollArea):
    """`changed(filling)` at every key; `completed` when Enter leaves the last field."""

    changed = Signal(object)
    completed = Signal()

    def __init__(self, pairs: Sequence[Sequence[str]] = PAIRS, seldom: Sequence[str] = SELDOM) -> None:
        super().__init__()
        self._pairs, self._seldom = pairs, seldom
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._filling: Filling | None = None
        self._steps = QUndoStack(self)
        self._steps.setUndoLimit(MOST_STEPS)
        self._lines: dict[str, _Line] = {}

    def show_filling(self, filling: Filling, *, is_whole: bool = False) -> None:
        """A new sheet; undo begins anew. Seldom asked items are shown when they are missing, or all are."""
        self._filling = filling
        self._steps.clear()
        gaps = set(filling.gaps())
        rows = [(key,) for key in self._seldom if is_whole or key in gaps]
        self._build(filling, [*rows, *self._pairs])
        self._show()

    def filling(self) -> Filling:
        """The sheet as it stands. Raises LookupError before one is shown."""
        if self._filling is None:
            raise LookupError("nothing is shown")
        return self._filling

    def take(self, filling: Filling) -> None:
        """The same sheet with answers from elsewhere."""
        self._filling = filling
        self._show()

    def go_to(self, key: str) -> bool:
        """Put the focus into a field; False when it is not on the form."""
        line = self._lines.get(key)
        if line is None:
            return False
        line.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(line)
        return True

    def focus_first(self) -> None:
        """The first gap, or the first field."""
        gaps = self._filling.gaps() if self._filling else ()
        if not any(self.go_to(key) for key in gaps):
            self.go_to(self._pairs[0][0])

    def complain(self, key: str, reason: str) -> bool:
        """Why a value is refused, at its field. False when it is not on the form."""
        if not self.go_to(key):
            return False
        self._lines[key].complain(problem_words(reason))
        return True

    def _build(self, filling: Filling, rows: Sequence[Sequence[str]]) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 2, 16, 4)
        column.setSpacing(4)
        self._lines = {}
        for keys in rows:
            across = QHBoxLayout()
            across.setSpacing(12)
            for key in keys:
                self._lines[key] = _Line(filling, key, self._hearing(key))
                across.addWidget(self._lines[key], 1)
            column.addLayout(across)
        column.addStretch(1)
        self.setWidget(body)

    def _show(self) -> None:
        for key, line in self._lines.items():
            line.show_entry(self.filling(), key)

    def _hearing(self, key: str) -> Answering:
        return Answering(
            edited=lambda value: self._edit(key, value),
            entered=lambda: self._go_on(key),
            completed=lambda: self._go_on(key),
            undo=self._steps.undo,
            redo=self._steps.redo,
            today=self._today,
        )

    def _today(self) -> date:
        return self.filling().subject.today

    def _edit(self, key: str, value: Any) -> None:
        before = self.filling()
        after = before.answer(key, value)
        if after.value(key) == before.value(key):
            return
        self._steps.push(Step(self._restore, before, after, key))
        self._put(after, key)

    def _restore(self, filling: Filling, key: str) -> None:
        """What a step back or forward shows."""
        self._put(filling, key)
        self.go_to(key)

    def _put(self, filling: Filling, key: str) -> None:
        self._filling = filling
        self._lines[key].complain("")
        self._show()
        self.changed.emit(filling)

    def _go_on(self, key: str) -> None:
        shown = [one for one, line in self._lines.items() if line.isVisibleTo(self)]
        after = shown[shown.index(key) + 1 :]
        if after:
            self.go_to(after[0])
        else:
            self.completed.emit()


class _Line(QWidget):
    """One field with its label and its source."""

    def __init__(self, filling: Filling, key: str, hearing: Answering) -> None:
        super().__init__()
        item = filling.form.item(key)
        self._key = key
        self.field: Any = field_for(_short(item) if key == "reason" else item, hearing)
        self.field.setObjectName(f"field.{key}")
        self.field.setAccessibleName(words.of_form(item.text))
        if isinstance(self.field, LongTextField):
            self.field.begin_with(_LINES.get(key, 2))
        self._source = label("", tone="ink3", name=f"referral.source.{key}")
        self._complaint = IconLine("incomplete", "", "danger", name=f"complaint.{key}")
        self._complaint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(label(words.of_form(item.text), tone="ink2"))
        head.addStretch(1)
        head.addWidget(self._source)
        column.addLayout(head)
        column.addWidget(self.field)
        column.addWidget(self._complaint)

    def show_entry(self, filling: Filling, key: str) -> None:
        """The value, and where it came from."""
        self.setVisible(filling.asks(key))
        self.field.show_value(filling.value(key), is_carried=False)
        entry = filling.entry(key)
        if key not in _SOURCES:
            return
        if entry is None:
            say(self._source, translate("ReferralForm", "要填"))
        elif entry.origin is Origin.TYPED:
            say(self._source, translate("ReferralForm", "已改写"))
        else:
            say(self._source, translate("ReferralForm", _SOURCES[key]))

    def complain(self, sentence: str) -> None:
        """What is wrong; empty takes it back."""
        self._complaint.show_line("incomplete", sentence, "danger")
        self._complaint.setVisible(bool(sentence))
        self.field.set_wrong(is_wrong=bool(sentence))


def _short(item: Item) -> Item:
    """The reasons in one word each, so that they stand on one line."""
    options = tuple(
        replace(option, text=translate("ReferralForm", _SHORT.get(option.code, option.text)))
        for option in item.options
    )
    return replace(item, options=options)
