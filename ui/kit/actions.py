"""Actions as data: buttons, shortcuts, the command palette and the F1 help all read the same list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do here. `shortcut` is Qt's portable text: `Ctrl+Return`, `F2`, `Alt+J`.

    `permission` is the value of a `domain.access.Permission`; the service asks for it again.
    """

    id: str
    text: str
    call: Callable[[], object]
    icon: str = ""
    shortcut: str = ""
    permission: str | None = None


def key_word(shortcut: str) -> str:
    """The shortcut as it stands on the keys: `Ctrl+Return` becomes `Ctrl+Enter`."""
    words = {"Return": "Enter", "Escape": "Esc", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}
    return "+".join(words.get(part, part) for part in shortcut.split("+"))


def sequence(shortcut: str) -> QKeySequence:
    """The shortcut as Qt wants it."""
    return QKeySequence(shortcut, QKeySequence.SequenceFormat.PortableText)


def permitted(actions: Iterable[Action], allows: Callable[[str], bool]) -> tuple[Action, ...]:
    """Those a person may use."""
    return tuple(one for one in actions if one.permission is None or allows(one.permission))


def shortcut_clashes(actions: Iterable[Action]) -> tuple[str, ...]:
    """Shortcuts claimed more than once: on those Qt would call neither."""
    seen: set[str] = set()
    twice: list[str] = []
    for one in actions:
        key = sequence(one.shortcut).toString() if one.shortcut else ""
        if key and key in seen:
            twice.append(key)
        seen.add(key)
    return tuple(twice)
