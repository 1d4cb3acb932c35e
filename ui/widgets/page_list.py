"""The pages of a paper as small pictures: which one is looked at, and a way to any other."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem

from ui.kit import theme

WIDTH = 112
PICTURE = QSize(84, 119)


class PageList(QListWidget):
    """`chosen(page)` counts from 0."""

    chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
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

    def show_pages(self, pages: Sequence[QImage], ratio: float) -> None:
        """These pages; the one that was looked at stays chosen where it is still there."""
        before = max(0, self.currentRow())
        self.blockSignals(True)
        self.clear()
        for at, page in enumerate(pages):
            small = QPixmap.fromImage(
                page.scaled(
                    PICTURE * ratio,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            small.setDevicePixelRatio(ratio)
            item = QListWidgetItem(_edged(small), str(at + 1))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("第 {page} 页").format(page=at + 1))
            self.addItem(item)
        self.setCurrentRow(min(before, len(pages) - 1))
        self.blockSignals(False)

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
