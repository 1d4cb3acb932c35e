"""Follow-ups beside the due list: who is asked to join, what a doctor sees, whose referral is asked about."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.base.pages import Page
from healthdesk.domain.access import Permission
from healthdesk.services.rows import VisitRow
from ui.kit import messages, theme, words
from ui.kit.actions import Action
from ui.kit.places import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Lane, Tasks
from ui.kit.theme import Size
from ui.screens.visits import columns
from ui.screens.visits.foot import Foot
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.panel import Panel
from ui.widgets.reason_line import ReasonLine
from ui.widgets.switches import Tabs
from ui.widgets.text import label

if TYPE_CHECKING:
    from healthdesk.desk import Desk
    from healthdesk.services.referral_results import ResultRow
    from healthdesk.services.suggestions import SuggestionRow

ASKING, DOCTOR, RESULTS = 0, 1, 2
TABS = ("asking", "doctor", "results")
KINDS = ("Enrolment", "Visit", "Resident", "Referral")


class VisitsScreen(Screen):
    """Nobody is enrolled and nothing is settled without somebody's word."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("visits")
        self._asked: tuple[Callable[[str], None], str] | None = None
        self._build()

    def show_for(self, **args: Any) -> None:
        """`tab` may be asking, doctor or results."""
        if args.get("tab") in TABS:
            self.tabs.setCurrentIndex(TABS.index(str(args["tab"])))
        self._fetch()

    def reload(self, changes: Changes) -> None:
        if changes.touches(*KINDS):
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        log, overrule = Permission.LOG_VISIT.value, Permission.OVERRULE.value
        return (
            Action("visits.enrol", self.tr("纳入"), self._enrol, "programme", "F5", log),
            Action("visits.decline", self.tr("不纳入，写理由"), self._decline, "edit", "F6", log),
            Action("visits.settle", self.tr("已处理，写意见"), self._settle, "done", "F7", overrule),
            Action("visits.result", self.tr("记转诊结果"), self._note_result, "referral", "F8", log),
            Action("visits.join", self.tr("所列转诊单就是这次转诊"), self._join, "referral", "F9", log),
            Action("visits.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
        )

    def focus_first(self) -> None:
        self._table().setFocus()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("随访"), Size.DISPLAY, name="visits.title"))
        head.addSpacing(10)
        head.addWidget(label(self.tr("到期的人在工作台；这里是要人来定的"), tone="ink2"))
        head.addStretch(1)
        page.addLayout(head)
        panel = Panel(padded=False, name="visits.list")
        names = (self.tr("待确认纳入"), self.tr("等医生处理"), self.tr("追问转诊结果"))
        self.tabs = Tabs(names, "visits.tabs")
        self.tabs.currentChanged.connect(self._turn)
        panel.replace_head(self.tabs)
        self.reason = ReasonLine("", "visits.reason")
        self.reason.given.connect(self._given)
        self.reason.left.connect(self.focus_first)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_asking())
        self._stack.addWidget(self._build_doctor())
        self._stack.addWidget(self._build_results())
        panel.body.addWidget(self._stack, 1)
        panel.body.addWidget(self.reason)
        self._feet = (self._foot_of_asking(), self._foot_of_doctor(), self._foot_of_results())
        foot = panel.foot()
        for part in self._feet:
            foot.addWidget(part)
        foot.addStretch(1)
        page.addWidget(panel, 1)
        self._turn(ASKING)

    def _build_asking(self) -> QWidget:
        model: PagedModel[SuggestionRow] = PagedModel(
            columns.suggestion_columns(self._desk.clock.today),
            self._tasks,
            key=lambda row: f"{row.resident_id}/{row.programme}",
            parent=self,
        )
        nothing = EmptyState(
            "fine", self.tr("没有要确认的人"), self.tr("接诊时写了慢病诊断，或年龄到了，就列在这里")
        )
        self.asking: TableView[SuggestionRow] = TableView(
            model, name="visits.asking", title=self.tr("待确认纳入的人"), empty=nothing
        )
        self.asking.opened.connect(lambda row: self._navigator.open("record", resident_id=row.resident_id))
        model.broke.connect(self._fail)
        return self.asking

    def _build_doctor(self) -> QWidget:
        model: PagedModel[VisitRow] = PagedModel(
            columns.doctor_columns(self._grade_text), self._tasks, key=lambda row: row.id, parent=self
        )
        nothing = EmptyState(
            "fine", self.tr("没有等医生处理的随访"), self.tr("护士记的随访控制不满意或换了药，就列在这里")
        )
        self.doctor: TableView[VisitRow] = TableView(
            model, name="visits.doctor", title=self.tr("等医生处理的随访"), empty=nothing
        )
        self.doctor.opened.connect(
            lambda row: self._navigator.open("visit", resident_id=row.resident_id, visit_id=row.id)
        )
        model.broke.connect(self._fail)
        return self.doctor

    def _build_results(self) -> QWidget:
        model: PagedModel[ResultRow] = PagedModel(
            columns.result_columns(self._desk.clock.today),
            self._tasks,
            key=lambda row: row.visit_id,
            parent=self,
        )
        nothing = EmptyState(
            "fine", self.tr("没有要追问的转诊"), self.tr("随访时判定要转诊、还没写转诊单的人，两周内列在这里")
        )
        self.results: TableView[ResultRow] = TableView(
            model, name="visits.results", title=self.tr("要追问转诊结果的随访"), empty=nothing
        )
        self.results.opened.connect(
            lambda row: self._navigator.open("visit", resident_id=row.resident_id, visit_id=row.visit_id)
        )
        model.broke.connect(self._fail)
        return self.results

    def _foot_of_asking(self) -> QWidget:
        return Foot(
            ("Return", self.tr("打开健康档案"), self._open_record),
            ("F5", self.tr("纳入"), self._enrol),
            ("F6", self.tr("不纳入"), self._decline),
        )

    def _foot_of_doctor(self) -> QWidget:
        return Foot(
            ("Return", self.tr("打开随访表"), self._open_current),
            ("F7", self.tr("已处理"), self._settle),
            ("Ctrl+O", self.tr("打开健康档案"), self._open_record),
        )

    def _foot_of_results(self) -> QWidget:
        return Foot(
            ("Return", self.tr("打开随访表"), self._open_current),
            ("F8", self.tr("记转诊结果"), self._note_result),
            ("F9", self.tr("是所列转诊单"), self._join),
            ("Ctrl+O", self.tr("打开健康档案"), self._open_record),
        )

    def _turn(self, at: int) -> None:
        self.reason.hide()
        self._stack.setCurrentIndex(at)
        for place, foot in enumerate(self._feet):
            foot.setVisible(place == at)

    def _fetch(self) -> None:
        desk = self._desk
        self.asking.rows.ask(lambda _after: Page(desk.suggestions.page(), None))
        self.doctor.rows.ask(lambda _after: Page(desk.doctor_list.waiting(), None))
        self.results.rows.ask(lambda _after: Page(desk.referral_results.waiting(), None))
        self._tasks.run(
            lambda: (
                desk.suggestions.count(),
                len(desk.doctor_list.waiting()),
                desk.referral_results.count().many,
            ),
            done=self._show_counts,
            owner=self,
            lane=Lane.REPORTS,
        )

    def _show_counts(self, counts: tuple[int, int, int]) -> None:
        for at, many in enumerate(counts):
            self.tabs.set_count(at, str(many) if many else "")

    def _fail(self, error: HealthDeskError) -> None:
        again = Action("visits.again", self.tr("再取一次"), self._fetch, "sync")
        self._table().empty_state().failed(str(messages.message(error)), again)

    def _grade_text(self, row: VisitRow) -> str:
        programme = self._desk.programmes.by_key.get(row.programme)
        return programme.grade_text(row.grade) if programme else row.grade or ""

    def _table(self) -> TableView[Any]:
        tables: tuple[TableView[Any], ...] = (self.asking, self.doctor, self.results)
        return tables[self.tabs.currentIndex()]

    def _enrol(self) -> None:
        row = self.asking.current_row()
        if row is None or self.tabs.currentIndex() != ASKING:
            return
        said = self.tr("{name} 已纳入{programme}").format(
            name=row.name, programme=words.programme(row.programme)
        )
        self._tasks.run(
            lambda: self._desk.enrolments.enrol(row.resident_id, row.programme),
            done=lambda _id: self._navigator.say(said, "programme"),
            owner=self,
            once=f"enrol {row.resident_id} {row.programme}",
        )

    def _decline(self) -> None:
        row = self.asking.current_row()
        if row is not None and self.tabs.currentIndex() == ASKING:
            desk = self._desk
            self._ask(
                self.tr("{name} 不纳入的理由，Enter 确定").format(name=row.name),
                lambda reason: desk.enrolments.decline(row.resident_id, row.programme, reason),
                self.tr("已记不纳入，不再提示"),
            )

    def _settle(self) -> None:
        row = self.doctor.current_row()
        if row is not None and self.tabs.currentIndex() == DOCTOR:
            desk = self._desk
            self._ask(
                self.tr("{name}：处理意见，Enter 确定").format(name=row.name),
                lambda reason: desk.doctor_list.settle(row.id, reason, opened_version=row.row_version),
                self.tr("已记处理意见"),
            )

    def _note_result(self) -> None:
        row = self.results.current_row()
        if row is not None and self.tabs.currentIndex() == RESULTS:
            desk = self._desk
            self._ask(
                self.tr("{name} 转诊后怎样了：去了没有、诊断、处理，Enter 确定").format(name=row.name),
                lambda result: desk.referral_results.note(row.visit_id, result),
                self.tr("已记转诊结果"),
            )

    def _join(self) -> None:
        row = self.results.current_row()
        if row is None or self.tabs.currentIndex() != RESULTS:
            return
        if not row.sheet_id:
            self._navigator.say(self.tr("期间没有别的转诊单"), "note")
            return
        said = self.tr("已归入转诊单 {sheet}，结果在转诊单上追问").format(sheet=row.sheet)
        self._tasks.run(
            lambda: self._desk.referral_results.join(row.visit_id, row.sheet_id),
            done=lambda _none: self._navigator.say(said, "done"),
            owner=self,
            once=f"join {row.visit_id}",
        )

    def _ask(self, hint: str, job: Callable[[str], None], said: str) -> None:
        """The words are about whom they were asked for, whoever is marked in the list by then."""
        self._asked = job, said
        self.reason.ask_for(hint)
        self.reason.begin()

    def _given(self, reason: str) -> None:
        if self._asked is not None:
            job, said = self._asked
            self._tasks.run(
                lambda: job(reason),
                done=lambda _none: self._navigator.say(said, "done"),
                owner=self,
                once="given",
            )
        self.focus_first()

    def _open_current(self) -> None:
        row = self._table().current_row()
        if row is not None:
            self._table().opened.emit(row)

    def _open_record(self) -> None:
        row = self._table().current_row()
        if row is not None:
            self._navigator.open("record", resident_id=row.resident_id)
