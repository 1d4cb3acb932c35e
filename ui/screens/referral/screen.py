"""Referring somebody: the sheet at the left, its paper at the right, signed, printed, and answered."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base import errors
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.prefill import About
from ui.forms.drafting import Drafting
from ui.kit import messages, theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks, Ticket
from ui.screens.referral import opening
from ui.screens.referral.correcting import Correcting
from ui.screens.referral.header import header
from ui.screens.referral.opening import Drawn, Opened
from ui.screens.referral.papers import Papers
from ui.screens.referral.sheet_panel import SheetPanel
from ui.widgets.empty_state import EmptyState
from ui.widgets.paper_preview import Preview
from ui.widgets.person_bar import PersonBar

if TYPE_CHECKING:
    from healthdesk.desk import Desk

PAUSE_MS = 200
"""After the last key before the paper is drawn again."""


class ReferralScreen(Screen):
    """`resident_id` (with `visit_id` or `programme`) begins a sheet; `referral_id` shows a signed one and
    its answer, with `amend` to be corrected, where `item` is the question to begin with.
    """

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("referral")
        self._opened: Opened | None = None
        self._ticket: Ticket | None = None
        self._is_to_amend, self._wanted_item = False, ""
        self._papers = Papers(desk, navigator.paper)
        self._build()
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(lambda: self._draw(self.preview.scale()))
        self._drafting = Drafting(desk, tasks, self.panel.say_saved, self)

    def show_for(self, **args: Any) -> None:
        self._drafting.flush()
        self._opened = None
        self._state.loading()
        self._stack.setCurrentWidget(self._state)
        desk = self._desk
        resident_id = str(args.get("resident_id", ""))
        about = About(str(args.get("visit_id", "")) or None, str(args.get("programme", "")))
        referral_id = str(args.get("referral_id", ""))
        self._is_to_amend, self._wanted_item = bool(args.get("amend")), str(args.get("item", ""))
        self._tasks.run(
            lambda: (
                opening.look_at(desk, referral_id) if referral_id else opening.begin(desk, resident_id, about)
            ),
            done=self._show,
            failed=lambda error: self._state.failed(str(messages.message(error))),
            owner=self,
        )

    def commands(self) -> tuple[Action, ...]:
        signed, zoom = self._opened is not None and self._opened.signed is not None, self.preview.step_zoom
        first = (
            Action("referral.receive", self.tr("记下对方的答复"), self._receive, "done", "Ctrl+Return")
            if signed
            else Action("referral.sign", self.tr("签发"), self._sign, "referral", "Ctrl+Return")
        )
        return (
            first,
            *self._correcting.commands(),
            Action("referral.print", self.tr("打印"), self._print, "print", "Ctrl+P"),
            *self._back_on_paper(),
            Action("referral.save", self.tr("存 PDF"), self._save, "download", "Ctrl+S"),
            Action("referral.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
            Action("referral.zoom_in", self.tr("放大"), lambda: zoom(1), "zoom-in", "Ctrl+="),
            Action("referral.zoom_out", self.tr("缩小"), lambda: zoom(-1), "zoom-out", "Ctrl+-"),
        )

    def _back_on_paper(self) -> tuple[Action, ...]:
        """The sheet that came back can be printed once something of it was written down."""
        signed = self._opened.signed if self._opened else None
        if signed is None or not signed.feedback:
            return ()
        word = self.tr("打印回转单")
        return (Action("referral.print_back", word, self._print_back, "print", "Ctrl+Shift+P"),)

    def focus_first(self) -> None:
        if self._opened is None:
            return
        if self._opened.is_written:
            if not (self._wanted_item and self.form.go_to(self._wanted_item)):
                self.form.focus_first()
        elif self._is_to_amend and self._correcting.is_possible:
            self._is_to_amend = False
            self._correcting.ask()  # what is signed is corrected with a reason; then the question comes
        elif self.panel.reason.isVisible():
            self.panel.reason.setFocus()
        else:
            self.course.options.setFocus()

    def leave(self) -> None:
        self._drafting.flush()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.person = PersonBar(name="referral.person")
        self._stack = QStackedWidget()
        self._state = EmptyState("referral", "", name="referral.state")
        self._stack.addWidget(self._state)
        self._page = QWidget()
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.person)
        beside = QHBoxLayout()
        beside.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        beside.setSpacing(theme.PANEL_GAP)
        beside.addWidget(self._build_left())
        self.preview = Preview("referral", self.tr("转诊单预览"), self._tasks)
        self.preview.wanted.connect(self._draw)
        self.preview.resized.connect(self._resize)
        self.preview.offer_sizes(is_a5=self._papers.is_a5)
        beside.addWidget(self.preview, 1)
        page.addLayout(beside, 1)
        self._stack.addWidget(self._page)
        column.addWidget(self._stack)

    def _build_left(self) -> SheetPanel:
        self.panel = SheetPanel()
        self.form, self.course, self.sign = self.panel.form, self.panel.course, self.panel.sign
        self.form.changed.connect(self._typed)
        self.panel.save_wanted.connect(self._save)
        self.panel.print_wanted.connect(self._print)
        self.sign.clicked.connect(self._sign_or_receive)
        self.panel.reason.left.connect(self.focus_first)
        self._correcting = Correcting(self._desk, self._tasks, self._navigator, self.panel)
        self._correcting.dropping.connect(lambda: self._drafting.stop())
        self._correcting.ready.connect(self._show)
        self._correcting.dropped.connect(lambda referral_id: self.show_for(referral_id=referral_id))
        return self.panel

    def _show(self, opened: Opened) -> None:
        self._opened = opened
        self._hold(is_signing=False)
        self._correcting.look_at(opened)
        self.person.show_person(header(opened.card, self._desk.clock.today()))
        self._stack.setCurrentWidget(self._page)
        if opened.filling is not None:
            self._show_form(opened, opened.filling)
        elif opened.course is not None and opened.back is not None:
            today, may_correct = self._desk.clock.today(), self._correcting.is_possible
            self.panel.show_course(opened.course, today, opened.back, may_correct=may_correct)
        self._navigator.renew()
        self.take_focus()
        self._draw(self.preview.scale())

    def _show_form(self, opened: Opened, filling: Filling) -> None:
        if opened.course is None:
            self.panel.show_form(filling)
        else:
            self.panel.show_correction(
                filling, opened.course, opened.reason, is_overtaken=opened.is_overtaken
            )
        self._drafting.begin(opened.draft_subject, (filling,), opened.version, reason=opened.reason)

    def _typed(self, filling: Filling) -> None:
        self._drafting.note((filling,))
        self.panel.count_gaps(filling)
        self._timer.start()

    def _draw(self, scale: float) -> None:
        """Have the paper drawn; what is being drawn for an older state is dropped."""
        opened = self._opened
        if opened is None:
            return
        if self._ticket is not None:
            self._ticket.cancel()
        desk, is_a5 = self._desk, self._papers.is_a5
        filling = self.form.filling() if opened.is_written else None
        self._ticket = self._tasks.run(
            lambda: opening.drawn(desk, opened, filling, scale, is_a5=is_a5),
            done=self._show_paper,
            failed=self.preview.fail,
            owner=self,
        )

    def _resize(self, is_a5: bool) -> None:
        self._papers.resize(is_a5=is_a5)
        self.preview.offer_sizes(is_a5=is_a5)
        self._navigator.renew()
        self._draw(self.preview.scale())

    def _show_paper(self, drawn: Drawn) -> None:
        self.preview.show_pages(drawn.pages)
        if drawn.has_conflict:
            self.preview.say_unusual(self.tr("这份档案有冲突未决，纸上已注明"))
        elif drawn.is_unsent and self._opened is not None and self._opened.signed is not None:
            self.preview.say_unusual(self.tr("尚未上传，页脚已注明"))
        else:
            self.preview.say_unusual("")

    def _sign_or_receive(self) -> None:
        if self._opened is not None and self._opened.is_written:
            self._sign()
        else:
            self._receive()

    def _sign(self, then: str = "") -> None:
        """Sign the sheet; `then` print or save follows once it is signed."""
        opened = self._opened
        if opened is None or not self.form.isEnabled() or not opened.is_written:
            return
        filling, desk = self.form.filling(), self._desk
        if filling.gaps():
            self.form.focus_first()
            self._navigator.say(self.tr("还有必填的没有填"), "incomplete")
            return
        self._hold(is_signing=True)
        self._drafting.flush()
        self._tasks.run(
            lambda: opening.sign(desk, opened, filling),
            done=lambda signed: self._signed(signed, then, is_corrected=opened.course is not None),
            failed=self._refuse,
            owner=self,
        )

    def _hold(self, *, is_signing: bool) -> None:
        """What is typed meanwhile would be on no sheet: it is neither taken nor left behind as a draft."""
        self.sign.set_busy(is_busy=is_signing)
        self.form.setDisabled(is_signing)

    def _signed(self, opened: Opened, then: str, *, is_corrected: bool) -> None:
        self._drafting.stop()
        self._show(opened)
        done = self.tr("已更正，会再传一次；纸质单请重新打印")
        self._navigator.say(done if is_corrected else self.tr("已签发，两周内追问结果"))
        if then == "print":
            self._print()
        elif then == "save":
            self._save()

    def _refuse(self, error: HealthDeskError) -> None:
        self._hold(is_signing=False)
        if isinstance(error, errors.InvalidInput) and self.form.complain(error.field, error.reason):
            return
        self._navigator.complain(error)

    def _receive(self) -> None:
        opened = self._opened
        if opened is None or opened.signed is None:
            return
        status, feedback, desk = self.course.status(), dict(self.course.feedback()), self._desk
        if not status:
            self._navigator.say(self.tr("先选对方怎么说"), "incomplete")
            self.course.options.setFocus()
            return
        if not self.course.is_sound():
            return

        def keep() -> Opened:
            desk.referrals.receive(opened.referral_id, status, feedback or None)
            return opening.look_at(desk, opened.referral_id)

        self._tasks.run(keep, done=self._received, owner=self, once="receive")

    def _received(self, opened: Opened) -> None:
        self._show(opened)
        self._navigator.say(self.tr("已记下对方的答复"))

    def _print(self) -> None:
        if self._opened is not None and self._opened.signed is not None:
            self._papers.put(self._opened.signed.row)
        else:
            self._sign("print")

    def _print_back(self) -> None:
        if self._opened is not None and self._opened.signed is not None:
            self._papers.put_back(self._opened.signed.row)

    def _save(self) -> None:
        if self._opened is not None and self._opened.signed is not None:
            self._papers.save(self._opened.signed.row)
        else:
            self._sign("save")

    def _open_record(self) -> None:
        if self._opened is not None:
            self._navigator.open("record", resident_id=self._opened.card.id)
