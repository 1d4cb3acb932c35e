"""What stands under the tabs of a record, each built once, in the order of the tabs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from healthdesk.services.rows import EventRow, Record
from ui.kit.tasks import Tasks
from ui.screens.record import tables
from ui.screens.record.cover import CoverView
from ui.screens.record.growth import GrowthView
from ui.screens.record.overview import Overview
from ui.screens.record.tables import framed
from ui.screens.record.timeline import Shown
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from healthdesk.desk import Desk

COVER, FAMILY, LOOKS, GROWTH = 1, 5, 6, 7
KINDS = {2: "visit", 3: "vaccination", 4: "referral"}
"""The tabs that list one kind of event."""


class RecordViews(QStackedWidget):
    """`opened(event)` from every list of events; `member_opened(member)` from the family."""

    opened = Signal(object)
    member_opened = Signal(object)

    def __init__(self, desk: "Desk", tasks: Tasks, words: Callable[[EventRow], Shown]) -> None:
        super().__init__()
        self._tasks = tasks
        self.overview = Overview(words, desk.programmes)
        self.overview.opened.connect(self.opened)
        self.addWidget(self.overview)
        self.cover = CoverView(tasks)
        self.addWidget(self.cover)
        visits, doses = tables.visit_columns(words), tables.dose_columns(words)
        family = tables.family_columns(desk.clock.today)
        self._tables: dict[int, TableView[Any]] = {
            COVER: self.cover.services,
            2: self._table(visits, "record.visits", self.tr("随访"), self.tr("还没有随访")),
            3: self._table(doses, "record.doses", self.tr("接种"), self.tr("还没有接种记录")),
            4: self._table(
                tables.referral_columns(), "record.referrals", self.tr("转诊"), self.tr("还没有转诊")
            ),
            FAMILY: self._table(family, "record.family", self.tr("家庭"), self.tr("还没有登记家庭成员")),
            LOOKS: self._table(
                tables.look_columns(), "record.looks", self.tr("谁看过"), self.tr("还没有人看过")
            ),
        }
        for at in KINDS:
            self._tables[at].opened.connect(self.opened)
        self._tables[FAMILY].opened.connect(self.member_opened)
        self.growth = GrowthView(tasks)
        self.addWidget(self.growth)
        self._tables[GROWTH] = self.growth.table

    def forget(self) -> None:
        """Somebody else: what is fetched only when a tab is turned to was of the person before."""
        self.cover.forget()
        self._tables[LOOKS].rows.show_rows(())

    def show_record(self, record: Record) -> dict[int, int]:
        """The lists of a record; how many lines each tab has."""
        rows: dict[int, tuple[Any, ...]] = {
            at: tuple(event for event in record.events if event.kind == kind) for at, kind in KINDS.items()
        }
        rows[FAMILY] = record.family
        for at, some in rows.items():
            self._tables[at].rows.show_rows(some)
        return {at: len(some) for at, some in rows.items()}

    def table(self, at: int) -> TableView[Any]:
        """The list of a tab."""
        return self._tables[at]

    def first(self, at: int) -> QWidget:
        """Where the keys go when a tab is turned to."""
        return self._tables[at] if at else self.overview.timeline

    def _table(self, columns: tuple[Any, ...], name: str, title: str, nothing: str) -> TableView[Any]:
        model: PagedModel[Any] = PagedModel(columns, self._tasks, parent=self)
        table: TableView[Any] = TableView(model, name=name, title=title, empty=EmptyState("note", nothing))
        self.addWidget(framed(table))
        return table
