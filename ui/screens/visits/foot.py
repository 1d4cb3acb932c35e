"""The keys below each of the lists."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.keys import add_hints


class Foot(QWidget):
    """A hint for each key that does something in this list."""

    def __init__(self, *hints: tuple[str, str, Callable[[], object]]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        add_hints(row, *hints)
