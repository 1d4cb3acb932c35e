"""The keys that are bound now: those of the screen first, then those of the shell."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from ui.kit.actions import Action, sequence


class BoundKeys:
    """Of two actions with one key the first has it."""

    def __init__(self, window: QWidget, call: Callable[[Action], None]) -> None:
        self._window, self._call = window, call
        self._shortcuts: list[QShortcut] = []

    def bind(self, actions: Iterable[Action]) -> None:
        """These instead of those before."""
        for old in self._shortcuts:
            old.setEnabled(False)
            old.deleteLater()
        self._shortcuts = []
        bound: set[str] = set()
        for one in actions:
            key = sequence(one.shortcut)
            if not one.shortcut or key.toString() in bound:
                continue
            bound.add(key.toString())
            shortcut = QShortcut(key, self._window)
            shortcut.setAutoRepeat(False)  # a finger that rests on F5 would call everybody who waits
            shortcut.activated.connect(lambda chosen=one: self._call(chosen))
            self._shortcuts.append(shortcut)
