"""One child at the immunization desk: the card, what to give and why, the dose, who waits after it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base import errors
from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.proposals import Proposal
from healthdesk.services.doses import NewDose, RecordedDose
from healthdesk.services.immunization import ChildCard, DoseStopped
from ui.kit import messages, theme, words
from ui.kit.actions import Action
from ui.kit.cautions import cautions
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks, Ticket
from ui.screens.immunization.grid import CardGrid
from ui.screens.immunization.legend import Legend
from ui.screens.immunization.observation import Observation
from ui.screens.immunization.opening import Known, Opened, known, opened, vaccines_for
from ui.screens.immunization.proposing import proposal_columns
from ui.screens.immunization.sheets import ElsewhereSheet, VoidSheet
from ui.screens.immunization.station import Station
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.marks import IconLine
from ui.widgets.panel import HEAD_WITH_CONTROL, Panel
from ui.widgets.person_bar import PersonBar, PersonHeader

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
        self._is_saving = False
        self._build()
        self.elsewhere = ElsewhereSheet(self, desk.schedule, desk.clock.today)
        self.elsewhere.wanted.connect(self._record_elsewhere)
        self.voiding = VoidSheet(self, desk.schedule)
        self.voiding.wanted.connect(self._void)

    def show_for(self, **args: Any) -> None:
        self._resident_id = str(args.get("resident_id", self._resident_id))
        self._child = None
        self._state.loading()
        self._stack.setCurrentWidget(self._state)
        self._fetch()

    def reload(self, changes: Changes) -> None:
        if changes.touches("Vaccination") and not self._is_saving and self._child is not None:
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("card.scan", self.tr("扫码接种"), self.station.focus_first, "scan", "F6"),
            Action("card.elsewhere", self.tr("补录外院接种"), self.elsewhere.ask, "edit", "Ctrl+E"),
            Action("card.void", self.tr("作废录错的一剂"), self._ask_void, "delete", "Ctrl+D"),
            Action("card.next", self.tr("下一位"), self._next, "residents", "F2"),
            Action("card.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
        )

    def focus_first(self) -> None:
        if self._child is not None:
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
        self._page = QWidget()
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        self.person = PersonBar(name="card.person")
        page.addWidget(self.person)
        inner = QVBoxLayout()
        inner.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 12)
        inner.setSpacing(theme.PANEL_GAP)
        inner.addWidget(self._build_grid(), 1000)
        inner.addLayout(self._build_lower(), 1)
        page.addLayout(inner, 1)
        self._stack.addWidget(self._page)
        column.addWidget(self._stack)

    def _build_grid(self) -> Panel:
        self._grid_panel = Panel(padded=False, name="card.history")
        self._grid_panel.set_title(self.tr("接种记录"))
        self._grid_panel.add_to_head(Legend())
        self.grid = CardGrid()
        area = QScrollArea()
        area.setObjectName("card.area")
        area.setAccessibleName(self.tr("接种卡"))
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.grid)
        self._grid_panel.body.addWidget(area)
        return self._grid_panel

    def _build_lower(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.PANEL_GAP)
        may = self._navigator.seat.allows(Permission.OVERRULE.value)
        self.station = Station(self._desk.schedule, self._desk.clock.today, may_overrule=may)
        self.station.vaccine_chosen.connect(self._look_up)
        self.station.given.connect(self._record)
        self.observation = Observation(self._desk.clock.now, self._desk.schedule.product_title)
        for panel, stretch in ((self._build_proposals(), 10), (self.station, 9), (self.observation, 0)):
            panel.setMinimumHeight(LOWER_HEIGHT)
            panel.setSizePolicy(panel.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Ignored)
            row.addWidget(panel, stretch)
        return row

    def _build_proposals(self) -> Panel:
        self._proposals_panel = Panel(padded=False, name="card.proposals")
        self._proposals_panel.set_title(self.tr("建议"))
        model: PagedModel[Proposal] = PagedModel(
            proposal_columns(self._desk.clock.today), self._tasks, key=lambda one: one.group, parent=self
        )
        self.proposals: TableView[Proposal] = TableView(
            model,
            name="card.table",
            title=self.tr("建议接种"),
            empty=EmptyState("fine", self.tr("今天没有要种的，以后也排完了")),
        )
        self.proposals.moved.connect(self._choose)
        self.proposals.opened.connect(lambda _row: self.station.focus_first())
        self._proposals_panel.body.addWidget(self.proposals)
        self._why = IconLine("note", "", "ink2", name="card.why")
        foot = self._proposals_panel.foot()
        foot.addWidget(self._why)
        foot.addStretch(1)
        return self._proposals_panel

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
        card, today = found.child.resident, self._desk.clock.today()
        born = (card.born.isoformat(),) if card.born else ()
        allergy = (self.tr("无过敏史"),) if card.allergy_state == "none" else ()
        self.person.show_person(
            PersonHeader(
                card.name,
                words.sex_and_age_long(card.sex, card.born, today),
                facts=(*born, *filter(None, (card.phone_masked,))),
                danger=tuple(self.tr("{name}过敏").format(name=name) for name in card.allergies),
                tags=allergy,
                warnings=cautions(card),
            )
        )
        self._grid_panel.set_note(found.child.card.edition)
        self.grid.show_card(found.child.card)
        self._grid_panel.setMaximumHeight(self.grid.sizeHint().height() + HEAD_WITH_CONTROL + 8)
        due = found.child.card.today
        said = self.tr("今天 {count} 剂").format(count=len(due)) if due else self.tr("今天没有要种的")
        self._proposals_panel.set_note(said)
        self.proposals.rows.show_rows((*due, *found.child.card.later))
        self.observation.show_people(found.observed)
        self._stack.setCurrentWidget(self._page)
        if is_first:
            self.proposals.go_to(0)
        self._choose(self.proposals.current_row())
        if is_first:
            self.take_focus()

    def _choose(self, proposal: Proposal | None) -> None:
        if proposal is None:
            self.station.begin(None, ())
            self._why.show_line("", "")
            return
        self.station.begin(proposal, vaccines_for(self._desk.schedule, proposal))
        self._why.show_line("note", proposal.text, "ink2")
        self._why.setToolTip("\n".join(f"{one.text}（{one.source}）" for one in proposal.reasons))
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
