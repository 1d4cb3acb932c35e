"""A screen that is one list under tabs: head, table, keys at the foot; asked again when its rows change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from ui.kit import messages, theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.theme import Size
from ui.tables.columns import Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.keys import add_hints
from ui.widgets.panel import Panel
from ui.widgets.switches import Tabs
from ui.widgets.text import label

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """What is listed: the words, the columns, what tells two rows apart, the keys at the foot.

    `called` is what a screen reader calls the table; `hints` are key, words, what it does.
    """

    title: str
    called: str
    tabs: tuple[str, ...]
    columns: tuple[Column[Row], ...]
    key: Callable[[Row], str]
    hints: tuple[tuple[str, str, Callable[[], None]], ...]
    note: str = ""


class ListScreen(Screen, Generic[Row]):
    """`_fetch` asks the table for rows, `_open` is what Enter does with one; `_filled` hears how many came.

    `name` begins the object names of the parts, `kinds` are the rows whose change is news.
    """

    def __init__(
        self, desk: Any, tasks: Tasks, navigator: Navigator, name: str, kinds: Sequence[str]
    ) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName(name)
        self._kinds = kinds
        self.tabs: Tabs
        self.table: TableView[Row]
        self.foot: QHBoxLayout

    def show_for(self, **args: Any) -> None:  # noqa: ARG002  a list has no arguments
        self._fetch()

    def reload(self, changes: Changes) -> None:
        if changes.touches(*self._kinds):
            self._fetch()

    def focus_first(self) -> None:
        self.table.setFocus()

    def build(
        self, listing: Listing[Row], *, beside: Sequence[QWidget] = (), below: Sequence[QWidget] = ()
    ) -> None:
        """Put the parts in; `beside` the title and `below` the table stand others."""
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(listing.title, Size.DISPLAY, name=f"{self.objectName()}.title"))
        if listing.note:
            head.addWidget(label(listing.note, tone="ink2"))
        for widget in beside:
            head.addWidget(widget)
        if not beside:
            head.addStretch(1)
        page.addLayout(head)
        page.addWidget(self._build_list(listing, below), 1)

    def current(self) -> Row | None:
        """The row that is marked."""
        row: Row | None = self.table.current_row()
        return row

    def _build_list(self, listing: Listing[Row], below: Sequence[QWidget]) -> Panel:
        name = self.objectName()
        panel = Panel(padded=False, name=f"{name}.list")
        self.tabs = Tabs(listing.tabs, f"{name}.tabs")
        self.tabs.currentChanged.connect(lambda _at: self._fetch())
        panel.replace_head(self.tabs)
        model: PagedModel[Row] = PagedModel(listing.columns, self._tasks, key=listing.key, parent=self)
        empty = EmptyState("fine", "", name=f"{name}.empty")
        empty.loading()
        self.table = TableView(model, name=f"{name}.table", title=listing.called, empty=empty)
        self.table.opened.connect(self._open)
        model.filled.connect(lambda count, _is_all: self._filled(count))
        model.broke.connect(self._fail)
        panel.body.addWidget(self.table)
        for widget in below:
            panel.body.addWidget(widget)
        self.foot = panel.foot()
        add_hints(self.foot, *listing.hints)
        self.foot.addStretch(1)
        return panel

    def _fetch(self) -> None:
        raise NotImplementedError

    def _open(self, row: Row) -> None:
        raise NotImplementedError

    def _filled(self, count: int) -> None:
        """So many rows came; zero is said by the empty state."""

    def _open_current(self) -> None:
        row = self.current()
        if row is not None:
            self._open(row)

    def _fail(self, error: HealthDeskError) -> None:
        again = Action(f"{self.objectName()}.again", self.tr("再取一次"), self._fetch, "sync")
        self.table.empty_state().failed(str(messages.message(error)), again)
