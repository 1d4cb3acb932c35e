"""Rows fetched page by page, after a key, as the view scrolls; answers to an old question are dropped."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from healthdesk.base.errors import HealthDeskError
from healthdesk.base.pages import Page
from ui.kit.tasks import Tasks
from ui.tables.columns import Cell, Column

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[str | None], Page[Row]]

_NOWHERE = QModelIndex()


class PagedModel(QAbstractTableModel, Generic[Row]):
    """`ask(fetch)` fetches the list; `fetch(after)` runs off the main thread and gives one page.

    `question` says what was asked for (the tab, the filter). As long as it stays, a row that is here no more
    has left the list; with another one it is another list.

    Signals: `filled(count, is_all)` after each page, `broke(error)` when a page could not be had.
    """

    filled = Signal(int, bool)
    broke = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        tasks: Tasks,
        *,
        key: Callable[[Row], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._tasks = tasks
        self._key = key
        self._rows: list[Row] = []
        self._fetch: Fetch[Row] | None = None
        self._after: str | None = None
        self._is_all = True
        self._is_waiting = False
        self._generation = 0
        self._question: Hashable = None
        self._answered: Hashable = None

    @property
    def is_new(self) -> bool:
        """Whether the rows that are coming in answer another question than those before."""
        return self._question != self._answered

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        """The declared columns."""
        return self._columns

    def ask(self, fetch: Fetch[Row], question: Hashable = None) -> None:
        """Fetch it anew. The old rows stay until its first page is here, so that nothing flickers."""
        self._generation += 1
        self._question = question
        self._fetch = fetch
        self._after, self._is_all, self._is_waiting = None, False, False
        self._request(is_first=True)

    def show_rows(self, rows: Sequence[Row], question: Hashable = None) -> None:
        """A short list that is known already."""
        self._generation += 1
        self._question = question
        self._fetch, self._after, self._is_all, self._is_waiting = None, None, True, False
        self._replace(rows)

    def row(self, index: Index | int) -> Row:
        """The row value at an index."""
        return self._rows[index if isinstance(index, int) else index.row()]

    def rows(self) -> tuple[Row, ...]:
        """All rows fetched so far."""
        return tuple(self._rows)

    def position(self, key: str) -> int | None:
        """Where the row with this key stands, if it has been fetched."""
        if self._key is None:
            return None
        return next((at for at, row in enumerate(self._rows) if self._key(row) == key), None)

    def key_at(self, at: int) -> str | None:
        """The key of the row there."""
        if self._key is None or not 0 <= at < len(self._rows):
            return None
        return self._key(self._rows[at])

    def cell(self, index: Index) -> Cell:
        """What is painted at an index."""
        return self._columns[index.column()].of(self._rows[index.row()])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case (
                Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole
            ):
                return self.cell(index).words or None
            case Qt.ItemDataRole.TextAlignmentRole if self._columns[index.column()].is_right:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.UserRole:
                return self.row(index)
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._columns[section].title
            case Qt.ItemDataRole.TextAlignmentRole if self._columns[section].is_right:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def canFetchMore(self, parent: Index = _NOWHERE) -> bool:
        return not parent.isValid() and not self._is_all and not self._is_waiting

    def fetchMore(self, parent: Index = _NOWHERE) -> None:
        if self.canFetchMore(parent):
            self._request(is_first=False)

    def _request(self, *, is_first: bool) -> None:
        if self._fetch is None or self._is_waiting:
            return
        self._is_waiting = True
        fetch, after, generation = self._fetch, self._after, self._generation
        self._tasks.run(
            lambda: fetch(after),
            done=lambda page: self._take(page, generation, is_first=is_first),
            failed=lambda error: self._break(error, generation),
            owner=self,
        )

    def _take(self, page: Page[Row], generation: int, *, is_first: bool) -> None:
        if generation != self._generation:
            return
        self._is_waiting = False
        self._after, self._is_all = page.after, page.after is None
        if is_first:
            self._replace(page.rows)
            return
        if page.rows:
            start = len(self._rows)
            self.beginInsertRows(_NOWHERE, start, start + len(page.rows) - 1)
            self._rows.extend(page.rows)
            self.endInsertRows()
        self.filled.emit(len(self._rows), self._is_all)

    def _replace(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()
        self._answered = self._question
        self.filled.emit(len(self._rows), self._is_all)

    def _break(self, error: HealthDeskError, generation: int) -> None:
        if generation == self._generation:
            self._is_waiting, self._is_all = False, True
            self.broke.emit(error)
