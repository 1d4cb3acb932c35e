"""The immunization clinic: the queue of the day, who is due, appointments, who waits after a dose."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.services.attendance_rows import AttendanceRow
from healthdesk.services.rows import DueRow
from ui.kit import messages, theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Lane, Tasks
from ui.kit.theme import Size
from ui.screens.immunization.due_columns import due_columns
from ui.screens.immunization.leaving import Leaving
from ui.screens.immunization.observation import Observation
from ui.screens.immunization.opening import doubled_words
from ui.screens.immunization.queue import Queue, queue_columns
from ui.screens.immunization.scan import LONGEST, line
from ui.tables.columns import Column
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
    from healthdesk.services.doubled_doses import DoubledDose

PROGRAMME = "immunization"
TODAY, APPOINTMENTS = 0, 4
DUE_TABS = ("all", "overdue", "today")
PAGE = 100
AHEAD_DAYS = 60
KINDS = ("Vaccination", "Enrolment", "Resident", "Attendance", "Background")


class ImmunizationScreen(Screen):
    """Whoever comes is scanned or typed into the box; anybody else is found with F3."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("immunization")
        self.queue = Queue(desk, tasks, navigator, self)
        self.queue.changed.connect(self._fetch)
        self.leaving = Leaving(desk, tasks, navigator, self)
        self.leaving.changed.connect(self._fetch)
        self._doubled: tuple[DoubledDose, ...] = ()
        self._build()
        for sheet in self.leaving.sheets:
            sheet.raise_()

    def show_for(self, **args: Any) -> None:  # noqa: ARG002  no arguments
        self._fetch()
        # Through all doses of a month: once when the screen is opened, and behind what people wait for.
        self._tasks.run(self._desk.doubled_doses.all, done=self._say_doubled, owner=self, lane=Lane.REPORTS)

    def reload(self, changes: Changes) -> None:
        if changes.touches(*KINDS):
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("immunization.open", self.tr("打开接种卡"), self._open_current, "immunization", "F2"),
            Action("immunization.arrive", self.tr("来了，取号"), self._arrive, "arrived", "F4"),
            Action("immunization.next", self.tr("叫下一位"), self.queue.call_next, "due", "F5"),
            Action("immunization.call", self.tr("叫（再叫）这一位"), self._call, "phone", "F6"),
            Action("immunization.skip", self.tr("过号"), self._skip, "later", "F7"),
            Action("immunization.leave", self.tr("留观结束"), self._leave, "done", "F10"),
            Action("immunization.reaction", self.tr("记留观反应"), self._react, "attention", "F11"),
            Action(
                "immunization.doubled", self.tr("核对记了两次的"), self._open_doubled, "attention", "Ctrl+J"
            ),
            Action("immunization.cancel", self.tr("取消预约"), self._cancel, "delete"),
            Action("immunization.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
            Action(
                "immunization.reactions", self.tr("疑似异常反应"), self._open_reactions, "attention", "F8"
            ),
            Action(
                "immunization.recall",
                self.tr("催种名单"),
                lambda: self._navigator.open("recall"),
                "phone",
                "F9",
            ),
        )

    def _say_doubled(self, found: tuple["DoubledDose", ...]) -> None:
        """Two workstations wrote one dose each while they knew nothing of each other."""
        self._doubled = found
        self._wrong.setVisible(bool(found))
        if found:
            one = found[0]
            said = self.tr("要核对：{name} {what}；共 {n} 条，Ctrl+J 打开，对照接种证后作废没有打的一剂")
            what = doubled_words(one, self._desk.schedule)
            self._wrong.show_line("attention", said.format(name=one.name, what=what, n=len(found)), "ink")

    def _open_doubled(self) -> None:
        if self._doubled:
            self._navigator.open("card", resident_id=self._doubled[0].resident_id)
        else:
            self._navigator.say(self.tr("没有记了两次的"), "note")

    def _open_reactions(self) -> None:
        self._navigator.open("reactions")

    def focus_first(self) -> None:
        self.box.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for sheet in self.leaving.sheets:
            sheet.arrange()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(12)
        page.addLayout(self._build_head())
        self._wrong = IconLine("attention", "", "ink", name="immunization.doubled")
        page.addWidget(self._wrong)
        self._wrong.hide()
        beside = QHBoxLayout()
        beside.setSpacing(theme.PAGE_MARGIN)
        beside.addWidget(self._build_list(), 1)
        self.observation = Observation(self._desk.clock.now, self._desk.schedule.product_title, "F5")
        self.observation.next_wanted.connect(self.queue.call_next)
        beside.addWidget(self.observation)
        page.addLayout(beside, 1)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.tr("预防接种"), Size.DISPLAY, name="immunization.title"))
        head.addSpacing(10)
        self.box = line("immunization.scan", self.tr("扫接种证或打号码"), LONGEST)
        self.box.setPlaceholderText(self.tr("扫接种证，或打号码、身份证、姓名加生日"))
        self.box.returnPressed.connect(self._scanned)
        head.addWidget(self.box, 1)
        for text, key, icon, kind, name, call in (
            (self.tr("来了，取号"), "F4", "arrived", "plain", "immunization.arrive", self._arrive),
            (self.tr("叫下一位"), "F5", "due", "primary", "immunization.next", self.queue.call_next),
        ):
            button = KeyButton(text, key=key, icon=icon, kind=kind, name=name)
            button.clicked.connect(call)
            head.addWidget(button)
        return head

    def _build_list(self) -> Panel:
        panel = Panel(padded=False, name="immunization.list")
        titles = (self.tr("今天"), self.tr("应种"), self.tr("逾期"), self.tr("今天到期"), self.tr("预约"))
        self.tabs = Tabs(titles, "immunization.tabs")
        self.tabs.currentChanged.connect(lambda _at: self._fetch())
        panel.replace_head(self.tabs)
        self._lists = QStackedWidget()
        today = self._desk.clock.today
        self.day: TableView[AttendanceRow] = self._list(queue_columns(today), "immunization.day")
        self.table: TableView[DueRow] = self._list(due_columns(today), "immunization.table")
        for table in (self.day, self.table):
            self._lists.addWidget(table)
        panel.body.addWidget(self._lists)
        foot = panel.foot()
        add_hints(
            foot,
            ("F2", self.tr("打开接种卡"), self._open_current),
            ("F6", self.tr("再叫"), self._call),
            ("F7", self.tr("过号"), self._skip),
            ("F10", self.tr("留观结束"), self._leave),
            ("Ctrl+O", self.tr("打开健康档案"), self._open_record),
        )
        foot.addStretch(1)
        return panel

    def _list(self, columns: tuple[Column[Any], ...], name: str) -> TableView[Any]:
        model: PagedModel[Any] = PagedModel(
            columns, self._tasks, key=lambda row: f"{row.resident_id}", parent=self
        )
        empty = EmptyState("immunization", "", name=f"{name}.empty")
        empty.loading()
        table: TableView[Any] = TableView(model, name=name, title=self.tr("预防接种"), empty=empty)
        table.opened.connect(lambda _row: self._open_current())
        table.moved.connect(self._take_person)
        model.filled.connect(lambda _count, _is_all: self._say_empty())
        model.broke.connect(lambda error: self._fail(table, error))
        return table

    def _fetch(self) -> None:
        desk, at = self._desk, self.tabs.currentIndex()
        today = desk.clock.today()
        if at == TODAY:
            self._show_days(desk.clinic.day, at)
        elif at == APPOINTMENTS:
            until = today + timedelta(days=AHEAD_DAYS)
            self._show_days(lambda: desk.clinic.appointments(today, until), at)
        else:
            tab = DUE_TABS[at - 1]
            self.table.rows.ask(
                lambda after: desk.worklist.due(programme=PROGRAMME, tab=tab, after=after, limit=PAGE), tab
            )
            self._lists.setCurrentWidget(self.table)
        self._tasks.run(desk.immunization.observed, done=self.observation.show_people, owner=self)
        self._tasks.run(desk.clinic.waiting, done=self._show_waiting, owner=self)

    def _show_waiting(self, names: tuple[str, ...]) -> None:
        self.observation.show_waiting(names)
        self._navigator.count("immunization", len(names))

    def _show_days(self, read: Any, at: int) -> None:
        self._lists.setCurrentWidget(self.day)

        def show(rows: tuple[AttendanceRow, ...]) -> None:
            self.day.rows.show_rows(rows, at)
            self._say_empty()
            self._take_person(self.day.current_row())

        self._tasks.run(read, done=show, owner=self)

    def _say_empty(self) -> None:
        is_queue = self._lists.currentWidget() is self.day
        if is_queue:
            said, what = self.tr("今天还没有人来"), self.tr("扫接种证，或在应种名单里按 F4 取号")
        else:
            said, what = self.tr("两周内没有应种的人"), self.tr("用 F3 查找任何人，在档案里打开接种卡")
        (self.day if is_queue else self.table).empty_state().show_state("fine", said, what)

    def _fail(self, table: TableView[Any], error: HealthDeskError) -> None:
        again = Action("immunization.again", self.tr("再取一次"), self._fetch, "sync")
        table.empty_state().failed(str(messages.message(error)), again)

    def _scanned(self) -> None:
        scanned = self.box.text().strip()
        self.box.clear()
        self.queue.scan(scanned)

    def _current(self) -> AttendanceRow | DueRow | None:
        table = self.day if self._lists.currentWidget() is self.day else self.table
        row: AttendanceRow | DueRow | None = table.current_row()
        return row

    def _take_person(self, row: AttendanceRow | DueRow | None) -> None:
        self.leaving.show_person(row.resident_id if row else "", row.name if row else "")

    def _with_current(self, call: Any) -> None:
        row = self._current()
        if row is not None:
            call(row.resident_id)

    def _arrive(self) -> None:
        self._with_current(self.queue.arrive)

    def _call(self) -> None:
        self._with_current(self.queue.call)

    def _skip(self) -> None:
        self._with_current(self.queue.skip)

    def _leave(self) -> None:
        self.leaving.leave()

    def _react(self) -> None:
        self.leaving.react()

    def _cancel(self) -> None:
        row = self._current()
        if isinstance(row, AttendanceRow):
            self.queue.cancel(row.resident_id, row.day)

    def _open_current(self) -> None:
        self._with_current(lambda id_: self._navigator.open("card", resident_id=id_))

    def _open_record(self) -> None:
        self._with_current(lambda id_: self._navigator.open("record", resident_id=id_))
