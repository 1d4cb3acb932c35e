"""One record about nobody: written and signed, or looked at, corrected, taken back, printed."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base import errors
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.centre_records import CENTRE
from healthdesk.services.centre_rows import CentreRecordRow, SignedCentreRecord
from ui.forms.drafting import Drafting
from ui.forms.form_view import FormView, Pace
from ui.kit import messages, theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.screens.centre_records import opening
from ui.screens.centre_records.opening import Opened
from ui.screens.centre_records.sheet_panel import SheetPanel
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class CentreRecordScreen(Screen):
    """`form` begins a sheet or goes on with the one that was left; `record_id` shows a signed record."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("centre_record")
        self._opened: Opened | None = None
        self._wanted_item, self._is_to_amend = "", False
        self._is_taking_back = False
        self._is_signing = False
        self._build()
        self._drafting = Drafting(desk, tasks, self.sheet.say_saved, self)

    def show_for(self, **args: Any) -> None:
        self._drafting.flush()
        self._opened = None
        self._state.loading()
        self._stack.setCurrentWidget(self._state)
        self._wanted_item = str(args.get("item", ""))
        self._is_to_amend = bool(self._wanted_item)
        desk, form, record_id = self._desk, str(args.get("form", "")), str(args.get("record_id", ""))
        self._tasks.run(
            lambda: opening.look_at(desk, record_id) if record_id else opening.begin(desk, form),
            done=self._show,
            failed=self._fail,
            owner=self,
        )

    def commands(self) -> tuple[Action, ...]:
        back = Action("centre_record.back", self.tr("返回登记"), self._back, "back", "Esc")
        if self._opened is None:
            return (back,)
        if self._opened.is_written:
            sign = Action("centre_record.sign", self.tr("签署"), self._sign, "done", "Ctrl+Return")
            drop = Action("centre_record.drop", self.tr("放弃这次更正"), self._drop, "delete")
            return (sign, back) if self._opened.row is None else (sign, drop, back)
        put = Action("centre_record.print", self.tr("打印"), self._print, "print", "Ctrl+P")
        if self._opened.row is None or self._opened.row.status == "void":
            return (put, back)
        return (
            Action("centre_record.amend", self.tr("更正"), self._ask_amend, "edit", "Ctrl+E"),
            Action("centre_record.void", self.tr("作废"), self._ask_void, "delete", "Ctrl+D"),
            *self._number_actions(),
            put,
            back,
        )

    def _number_actions(self) -> tuple[Action, ...]:
        if self._opened is None or not self._opened.may_renumber:
            return ()
        word = self.tr("改用下一个号")
        return (Action("centre_record.renumber", word, self._renumber, "edit", "F8"),)

    def focus_first(self) -> None:
        if self._opened is None:
            return
        if self._opened.is_written:
            if not (self._wanted_item and self.form.go_to(self._wanted_item)):
                self.form.focus_first()
        elif self.sheet.reason.isVisible():
            self.sheet.reason.setFocus()
        elif self._is_to_amend and self._opened.row is not None and self._opened.row.status != "void":
            self._is_to_amend = False
            self._ask_amend()  # what is signed is corrected with a reason; then the question comes
        else:
            self.sheet.put.setFocus()

    def leave(self) -> None:
        self._drafting.flush()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        self._state = EmptyState("document", "", name="centre_record.state")
        self._stack.addWidget(self._state)
        self._page = QWidget()
        page = QVBoxLayout(self._page)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        self.form = FormView(Pace.EVERY, self._desk.clock.now)
        self.sheet = SheetPanel(self.form)
        page.addWidget(self.sheet)
        self._stack.addWidget(self._page)
        column.addWidget(self._stack)
        self.form.changed.connect(self._typed)
        self.form.completed.connect(lambda: self.sheet.sign.setFocus())
        self.sheet.sign.clicked.connect(self._sign)
        self.sheet.put.clicked.connect(self._print)
        self.sheet.amend.clicked.connect(self._ask_amend)
        self.sheet.void.clicked.connect(self._ask_void)
        self.sheet.drop.clicked.connect(self._drop)
        self.sheet.renumber.clicked.connect(self._renumber)
        self.sheet.reason_given.connect(self._given)
        self.sheet.reason_left.connect(self.focus_first)

    def _show(self, opened: Opened) -> None:
        self._opened, self._is_signing = opened, False
        row, form = opened.row, opened.filling.form
        self.form.show_filling(opened.filling, self._desk.forms.layout(form))
        self.form.set_read_only(is_read_only=not opened.is_written)
        if row is None:
            self.sheet.show_new(form.title, from_draft=opened.from_draft)
        elif opened.is_written:
            self.sheet.show_amending(row, self._draft_words(opened))
        else:
            self.sheet.show_signed(row, self._signed_words(row), may_renumber=opened.may_renumber)
        subject, version = (row.id, row.version) if row else (CENTRE, None)
        self._drafting.begin(subject, (opened.filling,), version, reason=opened.reason)
        self.sheet.count_gaps(opened.filling)
        self._stack.setCurrentWidget(self._page)
        self._navigator.renew()
        self.take_focus()

    def _draft_words(self, opened: Opened) -> str:
        if opened.is_overtaken:
            return self.tr("这份登记在您更正期间已被改过：上次写的列在旁边，请核对后重填")
        return self.tr("接着上次的更正：{why}").format(why=opened.reason) if opened.from_draft else ""

    def _signed_words(self, row: CentreRecordRow) -> str:
        said = self.tr("{year} 年第 {number} 号，{who} {day} 登记").format(
            year=row.year, number=row.number, who=row.signed_by, day=f"{row.signed_at.astimezone():%Y-%m-%d}"
        )
        if row.status == "void":
            return self.tr("{said}；已作废：{why}").format(said=said, why=row.amend_reason or "")
        return (
            self.tr("{said}；已更正：{why}").format(said=said, why=row.amend_reason)
            if row.amend_reason
            else said
        )

    def _typed(self, filling: Filling) -> None:
        """What is written is kept at every key, a correction with its reason."""
        if self._opened is not None and self._opened.is_written:
            self._drafting.note((filling,))
        self.sheet.count_gaps(filling)

    def _sign(self) -> None:
        """Too early goes to the first gap."""
        opened = self._opened
        if opened is None or not opened.is_written or self._is_signing:
            return
        filling, desk, row = self.form.filling(), self._desk, opened.row
        if filling.gaps():
            self.form.go_to_gap()
            self._navigator.say(self.tr("还有必填的没有填"), "incomplete")
            return
        self._is_signing = True
        self.sheet.sign.set_busy(is_busy=True)
        self._drafting.flush()
        self._tasks.run(
            lambda: (
                desk.centre_records.amend(row.id, filling, opened.reason, opened_version=row.version)
                if row
                else desk.centre_records.sign(filling)
            ),
            done=self._signed,
            failed=self._refuse,
            owner=self,
        )

    def _signed(self, signed: SignedCentreRecord) -> None:
        said = self.tr("已签署，{year} 年第 {number} 号").format(year=signed.year, number=signed.number)
        self._navigator.say(said, "done")
        self._drafting.stop()
        self.show_for(record_id=signed.id)

    def _refuse(self, error: HealthDeskError) -> None:
        self._is_signing = False
        self.sheet.sign.set_busy(is_busy=False)
        if isinstance(error, errors.InvalidInput) and self.form.complain(error.field, error.reason):
            return
        if isinstance(error, errors.StaleRecord):
            said = self.tr("这份登记刚在别处更正过，没有覆盖它；您写的已存为草稿，返回后重新打开核对")
            self._navigator.say(said, "incomplete")
            return
        self._navigator.complain(error)

    def _ask_amend(self) -> None:
        self._is_taking_back = False
        self.sheet.ask_reason(self.tr("为什么更正；更正前的内容仍保留，Enter 确定"))

    def _ask_void(self) -> None:
        self._is_taking_back = True
        self.sheet.ask_reason(self.tr("为什么作废；序号不再使用，Enter 确定"))

    def _given(self, reason: str) -> None:
        """Why: the record opens to be corrected, or is taken back."""
        opened, desk = self._opened, self._desk
        if opened is None or opened.row is None:
            return
        record_id = opened.row.id
        if self._is_taking_back:
            self._tasks.run(
                lambda: desk.centre_records.void(record_id, reason),
                done=lambda _none: self.show_for(record_id=record_id),
                owner=self,
                once="void",
            )
        else:
            self._show(Opened(opened.filling, opened.row, reason=reason))

    def _drop(self) -> None:
        """The correction that was begun is thrown away, on the user's word; the record stands as it was."""
        opened, desk = self._opened, self._desk
        if opened is None or opened.row is None:
            return
        record_id, form_key = opened.row.id, opened.row.form
        self._drafting.stop()
        self._tasks.run(
            lambda: desk.drafts.discard(record_id, form_key),
            done=lambda _none: self.show_for(record_id=record_id),
            owner=self,
        )

    def _renumber(self) -> None:
        opened, desk = self._opened, self._desk
        if opened is None or opened.row is None or not opened.may_renumber:
            return
        row, why = opened.row, self.tr("与另一份同号，改用下一个号")
        self._tasks.run(
            lambda: desk.centre_records.renumber(row.id, why, opened_version=row.version),
            done=self._renumbered,
            failed=self._refuse,
            owner=self,
        )

    def _renumbered(self, now: SignedCentreRecord) -> None:
        said = self.tr("已改为 {year} 年第 {number} 号").format(year=now.year, number=now.number)
        self._navigator.say(said, "done")
        self.show_for(record_id=now.id)

    def _print(self) -> None:
        row = self._opened.row if self._opened else None
        if row is not None:
            self._navigator.open("paper", record_id=row.id, title=row.title)

    def _back(self) -> None:
        form = self._opened.filling.form.key if self._opened else ""
        self._navigator.open("centre-records", form=form)

    def _fail(self, error: HealthDeskError) -> None:
        back = Action("centre_record.to_list", self.tr("返回登记"), self._back, "back")
        self._state.failed(str(messages.message(error)), back)
