"""Steps of a sheet that can be taken back: each keeps the sheet before and after."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtGui import QUndoCommand

_TYPING = 1


class Answered(Protocol):
    """What has an answer to each question: a sheet, or one filling."""

    def value(self, key: str, /) -> Any: ...


Shown = TypeVar("Shown", bound=Answered)


class Step(QUndoCommand, Generic[Shown]):
    """One change. Letters typed into the same question are one step."""

    def __init__(self, show: Callable[[Shown, str], None], before: Shown, after: Shown, key: str) -> None:
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
