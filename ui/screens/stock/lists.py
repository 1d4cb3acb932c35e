"""The four lists of the stock under their tabs: lots, vaccines, the book, refrigerators."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from healthdesk.base.errors import HealthDeskError
from ui.kit import messages, theme
from ui.kit.tasks import Tasks
from ui.screens.stock.columns import book_columns, cold_columns, lot_columns, need_columns
from ui.screens.stock.loaded import Loaded
from ui.tables.columns import Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.keys import add_hints
from ui.widgets.panel import Panel
from ui.widgets.switches import Tabs

if TYPE_CHECKING:
    from healthdesk.services.refrigerators import RefrigeratorRow
    from healthdesk.services.stock_rows import LotRow, MovementRow, NeedRow

Row = TypeVar("Row")
LOTS, NEEDS, BOOK, COLD = range(4)


class Lists(Panel):
    """`tabs` chooses which table is seen."""

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(padded=False, name="stock.lists")
        self._tasks = tasks
        self.tabs = Tabs((self.tr("批号"), self.tr("品种"), self.tr("出入库"), self.tr("冰箱")), "stock.tabs")
        self.replace_head(self.tabs)
        nothing = EmptyState("stock", self.tr("还没有疫苗"), self.tr("按 F4 入第一批；之后接种时自动出库"))
        no_need = EmptyState("stock", self.tr("还没有疫苗"), self.tr("入库以后，这里看每种还够几天"))
        no_line = EmptyState(
            "document", self.tr("近 60 天没有出入库"), self.tr("入库、接种、报废都会记在这里")
        )
        no_place = EmptyState("stock", self.tr("还没有冰箱"), self.tr("按 F4 加一台，每天测温两次"))
        self.lots: TableView[LotRow] = self._table(lot_columns(), lambda row: row.id, "lots", nothing)
        self.needs: TableView[NeedRow] = self._table(
            need_columns(), lambda row: row.product, "needs", no_need
        )
        self.book: TableView[MovementRow] = self._table(book_columns(), lambda row: row.id, "book", no_line)
        self.places: TableView[RefrigeratorRow] = self._table(
            cold_columns(), lambda row: row.id, "places", no_place
        )
        stack = QStackedWidget(parent)
        for table in (self.lots, self.needs, self.book, self.places):
            stack.addWidget(table)
        self.tabs.currentChanged.connect(stack.setCurrentIndex)
        self.body.addWidget(stack)
        self._keys = QWidget()
        row = QHBoxLayout(self._keys)
        row.setContentsMargins(theme.PAGE_MARGIN, 6, theme.PAGE_MARGIN, 6)
        add_hints(row, ("Return", self.tr("改这种疫苗的最低库存"), self._change_least))
        row.addStretch(1)
        self.body.addWidget(self._keys)
        self._keys.hide()
        self.tabs.currentChanged.connect(lambda at: self._keys.setVisible(at == NEEDS))

    def show_all(self, loaded: Loaded) -> None:
        """What was read; the current rows stay current."""
        self.lots.rows.show_rows(loaded.lots)
        self.needs.rows.show_rows(loaded.needs)
        self.book.rows.show_rows(loaded.book)
        self.places.rows.show_rows(loaded.places)
        to_order = sum(row.is_to_order for row in loaded.needs)
        self.tabs.set_count(LOTS, str(len(loaded.lots)))
        self.tabs.set_count(NEEDS, str(to_order) if to_order else "", is_overdue=to_order > 0)
        wrong = sum(row.is_alarmed or row.is_due for row in loaded.places)
        self.tabs.set_count(COLD, str(wrong) if wrong else "", is_overdue=wrong > 0)

    def _change_least(self) -> None:
        row = self.needs.current_row()
        if row is not None:
            self.needs.opened.emit(row)

    def fail(self, error: HealthDeskError) -> None:
        """Nothing could be read."""
        for table in (self.lots, self.needs, self.book, self.places):
            table.rows.show_rows(())
            table.empty_state().failed(str(messages.message(error)))

    def _table(
        self, columns: tuple[Column[Row], ...], key: Callable[[Row], str], name: str, empty: EmptyState
    ) -> TableView[Any]:
        model: PagedModel[Row] = PagedModel(columns, self._tasks, key=key, parent=self)
        titles = {
            "lots": self.tr("疫苗批号"),
            "needs": self.tr("疫苗品种"),
            "book": self.tr("出入库"),
            "places": self.tr("冰箱"),
        }
        return TableView(model, name=f"stock.{name}", title=titles[name], empty=empty)
