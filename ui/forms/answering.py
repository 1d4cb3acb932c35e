"""What a field tells the sheet, and what it may know about the world around it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from healthdesk.domain.forms.answers import Answer


@dataclass(frozen=True, slots=True)
class Answering:
    """`edited(value)` at every change (None clears); `entered` on Enter; `completed` by a last key."""

    edited: Callable[[Any], None]
    entered: Callable[[], None]
    completed: Callable[[], None]
    undo: Callable[[], None]
    redo: Callable[[], None]
    today: Callable[[], date]


class Field(Protocol):
    """One widget for one item. It shows what it is told and tells what is typed; it decides nothing."""

    def show_value(self, value: Answer | None, *, is_carried: bool) -> None:
        """Show this value, without telling anybody."""
        ...

    def set_wrong(self, *, is_wrong: bool) -> None:
        """Show that the value is refused."""
        ...
