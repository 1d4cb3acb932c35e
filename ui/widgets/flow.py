"""A layout that wraps its widgets like words."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
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
        self._place(where, move=True)

    def sizeHint(self) -> QSize:
        if not self._hint.isValid():
            shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
            width = sum(size.width() for size in shown) + self._across * max(0, len(shown) - 1)
            self._hint = QSize(width, max((size.height() for size in shown), default=0))
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
        y = where.y()
        for line in self._lines(where.width()):
            high = max(size.height() for _, size in line)
            x = where.x()
            for item, size in line:
                if move:
                    middle = y + (high - size.height()) // 2
                    item.setGeometry(QRect(QPoint(x, middle), size))
                x += size.width() + self._across
            y += high + self._down
        return max(0, y - self._down - where.y())

    def _lines(self, room: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """Items with their sizes, broken into lines."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = self._size(item, room)
            if lines and used + self._across + size.width() <= room:
                lines[-1].append((item, size))
                used += self._across + size.width()
            else:
                lines.append([(item, size)])
                used = size.width()
        return lines

    def _size(self, item: QLayoutItem, room: int) -> QSize:
        """Its own size; the whole line where it is wide or does not fit."""
        size, widget = item.sizeHint(), item.widget()
        is_wide = widget is not None and bool(widget.property("wide"))
        if is_wide or size.width() > room:
            return QSize(room, item.heightForWidth(room) if item.hasHeightForWidth() else size.height())
        return size
