"""Writing a follow-up: the sheet, the judgement beside it while typing, signing, the next person."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from healthdesk.base import errors
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.access import Permission
from healthdesk.services.rows import SignedVisit
from healthdesk.services.settling import Overrule
from ui.forms.drafting import Drafting
from ui.forms.form_view import FormView, Pace
from ui.kit.actions import Action
from ui.kit.places import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks, Ticket
from ui.screens.visit.beside import Beside
from ui.screens.visit.drawing import drawn, has_quick_record
from ui.screens.visit.failing import show_failure
from ui.screens.visit.following import Following
from ui.screens.visit.head import VisitHead
from ui.screens.visit.judged import judged_blocks, with_proposals
from ui.screens.visit.opening import Opened, begin, begin_amending
from ui.screens.visit.pane import JudgementPane
from ui.screens.visit.papers import Papers, papers, signed_papers
from ui.screens.visit.sheet_panel import SheetPanel
from ui.screens.visit.signing import Order, carry_out, sentence
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_stack import PageStack

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class VisitScreen(Screen):
    """One sheet for the programmes that are written together; each is signed for itself."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("visit")
        self._opened: Opened | None = None
        self._signed_papers: Papers = {}
        self._overrules: dict[int, Overrule] = {}
        self.is_quick = False
        self._wanted_item = ""
        self._ticket = Ticket()
        self._build()
        self._drafting = Drafting(desk, tasks, self.sheet.say_saved, self)

    def show_for(self, **args: Any) -> None:
        """`resident_id` with an optional `programme` and `form`, or the `visit_id` of a record to amend.

        `item` is the question to begin with.
        """
        self._drafting.flush()
        self._opened = None
        self._wanted_item = str(args.get("item", ""))
        self._state.loading()
        self._stack.wait()
        self.following.drop()
        resident_id, programme = str(args.get("resident_id", "")), str(args.get("programme", ""))
        visit_id, form = str(args.get("visit_id", "")), str(args.get("form", ""))
        self._ticket.cancel()
        start = partial(begin, self._desk, resident_id, programme, form)
        self._ticket = self._tasks.run(
            partial(begin_amending, self._desk, visit_id) if visit_id else start,
            done=self._show,
            failed=lambda error: self._fail(error, resident_id),
            owner=self,
        )

    def commands(self) -> tuple[Action, ...]:
        refer, overrule = Permission.REFER.value, Permission.OVERRULE.value
        keep = partial(self._sign, is_incomplete=True)
        return (
            Action("visit.sign", self.tr("签署"), self._sign, "done", "Ctrl+Return"),
            Action("visit.keep", self.tr("快速记录，存为未完整"), keep, "saved", "Ctrl+Shift+Return"),
            Action("visit.refer", self.tr("转诊"), self._refer, "referral", "Ctrl+R", refer),
            Action("visit.overrule", self.tr("改判"), self._overrule, "edit", "Alt+J", overrule),
            Action("visit.next", self.tr("下一位"), self._offer, "residents", "F2"),
            Action("visit.quick", self.tr("快速记录 / 全表"), self.turn_pace, "list", "F6"),
            Action("visit.pane.fold", self.tr("判定：展开或收起"), self._turn_pane, "show", "F8"),
            Action("visit.print", self.tr("打印这份记录"), self._print, "print", "Ctrl+P"),
            Action("visit.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
        )

    def focus_first(self) -> None:
        if self._opened is None or (self._wanted_item and self.form.go_to(self._wanted_item)):
            return
        if self._opened.visit_id and not self.sheet.amend_reason():
            self.sheet.ask_amend_reason(is_missing=False)
        else:
            self.form.focus_first()

    def leave(self) -> None:
        self._drafting.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold_pane()
        self.following.sheet.arrange()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = VisitHead()
        self.head.next_wanted.connect(self._offer)
        self._state = EmptyState("visits", "", name="visit.state")
        self._stack = PageStack(self._state, self._build_page())
        column.addWidget(self._stack)
        self.following = Following(self._desk, self._tasks, self._navigator, self)

    def _build_page(self) -> QWidget:
        self.form = FormView(Pace.FOLLOW_UP, self._desk.clock.now)
        self.form.changed.connect(lambda _filling: self._typed())
        self.sheet = SheetPanel(self.form, may_refer=self._may(Permission.REFER))
        self.sheet.sign_wanted.connect(self._sign)
        self.sheet.refer_wanted.connect(self._refer)
        self.sheet.quick_wanted.connect(self.turn_pace)
        self.form.completed.connect(self.sheet.end)
        self.sheet.keep_wanted.connect(partial(self._sign, is_incomplete=True))
        self.sheet.reason_typed.connect(self._note)
        self.sheet.reason_given.connect(self.form.focus_first)
        self.pane = JudgementPane()
        self.pane.overrule_wanted.connect(self._overrule)
        self.pane.emergency.refer.clicked.connect(self._refer)
        self.pane.overruling.decided.connect(self._decide)
        self.pane.overruling.left.connect(self.focus_first)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        self._beside = Beside(self.sheet, self.pane)
        column.addLayout(self._beside, 1)
        return page

    def _show(self, opened: Opened) -> None:
        today = self._desk.clock.today()
        self._opened, self._overrules, self._signed_papers = opened, opened.overrules(), {}
        self.head.show_opened(opened, today)
        may_overrule = opened.has_class and self._may(Permission.OVERRULE)
        self.pane.begin(opened.programmes, opened.reminders, may_overrule=may_overrule)
        self.sheet.begin(opened, today, has_quick=has_quick_record(self._desk, opened))
        sheet = drawn(self._desk, opened, is_quick=self.is_quick)
        self.form.make_way(sheet)
        if not opened.is_judged:
            self._fold_pane()  # the rows are laid out once, for the whole width
        self.form.show_sheet(sheet)
        self._drafting.begin(
            opened.draft_subject(), opened.fillings, opened.row_version or None, reason=opened.amend_reason
        )
        self._judge()
        self._stack.show_page()
        self._navigator.renew()
        self.take_focus()

    def _fail(self, error: HealthDeskError, resident_id: str) -> None:
        open_it = partial(self._navigator.open, "record", resident_id=resident_id)
        record = Action("visit.to_record", self.tr("打开健康档案"), open_it, "archive")
        show_failure(self._state, error, record if resident_id else None)
        self._stack.show_state()

    def _typed(self) -> None:
        self._judge()
        self._note()

    def _note(self) -> None:
        self._drafting.note(self.form.fillings(), reason=self.sheet.amend_reason())

    def _judge(self) -> None:
        """Pure and quick: at every key, on the main thread."""
        opened = self._opened
        if opened is None:
            return
        blocks = judged_blocks(opened, self.form.fillings(), self._overrules)
        proposed = with_proposals(self.form.fillings(), blocks, is_amending=bool(opened.visit_id))
        if proposed != self.form.fillings():
            self.form.take(*proposed)
        self.pane.show_blocks(blocks, self.form.filling(), may_refer=self._may(Permission.REFER))
        self.sheet.show_gaps(len(self.form.gaps()))
        self._fold_pane()

    def _sign(self, *, is_incomplete: bool = False) -> None:
        """Too early goes to the first gap. A quick record may be incomplete, an amended one never."""
        opened = self._opened
        if opened is None or self.following.is_open or self.sheet.is_busy:
            return
        problems = [problem for filling in self.form.fillings() for problem in filling.problems()]
        if self.form.gaps() and (not is_incomplete or opened.visit_id):
            self.form.go_to_gap()
            self._navigator.say(self.tr("还差 {n} 项").format(n=len(self.form.gaps())), "to-do")
        elif problems:
            self._complain(problems[0].link_id, problems[0].reason)
        else:
            self._save(opened, is_incomplete=is_incomplete)

    def _save(self, opened: Opened, *, is_incomplete: bool) -> None:
        self._drafting.flush()
        self.sheet.set_busy(is_busy=True)
        reason, overrules = self.sheet.amend_reason(), dict(self._overrules)
        order = Order(opened, self.form.fillings(), overrules, reason, is_incomplete)
        self._tasks.run(
            partial(carry_out, self._desk, order),
            done=lambda signed: self._signed(order, signed),
            failed=self._refused,
            owner=self,
        )

    def _signed(self, order: Order, signed: tuple[SignedVisit, ...]) -> None:
        self.sheet.set_busy(is_busy=False)
        self._drafting.stop()
        self._opened = None
        self._signed_papers = signed_papers(order, signed)
        resident_id = order.opened.card.id
        said = sentence(order, signed, self._desk.clock.today())
        self._navigator.say(said)
        if order.opened.visit_id:
            self._navigator.open("record", resident_id=resident_id)
        else:
            home = Action("visit.home", self.tr("回工作台"), partial(self._navigator.open, "home"), "home")
            self._state.show_state("fine", said, self.tr("按 F2 看下一位"), home)
            self._stack.show_state()
            self._offer()

    def _refused(self, error: HealthDeskError) -> None:
        self.sheet.set_busy(is_busy=False)
        if not (isinstance(error, errors.InvalidInput) and self._complain(error.field, error.reason)):
            self._navigator.complain(error)

    def _complain(self, link_id: str, reason: str) -> bool:
        if link_id == "amend_reason":
            self.sheet.ask_amend_reason()
            return True
        keys = [link_id, *(f"{one.form.key}.{link_id}" for one in self.form.fillings())]
        return any(self.form.complain(key, reason) for key in keys)

    def _refer(self) -> None:
        if opened := self._opened:
            self._drafting.flush()
            self._navigator.open("referral", resident_id=opened.card.id, programme=opened.referred_for)

    def _overrule(self) -> None:
        if self._opened is not None and self._opened.has_class and self._may(Permission.OVERRULE):
            self._beside.want(is_wanted=True)
            self._fold_pane()
            blocks = judged_blocks(self._opened, self.form.fillings(), self._overrules)
            self.pane.overruling.begin(blocks)
            self.pane.ensureWidgetVisible(self.pane.overruling)

    def _decide(self, at: int, overrule: Overrule | None) -> None:
        self._overrules.pop(at, None)
        if overrule is not None:
            self._overrules[at] = overrule
        self._judge()

    @property
    def is_ready(self) -> bool:
        """Whether a sheet is shown and can be typed into."""
        return self._opened is not None

    def turn_pace(self) -> None:
        """Full sheet or quick record; the choice stays for the next people."""
        opened = self._opened
        if opened is not None and not has_quick_record(self._desk, opened):
            return
        self.is_quick = not self.is_quick
        self.sheet.show_quick(is_quick=self.is_quick)
        if opened is not None:
            again = drawn(self._desk, opened, is_quick=self.is_quick).with_fillings(*self.form.fillings())
            self.form.show_sheet(again, is_another=False)
            self._judge()
            self.form.focus_first()

    def _turn_pane(self) -> None:
        self._beside.turn()
        self._fold_pane()

    def _fold_pane(self) -> None:
        self._beside.fold(self.width(), is_judged=self._opened is None or self._opened.is_judged)

    def _offer(self) -> None:
        self.following.offer(self._opened.card.id if self._opened else "")

    def _print(self) -> None:
        """What was just signed or is looked at; of a sheet that is being written the blank forms."""
        self._drafting.flush()
        if what := papers(self._opened, self._signed_papers):
            self._navigator.open("paper", **what)

    def _open_record(self) -> None:
        if opened := self._opened:
            self._navigator.open("record", resident_id=opened.card.id)

    def _may(self, permission: Permission) -> bool:
        return self._navigator.seat.allows(permission.value)
