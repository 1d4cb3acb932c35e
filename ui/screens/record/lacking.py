"""The forms of a person that an audit would not count as standard: how many items are empty or wrong."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from healthdesk.services.quality import Lacking
from ui.kit import words
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconMark
from ui.widgets.panel import Panel
from ui.widgets.text import label

MOST_LISTED = 4


class LackingPanel(Panel):
    """Not there while every form is standard. `wanted` carries the id of the visit to be completed."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(self.tr("一年内不规范的表"), "", name="record.lacking")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_lacking(self, found: Sequence[Lacking], *, may_log: bool) -> None:
        """The newest first; the first page of the archive has a panel of its own."""
        lacking = [one for one in found if one.visit_id and not one.completeness.is_standard]
        for one in lacking[:MOST_LISTED]:
            self.body.addWidget(self._line(one, may_log=may_log))
        more = len(lacking) - MOST_LISTED
        if more > 0:
            self.body.addWidget(label(self.tr("还有 {n} 份不规范").format(n=more), tone="ink2"))
        self.setVisible(bool(lacking))

    def _line(self, one: Lacking, *, may_log: bool) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(IconMark("to-do"))
        both = QVBoxLayout()
        both.setSpacing(0)
        title = label(words.of_form(one.title), Size.BODY)
        title.setWordWrap(True)
        counts = self.tr("{day}，空 {empty} 项，错 {wrong} 项").format(
            day=one.on, empty=len(one.completeness.missing), wrong=len(one.completeness.wrong)
        )
        both.addWidget(title)
        both.addWidget(label(counts, tone="ink2"))
        row.addLayout(both, 1)
        if may_log:
            button = KeyButton(self.tr("补填"), kind="text", name=f"record.complete.{one.visit_id}")
            button.setAccessibleName(self.tr("补填{item}").format(item=words.of_form(one.title)))
            button.clicked.connect(lambda: self.wanted.emit(one.visit_id))
            row.addWidget(button)
        return made
