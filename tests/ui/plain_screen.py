"""A screen for tests of the window around it."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout

from healthdesk.base.changes import Changes
from ui.kit.actions import Action
from ui.kit.screen import Screen


class PlainScreen(Screen):
    """Remembers what happened to it."""

    def __init__(self, desk: Any, tasks: Any, navigator: Any) -> None:
        super().__init__(desk, tasks, navigator)
        self.shown: list[dict[str, Any]] = []
        self.reloads: list[Changes] = []
        self.called: list[str] = []
        self.field = QLineEdit()
        self.list = QLabel()
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.list)

    def show_for(self, **args: Any) -> None:
        self.shown.append(args)

    def reload(self, changes: Changes) -> None:
        self.reloads.append(changes)

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("plain.start", "开始随访", lambda: self.called.append("F2"), "write", "F2"),
            Action(
                "plain.print",
                "打印名单",
                lambda: self.called.append("print"),
                "print",
                "Ctrl+P",
                "print-lists",
            ),
        )

    def focus_first(self) -> None:
        self.list.setFocus()
