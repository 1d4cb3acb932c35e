"""What gives way where a row is too narrow: whole things go, before anything that matters is cut in half."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLayout, QWidget

Step = Callable[[bool], object]
"""Called with False it takes itself back: a widget's `setVisible`, shorter words. True undoes that."""


class GivingWay(QObject):
    """The steps of one row, in the order in which they go; they come back in a wider window."""

    def __init__(self, frame: QWidget, row: QLayout, steps: Sequence[Step] = ()) -> None:
        super().__init__(frame)
        self._frame, self._row, self._steps = frame, row, steps
        self._gone: list[Step] = []
        self._fitted = 0
        frame.installEventFilter(self)

    def begin(self, steps: Sequence[Step]) -> None:
        """Other things stand in the row now, all of them whole."""
        self._steps, self._gone = steps, []
        self.fit()

    def fit(self) -> None:
        """Take back as few as possible."""
        for step in self._gone:
            step(True)
        self._gone = []
        for step in self._steps:
            if self._needed() <= self._frame.width():
                break
            step(False)
            self._gone.append(step)
        self._fitted = self._needed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another width, or other words in the row; what fitting itself changed is no news."""
        is_news = event.type() == QEvent.Type.LayoutRequest and self._needed() != self._fitted
        if event.type() == QEvent.Type.Resize or is_news:
            self.fit()
        return super().eventFilter(watched, event)

    def _needed(self) -> int:
        """Pixels of the row as it stands, with what is left free beside it."""
        around, sides = self._frame.layout(), 0
        if around is not None:
            around.activate()  # rows within rows remember what was hidden
            if around is not self._row:
                margins = around.contentsMargins()
                sides = margins.left() + margins.right()
        return self._row.sizeHint().width() + sides
