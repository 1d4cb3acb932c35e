"""One resident's record: header, timeline, trends, what is due, and who looked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.access import Permission
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services.growth import GrowthCourse
from healthdesk.services.rows import EventRow, FamilyMember, Record
from ui.kit import messages, theme
from ui.kit.actions import Action
from ui.kit.places import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks, Ticket
from ui.screens.record import event_words, tables
from ui.screens.record.acting import Acting
from ui.screens.record.growth import GrowthView
from ui.screens.record.head import RecordHead
from ui.screens.record.numbers import Numbers
from ui.screens.record.overview import Overview
from ui.screens.record.side import Rights
from ui.screens.record.tables import framed
from ui.screens.record.timeline import Shown
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.switches import Tabs

if TYPE_CHECKING:
    from healthdesk.desk import Desk

NARROW_BELOW = 1120
KINDS = ("Resident", "Enrolment", "Visit", "Vaccination", "Referral", "Family", "Conflict")
TAB_KINDS = ("", "visit", "vaccination", "referral")
FAMILY, LOOKS, GROWTH = 4, 5, 6


@dataclass(frozen=True, slots=True)
class _Opened:
    record: Record
    suggested: tuple[Programme, ...]
    growth: GrowthCourse | None


class RecordScreen(Screen):
    """Opening it is audited as a view; so is unmasking the numbers."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("record")
        self._resident_id = ""
        self._record: Record | None = None
        self._ticket = Ticket()
        self._acting = Acting(desk, tasks, navigator, self)
        self._good = frozenset(programme.grades[0].text for programme in desk.programmes if programme.grades)
        self._written = frozenset(one.key for one in desk.programmes if one.is_followed_up)
        self._build()

    def show_for(self, **args: Any) -> None:
        """`resident_id`; `tab` may name one of the tabs by its position."""
        self.numbers.mask()
        if str(args.get("resident_id", "")) != self._resident_id:
            self._resident_id = str(args.get("resident_id", ""))
            self._record = None
            self._state.loading()
            self._stack.setCurrentWidget(self._state)
            self.tabs.setCurrentIndex(0)
        if "tab" in args:
            self.tabs.setCurrentIndex(int(args["tab"]))
        self._fetch()

    def reload(self, changes: Changes) -> None:
        if changes.touches(*KINDS):
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        log, refer, unmask = Permission.LOG_VISIT, Permission.REFER, Permission.UNMASK
        vaccinate, register = Permission.VACCINATE, Permission.REGISTER
        full = self.numbers.unmask
        return (
            Action("record.visit", self.tr("写随访"), self._visit, "write", "F2", log.value),
            Action("record.write", self.tr("写其他记录"), self._offer_sheets, "document", "F4", log.value),
            Action("record.print", self.tr("打印"), self._offer_papers, "print", "Ctrl+P"),
            Action("record.refer", self.tr("转诊"), self._refer, "referral", "Ctrl+R", refer.value),
            Action("record.edit", self.tr("修改基本信息"), self._edit, "edit", "Ctrl+E", register.value),
            Action("record.unmask", self.tr("显示完整号码，十秒"), full, "show", "Ctrl+M", unmask.value),
            Action("record.card", self.tr("接种卡"), self._card, "immunization", "Ctrl+J", vaccinate.value),
        )

    def focus_first(self) -> None:
        at = self.tabs.currentIndex()
        (self._tables[at] if at else self.overview.timeline).setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody else at this desk shall see the numbers."""
        self.numbers.mask()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.overview.fold(is_narrow=self.width() < NARROW_BELOW)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._stack = QStackedWidget()
        self._state = EmptyState("archive", "", name="record.state")
        self._page = QWidget()
        self._stack.addWidget(self._state)
        self._stack.addWidget(self._page)
        column.addWidget(self._stack)
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        self.head = RecordHead(self._build_buttons())
        self.numbers = Numbers(self._desk, self._tasks, self.head)
        page.addWidget(self.head)
        page.addWidget(self._build_tabs())
        self._views = QStackedWidget()
        self._build_views()
        page.addWidget(self._views, 1)

    def _build_buttons(self) -> list[QWidget]:
        made: list[QWidget] = []
        for key, text, icon, kind, name, call, permission in (
            ("Ctrl+E", self.tr("修改"), "edit", "plain", "record.edit", self._edit, Permission.REGISTER),
            ("Ctrl+R", self.tr("转诊"), "referral", "plain", "record.refer", self._refer, Permission.REFER),
            ("F2", self.tr("写随访"), "write", "primary", "record.visit", self._visit, Permission.LOG_VISIT),
        ):
            button = KeyButton(text, key=key, icon=icon, kind=kind, name=name)
            button.clicked.connect(call)
            if self._navigator.seat.allows(permission.value):
                made.append(button)
        return made

    def _build_tabs(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        names = (
            self.tr("概览"),
            self.tr("随访"),
            self.tr("接种"),
            self.tr("转诊"),
            self.tr("家庭"),
            self.tr("谁看过"),
            self.tr("生长"),
        )
        self.tabs = Tabs(names, "record.tabs")
        self.tabs.currentChanged.connect(self._turn)
        row.addWidget(self.tabs)
        row.addStretch(1)
        if self._navigator.seat.allows(Permission.LOG_VISIT.value):
            other = KeyButton(self.tr("写其他记录"), key="F4", kind="text", name="record.write")
            other.clicked.connect(self._offer_sheets)
            row.addWidget(other)
        return bar

    def _build_views(self) -> None:
        self.overview = Overview(self._shown, self._desk.programmes)
        self.overview.opened.connect(self._open_event)
        side = self.overview.side
        side.visit_wanted.connect(lambda programme: self._visit(programme=programme))
        side.enrol_wanted.connect(lambda programme: self._acting.enrol(self._resident_id, programme))
        side.declined.connect(
            lambda programme, reason: self._acting.decline(self._resident_id, programme, reason)
        )
        side.fill_wanted.connect(lambda item: self._edit(item=item))
        self._views.addWidget(self.overview)
        product = self._desk.schedule.product_title
        self._visits = self._table(tables.visit_columns(self._shown), "record.visits", self.tr("还没有随访"))
        self._doses = self._table(tables.dose_columns(product), "record.doses", self.tr("还没有接种记录"))
        self._referrals = self._table(tables.referral_columns(), "record.referrals", self.tr("还没有转诊"))
        family = tables.family_columns(self._desk.clock.today)
        self._family = self._table(family, "record.family", self.tr("还没有登记家庭成员"))
        self.looks = self._table(tables.look_columns(), "record.looks", self.tr("还没有人看过"))
        self._tables: dict[int, TableView[Any]] = dict(
            enumerate((self._visits, self._doses, self._referrals, self._family, self.looks), 1)
        )
        for table in (self._visits, self._doses, self._referrals):
            table.opened.connect(self._open_event)
        self._family.opened.connect(self._open_member)
        self.growth = GrowthView(self._tasks)
        self.growth.print_wanted.connect(lambda: self._acting.print_growth(self._resident_id))
        self._views.addWidget(self.growth)
        self._tables[GROWTH] = self.growth.table

    def _table(self, columns: tuple[Any, ...], name: str, nothing: str) -> TableView[Any]:
        model: PagedModel[Any] = PagedModel(columns, self._tasks, parent=self)
        table: TableView[Any] = TableView(model, name=name, title=name, empty=EmptyState("note", nothing))
        self._views.addWidget(framed(table))
        return table

    def _fetch(self) -> None:
        desk, resident_id = self._desk, self._resident_id
        if not resident_id:
            return
        self._ticket.cancel()
        self._ticket = self._tasks.run(
            lambda: _Opened(
                desk.records.open(resident_id),
                desk.enrolments.suggested(resident_id),
                desk.growth.course(resident_id),
            ),
            done=self._show,
            failed=self._fail,
            owner=self,
        )

    def _show(self, opened: _Opened) -> None:
        record = opened.record
        self._record = record
        today = self._desk.clock.today()
        self.numbers.show_card(record.card)
        self.overview.show_record(record, self._offered(opened), today, self._rights(record), opened.growth)
        self.tabs.setTabVisible(GROWTH, self.growth.show_course(opened.growth))
        for at, kind in enumerate(TAB_KINDS):
            if kind:
                rows = [event for event in record.events if event.kind == kind]
                self._tables[at].rows.show_rows(rows)
                self.tabs.set_count(at, str(len(rows)) if rows else "")
        self._family.rows.show_rows(record.family)
        self.tabs.set_count(FAMILY, str(len(record.family)) if record.family else "")
        if self.tabs.currentIndex() == LOOKS:
            self._turn(LOOKS)
        if self._stack.currentWidget() is not self._page:
            self._stack.setCurrentWidget(self._page)
            self.focus_first()

    def _rights(self, record: Record) -> Rights:
        seat = self._navigator.seat
        may_log = record.card.status != "dead" and seat.allows(Permission.LOG_VISIT.value)
        written = self._written if may_log else frozenset[str]()
        return Rights(written, seat.allows(Permission.REGISTER.value))

    def _offered(self, opened: _Opened) -> tuple[Programme, ...]:
        return tuple(one for one in opened.suggested if one.key in self._written)

    def _fail(self, error: HealthDeskError) -> None:
        if self._record is None:
            again = Action("record.again", self.tr("再取一次"), self._fetch, "sync")
            self._state.failed(str(messages.message(error)), again)
            self._stack.setCurrentWidget(self._state)
        else:
            self._navigator.complain(error)

    def _turn(self, at: int) -> None:
        self._views.setCurrentIndex(at)
        if at == LOOKS and self._resident_id:
            desk, resident_id = self._desk, self._resident_id
            self._tasks.run(
                lambda: desk.auditing.who_looked(resident_id), done=self.looks.rows.show_rows, owner=self
            )

    def _shown(self, event: EventRow) -> Shown:
        return event_words.shown(event, self._good, self._desk.schedule.product_title)

    def _open_event(self, event: EventRow) -> None:
        match event.kind:
            case "visit" if event.status != "void":
                self._navigator.open("visit", resident_id=self._resident_id, visit_id=event.id)
            case "vaccination":
                self._card()
            case "referral":
                self._navigator.open("referrals", referral_id=event.id)

    def _open_member(self, member: FamilyMember) -> None:
        if member.id != self._resident_id:
            self._navigator.open("record", resident_id=member.id)

    def _visit(self, *_clicked: bool, programme: str = "") -> None:
        self._navigator.open("visit", resident_id=self._resident_id, programme=programme)

    def _offer_sheets(self) -> None:
        self._acting.offer_sheets(self._resident_id)

    def _offer_papers(self) -> None:
        if self._record is not None:
            self._acting.offer_papers(self._resident_id, self._record.events)

    def _refer(self) -> None:
        self._navigator.open("referral", resident_id=self._resident_id)

    def _card(self) -> None:
        self._navigator.open("card", resident_id=self._resident_id)

    def _edit(self, *_clicked: bool, item: str = "") -> None:
        self._navigator.open("register", resident_id=self._resident_id, item=item)
