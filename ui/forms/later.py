"""Rows below the edge of the window: made when the window has a moment, before anybody has scrolled there."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from ui.forms.row import QuestionRow

AT_ONCE = 22
"""Rows that are made before the first picture: more than a window is high."""

AT_A_TIME = 3
"""Rows between two looks at the keyboard: a few milliseconds."""

FIRST_PAUSE_MS, PAUSE_MS = 40, 4
"""The first picture comes first, and every key in between."""


class Later(QObject):
    """`add` a row, and `make` is called for it soon; `finish` makes all that wait now."""

    def __init__(self, make: Callable[[QuestionRow], None], parent: QObject) -> None:
        super().__init__(parent)
        self._make = make
        self._waiting: dict[QuestionRow, None] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: self._go_on(AT_A_TIME))

    def add(self, row: QuestionRow) -> None:
        """In order: the rows further up are made first."""
        self._waiting[row] = None
        if not self._timer.isActive():
            self._timer.start(FIRST_PAUSE_MS)

    def holds(self, row: QuestionRow) -> bool:
        """Whether this row waits for its turn: showing the sheet once more must not make it sooner."""
        return row in self._waiting

    def finish(self) -> None:
        """Somebody wants to go there."""
        self._go_on(len(self._waiting))

    def _go_on(self, count: int) -> None:
        for row in list(self._waiting)[:count]:
            del self._waiting[row]
            self._make(row)
        if self._waiting:
            self._timer.start(PAUSE_MS)
        else:
            self._timer.stop()
