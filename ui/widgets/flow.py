"""A layout that wraps its widgets like words."""

from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right at their own size, the next line when the width is used up.

    Sizes are kept until something changes: a long sheet is asked for its height many times at every key.
    """

    def __init__(self, parent: QWidget | None = None, *, across: int = 6, down: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._across = across
        self._down = down
        self._heights: dict[int, int] = {}
        self._hint = self._least = QSize()
        self._shown: list[_Sized] | None = None
        self._placed: QRect | None = None
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def insertWidget(self, place: int, widget: QWidget) -> None:
        """Add a widget in front of the one at `place`."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())

    def invalidate(self) -> None:
        self._heights.clear()
        self._hint = self._least = QSize()
        self._shown = self._placed = None
        super().invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # Qt asks beyond the end
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, where: QRect) -> None:
        super().setGeometry(where)
        if where != self._placed:
            self._place(where, move=True)
            self._placed = QRect(where)

    def sizeHint(self) -> QSize:
        if not self._hint.isValid():
            shown = self._sizes()
            width = sum(one.wide for one in shown) + self._across * max(0, len(shown) - 1)
            self._hint = QSize(width, max((one.high for one in shown), default=0))
        return self._hint

    def minimumSize(self) -> QSize:
        if not self._least.isValid():
            shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
            self._least = QSize(
                max((size.width() for size in shown), default=0),
                max((size.height() for size in shown), default=0),
            )
        return self._least

    def _place(self, where: QRect, *, move: bool) -> int:
        left, top = where.x(), where.y()
        y = top
        for line in self._lines(where.width()):
            high = max(one.high for one in line)
            x = left
            for one in line:
                if move:
                    one.item.setGeometry(QRect(x, y + (high - one.high) // 2, one.wide, one.high))
                x += one.wide + self._across
            y += high + self._down
        return max(0, y - self._down - top)

    def _lines(self, room: int) -> list[list["_Sized"]]:
        """What is shown, broken into lines; the whole line where it is wide or does not fit."""
        lines: list[list[_Sized]] = []
        used = 0
        for own in self._sizes():
            one = own.over(room) if own.is_wide or own.wide > room else own
            if lines and used + self._across + one.wide <= room:
                lines[-1].append(one)
                used += self._across + one.wide
            else:
                lines.append([one])
                used = one.wide
        return lines

    def _sizes(self) -> list["_Sized"]:
        """What is shown at its own size: each of these questions to Qt costs more than the placing."""
        if self._shown is None:
            self._shown = [_Sized.of(item) for item in self._items if not item.isEmpty()]
        return self._shown


class _Sized(NamedTuple):
    """An item with the size it takes; `is_wide`: it wants the whole line."""

    item: QLayoutItem
    wide: int
    high: int
    is_wide: bool

    @classmethod
    def of(cls, item: QLayoutItem) -> "_Sized":
        size, widget = item.sizeHint(), item.widget()
        is_wide = widget is not None and bool(widget.property("wide"))
        return cls(item, size.width(), size.height(), is_wide)

    def over(self, room: int) -> "_Sized":
        """Over the whole line."""
        has_more = self.item.hasHeightForWidth()
        high = self.item.heightForWidth(room) if has_more else self.high
        return self._replace(wide=room, high=high)
