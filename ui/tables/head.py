"""The head of a list: titles with the insets of the cells below."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView

from ui.kit import theme
from ui.tables.cells import FIRST_INSET, INSET
from ui.widgets.text import Letters


class TableHeader(QHeaderView):
    """Painted in one go, as the rows are: Qt would call back for each section."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFixedHeight(theme.ROW)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(24)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, letters = theme.tokens(), Letters(theme.font())
        painter, height = QPainter(self.viewport()), self.height()
        painter.fillRect(event.rect(), colours.colour("sunken"))
        for top in (0, height - 1):
            painter.fillRect(QRect(0, top, self.length() - self.offset(), 1), colours.colour("line"))
        ink = colours.colour("ink2")
        for at in range(self.count()):
            if not self.isSectionHidden(at):
                inset = INSET if at else FIRST_INSET
                left, wide = self.sectionViewportPosition(at) + inset, self.sectionSize(at) - inset - INSET
                words = QRect(left, 0, wide, height)
                letters.draw(painter, words, self._title(at), ink, right=self._is_right(at))

    def _title(self, at: int) -> str:
        return str(self.model().headerData(at, Qt.Orientation.Horizontal) or "")

    def _is_right(self, at: int) -> bool:
        role = Qt.ItemDataRole.TextAlignmentRole
        return self.model().headerData(at, Qt.Orientation.Horizontal, role) is not None
