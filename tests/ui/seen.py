"""What stands on a window in words: texts of widgets, cells of lists, and what is painted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

MOST_ROWS = 60


def words_on(window: QWidget) -> set[str]:
    """Everything to be read on the visible widgets of a window; not what is in a field, nor hints."""
    said = set(painted(window))
    for widget in [window, *window.findChildren(QWidget)]:
        if widget.isVisibleTo(window):
            said |= {widget.accessibleName(), *_own(widget)}
    return said - {""}


def painted(window: QWidget) -> list[str]:
    """What a picture of the window writes with its own brush."""
    drawn: list[str] = []
    with _listening(drawn):
        window.grab()
    return drawn


def _own(widget: QWidget) -> list[str]:
    match widget:
        case QLabel() | QAbstractButton():
            return [widget.text()]
        case QLineEdit() | QPlainTextEdit():
            return [widget.placeholderText()]
        case QComboBox():
            return [widget.itemText(at) for at in range(widget.count())]
        case QTabBar():
            return [widget.tabText(at) for at in range(widget.count())]
        case QAbstractItemView():
            return _cells(widget)
    return []


def _cells(view: QAbstractItemView) -> list[str]:
    model = view.model()
    if model is None:
        return []
    columns = model.columnCount(QModelIndex()) if isinstance(model, QAbstractTableModel) else 1
    return [
        str(model.data(model.index(row, column), role) or "")
        for row in range(min(MOST_ROWS, model.rowCount(QModelIndex())))
        for column in range(columns)
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    ]


@contextmanager
def _listening(drawn: list[str]) -> Iterator[None]:
    own = QPainter.drawText

    def draw(painter: QPainter, *what: Any) -> Any:
        drawn.extend(one for one in what if isinstance(one, str))
        return own(painter, *what)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QPainter, "drawText", draw)
        yield
