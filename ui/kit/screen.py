"""What every screen is: built once, shown many times, told when what it shows has changed."""

from typing import Any

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from healthdesk.base.changes import Changes
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks

SMALLEST = (760, 420)
"""Logical pixels beside the navigation: 1366×768 at 150 %. What does not fit there folds or scrolls."""


_TYPED_IN = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)


class Screen(QWidget):
    """A place of work. The constructor builds the widgets and fetches nothing.

    Life: built at the first `navigator.open` → `show_for(**args)` at every one → `reload(changes)`
    whenever something was saved while it is shown (or once at the next showing) → hidden, never closed.
    """

    def __init__(self, desk: Any, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self.setMinimumSize(*SMALLEST)
        self._desk = desk
        self._tasks = tasks
        self._navigator = navigator

    def show_for(self, **args: Any) -> None:
        """Show what `args` name, and fetch it through `tasks`. Unknown arguments are a bug."""

    def reload(self, changes: Changes) -> None:
        """Rows were saved, here or by the synchroniser; fetch again if `changes.touches(...)` it."""

    def commands(self) -> tuple[Action, ...]:
        """What can be done here: read for shortcuts, the palette and F1. Called after each `show_for`."""
        return ()

    def focus_first(self) -> None:
        """Put the focus where typing begins."""

    def take_focus(self) -> None:
        """What was fetched is here: typing begins in it, unless somebody types elsewhere by now.

        A screen that is hidden, or beside whose answer a search was begun, must not take the keys away.
        """
        here = QApplication.focusWidget()
        is_typing = isinstance(here, _TYPED_IN) and here.isVisible() and not self.isAncestorOf(here)
        if self.isVisible() and not is_typing:
            self.focus_first()

    def leave(self) -> None:
        """It is shown no more: keep what was typed, cover what nobody else may see."""

    def hideEvent(self, event: QHideEvent) -> None:
        """Another place is shown, the window is locked or closed."""
        self.leave()
        super().hideEvent(event)
