"""Rows below the edge of the window: made when the window has a moment, before anybody has scrolled there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

AT_A_TIME = 2
"""Rows between two looks at the keyboard: a few milliseconds."""

FIRST_PAUSE_MS, PAUSE_MS = 40, 4
"""The first picture comes first, and every key with its own picture."""


class Later(QObject):
    """`add` a row by its first question: `make` is called for a few at a time, `finish` makes all."""

    def __init__(self, make: Callable[[Sequence[str]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._make = make
        self._waiting: dict[str, None] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: self._go_on(AT_A_TIME))

    def add(self, row: str) -> None:
        """In order: the rows further up are made first."""
        self._waiting[row] = None
        if not self._timer.isActive():
            self._timer.start(FIRST_PAUSE_MS)

    def holds(self, row: str) -> bool:
        """Whether this row waits for its turn: showing the sheet once more must not make it sooner."""
        return row in self._waiting

    def give_way(self) -> None:
        """The sheet has just changed, by a key perhaps: what changed is drawn first."""
        if self._waiting:
            self._timer.start(FIRST_PAUSE_MS)

    def pause(self) -> None:
        """Nothing is made until something is added or changed again."""
        self._timer.stop()

    def finish(self) -> None:
        """Somebody wants to go there."""
        self._go_on(len(self._waiting))

    def _go_on(self, count: int) -> None:
        rows = list(self._waiting)[:count]
        for row in rows:
            del self._waiting[row]
        self._make(rows)
        if self._waiting:
            self._timer.start(PAUSE_MS)
        else:
            self._timer.stop()
