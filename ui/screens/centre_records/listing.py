"""The registers of the centre, a tab for each form, the newest record first."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.base.pages import Page
from healthdesk.services.centre_rows import CentreForm, CentreRecordRow, SignedCentreRecord
from ui.kit import messages, theme, words
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.theme import Size
from ui.screens.centre_records.columns import register_columns
from ui.screens.centre_records.opening import twin_words
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import add_hints
from ui.widgets.marks import IconLine
from ui.widgets.panel import Panel
from ui.widgets.switches import Tabs
from ui.widgets.text import label

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class CentreRecordsScreen(Screen):
    """Enter opens a record, F4 begins one of the form whose tab is open."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("centre_records")
        self._kinds: tuple[CentreForm, ...] = ()
        self._build()

    def show_for(self, **args: Any) -> None:
        """`form` may be the key of the form whose tab is wanted."""
        wanted = str(args.get("form", ""))
        if self._kinds:
            self._turn_to(wanted)
        else:
            kinds = self._desk.centre_records.kinds
            self._tasks.run(kinds, done=lambda found: self._begin(found, wanted), owner=self)

    def reload(self, changes: Changes) -> None:
        if changes.touches("CentreRecord"):
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("centre_records.new", self.tr("写一张"), self._write, "add", "F4"),
            Action("centre_records.open", self.tr("打开"), self._open_current, "open", "Ctrl+Return"),
            Action("centre_records.renumber", self.tr("改用下一个号"), self._renumber, "edit", "F8"),
            Action("centre_records.print", self._print_words(), self._print, "print", "Ctrl+P"),
            Action("centre_records.blank", self.tr("打印空白表"), self._print_blank, "document"),
            Action("centre_records.reports", self.tr("待报告的病例和事件"), self._to_reports, "due", "F7"),
        )

    def focus_first(self) -> None:
        self.table.setFocus()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("公共卫生"), Size.DISPLAY, name="centre_records.title"))
        head.addSpacing(10)
        head.addWidget(label(self.tr("不针对某位居民的登记；序号每年重新起算"), tone="ink2"))
        head.addStretch(1)
        reports = KeyButton(self.tr("待报告"), key="F7", name="centre_records.reports")
        reports.clicked.connect(self._to_reports)
        head.addWidget(reports)
        head.addSpacing(8)
        write = KeyButton(self.tr("写一张"), key="F4", icon="add", kind="primary", name="centre_records.new")
        write.clicked.connect(self._write)
        head.addWidget(write)
        page.addLayout(head)
        page.addWidget(self._build_list(), 1)

    def _build_list(self) -> Panel:
        panel = Panel(padded=False, name="centre_records.list")
        self.tabs = Tabs((), "centre_records.tabs")
        self.tabs.currentChanged.connect(lambda _at: self._fetch())
        panel.replace_head(self.tabs)
        self._twins = IconLine("attention", "", "amber", name="centre_records.twins")
        self._twins.hide()
        panel.body.addWidget(self._twins)
        model: PagedModel[CentreRecordRow] = PagedModel(
            register_columns(), self._tasks, key=lambda row: row.id, parent=self
        )
        nothing = EmptyState("document", self.tr("还没有登记"), self.tr("按 F4 写第一张"))
        self.table: TableView[CentreRecordRow] = TableView(
            model, name="centre_records.table", title=self.tr("登记"), empty=nothing
        )
        self.table.opened.connect(self._open)
        model.filled.connect(self._filled)
        model.broke.connect(self._fail)
        panel.body.addWidget(self.table)
        foot = panel.foot()
        add_hints(
            foot,
            ("Return", self.tr("打开"), self._open_current),
            ("F4", self.tr("写一张"), self._write),
            ("Ctrl+P", self.tr("打印"), self._print),
        )
        foot.addStretch(1)
        return panel

    def _begin(self, kinds: tuple[CentreForm, ...], wanted: str) -> None:
        self._kinds = kinds
        self.tabs.blockSignals(True)  # the tabs come one by one; only the last state is fetched
        for one in kinds:
            self.tabs.addTab(words.of_form(one.short_title))
        self.tabs.blockSignals(False)
        self._turn_to(wanted)

    def _turn_to(self, form: str) -> None:
        at = next((at for at, one in enumerate(self._kinds) if one.key == form), self.tabs.currentIndex())
        if at == self.tabs.currentIndex():
            self._fetch()
        else:
            self.tabs.setCurrentIndex(at)

    def _kind(self) -> CentreForm | None:
        at = self.tabs.currentIndex()
        return self._kinds[at] if 0 <= at < len(self._kinds) else None

    def _fetch(self) -> None:
        desk, kind = self._desk, self._kind()
        if kind is not None:
            self.table.rows.ask(lambda _after: Page(desk.centre_records.all(kind.key), None), kind.key)
            self._navigator.renew()

    def _filled(self, count: int) -> None:
        self.tabs.set_count(self.tabs.currentIndex(), str(count))
        later = [row for row in self.table.rows.rows() if row.twin is not None and row.twin.is_earlier]
        if later:
            said = self.tr(
                "有 {n} 份与先登记的同号（两台电脑离线时各自编号）：选中后登记的，按 F8 改用下一个号"
            )
            self._twins.show_line("attention", said.format(n=len(later)), "amber")
        self._twins.setVisible(bool(later))

    def _renumber(self) -> None:
        row, desk = self.table.current_row(), self._desk
        if row is None or row.twin is None:
            self._navigator.say(self.tr("这一份没有同号"), "note")
            return
        if not row.twin.is_earlier:
            self._navigator.say(twin_words(row), "note")
            return
        why = self.tr("与另一份同号，改用下一个号")
        self._tasks.run(
            lambda: desk.centre_records.renumber(row.id, why, opened_version=row.version),
            done=self._renumbered,
            owner=self,
        )

    def _renumbered(self, now: SignedCentreRecord) -> None:
        said = self.tr("已改为 {year} 年第 {number} 号").format(year=now.year, number=now.number)
        self._navigator.say(said, "done")

    def _fail(self, error: HealthDeskError) -> None:
        again = Action("centre_records.again", self.tr("再取一次"), self._fetch, "sync")
        self.table.empty_state().failed(str(messages.message(error)), again)

    def _write(self) -> None:
        if kind := self._kind():
            self._navigator.open("centre-record", form=kind.key)

    def _open(self, row: CentreRecordRow) -> None:
        self._navigator.open("centre-record", record_id=row.id)

    def _open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._open(row)

    def _to_reports(self) -> None:
        self._navigator.open("reports")

    def _print_words(self) -> str:
        kind = self._kind()
        return self.tr("打印这一年的登记表") if kind and kind.is_register else self.tr("打印这份记录")

    def _print(self) -> None:
        """A register goes on paper by the year, any other form by the record."""
        kind, row = self._kind(), self.table.current_row()
        if kind is None or row is None:
            return
        if kind.is_register:
            self._navigator.open("paper", register=kind.key, year=row.year, title=kind.title)
        else:
            self._navigator.open("paper", record_id=row.id, title=kind.title)

    def _print_blank(self) -> None:
        if kind := self._kind():
            self._navigator.open("paper", form=kind.key, title=kind.title)
