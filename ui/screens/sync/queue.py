"""The left of the sync centre: what has not arrived and why, and past requests behind a tab."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from healthdesk.services.platform import AttemptEntry
from ui.kit import theme, words
from ui.kit.tasks import Tasks
from ui.screens.sync.picture import Kind, Line, Picture
from ui.screens.sync.result_words import result_words
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.panel import Panel
from ui.widgets.switches import Tabs
from ui.widgets.text import label, say

WIDTH = 504
ALL, WAITING, REQUESTS, WITHDRAWN = 0, 3, 4, 5
"""Positions of tabs: everything, what waits for no person, past requests, what a person took out."""

_TABS = {1: (Kind.CONFLICT,), 2: (Kind.REJECTED,), WAITING: (Kind.WAITING, Kind.SENDING)}
_KIBIBYTE = 1024


class Queue(Panel):
    """`moved(line)` when another line is current (None: there is none), `opened` on Enter."""

    moved = Signal(object)
    opened = Signal()

    def __init__(self, tasks: Tasks, today: Callable[[], date]) -> None:
        super().__init__(padded=False, name="sync.queue")
        self._today = today
        self._lines: tuple[Line, ...] = ()
        self._withdrawn: tuple[Line, ...] = ()
        self.setFixedWidth(WIDTH)
        self.tabs = self._build_tabs()
        self.tabs.currentChanged.connect(lambda _at: self._show_lines())
        self.replace_head(self.tabs)
        model: PagedModel[Line] = PagedModel(self._columns(), tasks, key=lambda line: line.key, parent=self)
        self.table: TableView[Line] = TableView(
            model,
            name="sync.table",
            title=self.tr("没有传完的记录"),
            empty=EmptyState("connected", self.tr("没有在等的记录"), self.tr("保存的记录会自动上传")),
        )
        self.table.moved.connect(self.moved)
        self.table.opened.connect(lambda _line: self.opened.emit())
        requests: PagedModel[AttemptEntry] = PagedModel(self._request_columns(), tasks, parent=self)
        self.requests: TableView[AttemptEntry] = TableView(
            requests,
            name="sync.requests",
            title=self.tr("传输记录"),
            empty=EmptyState("sync", self.tr("还没有连过平台")),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.requests)
        self.body.addWidget(self._stack)
        self._unlisted = 0
        self._beyond = label("", tone="ink2", name="sync.beyond")
        self._beyond.setContentsMargins(theme.PAGE_MARGIN, 8, theme.PAGE_MARGIN, 8)
        self._beyond.hide()
        self.body.addWidget(self._beyond)

    def _build_tabs(self) -> Tabs:
        titles = (
            self.tr("全部"),
            self.tr("冲突"),
            self.tr("退回"),
            self.tr("待上传"),
            self.tr("传输记录"),
            self.tr("撤下"),
        )
        return Tabs(titles, "sync.tabs")

    def show_picture(self, found: Picture) -> None:
        """These lines, these requests, and how many more wait than are listed."""
        self._lines, self._withdrawn = found.lines, found.withdrawn
        counts = {kind: sum(line.kind is kind for line in found.lines) for kind in Kind}
        listed = counts[Kind.WAITING] + counts[Kind.SENDING]
        self._unlisted = max(0, found.state.waiting - listed)
        for at, count in enumerate(
            (
                len(found.lines) + self._unlisted,
                counts[Kind.CONFLICT],
                counts[Kind.REJECTED],
                listed + self._unlisted,
                len(found.attempts),
                len(found.withdrawn),
            )
        ):
            self.tabs.set_count(at, str(count))
        self.requests.rows.show_rows(found.attempts)
        self._show_lines()

    def go_to_next(self, kind: Kind) -> bool:
        """To the next line of that kind, behind the last one to the first; False where there is none."""
        lines = self.table.rows.rows()
        start = self.table.currentIndex().row() + 1
        order = [*range(start, len(lines)), *range(min(start, len(lines)))]
        at = next((at for at in order if lines[at].kind is kind), None)
        if at is not None:
            self.table.go_to(at)
        return at is not None

    def _show_lines(self) -> None:
        at = self.tabs.currentIndex()
        self._stack.setCurrentIndex(1 if at == REQUESTS else 0)
        kinds = _TABS.get(at, tuple(Kind))
        lines = self._withdrawn if at == WITHDRAWN else self._lines
        self.table.rows.show_rows([line for line in lines if line.kind in kinds], at)
        self._say_unlisted(at, has_lines=self.table.rows.rowCount() > 0)
        self.moved.emit(self.table.current_row())

    def _say_unlisted(self, at: int, *, has_lines: bool) -> None:
        """What came in bulk is queued when it is sent: it waits, and no line stands for it; nor for the last
        of very many.
        """
        is_counted = at in (ALL, WAITING) and self._unlisted > 0
        many = self.tr("另有 {n} 条在等，没有列出").format(n=self._unlisted)
        say(self._beyond, many)
        self._beyond.setVisible(is_counted and has_lines)
        if is_counted:
            title = self.tr("{n} 条还没有排队").format(n=self._unlisted)
            self.table.empty_state().show_state("waiting", title, self.tr("成批导入的记录，同步时排队上传"))
        elif at == WITHDRAWN:
            self.table.empty_state().show_state("fine", self.tr("没有撤下的记录"), "")
        else:
            self.table.empty_state().show_state(
                "connected", self.tr("没有在等的记录"), self.tr("保存的记录会自动上传")
            )

    def _columns(self) -> tuple[Column[Line], ...]:
        return (
            Column(self.tr("状态"), self._kind_cell, 110),
            Column(self.tr("居民"), lambda line: Cell(line.name, is_strong=True), 130),
            Column(self.tr("改动"), lambda line: Cell(self._moment(line.at), tone="ink2"), 104),
            Column(
                self.tr("记录"),
                lambda line: Cell(line.reason or line.record, tone="ink2"),
                140,
                stretches=True,
            ),
        )

    def _request_columns(self) -> tuple[Column[AttemptEntry], ...]:
        return (
            Column(self.tr("时间"), lambda one: Cell(self._moment(one.at)), 104),
            Column(self.tr("结果"), lambda one: _result(one), 148),
            Column(self.tr("上行"), lambda one: Cell(_size(one.bytes_up), tone="ink2"), 76, is_right=True),
            Column(self.tr("下行"), lambda one: Cell(_size(one.bytes_down), tone="ink2"), 76, is_right=True),
            Column(
                self.tr("用时"),
                lambda one: Cell(f"{one.milliseconds} ms", tone="ink2"),
                84,
                is_right=True,
                stretches=True,
            ),
        )

    def _kind_cell(self, line: Line) -> Cell:
        match line.kind:
            case Kind.CONFLICT:
                return Cell(self.tr("冲突"), icon="conflict", is_strong=True)
            case Kind.REJECTED:
                return Cell(self.tr("退回"), icon="rejected", is_strong=True)
            case Kind.WITHDRAWN:
                return Cell(self.tr("撤下"), icon="delete", tone="ink2")
            case Kind.SENDING:
                return Cell(self.tr("上传中"), icon="sync", tone="ink2")
            case _:
                return Cell(self.tr("等待"), icon="waiting", tone="ink2")

    def _moment(self, at: datetime) -> str:
        local = at.astimezone()
        if local.date() == self._today():
            return f"{local:%H:%M}"
        return f"{words.near_day(local.date(), self._today())} {local:%H:%M}"


def _size(many: int) -> str:
    return f"{many / _KIBIBYTE:.1f} KB" if many >= _KIBIBYTE else f"{many} B"


def _result(one: AttemptEntry) -> Cell:
    return Cell(result_words(one.status, one.outcome), note=str(one.status or ""))
