"""The keys that are bound now: those of the screen first, then those of the shell."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from ui.kit.actions import Action, sequence


class BoundKeys:
    """Of two actions with one key the first has it.

    The shortcut of a key is made once and stands disabled while nobody has the key: to make some thirty for
    each place takes longer than what is looked up there.
    """

    def __init__(self, window: QWidget, call: Callable[[Action], None]) -> None:
        self._window, self._call = window, call
        self._shortcuts: dict[str, QShortcut] = {}
        self._bound: dict[str, Action] = {}

    def bind(self, actions: Iterable[Action]) -> None:
        """These instead of those before."""
        self._bound = {}
        for one in actions:
            if one.shortcut:
                self._bound.setdefault(sequence(one.shortcut).toString(), one)
        for key in self._bound.keys() - self._shortcuts.keys():
            self._shortcuts[key] = self._shortcut(key)
        for key, shortcut in self._shortcuts.items():
            shortcut.setEnabled(key in self._bound)

    def _shortcut(self, key: str) -> QShortcut:
        made = QShortcut(sequence(key), self._window)
        made.setAutoRepeat(False)  # a finger that rests on F5 would call everybody who waits
        made.activated.connect(partial(self._press, key))
        return made

    def _press(self, key: str) -> None:
        self._call(self._bound[key])
