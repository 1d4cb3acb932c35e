"""The list on the screen: no grid, one current row, Enter opens, typing is left to the search box."""

from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView

from healthdesk.base.errors import HealthDeskError
from ui.kit import messages, theme
from ui.tables.cells import FIRST_INSET, INSET, SLIVER, CellPainter, needed
from ui.tables.columns import shared
from ui.tables.head import TableHeader
from ui.tables.paged_model import PagedModel
from ui.tables.rest import MOVES, Rest, draw_rest
from ui.widgets.empty_state import EmptyState

Row = TypeVar("Row")


class TableView(QTableView, Generic[Row]):
    """`opened(row)` on Enter or double click; `moved(row)` when another row is current; `sorted_by(name)`.

    When the current row leaves the list because of a deed, the second press of the same key would meet the
    next person: nobody is current for a moment then, see `ui.tables.rest`. Arrow and mouse end the moment.
    """

    opened = Signal(object)
    moved = Signal(object)
    sorted_by = Signal(str)

    def __init__(
        self,
        model: PagedModel[Row],
        *,
        row_height: int = theme.ROW,
        name: str = "",
        title: str = "",
        empty: EmptyState | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._rows = model
        self._hovered = -1
        self._kept_key: str | None = None
        self._kept_place = 0
        self._rest = Rest(self)
        self._rest.over.connect(self._take_up)
        self._rest.refused.connect(self.viewport().update)
        self._set_up(row_height)
        self.setModel(model)
        self._empty = empty or EmptyState("note", self.tr("这里还没有内容"))
        self._empty.setParent(self.viewport())
        self._empty.hide()
        model.modelAboutToBeReset.connect(self._keep_current)
        model.modelReset.connect(self._find_current)
        model.filled.connect(self._show_or_hide_empty)
        model.broke.connect(self._show_failure)
        self.doubleClicked.connect(lambda index: self.opened.emit(model.row(index)))
        self.entered.connect(lambda index: self._hover(index.row()))
        self.selectionModel().currentRowChanged.connect(self._tell_moved)

    @property
    def rows(self) -> PagedModel[Row]:
        """The model."""
        return self._rows

    def current_row(self) -> Row | None:
        """The row the keys act on; none while the list rests."""
        index = self.currentIndex()
        return self._rows.row(index) if index.isValid() and not self._rest.is_on else None

    def go_to(self, at: int) -> None:
        """Make this row the current one."""
        self._rest.end()
        if 0 <= at < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(at, 0))

    def empty_state(self) -> EmptyState:
        """What is shown instead of no rows; say there what would fill the list."""
        return self._empty

    def whole_height(self, rows: int) -> int:
        """The height that shows `rows` without scrolling, head included."""
        return rows * self.verticalHeader().defaultSectionSize() + theme.ROW

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._rest.end()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._rest.is_on and event.key() in MOVES:
            self._take_up()
            return
        row = self.current_row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            if row is not None:
                self.opened.emit(row)
        elif event.matches(QKeySequence.StandardKey.Copy) and row is not None:
            words = [self._rows.columns[at].of(row).words for at in range(self._rows.columnCount())]
            QGuiApplication.clipboard().setText("\t".join(words))
        elif _is_typing(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground first: what paints all of itself does not have the page below painted as well.

        The cells are drawn from here. Qt calls a delegate back for each of them, and each call waits until
        a job beside the window gives up its turn: a hundred waits for a painted list.
        """
        raised = self.property("ground") == "raised"
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.tokens().colour("raised" if raised else "surface"))
        self._paint_rows(painter, event.rect())

    def sizeHintForColumn(self, column: int) -> int:
        """Pixels the widest cell fetched so far takes: a double click on the head's edge asks for it."""
        inset = FIRST_INSET if column == 0 else INSET
        shown = self._rows.columns[column]
        return max((needed(shown.of(row)) + inset + INSET for row in self._rows.rows()), default=-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_in_view(event.oldSize().height())
        self._share_width()
        self._empty.setGeometry(self.viewport().rect())

    def _keep_in_view(self, height_before: int) -> None:
        """The current row is acted on: it does not slip out below what opens under the list."""
        at = self.currentIndex()
        if at.isValid() and self.visualRect(at).bottom() < height_before:
            self.scrollTo(at)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _paint_rows(self, painter: QPainter, where: QRect) -> None:
        last = self._rows.rowCount() - 1
        first, below = self.rowAt(where.top()), self.rowAt(where.bottom())
        if first < 0:
            return
        columns = [
            (column, self.columnViewportPosition(at) + inset, self.columnWidth(at) - inset - INSET)
            for at, column in enumerate(self._rows.columns)
            if not self.isColumnHidden(at)
            for inset in (INSET if at else FIRST_INSET,)
        ]
        cells = CellPainter(painter)
        current = -1 if self._rest.is_on else self.currentIndex().row()
        wide = self.viewport().width()
        for row in range(first, (below if below >= 0 else last) + 1):
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            if row in (current, self._hovered):
                cells.draw_ground(QRect(0, top, wide, height), is_current=row == current)
            if min(top + height - 1, where.bottom()) - max(top, where.top()) >= SLIVER:
                for column, left, breadth in columns:
                    cell = column.of(self._rows.row(row))
                    cells.draw(QRect(left, top, breadth, height), cell, is_right=column.is_right)
            if self._rest.is_on and row == self._rest.place:
                why = self.tr("名单刚变了，看清是谁再按") if self._rest.is_early else ""
                draw_rest(painter, QRect(0, top, wide, height), why)

    def _set_up(self, row_height: int) -> None:
        header = TableHeader()
        self.setHorizontalHeader(header)
        header.sectionClicked.connect(self._sort)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.verticalHeader().setMinimumSectionSize(row_height)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def _share_width(self) -> None:
        """Before it is painted. Qt would draw what is right of a changed column once more behind it."""
        widths = shared(self._rows.columns, self.viewport().width())
        columns = range(len(self._rows.columns))
        if [self.columnWidth(at) for at in columns] == [widths.get(at, 0) for at in columns]:
            return
        with QSignalBlocker(self.horizontalHeader()):
            for at in columns:
                self.setColumnHidden(at, at not in widths)
            for at, wide in widths.items():
                self.setColumnWidth(at, wide)
        self.updateGeometries()
        self.viewport().update()

    def _sort(self, section: int) -> None:
        if self._rows.columns[section].sort:
            self.sorted_by.emit(self._rows.columns[section].sort)

    def _hover(self, row: int) -> None:
        if self._hovered != row:
            self._hovered = row
            self.viewport().update()

    def _tell_moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        if current.isValid() and not self._rest.is_on:
            self.moved.emit(self._rows.row(current))

    def _keep_current(self) -> None:
        self._kept_place = self._rest.place if self._rest.is_on else self.currentIndex().row()
        self._kept_key = self._rows.key_at(self._kept_place)

    def _find_current(self) -> None:
        self._share_width()
        if not self._rows.rowCount() or self._kept_key is None or self._rows.is_new:
            self.go_to(0)
            return
        at = self._rows.position(self._kept_key)
        if at is None:
            self._find_next(min(self._kept_place, self._rows.rowCount() - 1))
        elif self._rest.is_on:
            self._rest.place = at
        else:
            self.go_to(at)

    def _find_next(self, at: int) -> None:
        """Who was current is here no more."""
        if self.isVisible():
            self._rest.begin(at)
        else:
            self.go_to(at)

    def _take_up(self) -> None:
        """Mark who stands in the place of the one who has gone."""
        at = self._rest.place
        self.selectionModel().clearCurrentIndex()
        self.go_to(at)

    def _show_or_hide_empty(self, count: int) -> None:
        self._empty.setGeometry(self.viewport().rect())
        self._empty.setVisible(count == 0)

    def _show_failure(self, error: HealthDeskError) -> None:
        if self._rows.rowCount() == 0:
            self._empty.failed(str(messages.message(error)))
            self._show_or_hide_empty(0)


_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def _is_typing(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | _KEYPAD)
    return bool(event.text()) and event.text().isprintable() and not held and event.text() != " "
