"""Steps of a sheet that can be taken back: each keeps the sheet before and after."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from ui.forms.sheet import Sheet

_TYPING = 1


class Step(QUndoCommand):
    """One change. Letters typed into the same question are one step."""

    def __init__(self, show: Callable[[Sheet, str], None], before: Sheet, after: Sheet, key: str) -> None:
        super().__init__()
        self._show, self.before, self.after, self.key = show, before, after, key
        self._is_first = True

    def id(self) -> int:
        return _TYPING

    def mergeWith(self, other: QUndoCommand) -> bool:
        if (
            not isinstance(other, Step)
            or other.key != self.key
            or not isinstance(other.after.value(self.key), str | int)
        ):
            return False
        self.after = other.after
        return True

    def redo(self) -> None:
        """The first time the sheet shows it already."""
        if self._is_first:
            self._is_first = False
            return
        self._show(self.after, self.key)

    def undo(self) -> None:
        self._show(self.before, self.key)
