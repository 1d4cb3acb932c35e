"""Whoever waits after an injection: a ring that closes in thirty minutes, then 可离开."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.services.doses import OBSERVATION_MINUTES, Observed
from ui.kit import words
from ui.kit.theme import Size
from ui.widgets.keys import KeyHint
from ui.widgets.marks import IconLine, ObservationRing
from ui.widgets.panel import Panel
from ui.widgets.text import label, say

WIDTH = 284
MOST = 12
ROW, HEAD = 50, 104
"""Pixels of a row, and of what stands above and below the rows."""

_TICK_MS = 1000


class Observation(Panel):
    """Counts down by itself; the ones who may leave stand at the top, as many as there is room for.

    Below them stands who is called next, where somebody waits; `next_wanted` calls.
    """

    next_wanted = Signal()

    def __init__(self, now: Callable[[], datetime], title: Callable[[str], str], next_key: str) -> None:
        super().__init__(name="card.observation")
        self.setFixedWidth(WIDTH)
        self.set_title(self.tr("留观"))
        self._now, self._title_of = now, title
        self._people: tuple[Observed, ...] = ()
        self._nobody = label(self.tr("没有人在留观"), tone="ink3")
        self.body.addWidget(self._nobody)
        self._rows = tuple(_Row(at) for at in range(MOST))
        for row in self._rows:
            self.body.addWidget(row)
            row.hide()
        self._more = label("", tone="ink2", name="card.observed_more")
        self.body.addWidget(self._more)
        self._more.hide()
        self.body.addStretch(1)
        self._next = IconLine("residents", "", "ink2", name="card.waiting")
        self._next_key = KeyHint(next_key, "")
        self._next_key.setAccessibleName(self.tr("叫下一位"))
        self._next_key.clicked.connect(self.next_wanted)
        foot = self.foot()
        foot.addWidget(self._next)
        foot.addStretch(1)
        foot.addWidget(self._next_key)
        self.show_waiting(())
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def show_people(self, people: Sequence[Observed]) -> None:
        """These wait, or have just waited long enough."""
        self._people = tuple(people)
        waiting = len(self._people)
        self.set_note(
            self.tr("{count} 人，满 {minutes} 分钟").format(count=waiting, minutes=OBSERVATION_MINUTES)
            if waiting
            else ""
        )
        self._nobody.setVisible(not waiting)
        self._tick()
        if waiting:
            self._timer.start()
        else:
            self._timer.stop()

    def show_waiting(self, names: Sequence[str]) -> None:
        """Who waits to be called, the next one first."""
        self._next_key.setVisible(bool(names))
        said = self.tr("候种 {n} 人，下一位 {name}").format(n=len(names), name=names[0]) if names else ""
        self._next.show_line("residents", said or self.tr("没有人在候种"), "ink2")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tick()

    def _tick(self) -> None:
        """The longest ago first: a list that is too long hides those who have only begun."""
        room = max(1, min(MOST, (self.height() - HEAD) // ROW))
        for at, row in enumerate(self._rows):
            is_shown = at < min(room, len(self._people))
            row.setVisible(is_shown)
            if is_shown:
                one = self._people[at]
                row.show_one(one, words.of_form(self._title_of(one.vaccine)), self._now())
        hidden = len(self._people) - room
        say(self._more, self.tr("另有 {n} 人，时间更短").format(n=hidden) if hidden > 0 else "")
        self._more.setVisible(hidden > 0)


class _Row(QWidget):
    def __init__(self, at: int) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._ring = ObservationRing(name=f"card.ring.{at}")
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = label("", Size.STRONG)
        self._facts = label("", tone="ink2")
        words.addWidget(self._name)
        words.addWidget(self._facts)
        self._left = label("", Size.TITLE, name=f"card.left.{at}")
        row.addWidget(self._ring)
        row.addLayout(words, 1)
        row.addWidget(self._left)

    def show_one(self, one: Observed, vaccine: str, now: datetime) -> None:
        seconds = max(0, round((now - one.at).total_seconds()))
        whole = OBSERVATION_MINUTES * 60
        left = max(0, whole - seconds)
        self._ring.set_share(seconds / whole)
        say(self._name, one.name)
        say(self._facts, f"{one.at.astimezone():%H:%M} {vaccine}")
        say(
            self._left,
            f"{left // 60:02}:{left % 60:02}" if left else self.tr("可离开"),
            "" if left else "accent",
        )
