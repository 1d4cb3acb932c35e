"""One resident's record: header, tabs, and the views under them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base.calendar import add_years
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
from ui.kit.tasks import Lane, Tasks, Ticket
from ui.screens.record import event_words
from ui.screens.record.acting import Acting
from ui.screens.record.head import RecordHead
from ui.screens.record.numbers import Numbers
from ui.screens.record.side import Rights
from ui.screens.record.timeline import Shown
from ui.screens.record.views import COVER, GROWTH, LOOKS, RecordViews
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.switches import Tabs

if TYPE_CHECKING:
    from healthdesk.desk import Desk

NARROW_BELOW = 1120
AFTER_PAINT_MS = 100
"""What may come later begins when the record is painted: a job beside it makes that take thrice as long."""

KINDS = ("Resident", "Enrolment", "Visit", "Vaccination", "Referral", "Family", "Conflict")


@dataclass(frozen=True, slots=True)
class _Opened:
    record: Record
    suggested: tuple[Programme, ...]
    growth: GrowthCourse | None
    product: Callable[[str], str]


class RecordScreen(Screen):
    """Opening it is audited as a view; so is unmasking the numbers."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("record")
        self._resident_id = ""
        self._record: Record | None = None
        self._product: Callable[[str], str] = str
        self._ticket = Ticket()
        self._later = QTimer(self, interval=AFTER_PAINT_MS, singleShot=True)
        self._later.timeout.connect(self._look_through)
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
            self.views.forget()
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
        """Into the list; where nothing is listed, to the tabs, and never to whatever comes next."""
        first = self.views.first(self.tabs.currentIndex())
        (first if first.isVisibleTo(self) else self.tabs).setFocus()

    def leave(self) -> None:
        """Nobody else at this desk shall see the numbers, and nobody waits for what comes later."""
        self._later.stop()
        self.numbers.mask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.views.overview.fold(is_narrow=self.width() < NARROW_BELOW)

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
        self.views = RecordViews(self._desk, self._tasks, self._shown)
        self._listen()
        page.addWidget(self.views, 1)

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
            self.tr("首页"),
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

    def _listen(self) -> None:
        views, acting = self.views, self._acting
        views.opened.connect(self._open_event)
        views.member_opened.connect(self._open_member)
        views.growth.print_wanted.connect(lambda: acting.print_growth(self._resident_id))
        views.cover.print_wanted.connect(lambda: acting.print_cover(self._resident_id))
        side = views.overview.side
        side.visit_wanted.connect(lambda programme: self._visit(programme=programme))
        side.enrol_wanted.connect(lambda programme: acting.enrol(self._resident_id, programme))
        side.declined.connect(lambda programme, reason: acting.decline(self._resident_id, programme, reason))
        side.fill_wanted.connect(lambda item: self._edit(item=item))
        side.completion_wanted.connect(lambda visit_id: self._navigator.open("visit", visit_id=visit_id))

    def _fetch(self) -> None:
        desk, resident_id = self._desk, self._resident_id
        if not resident_id:
            return
        self._later.stop()
        self._ticket.cancel()
        self._ticket = self._tasks.run(
            lambda: _Opened(
                desk.records.open(resident_id),
                desk.enrolments.suggested(resident_id),
                desk.growth.course(resident_id),
                desk.schedule.product_title,
            ),
            done=self._show,
            failed=self._fail,
            owner=self,
        )

    def _show(self, opened: _Opened) -> None:
        record = opened.record
        self._record, self._product = record, opened.product
        today = self._desk.clock.today()
        self.numbers.show_card(record.card)
        overview, rights = self.views.overview, Rights.of(record, self._navigator.seat, self._written)
        offered = tuple(one for one in opened.suggested if one.key in self._written)
        overview.show_record(record, offered, today, rights, opened.growth)
        self.tabs.setTabVisible(GROWTH, self.views.growth.show_course(opened.growth))
        for at, many in self.views.show_record(record).items():
            self.tabs.set_count(at, str(many) if many else "")
        self._turn(self.tabs.currentIndex())
        if self._stack.currentWidget() is not self._page:
            self._stack.setCurrentWidget(self._page)
            self.take_focus()
        if self.isVisible():
            self._later.start()

    def _look_through(self) -> None:
        """What each form of a year lacks takes longer than the record, and nobody waits for it."""
        since = add_years(self._desk.clock.today(), -1)
        may_log = self._navigator.seat.allows(Permission.LOG_VISIT.value)
        show = partial(self.views.overview.side.show_lacking, may_log=may_log)
        self._read(partial(self._desk.quality.completeness, self._resident_id, since), show, Lane.REPORTS)

    def _fail(self, error: HealthDeskError) -> None:
        if self._record is None:
            again = Action("record.again", self.tr("再取一次"), self._fetch, "sync")
            self._state.failed(str(messages.message(error)), again)
            self._stack.setCurrentWidget(self._state)
        else:
            self._navigator.complain(error)

    def _turn(self, at: int) -> None:
        """The page under this tab; what few look at is fetched when they do."""
        self.views.setCurrentIndex(at)
        desk, resident_id = self._desk, self._resident_id
        if not resident_id:
            return
        if at == LOOKS:
            show = self.views.table(LOOKS).rows.show_rows
            self._read(lambda: desk.auditing.who_looked(resident_id), show)
        elif at == COVER:
            self._read(lambda: desk.cover_pages.of(resident_id).page, self.views.cover.show_page)

    def _read(
        self, job: Callable[[], Any], show: Callable[[Any], object], lane: Lane = Lane.DATABASE
    ) -> None:
        """`show` what `job` gives, unless somebody else has been opened meanwhile."""
        resident_id = self._resident_id

        def deliver(found: Any) -> None:
            if resident_id == self._resident_id:
                show(found)

        self._tasks.run(job, done=deliver, owner=self, lane=lane)

    def _shown(self, event: EventRow) -> Shown:
        return event_words.shown(event, self._good, self._product)

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
