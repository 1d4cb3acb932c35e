"""One child at the immunization desk: the card, what is asked first, the dose, who waits after it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base import errors
from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from ui.kit import messages, theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.screens.immunization.exposure_bar import ExposureBar
from ui.screens.immunization.history import History
from ui.screens.immunization.leaving import Leaving
from ui.screens.immunization.mending import Mending
from ui.screens.immunization.observation import Observation
from ui.screens.immunization.opening import Opened, header, opened, origins
from ui.screens.immunization.papers import paper_actions
from ui.screens.immunization.proposing import Proposals
from ui.screens.immunization.questioning import Questioning
from ui.screens.immunization.steps import Steps
from ui.screens.immunization.table import InjectionTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.person_bar import PersonBar
from ui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from healthdesk.desk import Desk
    from healthdesk.services.attendance_rows import AttendanceRow
    from healthdesk.services.immunization import ChildCard

LOWER_HEIGHT = 254
LEAST_HISTORY = 124
OBSERVED_FROM = 1000
"""Narrower, who is observed stands in the list of the day only: the table needs the room."""

KINDS = ("Vaccination", "Background", "Attendance", "Resident")


class CardScreen(Screen):
    """`resident_id` says whose card; `questions` that the health questions come first."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("card")
        self._resident_id = ""
        self._child: ChildCard | None = None
        self._is_asked = self._begins_with_questions = self._is_recorded = False
        self._wanted_dose = self._wanted_item = ""
        self.table = InjectionTable(desk, tasks, navigator, self)
        self.station = self.table.station
        self._build()
        self.mending = Mending(desk, tasks, navigator, self)
        self.leaving = Leaving(desk, tasks, navigator, self)
        self.elsewhere, self.voiding = self.mending.elsewhere, self.mending.voiding
        for part in (self.table, self.mending, self.leaving):
            part.changed.connect(self._fetch)
        self.table.recorded.connect(self._go_to_next_dose)
        self.table.signed.connect(self._offer_next)

    def show_for(self, **args: Any) -> None:
        before, self._resident_id = self._resident_id, str(args.get("resident_id", self._resident_id))
        if self._resident_id != before:
            for sheet in (*self.mending.sheets, *self.leaving.sheets):
                sheet.close_sheet()  # what was being typed of one child is never kept for another
            self.questions.forget()
            self.mending.show_child(None)
            self.leaving.show_person("", "")
        self._begins_with_questions = bool(args.get("questions", False))
        self._wanted_dose, self._wanted_item = str(args.get("dose_id", "")), str(args.get("item", ""))
        self._child = None
        self.table.forget()  # nothing of the one before stands in the boxes of the next
        self._state.loading()
        self._stack.setCurrentWidget(self._state)
        self._fetch()

    def reload(self, changes: Changes) -> None:
        if changes.touches(*KINDS) and not self.table.is_saving and self._child is not None:
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        asking, mending, table, leaving = self.questions, self.mending, self.table, self.leaving
        return (
            Action("card.scan", self.tr("扫码接种"), self._go_to_table, "scan", "F6"),
            Action("card.precheck", self.tr("预检：问健康情况"), asking.ask, "to-do", "F7"),
            Action("card.background", self.tr("接种背景：全部情况"), asking.ask_whole, "archive", "F8"),
            Action("card.keep", self.tr("记下预检；接种后签名"), self._keep_or_sign, "done", "Ctrl+Return"),
            Action("card.booklet", self.tr("已对照接种证"), asking.compare, "done", "Ctrl+B"),
            Action("card.agree", self.tr("家长同意"), asking.agree, "done", "Ctrl+S"),
            Action("card.undo", self.tr("撤回刚记的一剂"), table.undo, "delete", "F12"),
            Action("card.injector", self.tr("换接种者"), table.choose_injector, "arrived", "F9"),
            Action("card.leave", self.tr("留观结束"), leaving.leave, "done", "F10"),
            Action("card.reaction", self.tr("记留观反应"), leaving.react, "attention", "F11"),
            Action("card.book", self.tr("预约下次"), self._book, "later", "Ctrl+T"),
            Action("card.elsewhere", self.tr("补录外院接种"), self.elsewhere.ask, "edit", "Ctrl+E"),
            Action("card.void", self.tr("作废录错的一剂"), mending.ask_void, "delete", "Ctrl+D"),
            Action("card.amend", self.tr("更正记错的一剂"), mending.ask_amend, "edit"),
            Action("card.forget_booklet", self.tr("去掉登记错的接种证条码"), table.forget_booklet, "delete"),
            Action("card.report", self.tr("报告疑似异常反应"), self._report, "attention"),
            Action("card.paper", self.tr("打印：同意书、接种证、计划"), self._print, "print", "Ctrl+P"),
            Action("card.next", self.tr("叫下一位"), self._next, "residents", "F2"),
            Action("card.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
        )

    def focus_first(self) -> None:
        if self._child is None or any(sheet.isVisible() for sheet in self.mending.sheets):
            return
        if self._pages.currentWidget() is self.questions:
            self.questions.sheet.focus_first()
        else:
            self.station.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for sheet in (*self.mending.sheets, *self.leaving.sheets):
            sheet.arrange()
        self.observation.setVisible(self.width() >= OBSERVED_FROM)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._stack = QStackedWidget()
        self._state = EmptyState("immunization", "", name="card.state")
        self._stack.addWidget(self._state)
        self._page, page = QWidget(), QVBoxLayout()
        self._page.setLayout(page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        self.person, self.steps = PersonBar(name="card.person"), Steps()
        self.person.set_right([self.steps], [self.steps.set_whole], [self.steps.setVisible])
        page.addWidget(self.person)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_card())
        self._pages.addWidget(self._build_questions())
        page.addWidget(self._pages, 1)
        self._stack.addWidget(self._page)
        column.addWidget(self._stack)

    def _build_card(self) -> QWidget:
        inner = QVBoxLayout()
        inner.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 12)
        inner.setSpacing(theme.PANEL_GAP)
        self.exposure = ExposureBar(self._desk.schedule)
        inner.addWidget(self.exposure)
        self._history = History()
        self.grid = self._history.grid
        # What is left of the window is its height: nothing is scrolled before it is down to its least.
        self._history.setMinimumHeight(LEAST_HISTORY)
        self._history.setSizePolicy(self._history.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Ignored)
        inner.addWidget(self._history, 1000)
        inner.addLayout(self._build_lower(), 1)
        self._card_page = Scrolled(inner, 0, whole=self.station)
        return self._card_page

    def _build_questions(self) -> QWidget:
        self.questions = Questioning(self._desk, self._tasks, self._navigator)
        self.questions.shown.connect(lambda: self._pages.setCurrentWidget(self.questions))
        self.questions.changed.connect(self._go_on_after_questions)
        self.questions.elsewhere_wanted.connect(lambda: self.elsewhere.ask())
        self.questions.consent.put.connect(self._print)
        return self.questions

    def _build_lower(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.PANEL_GAP)
        self.observation = Observation(self._desk.clock.now, self._desk.schedule.product_title, "F2")
        self.observation.next_wanted.connect(self._next)
        self._proposals_panel = Proposals(self._desk.clock.today, self._tasks)
        self.proposals = self._proposals_panel.table
        self._proposals_panel.chosen.connect(self.table.choose)
        self._proposals_panel.opened.connect(lambda: self.station.focus_first())
        for panel, stretch in ((self._proposals_panel, 9), (self.station, 12), (self.observation, 0)):
            panel.setMinimumHeight(LOWER_HEIGHT)
            panel.setSizePolicy(panel.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Ignored)
            row.addWidget(panel, stretch)
        return row

    def _fetch(self) -> None:
        desk, resident_id = self._desk, self._resident_id
        self._tasks.run(
            lambda: opened(desk, resident_id),
            done=lambda found: self._show(found) if resident_id == self._resident_id else None,
            failed=self._fail,
            owner=self,
        )

    def _fail(self, error: HealthDeskError) -> None:
        if isinstance(error, errors.InvalidInput) and error.field == "birth_date":
            edit = Action(
                "card.edit",
                self.tr("去补出生日期"),
                lambda: self._navigator.open("register", resident_id=self._resident_id, item="birth_date"),
                "edit",
            )
            self._state.failed(self.tr("没有出生日期，排不出接种程序"), edit)
        else:
            self._state.failed(str(messages.message(error)))

    def _show(self, found: Opened) -> None:
        child = found.child
        is_first, self._child = self._child is None, child
        self.person.show_person(header(found, self._desk.schedule, self._desk.clock.today()))
        self.steps.show_done(found.steps_done())
        self._history.show_card(child.card, origins(child.doses))
        self.exposure.show_treatment(child.treatment)
        self.mending.show_child(child)
        self.leaving.show_person(child.resident.id, child.resident.name)
        self.table.show_opened(found)
        self._stack.setCurrentWidget(self._page)
        self.observation.show_people(found.observed)
        self.observation.show_waiting(found.waiting)
        self._navigator.count("immunization", len(found.waiting))
        from_top = is_first or self._is_recorded
        self._proposals_panel.show_doses(child.card.today, child.card.later, from_top=from_top)
        self._is_recorded = False
        if is_first:
            self.exposure.forget()
            self.questions.forget()
        self.questions.show_opened(found)
        if is_first and self._begins_with_questions:
            self.questions.ask()
        elif is_first:
            self._pages.setCurrentWidget(self._card_page)
            self.take_focus()
            if self._wanted_dose:
                self.mending.amend(self._wanted_dose, self._wanted_item)
        elif self._is_asked and found.is_ready():
            self._go_to_table()
        elif self._is_asked:
            self.questions.focus_next(found)
        self._is_asked = False

    def _go_to_table(self) -> None:
        self._pages.setCurrentWidget(self._card_page)
        self.station.focus_first()

    def _go_on_after_questions(self) -> None:
        """To the injection table, once everything was asked and agreed to."""
        self._is_asked = True
        self._fetch()

    def _go_to_next_dose(self) -> None:
        """The next dose of today, from the top of the list."""
        self._is_recorded = True
        self._fetch()

    def _keep_or_sign(self) -> None:
        if self._pages.currentWidget() is self.questions:
            self.questions.keep()
        else:
            self.table.sign()

    def _offer_next(self) -> None:
        """After signing the next appointment is made, while the guardian is still here."""
        self._book()

    def _book(self) -> None:
        coming = self._child.card.later if self._child else ()
        self.leaving.book(coming[0].on if coming else None)

    def _report(self) -> None:
        """A fresh report of a reaction, with the doses of the last day on it."""
        whose, form = self._resident_id, "adverse-event"
        self._navigator.open("visit", resident_id=whose, programme="immunization", form=form)

    def _print(self) -> None:
        if self._child is not None:
            self._navigator.offer(paper_actions(self._navigator, self._child))

    def _next(self) -> None:
        """Call whoever waits next; nobody leaves doses behind that are not signed."""
        if self.table.unsigned():
            self._navigator.say(self.tr("还有没签名的：Ctrl+Enter 签名，或 F12 撤回"), "attention")
        else:
            self._tasks.run(self._desk.clinic.call_next, done=self._open_next, owner=self, once="call next")

    def _open_next(self, row: "AttendanceRow | None") -> None:
        if row is None:
            self._navigator.open("immunization")
            return
        self._navigator.say(self.tr("请 {number} 号 {name}").format(number=row.number, name=row.name))
        self._navigator.open("card", resident_id=row.resident_id)

    def _open_record(self) -> None:
        self._navigator.open("record", resident_id=self._resident_id)
