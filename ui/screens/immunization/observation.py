"""Whoever waits after an injection: a ring that closes in thirty minutes, then 可离开."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.services.doses import OBSERVATION_MINUTES, Observed
from ui.kit.theme import Size
from ui.widgets.marks import ObservationRing
from ui.widgets.panel import Panel
from ui.widgets.text import label, say

WIDTH = 284
SHOWN = 3
_TICK_MS = 1000


class Observation(Panel):
    """Counts down by itself; the ones who may leave stand at the top."""

    def __init__(self, now: Callable[[], datetime], title: Callable[[str], str]) -> None:
        super().__init__(name="card.observation")
        self.setFixedWidth(WIDTH)
        self.set_title(self.tr("留观"))
        self._now, self._title_of = now, title
        self._people: tuple[Observed, ...] = ()
        self._nobody = label(self.tr("没有人在留观"), tone="ink3")
        self.body.addWidget(self._nobody)
        self._rows = tuple(_Row(at) for at in range(SHOWN))
        for row in self._rows:
            self.body.addWidget(row)
            row.hide()
        self.body.addStretch(1)
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

    def _tick(self) -> None:
        for at, row in enumerate(self._rows):
            row.setVisible(at < len(self._people))
            if at < len(self._people):
                one = self._people[-1 - at]
                row.show_one(one, self._title_of(one.vaccine), self._now())


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
