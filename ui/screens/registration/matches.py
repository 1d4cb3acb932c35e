"""People already here who may be the one on the sheet, and why."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.services.residents import Likeness
from ui.kit import words
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.panel import Panel, hairline
from ui.widgets.text import label, say

WIDTH = 326


class Matches(Panel):
    """`opened(resident_id)` when one of them is the one."""

    opened = Signal(str)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(name="registration.matches")
        self._today = today
        self._shown: tuple[Likeness, ...] = ()
        self.setFixedWidth(WIDTH)
        self.set_title(self.tr("可能已有档案"))
        self._nothing = label(
            self.tr("边填边查：身份证号相同，或姓名音近又有别处相同的人会列在这里"), tone="ink3"
        )
        self._nothing.setWordWrap(True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.body.addWidget(self._nothing)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)

    def first(self) -> Likeness | None:
        """The likeliest one shown."""
        return self._shown[0] if self._shown else None

    def show_matches(self, found: Sequence[Likeness], *, is_asked: bool) -> None:
        """These and no others. `is_asked`: enough was typed to look for somebody."""
        if tuple(found) == self._shown and bool(found):
            return
        self._shown = tuple(found)
        while (item := self._rows.takeAt(0)) is not None:
            old = item.widget()
            if old:
                old.hide()
                old.deleteLater()
        self.set_note(self.tr("{count} 位").format(count=len(found)) if found else "")
        self._nothing.setVisible(not found)
        if is_asked and not found:
            say(self._nothing, self.tr("没有找到像的人，可以登记"))
        for at, one in enumerate(found):
            if at:
                self._rows.addWidget(hairline())
            self._rows.addWidget(self._row(one, at))

    def _row(self, one: Likeness, at: int) -> QWidget:
        hit, made = one.hit, QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(label(hit.name, Size.STRONG, name=f"registration.match.{at}"))
        first.addStretch(1)
        button = KeyButton(
            self.tr("打开"), key="F4" if at == 0 else "", icon="open", name=f"registration.open.{at}"
        )
        button.setAccessibleName(self.tr("打开 {name} 的档案").format(name=hit.name))
        button.clicked.connect(lambda: self.opened.emit(hit.id))
        first.addWidget(button)
        column.addLayout(first)
        born = hit.born.isoformat() if hit.born else ""
        who = words.sex_and_age(hit.sex, hit.born, self._today())
        column.addWidget(label(f"{who}  {born}  {hit.phone_masked}".strip(), tone="ink2"))
        address = label(hit.address or "", tone="ink2")
        address.setWordWrap(True)
        column.addWidget(address)
        why = words.listed(words.trait(str(trait)) for trait in one.traits)
        column.addWidget(IconLine("attention" if one.is_certain else "note", why, "ink"))
        return made
