"""The pages of a paper as small pictures: which one is looked at, and a way to any other."""

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem

from ui.kit import theme
from ui.widgets.paper import Pages

WIDTH = 112
PICTURE = QSize(84, 119)
KEPT = 40
"""Pictures kept on each side of the first page in sight, 40 KB each; the others are rendered when they come
into sight again."""

SHARPER = 3
"""A page is rendered so many times larger and then made small: the renderer draws every hairline a whole
pixel wide, and a form would be black with them.
"""


class PageList(QListWidget):
    """`chosen(page)` counts from 0."""

    chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._pages: Pages | None = None
        self._ratio = 1.0
        self._shown: set[int] = set()
        self._blanks: dict[tuple[int, int], QIcon] = {}
        self.setObjectName(name)
        self.setAccessibleName(self.tr("各页"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(PICTURE)
        self.setSpacing(6)
        self.setFixedWidth(WIDTH)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.currentRowChanged.connect(self._tell)
        self.hide()

    def show_pages(self, pages: Pages, ratio: float) -> None:
        """These pages, white until their pictures come; the one that was looked at stays chosen."""
        before = max(0, self.currentRow())
        self._pages, self._ratio = pages, ratio
        self._shown.clear()
        self.blockSignals(True)
        self.clear()
        for at in range(pages.count):
            item = QListWidgetItem(self._blank(at), str(at + 1))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("第 {page} 页").format(page=at + 1))
            self.addItem(item)
        self.setCurrentRow(min(before, pages.count - 1))
        self.blockSignals(False)

    def missing(self) -> int | None:
        """The first page in sight that is still white."""
        if self._pages is None or not self.isVisible():
            return None
        return next((at for at in self._in_sight() if at not in self._shown), None)

    def scale(self, page: int) -> float:
        """Device pixels to the point at which a page is rendered for its small picture."""
        return SHARPER * self._fitting(page)

    def show_picture(self, page: int, picture: QImage) -> None:
        """The picture of a page; those far away from what is in sight become white again."""
        self._set_picture(page, picture)
        middle = self._in_sight()[0]
        for at in [one for one in self._shown if abs(one - middle) > KEPT]:
            self.item(at).setIcon(self._blank(at))
            self._shown.discard(at)

    def pictures(self) -> frozenset[int]:
        """The pages that are not white."""
        return frozenset(self._shown)

    def _set_picture(self, page: int, picture: QImage) -> None:
        smooth = Qt.TransformationMode.SmoothTransformation
        small = QPixmap.fromImage(picture.scaledToWidth(picture.width() // SHARPER, smooth))
        small.setDevicePixelRatio(self._ratio)
        self.item(page).setIcon(_edged(small))
        self._shown.add(page)

    def _fitting(self, page: int) -> float:
        wide, high = self._pages.sizes[page] if self._pages is not None else (1, 1)
        return min(PICTURE.width() / wide, PICTURE.height() / high) * self._ratio

    def _blank(self, page: int) -> QIcon:
        """White paper of that shape."""
        wide, high = self._pages.sizes[page] if self._pages is not None else (1, 1)
        size = (QSizeF(wide, high) * self._fitting(page)).toSize()
        key = (size.width(), size.height())
        if key not in self._blanks:
            sheet = QPixmap(size)
            sheet.fill(theme.tokens().colour("paper"))
            sheet.setDevicePixelRatio(self._ratio)
            self._blanks[key] = _edged(sheet)
        return self._blanks[key]

    def _in_sight(self) -> range:
        """The pages between the upper and the lower edge."""
        many = self.count()
        if many < 2:
            return range(many)
        top = self.visualItemRect(self.item(0)).top()
        step = max(1, self.visualItemRect(self.item(1)).top() - top)
        first = min(max(0, -top // step), many - 1)
        return range(first, min(many, first + self.viewport().height() // step + 2))

    def _tell(self, page: int) -> None:
        if page >= 0:
            self.chosen.emit(page)


def _edged(page: QPixmap) -> QIcon:
    """White paper on a white ground needs an edge; the chosen one stays as white as the others."""
    painter = QPainter(page)
    painter.setPen(theme.tokens().colour("line2"))
    size = page.deviceIndependentSize()
    painter.drawRect(QRectF(0, 0, size.width() - 1, size.height() - 1))
    painter.end()
    made = QIcon(page)
    made.addPixmap(page, QIcon.Mode.Selected)
    return made
