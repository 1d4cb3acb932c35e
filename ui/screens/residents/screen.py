"""Everybody of this centre by name; tables of an old system are brought in here."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.access import Permission
from healthdesk.services.transfer import ImportReport
from ui.kit import messages, theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Lane, Tasks, Ticket
from ui.kit.theme import Size
from ui.screens.residents.bringing_in import BringingIn
from ui.screens.residents.columns import resident_columns
from ui.screens.residents.twice import Twice
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import add_hints
from ui.widgets.panel import Panel
from ui.widgets.text import label, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from healthdesk.desk import Desk
    from healthdesk.services.duplicates import Pair
    from healthdesk.services.rows import ResidentRow

PAGE = 100


class ResidentsScreen(Screen):
    """The list is fetched page by page as it is scrolled, so that its length does not matter."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("residents")
        self._ticket: Ticket | None = None
        self._build()

    def show_for(self, **args: Any) -> None:  # noqa: ARG002  no arguments
        self._fetch()

    def reload(self, changes: Changes) -> None:
        if changes.touches("Resident", "Enrolment") and self._ticket is None:
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        bring, register = Permission.IMPORT.value, Permission.REGISTER.value
        decide, undo = Permission.RESOLVE_CONFLICTS.value, "Ctrl+Shift+J"
        return (
            Action("residents.import", self.tr("导入表格"), self._bring_in, "upload", "Ctrl+I", bring),
            Action(
                "residents.twice", self.tr("查重复建档"), self._look_twice, "search", "Ctrl+Shift+D", decide
            ),
            Action("residents.join", self.tr("合并这两份档案"), self.twice.join, "done", "Ctrl+J", decide),
            Action(
                "residents.apart", self.tr("这是两个人"), self.twice.tell_apart, "refused", "Ctrl+D", decide
            ),
            Action("residents.part", self.tr("撤销这个判断"), self.twice.take_back, "rejected", undo, decide),
            Action("residents.edit", self.tr("改基本信息"), self._edit, "edit", "Ctrl+E", register),
        )

    def focus_first(self) -> None:
        self.table.setFocus()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(12)
        page.addLayout(self._build_head())
        self.bringing_in = BringingIn(self._tasks, lambda: self._desk.forms.current("personal-information"))
        self.bringing_in.cancelled.connect(self._stop)
        self.bringing_in.closed.connect(self.focus_first)
        page.addWidget(self.bringing_in)
        self.twice = Twice(self._tasks, self._desk.clock.today)
        self.twice.joined.connect(self._join)
        self.twice.parted.connect(self._part)
        self.twice.told_apart.connect(self._tell_apart)
        self.twice.reconsidered.connect(self._reconsider)
        self.twice.opened.connect(lambda id_: self._navigator.open("record", resident_id=id_))
        self.twice.closed.connect(self.focus_first)
        page.addWidget(self.twice)
        page.addWidget(self._build_list(), 1)

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(self.tr("居民"), Size.DISPLAY, name="residents.title"))
        self._count = label("", tone="ink2", name="residents.count")
        row.addSpacing(10)
        row.addWidget(self._count)
        row.addStretch(1)
        bring = KeyButton(self.tr("导入表格"), key="Ctrl+I", icon="upload", name="residents.import")
        twice = KeyButton(self.tr("查重复"), key="Ctrl+Shift+D", icon="search", name="residents.look_twice")
        register = KeyButton(
            self.tr("登记居民"), key="Ctrl+N", icon="register", kind="primary", name="residents.register"
        )
        for button, call, permission in (
            (bring, self._bring_in, Permission.IMPORT),
            (twice, self._look_twice, Permission.RESOLVE_CONFLICTS),
            (register, self._register, Permission.REGISTER),
        ):
            button.clicked.connect(call)
            row.addWidget(button)
            if not self._navigator.seat.allows(permission.value):
                button.hide()
        return row

    def _build_list(self) -> Panel:
        panel = Panel(padded=False, name="residents.list")
        model: PagedModel[ResidentRow] = PagedModel(
            resident_columns(self._desk.clock.today), self._tasks, key=lambda row: row.id, parent=self
        )
        empty = EmptyState("residents", "", name="residents.empty")
        empty.loading()
        self.table: TableView[ResidentRow] = TableView(
            model, name="residents.table", title=self.tr("全部居民"), empty=empty
        )
        self.table.opened.connect(lambda row: self._navigator.open("record", resident_id=row.id))
        model.filled.connect(lambda _count, _is_all: self._say_empty())
        model.broke.connect(self._fail)
        panel.body.addWidget(self.table)
        foot = panel.foot()
        add_hints(
            foot,
            ("Return", self.tr("打开档案"), self._open),
            ("Ctrl+E", self.tr("改基本信息"), self._edit),
        )
        foot.addStretch(1)
        foot.addWidget(label(self.tr("按姓名排列；直接打字即查找"), tone="ink3"))
        return panel

    def _fetch(self) -> None:
        desk = self._desk
        self.table.rows.ask(lambda after: desk.residents.page(after, PAGE))
        self._tasks.run(desk.residents.count, done=self._show_count, owner=self)

    def _show_count(self, count: int) -> None:
        say(self._count, self.tr("共 {count} 份档案").format(count=f"{count:,}"))

    def _say_empty(self) -> None:
        register = Action("residents.first", self.tr("登记第一位居民"), self._register, "register", "Ctrl+N")
        self.table.empty_state().show_state(
            "residents", self.tr("还没有居民"), self.tr("登记一位，或把旧系统导出的表格导入进来"), register
        )

    def _fail(self, error: HealthDeskError) -> None:
        again = Action("residents.again", self.tr("再取一次"), self._fetch, "sync")
        self.table.empty_state().failed(str(messages.message(error)), again)

    def _open(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._navigator.open("record", resident_id=row.id)

    def _edit(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._navigator.open("register", resident_id=row.id)

    def _register(self) -> None:
        self._navigator.open("register")

    def _look_twice(self) -> None:
        """Everybody is looked through, beside what the person does."""
        desk = self._desk
        self._tasks.run(
            desk.duplicates.pairs,
            done=self.twice.show_pairs,
            failed=self._navigator.complain,
            owner=self,
            lane=Lane.REPORTS,
        )

    def _join(self, pair: "Pair") -> None:
        desk, said = self._desk, self.tr("已合并到保留的档案，两份的记录都在；Ctrl+Shift+J 撤销")
        self._decide(lambda: desk.duplicates.join(pair.kept.id, pair.other.id), said)

    def _part(self, pair: "Pair") -> None:
        desk = self._desk
        self._decide(lambda: desk.duplicates.part(pair.other.id), self.tr("已撤销合并，两份档案与以前一样"))

    def _tell_apart(self, pair: "Pair") -> None:
        desk, said = self._desk, self.tr("已记下是两个人，不再提示；Ctrl+Shift+J 撤销")
        self._decide(lambda: desk.duplicates.tell_apart(pair.kept.id, pair.other.id), said)

    def _reconsider(self, pair: "Pair") -> None:
        desk, said = self._desk, self.tr("已撤销，这两份档案又待核对")
        self._decide(lambda: desk.duplicates.reconsider(pair.kept.id, pair.other.id), said)

    def _decide(self, job: "Callable[[], None]", said: str) -> None:
        def done(_nothing: None) -> None:
            self._navigator.say(said)
            self._look_twice()

        self._tasks.run(job, done=done, failed=self._navigator.complain, owner=self)

    def _bring_in(self) -> None:
        if self._ticket is not None:
            return
        kinds = self.tr("表格 (*.xlsx *.xls *.xlsm *.ods *.csv *.txt)")
        file = self._navigator.ask.open_file(self.tr("选择要导入的表格"), kinds)
        if file is None:
            return
        self.bringing_in.begin(file.name)
        desk = self._desk
        self._ticket = self._tasks.run(
            lambda progress: desk.transfer.bring_in(file, progress),
            done=self._show_report,
            failed=self._refuse,
            owner=self,
            lane=Lane.REPORTS,
            progress=self.bringing_in.step,
        )

    def _stop(self) -> None:
        """Rows already registered stay; what is left is not looked at."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
            self.bringing_in.fail()
            self._navigator.say(self.tr("导入已停止，已登记的行都在"), "note")
            self._fetch()

    def _show_report(self, report: ImportReport) -> None:
        self._ticket = None
        self.bringing_in.finish(report)
        self._fetch()

    def _refuse(self, error: HealthDeskError) -> None:
        self._ticket = None
        self.bringing_in.fail()
        self._navigator.complain(error)
