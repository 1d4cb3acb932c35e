"""The immunization desk: whose next dose is due or late, one key away from the card."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.services.rows import DueRow
from ui.kit import messages, theme, words
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.theme import Size
from ui.screens.immunization.observation import Observation
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import KeyHint
from ui.widgets.panel import Panel
from ui.widgets.switches import Tabs
from ui.widgets.text import label

if TYPE_CHECKING:
    from healthdesk.desk import Desk

PROGRAMME = "immunization"
TABS = ("all", "overdue", "today")
PAGE = 100
NARROW = 820


class ImmunizationScreen(Screen):
    """Anybody else is found by the search box: booklet, name, number."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("immunization")
        self._build()

    def show_for(self, **args: Any) -> None:  # noqa: ARG002  no arguments
        self._fetch()

    def reload(self, changes: Changes) -> None:
        if changes.touches("Vaccination", "Enrolment", "Resident"):
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("immunization.open", self.tr("打开接种卡"), self._open_current, "immunization", "F2"),
            Action("immunization.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
            Action(
                "immunization.recall",
                self.tr("催种名单"),
                lambda: self._navigator.open("recall"),
                "phone",
                "F7",
            ),
        )

    def focus_first(self) -> None:
        self.table.setFocus()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.tr("预防接种"), Size.DISPLAY, name="immunization.title"))
        head.addSpacing(10)
        head.addWidget(label(self.tr("扫接种本或在上面查姓名，也可从名单里选"), tone="ink2"))
        head.addStretch(1)
        start = KeyButton(
            self.tr("打开接种卡"), key="F2", icon="immunization", kind="primary", name="immunization.open"
        )
        start.clicked.connect(self._open_current)
        head.addWidget(start)
        page.addLayout(head)
        beside = QHBoxLayout()
        beside.setSpacing(theme.PAGE_MARGIN)
        beside.addWidget(self._build_list(), 1)
        self.observation = Observation(self._desk.clock.now, self._desk.schedule.product_title)
        beside.addWidget(self.observation)
        page.addLayout(beside, 1)

    def _build_list(self) -> Panel:
        panel = Panel(padded=False, name="immunization.list")
        self.tabs = Tabs((self.tr("应种"), self.tr("逾期"), self.tr("今天")), "immunization.tabs")
        self.tabs.currentChanged.connect(lambda _at: self._fetch())
        panel.replace_head(self.tabs)
        model: PagedModel[DueRow] = PagedModel(
            self._columns(), self._tasks, key=lambda row: row.enrolment_id, parent=self
        )
        empty = EmptyState("immunization", "", name="immunization.empty")
        empty.loading()
        self.table: TableView[DueRow] = TableView(
            model, name="immunization.table", title=self.tr("应接种的人"), empty=empty
        )
        self.table.opened.connect(self._open)
        model.filled.connect(lambda _count, _is_all: self._say_empty())
        model.broke.connect(self._fail)
        panel.body.addWidget(self.table)
        foot = panel.foot()
        for key, text, call in (
            ("Return", self.tr("打开接种卡"), self._open_current),
            ("Ctrl+O", self.tr("打开健康档案"), self._open_record),
        ):
            hint = KeyHint(key, text)
            hint.clicked.connect(call)
            foot.addWidget(hint)
        foot.addStretch(1)
        return panel

    def _columns(self) -> tuple[Column[DueRow], ...]:
        today, grey = self._desk.clock.today, "ink2"
        return (
            Column(self.tr("应种"), self._due_cell, 136),
            Column(self.tr("姓名"), lambda row: Cell(row.name, is_strong=True), 144),
            Column(
                self.tr("性别年龄"),
                lambda row: Cell(words.sex_and_age(row.sex, row.born, today()), tone=grey),
                112,
            ),
            Column(
                self.tr("出生日期"),
                lambda row: Cell(row.born.isoformat() if row.born else "", tone=grey),
                112,
                from_width=NARROW,
            ),
            Column(self.tr("电话"), lambda row: Cell(row.phone_masked, tone=grey), 124),
            Column(self.tr("住址"), lambda row: Cell(row.address, tone=grey), 160, stretches=True),
        )

    def _due_cell(self, row: DueRow) -> Cell:
        today = self._desk.clock.today()
        if row.late_days > 0:
            return Cell(words.overdue(row.late_days), icon="overdue", tone="amber")
        if row.due_on <= today:
            return Cell(self.tr("今天可种"))
        return Cell(words.near_day(row.due_on, today))

    def _fetch(self) -> None:
        desk, tab = self._desk, TABS[self.tabs.currentIndex()]
        self.table.rows.ask(
            lambda after: desk.worklist.due(programme=PROGRAMME, tab=tab, after=after, limit=PAGE)
        )
        self._tasks.run(desk.immunization.observed, done=self.observation.show_people, owner=self)

    def _say_empty(self) -> None:
        self.table.empty_state().show_state(
            "fine", self.tr("两周内没有应种的人"), self.tr("用 F3 查找任何人，在档案里打开接种卡")
        )

    def _fail(self, error: HealthDeskError) -> None:
        again = Action("immunization.again", self.tr("再取一次"), self._fetch, "sync")
        self.table.empty_state().failed(str(messages.message(error)), again)

    def _open(self, row: DueRow) -> None:
        self._navigator.open("card", resident_id=row.resident_id)

    def _open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._open(row)

    def _open_record(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._navigator.open("record", resident_id=row.resident_id)
