"""Who agrees to which vaccines today: a name, what that one is to the person, the vaccines by digit."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from healthdesk.services.backgrounds import Agreed
from ui.kit import words
from ui.widgets.flow import FlowLayout
from ui.widgets.key_button import KeyButton
from ui.widgets.line import Line
from ui.widgets.marks import IconLine
from ui.widgets.numbered import NumberedOptions
from ui.widgets.panel import Panel
from ui.widgets.text import label, set_state

LONGEST = 60


class ConsentPanel(Panel):
    """`agreed(name, relation, vaccines)`; `put` when a sheet is to be printed and signed by hand."""

    agreed = Signal(str, str, tuple)
    put = Signal()

    def __init__(self, title_of: Callable[[str], str]) -> None:
        super().__init__(name="consent")
        self.set_title(self.tr("知情同意"))
        self._title_of = title_of
        self._vaccines: NumberedOptions | None = None
        self._state = IconLine(name="consent.state")
        self.body.addWidget(self._state)
        row = QHBoxLayout()
        self.name = Line()
        self.name.setObjectName("consent.name")
        self.name.setAccessibleName(self.tr("同意的人"))
        self.name.setPlaceholderText(self.tr("家长（或本人）姓名"))
        self.name.setMaxLength(LONGEST)
        row.addWidget(label(self.tr("同意的人"), tone="ink2"))
        row.addWidget(self.name, 1)
        self.body.addLayout(row)
        words = (self.tr("母亲"), self.tr("父亲"), self.tr("祖辈"), self.tr("本人"), self.tr("其他"))
        self.relation = NumberedOptions([(word, word) for word in words])
        self.relation.setObjectName("consent.relation")
        self.relation.setAccessibleName(self.tr("是受种者的"))
        self.body.addWidget(self.relation)
        self._buttons = FlowLayout(across=8)
        self.agree = KeyButton(self.tr("同意接种"), key="Ctrl+S", icon="done", name="consent.agree")
        self.agree.clicked.connect(self.give)
        self.name.returnPressed.connect(self.relation.setFocus)
        self.relation.finished.connect(self.agree.setFocus)
        self._buttons.addWidget(self.agree)
        put = KeyButton(self.tr("打印同意书"), key="Ctrl+P", icon="print", kind="text", name="consent.print")
        put.clicked.connect(self.put)
        self._buttons.addWidget(put)
        self.body.addLayout(self._buttons)

    def show_consent(self, known: Agreed | None, vaccines: Sequence[str], companion: tuple[str, str]) -> None:
        """Who has agreed today; else the vaccines of today, and who came the last time."""
        if self._vaccines is not None:
            self.body.removeWidget(self._vaccines)
            self._vaccines.hide()
            self._vaccines.deleteLater()
        options = [(vaccine, words.of_form(self._title_of(vaccine))) for vaccine in vaccines]
        self._vaccines = NumberedOptions(options, many=True)
        self._vaccines.setObjectName("consent.vaccines")
        self._vaccines.setAccessibleName(self.tr("同意打的疫苗"))
        self._vaccines.show_codes([*(known.vaccines if known else vaccines)])
        self.body.insertWidget(1, self._vaccines)
        if known:
            said = self.tr("{by}（{as_}）今天已同意").format(by=known.by, as_=known.as_)
            self._state.show_line("done", said, "ink2")
        else:
            self._state.show_line("to-do", self.tr("还没有同意"), "ink2")
        by, as_ = (known.by, known.as_) if known else companion
        if not self.name.text().strip():
            self.name.setText(by)
            self.relation.show_codes((as_,))

    def forget(self) -> None:
        """Another person."""
        self.name.clear()
        self.relation.show_codes(())

    def focus_first(self) -> None:
        """Where something is missing."""
        if not self.name.text().strip():
            self.name.setFocus()
        elif not self.relation.codes():
            self.relation.setFocus()
        else:
            self.agree.setFocus()

    def give(self) -> None:
        """Agreed; not without a name and what that one is to the person."""
        name, relation = self.name.text().strip(), self.relation.codes()
        set_state(self.name, "err", value=not name)
        if not name:
            self.name.setFocus()
        elif not relation:
            self._state.show_line("attention", self.tr("是受种者的什么人？"), "ink")
            self.relation.setFocus()
        elif self._vaccines is None or not self._vaccines.codes():
            self._state.show_line("attention", self.tr("同意打哪些？"), "ink")
        else:
            self.agreed.emit(name, relation[0], self._vaccines.codes())
