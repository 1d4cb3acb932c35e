"""The work desk: the day, who is due, what waits, and the next person one key away."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.base.pages import Page
from healthdesk.domain.access import Permission
from healthdesk.services.rows import DueRow, VisitRow
from healthdesk.services.worklist import DueCounts
from ui.kit import messages, theme, words
from ui.kit.actions import Action
from ui.kit.places import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Lane, Tasks
from ui.kit.theme import Size
from ui.screens.home import due_list
from ui.screens.home.due_paper import due_paper
from ui.screens.home.overview import Overview, counted, outstanding, overview
from ui.screens.home.side import Side
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.calling import Calling
from ui.widgets.empty_state import EmptyState
from ui.widgets.giving_way import GivingWay
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import add_hints
from ui.widgets.next_person import Candidate, NextPerson
from ui.widgets.panel import Panel
from ui.widgets.switches import Segments, Tabs
from ui.widgets.text import label, say

if TYPE_CHECKING:
    from healthdesk.desk import Desk

SIGNED = due_list.TABS.index("signed")
KINDS = ("Resident", "Enrolment", "Visit", "Referral", "Draft", "Conflict", "CentreRecord", "Appointment")
MOST_OFFERED = 50


class HomeScreen(Screen):
    """Where the day of a public-health nurse begins and where every visit returns to."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("home")
        self._today = desk.clock.today
        self._build()
        self.calling = Calling(desk.calls.note, desk.clock.today, tasks, navigator, self)
        self.next_person = NextPerson(self)
        self.next_person.accepted.connect(self._begin)

    def show_for(self, **args: Any) -> None:
        self._fetch(**args)

    def reload(self, changes: Changes) -> None:
        if changes.touches(*KINDS):
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        may_log, may_print = Permission.LOG_VISIT.value, Permission.PRINT_LISTS.value
        return (
            Action("home.next", self.tr("开始随访，下一位"), self._offer, "write", "F2", may_log),
            Action("home.call", self.tr("记电话结果"), self._call, "phone", "F4", may_log),
            Action("home.print", self.tr("打印名单"), self._print, "print", "Ctrl+P", may_print),
            Action("home.order", self.tr("换排序：到期、楼栋、医生"), self._turn_order, "building", "F6"),
            Action("home.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
        )

    def focus_first(self) -> None:
        self._table().setFocus()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(12)
        page.addLayout(self._build_head())
        beside = QHBoxLayout()
        beside.setSpacing(16)
        beside.addWidget(self._build_list(), 1)
        self.side = Side(self._today)
        self.side.wanted.connect(lambda place, args: self._navigator.open(place, **args))
        beside.addWidget(self.side)
        page.addLayout(beside, 1)

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._title = label(words.day_title(self._today()), Size.DISPLAY, name="home.title")
        self._signed_words = label("", tone="ink2", name="home.signed_words")
        row.addWidget(self._title)
        row.addWidget(self._signed_words)
        row.addStretch(1)
        self._order = Segments((self.tr("按到期"), self.tr("按楼栋"), self.tr("按医生")), "home.order")
        self._order.chosen.connect(lambda _at: self._fetch_rows())
        row.addWidget(self._order)
        paper = KeyButton(self.tr("打印名单"), key="Ctrl+P", icon="print", name="home.print")
        begin = KeyButton(self.tr("开始随访"), key="F2", icon="write", kind="primary", name="home.next")
        for button, call, permission in (
            (paper, self._print, Permission.PRINT_LISTS),
            (begin, self._offer, Permission.LOG_VISIT),
        ):
            button.clicked.connect(call)
            if self._navigator.seat.allows(permission.value):
                row.addWidget(button)
        GivingWay(self, row, [self._signed_words.setVisible, paper.say_key, begin.say_key])
        return row

    def _build_list(self) -> QWidget:
        panel = Panel(padded=False, name="home.list")
        names = (self.tr("应随访"), self.tr("逾期"), self.tr("今天"), self.tr("本周"), self.tr("已签"))
        self.tabs = Tabs(names, "home.tabs")
        self.tabs.currentChanged.connect(self._fetch_rows)
        panel.replace_head(self.tabs)
        self._build_tables()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.due)
        self._stack.addWidget(self.signed)
        panel.body.addWidget(self._stack)
        foot = panel.foot()
        add_hints(
            foot,
            ("Return", self.tr("打开随访"), self._open_current),
            ("F2", self.tr("下一位"), self._offer),
            ("F4", self.tr("记电话结果"), self._call),
        )
        foot.addStretch(1)
        self._position = label("", tone="ink2", name="home.position")
        foot.addWidget(self._position)
        return panel

    def _build_tables(self) -> None:
        due_model: PagedModel[DueRow] = PagedModel(
            due_list.due_columns(self._today), self._tasks, key=lambda row: row.enrolment_id, parent=self
        )
        self.due: TableView[DueRow] = TableView(
            due_model,
            name="home.table",
            title=self.tr("应随访的人"),
            empty=EmptyState("visits", "", name="home.empty"),
        )
        self.due.empty_state().loading()
        self.due.opened.connect(self._open_visit)
        due_model.filled.connect(lambda _count, _is_all: self._show_position())
        self.due.verticalScrollBar().valueChanged.connect(lambda _at: self._show_position())
        signed_model: PagedModel[VisitRow] = PagedModel(
            due_list.signed_columns(self._desk.programmes),
            self._tasks,
            key=lambda row: row.id,
            parent=self,
        )
        nothing = EmptyState("visits", self.tr("今天还没有签过随访"), self.tr("签一份，就记在这里"))
        self.signed: TableView[VisitRow] = TableView(
            signed_model, name="home.signed", title=self.tr("今天已签的随访"), empty=nothing
        )
        self.signed.opened.connect(
            lambda row: self._navigator.open("record", resident_id=row.resident_id, visit_id=row.id)
        )

    def _fetch(self, tab: str = "") -> None:
        say(self._title, words.day_title(self._today()))
        if tab in due_list.TABS:
            self.tabs.setCurrentIndex(due_list.TABS.index(tab))
        desk = self._desk
        self._fetch_rows()
        run, counts = partial(self._tasks.run, owner=self), partial(desk.worklist.counts, is_follow_up=True)
        here, beside = partial(run, failed=self._fail, lane=Lane.SCREEN), partial(run, lane=Lane.REPORTS)
        here(counts, done=self._show_counts, latest="counts")
        here(partial(overview, desk), done=self._show_overview, latest="overview")
        beside(partial(counted, desk), done=self.side.show_counted, latest="counted")
        beside(partial(outstanding, desk), done=self.side.show_platform, latest="platform")
        beside(desk.broken_files, done=self.side.show_faults, latest="faults")

    def _fetch_rows(self) -> None:
        at = self.tabs.currentIndex()
        self._stack.setCurrentIndex(1 if at == SIGNED else 0)
        self._order.setVisible(at != SIGNED)
        if at != SIGNED:
            self.due.rows.ask(self._ordered()(self._desk, due_list.TABS[at]), (at, self._order.position()))
        self._show_position()

    def _show_counts(self, counts: DueCounts) -> None:
        numbers = (counts.all, counts.overdue, counts.today, counts.week, counts.signed_today)
        for at, number in enumerate(numbers):
            self.tabs.set_count(at, str(number), is_overdue=at == 1 and number > 0)
        self._navigator.count("visits", counts.all)
        self._say_why_empty()
        self._show_position()

    def _show_overview(self, found: Overview) -> None:
        say(self._signed_words, self._words_of_signed(found))
        self.signed.rows.show_rows(found.signed)
        self.side.show_overview(found)

    def _words_of_signed(self, found: Overview) -> str:
        if not found.signed:
            return self.tr("今天还没有签过随访")
        by_programme: dict[str, int] = {}
        for one in found.signed:
            by_programme[one.programme] = by_programme.get(one.programme, 0) + 1
        parts = "、".join(f"{words.programme(key)} {many}" for key, many in by_programme.items())
        return self.tr("今天已签 {count} 份，其中{parts}").format(count=len(found.signed), parts=parts)

    def _say_why_empty(self) -> None:
        find = Action("home.find", self.tr("去居民"), lambda: self._navigator.open("residents"), "residents")
        empty = self.due.empty_state()
        if self.tabs.currentIndex() == 0:
            text = self.tr("在健康档案里把居民纳入高血压、糖尿病等项目后，到期的人会列在这里")
            empty.show_state("visits", self.tr("两周内没有要随访的人"), text, find)
        else:
            empty.show_state("fine", self.tr("这一栏没有人"), self.tr("看看“应随访”，或按 F3 查找居民"))

    def _fail(self, error: HealthDeskError) -> None:
        again = Action("home.again", self.tr("再取一次"), self._fetch, "sync")
        self.due.empty_state().failed(str(messages.message(error)), again)
        self._navigator.complain(error)

    def _show_position(self) -> None:
        table = self._table()
        many = table.model().rowCount()
        if not many:
            say(self._position, "")
            return
        first = table.rowAt(0)
        last = table.rowAt(table.viewport().height() - 1)
        last = many - 1 if last < 0 else last
        total = self.tabs.tabData(self.tabs.currentIndex()) or str(many)
        words_of_place = self.tr("第 {first}–{last} 位，共 {total} 位")
        say(self._position, words_of_place.format(first=max(0, first) + 1, last=last + 1, total=total))

    def _table(self) -> TableView[Any]:
        return self.signed if self.tabs.currentIndex() == SIGNED else self.due

    def _open_current(self) -> None:
        row = self._table().current_row()
        if row is not None:
            self._table().opened.emit(row)

    def _open_visit(self, row: DueRow) -> None:
        place = "visit" if self._navigator.seat.allows(Permission.LOG_VISIT.value) else "record"
        args = {"programme": row.programme} if place == "visit" else {}
        self._navigator.open(place, resident_id=row.resident_id, **args)

    def _open_record(self) -> None:
        row = self._table().current_row()
        if row is not None:
            self._navigator.open("record", resident_id=row.resident_id)

    def _offer(self) -> None:
        """From the current row on, then from the top."""
        rows = self.due.rows.rows()
        start = max(0, self.due.currentIndex().row())
        people = due_list.candidates((*rows[start:], *rows[:start]), self._today())[:MOST_OFFERED]
        if not people:
            self._navigator.say(self.tr("没有要随访的人"), "fine")
        self.next_person.offer(people)

    def _begin(self, one: Candidate) -> None:
        self._navigator.open("visit", resident_id=one.resident_id, programme=one.programme)

    def _call(self) -> None:
        row = self.due.current_row()
        if row is not None and self.tabs.currentIndex() != SIGNED:
            self.calling.offer(row.enrolment_id, row.name)

    def _turn_order(self) -> None:
        self._order.choose((self._order.position() + 1) % len(due_list.ORDERS))
        self._fetch_rows()

    def _ordered(self) -> Callable[["Desk", str], Callable[[str | None], Page[DueRow]]]:
        return due_list.ORDERS[self._order.position()]

    def _print(self) -> None:
        """The list that is shown, seen before it is handed out."""
        at = min(self.tabs.currentIndex(), SIGNED - 1)
        ordered = self._ordered() if self._order.position() else due_list.by_urgency
        fetch = ordered(self._desk, due_list.TABS[at])
        desk, today, centre = self._desk, self._today(), self._navigator.seat.centre

        self._navigator.open(
            "paper",
            make=lambda progress: desk.printing.table(due_paper(fetch(None).rows, today, centre), progress),
            key="due list",
            title=self.tr("应随访名单"),
        )

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.next_person.arrange()
        self._show_position()
