"""The doctor's own class, with a reason. The rules' class stays beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout

from healthdesk.services.settling import Overrule
from ui.kit import words
from ui.screens.visit.judged import Block
from ui.widgets.key_button import KeyButton
from ui.widgets.line import Line
from ui.widgets.marks import IconLine
from ui.widgets.numbered import NumberedOptions
from ui.widgets.panel import Panel
from ui.widgets.switches import Segments
from ui.widgets.text import label, set_state

LONGEST_REASON = 200


class Overruling(Panel):
    """Opened with Alt+J, closed with Esc. `decided(position, overrule or None)` with Enter."""

    decided = Signal(int, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("改判"), self.tr("规则的判定同时保留"), name="visit.overrule")
        self._blocks: tuple[Block, ...] = ()
        self._at = 0
        self._which: Segments | None = None
        self._options: NumberedOptions | None = None
        self._chosen = ""
        self._place = QHBoxLayout()
        self._boxes = QHBoxLayout()
        self._reason = Line()
        self._reason.setObjectName("visit.overrule.reason")
        self._reason.setMaxLength(LONGEST_REASON)
        self._reason.setPlaceholderText(self.tr("改判的理由"))
        self._reason.setAccessibleName(self.tr("改判的理由"))
        self._reason.returnPressed.connect(self._decide)
        self._wrong = IconLine("incomplete", "", "danger", name="visit.overrule.wrong")
        self._wrong.hide()
        self.body.addLayout(self._place)
        self.body.addLayout(self._boxes)
        self.body.addWidget(label(self.tr("理由"), tone="ink2"))
        self.body.addWidget(self._reason)
        self.body.addWidget(self._wrong)
        self.body.addLayout(self._build_buttons())
        self.hide()

    def begin(self, blocks: Sequence[Block]) -> None:
        """Ask for the class of the first programme, or of the one chosen."""
        self._blocks = tuple(blocks)
        names = [words.of_form(one.programme.short_title) for one in blocks]
        self._which = _put(self._place, Segments(names, "visit.overrule.which") if len(names) > 1 else None)
        if self._which is not None:
            self._which.chosen.connect(self._turn_to)
        self.show()
        self._turn_to(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        keep = KeyButton(self.tr("不改"), key="Escape", name="visit.overrule.keep")
        decide = KeyButton(self.tr("改判"), key="Return", name="visit.overrule.decide")
        keep.clicked.connect(self._take_back)
        decide.clicked.connect(self._decide)
        row.addStretch(1)
        row.addWidget(keep)
        row.addWidget(decide)
        return row

    def _turn_to(self, at: int) -> None:
        block = self._blocks[at]
        self._at = at
        self._chosen = block.overrule.grade if block.overrule else ""
        self._reason.setText(block.overrule.reason if block.overrule else "")
        pairs = [(grade.code, words.of_form(grade.text)) for grade in block.programme.grades]
        options = NumberedOptions(pairs)
        options.setObjectName("visit.overrule.class")
        options.setAccessibleName(self.tr("改判为"))
        options.show_codes((self._chosen,))
        options.picked.connect(self._pick)
        options.finished.connect(self._reason.setFocus)
        self._options = options
        _put(self._boxes, options)
        options.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _pick(self, codes: tuple[str, ...]) -> None:
        self._chosen = codes[0] if codes else ""

    def _decide(self) -> None:
        reason = self._reason.text().strip()
        if not self._chosen:
            self._complain(self.tr("先选一个分类"))
        elif not reason:
            self._complain(self.tr("改判要写理由"))
            set_state(self._reason, "err", True)
            self._reason.setFocus()
        else:
            self._leave()
            self.decided.emit(self._at, Overrule(self._chosen, reason))

    def _take_back(self) -> None:
        self._leave()
        self.decided.emit(self._at, None)

    def _leave(self) -> None:
        self._wrong.hide()
        set_state(self._reason, "err", False)
        self.hide()
        self.left.emit()

    def _complain(self, sentence: str) -> None:
        self._wrong.show_line("incomplete", sentence, "danger")
        self._wrong.show()


def _put(row: QHBoxLayout, widget: Segments | NumberedOptions | None) -> Segments | None:
    while (item := row.takeAt(0)) is not None:
        old = item.widget()
        if old:
            old.hide()
            old.deleteLater()
    if widget is not None:
        row.addWidget(widget, 1 if isinstance(widget, NumberedOptions) else 0)
    row.addStretch(0)
    return widget if isinstance(widget, Segments) else None
