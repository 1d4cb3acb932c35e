"""The next piece of work, offered: name, age, last digits. Enter takes it, F2 passes on, Esc leaves it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import KeyHint
from ui.widgets.marks import IconLine
from ui.widgets.overlay import Overlay
from ui.widgets.panel import hairline
from ui.widgets.text import label, say

WIDTH = 460


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to go on with. `tail` are the last digits that tell two people of one name apart."""

    resident_id: str
    programme: str
    name: str
    sex_and_age: str
    tail: str
    due: str
    is_overdue: bool
    address: str


class NextPerson(Overlay):
    """`accepted(candidate)` on Enter. Offered again while it is open, it passes to the one after."""

    accepted = Signal(object)
    shares_keys = True

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self.setObjectName("next")
        self._people: tuple[Candidate, ...] = ()
        self._at = 0
        self._name = label("", Size.DISPLAY, name="next.name")
        self._who = label("", Size.TITLE, name="next.who")
        self._tail = label("", tone="ink2", name="next.tail")
        self._due = IconLine(name="next.due")
        self._address = label("", tone="ink2", name="next.address")
        self._place = label("", tone="ink3")
        self._accept = KeyButton(
            self.tr("开始随访"), key="Return", icon="write", kind="primary", name="next.accept"
        )
        self._accept.clicked.connect(self._take)
        self._accept.setDefault(True)
        self._lay_out()

    def offer(self, people: Sequence[Candidate]) -> None:
        """Show the first of these; with nobody there it stays away."""
        if self.isVisible():
            self.pass_on()
            return
        self._people, self._at = tuple(people), 0
        if self._people:
            self._show()
            self.open_over(self._accept)

    def pass_on(self) -> None:
        """The one after; behind the last the first again."""
        self._at = (self._at + 1) % len(self._people)
        self._show()

    def _lay_out(self) -> None:
        who = QHBoxLayout()
        who.setSpacing(10)
        for part in (self._name, self._who, self._tail):
            who.addWidget(part)
        who.addStretch(1)
        self._address.setWordWrap(True)
        upper = QVBoxLayout()
        upper.setContentsMargins(20, 16, 20, 16)
        upper.setSpacing(8)
        upper.addLayout(who)
        upper.addWidget(self._due)
        upper.addWidget(self._address)
        self.column.addLayout(upper)
        self.column.addWidget(hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 16, 8)
        another, leave = KeyHint("F2", self.tr("换下一位")), KeyHint("Escape", self.tr("不了"))
        another.clicked.connect(self.pass_on)
        leave.clicked.connect(self.close_sheet)
        foot.addWidget(another)
        foot.addWidget(leave)
        foot.addSpacing(8)
        foot.addWidget(self._place)
        foot.addStretch(1)
        foot.addWidget(self._accept)
        self.column.addLayout(foot)

    def _show(self) -> None:
        one = self._people[self._at]
        say(self._name, one.name)
        say(self._who, one.sex_and_age)
        say(self._tail, self.tr("尾号 {digits}").format(digits=one.tail) if one.tail else "")
        if one.is_overdue:
            self._due.show_line("overdue", one.due, "amber")
        else:
            self._due.show_line("due", one.due, "ink2")
        say(self._address, one.address)
        many = len(self._people)
        say(self._place, f"{self._at + 1} / {many}" if many > 1 else "")
        self.setAccessibleName(f"{one.name} {one.sex_and_age} {one.tail} {one.due}")
        self.arrange()

    def _take(self) -> None:
        if self._people and not self.isHidden():
            one = self._people[self._at]
            self.hide()
            self.accepted.emit(one)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)
