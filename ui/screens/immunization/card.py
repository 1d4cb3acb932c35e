"""One child at the immunization desk: the card, what to give and why, the dose, who waits after it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base import errors
from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.proposals import Proposal
from healthdesk.services.doses import NewDose, RecordedDose
from healthdesk.services.immunization import ChildCard, DoseStopped
from ui.kit import messages, theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks, Ticket
from ui.screens.immunization.exposure_bar import ExposureBar
from ui.screens.immunization.history import History
from ui.screens.immunization.observation import Observation
from ui.screens.immunization.opening import (
    Known,
    Opened,
    header,
    known,
    opened,
    vaccines_for,
)
from ui.screens.immunization.proposing import Proposals
from ui.screens.immunization.questioning import Questioning
from ui.screens.immunization.sheets import ElsewhereSheet, VoidSheet
from ui.screens.immunization.station import Station
from ui.widgets.empty_state import EmptyState
from ui.widgets.person_bar import PersonBar

if TYPE_CHECKING:
    from healthdesk.desk import Desk

LOWER_HEIGHT = 244


class CardScreen(Screen):
    """`resident_id` says whose card."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("card")
        self._resident_id = ""
        self._child: ChildCard | None = None
        self._ticket: Ticket | None = None
        self._is_asked = False
        self._is_saving = False
        self._build()
        self.elsewhere = ElsewhereSheet(self, desk.schedule, desk.clock.today)
        self.elsewhere.wanted.connect(self._record_elsewhere)
        self.voiding = VoidSheet(self, desk.schedule)
        self.voiding.wanted.connect(self._void)

    def show_for(self, **args: Any) -> None:
        self._resident_id = str(args.get("resident_id", self._resident_id))
        self._child = None
        self.station.begin(None, ())  # nothing of the one before stands in the box of the next
        self._state.loading()
        self._stack.setCurrentWidget(self._state)
        self._fetch()

    def reload(self, changes: Changes) -> None:
        if changes.touches("Vaccination", "Background") and not self._is_saving and self._child is not None:
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        asking = self.questions
        return (
            Action("card.scan", self.tr("扫码接种"), self._go_to_table, "scan", "F6"),
            Action("card.precheck", self.tr("预检：问健康情况"), asking.ask, "to-do", "F7"),
            Action("card.background", self.tr("接种背景：全部情况"), asking.ask_whole, "archive", "F8"),
            Action("card.keep", self.tr("记下预检"), asking.keep, "done", "Ctrl+Return"),
            Action("card.booklet", self.tr("已对照接种证"), asking.compare, "done", "Ctrl+B"),
            Action("card.elsewhere", self.tr("补录外院接种"), self.elsewhere.ask, "edit", "Ctrl+E"),
            Action("card.void", self.tr("作废录错的一剂"), self._ask_void, "delete", "Ctrl+D"),
            Action("card.next", self.tr("下一位"), self._next, "residents", "F2"),
            Action("card.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
        )

    def focus_first(self) -> None:
        if self._child is None:
            return
        if self._pages.currentWidget() is self.questions:
            self.questions.sheet.focus_first()
        else:
            self.station.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for sheet in (self.elsewhere, self.voiding):
            sheet.arrange()

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
        self.person = PersonBar(name="card.person")
        page.addWidget(self.person)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_card())
        self._pages.addWidget(self._build_questions())
        page.addWidget(self._pages, 1)
        self._stack.addWidget(self._page)
        column.addWidget(self._stack)

    def _build_card(self) -> QWidget:
        self._card_page = QWidget()
        inner = QVBoxLayout(self._card_page)
        inner.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 12)
        inner.setSpacing(theme.PANEL_GAP)
        self.exposure = ExposureBar(self._desk.schedule)
        inner.addWidget(self.exposure)
        self._history = History()
        self.grid = self._history.grid
        inner.addWidget(self._history, 1000)
        inner.addLayout(self._build_lower(), 1)
        return self._card_page

    def _build_questions(self) -> QWidget:
        self.questions = Questioning(self._desk, self._tasks, self._navigator)
        self.questions.shown.connect(lambda: self._pages.setCurrentWidget(self.questions))
        self.questions.kept.connect(self._go_on_after_questions)
        self.questions.compared.connect(self._go_on_after_questions)
        self.questions.elsewhere_wanted.connect(lambda: self.elsewhere.ask())
        return self.questions

    def _build_lower(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.PANEL_GAP)
        may = self._navigator.seat.allows(Permission.OVERRULE.value)
        self.station = Station(self._desk.schedule, self._desk.clock.today, may_overrule=may)
        self.station.vaccine_chosen.connect(self._look_up)
        self.station.given.connect(self._record)
        self.observation = Observation(self._desk.clock.now, self._desk.schedule.product_title)
        self._proposals_panel = Proposals(self._desk.clock.today, self._tasks)
        self.proposals = self._proposals_panel.table
        self._proposals_panel.chosen.connect(self._choose)
        self._proposals_panel.opened.connect(lambda: self.station.focus_first())
        for panel, stretch in ((self._proposals_panel, 10), (self.station, 9), (self.observation, 0)):
            panel.setMinimumHeight(LOWER_HEIGHT)
            panel.setSizePolicy(panel.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Ignored)
            row.addWidget(panel, stretch)
        return row

    def _fetch(self) -> None:
        desk, resident_id = self._desk, self._resident_id
        self._tasks.run(
            lambda: opened(desk, resident_id),
            done=self._show,
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
        is_first, self._child = self._child is None, found.child
        self.person.show_person(header(found.child.resident, self._desk.clock.today()))
        self._history.show_card(found.child.card)
        self.exposure.show_treatment(found.child.treatment)
        self.questions.show_child(found.child)
        self._stack.setCurrentWidget(self._page)
        self.observation.show_people(found.observed)
        due, later = found.child.card.today, found.child.card.later
        self._proposals_panel.show_doses(due, later, from_top=is_first)
        if is_first:
            self.exposure.forget()
            self._pages.setCurrentWidget(self._card_page)
            self.take_focus()
        elif self._is_asked and not found.child.card.questions and found.child.history.is_known:
            self._go_to_table()
        self._is_asked = False

    def _go_to_table(self) -> None:
        self._pages.setCurrentWidget(self._card_page)
        self.station.focus_first()

    def _go_on_after_questions(self) -> None:
        """To the injection table, once everything was asked."""
        self._is_asked = True
        self._fetch()

    def _choose(self, proposal: Proposal | None) -> None:
        if proposal is None or self._child is None:
            self.station.begin(None, ())
            return
        today = self._desk.clock.today()
        taken = frozenset(dose.site for dose in self._child.doses if dose.on == today)
        self.station.begin(proposal, vaccines_for(self._desk.schedule, proposal), taken)
        self._look_up(proposal.vaccine)

    def _look_up(self, vaccine: str) -> None:
        """Lots used lately, and what forbids this product."""
        if self._ticket is not None:
            self._ticket.cancel()
        desk, resident_id = self._desk, self._resident_id
        self._ticket = self._tasks.run(lambda: known(desk, resident_id, vaccine), done=self._know, owner=self)

    def _know(self, found: Known) -> None:
        if found.vaccine == self.station.vaccine():
            self.station.know_lots(found.lots)
            self.station.forbid(found.stops)

    def _record(self, dose: NewDose) -> None:
        if self._is_saving:
            return
        self._is_saving = True
        desk, resident_id = self._desk, self._resident_id
        title = self._desk.schedule.product_title(dose.vaccine)
        self._tasks.run(
            lambda: desk.immunization.record(resident_id, dose),
            done=lambda recorded: self._recorded(title, recorded),
            failed=self._refuse,
            owner=self,
        )

    def _recorded(self, title: str, recorded: RecordedDose) -> None:
        self._is_saving = False
        self.elsewhere.close_sheet()
        later = self.tr("，下一剂最早 {day}").format(day=recorded.next_due) if recorded.next_due else ""
        self._navigator.say(self.tr("已记 {title}").format(title=title) + later)
        self._fetch()
        self.take_focus()

    def _refuse(self, error: HealthDeskError) -> None:
        self._is_saving = False
        if self.elsewhere.isVisible():
            self.elsewhere.complain(str(messages.message(error)))
            return
        match error:
            case DoseStopped():
                self.station.forbid(error.stops)
                self._navigator.say(self.tr("规则不许今天接种，没有记下"), "attention")
            case errors.InvalidInput() if error.field in ("lot", "expires_on"):
                self.station.complain(error.field, messages.reason_words(error.reason))
            case _:
                self._navigator.complain(error)

    def _record_elsewhere(self, dose: NewDose) -> None:
        self._record(dose)

    def _ask_void(self) -> None:
        if self._child is not None and self._child.doses:
            self.voiding.ask(self._child.doses)
        else:
            self._navigator.say(self.tr("还没有记过接种"), "note")

    def _void(self, dose_id: str, reason: str) -> None:
        desk = self._desk
        self.voiding.close_sheet()
        self._tasks.run(
            lambda: desk.immunization.void(dose_id, reason),
            done=lambda _done: self._voided(),
            owner=self,
        )

    def _voided(self) -> None:
        self._navigator.say(self.tr("已作废，原记录留底"))
        self._fetch()

    def _next(self) -> None:
        self._navigator.open("immunization")

    def _open_record(self) -> None:
        self._navigator.open("record", resident_id=self._resident_id)
