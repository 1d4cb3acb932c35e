"""Quality, for the head of the centre: what an auditor would find, and a sample to telephone."""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.base.pages import Page
from healthdesk.base.progress import Progress
from healthdesk.domain.access import Permission
from healthdesk.services.quality import Outcome, Sampled
from ui.kit import messages, theme
from ui.kit.actions import Action
from ui.kit.places import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.theme import Size
from ui.screens.quality.columns import Found, finding_columns, found, sample_columns, sample_paper
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import add_hints
from ui.widgets.panel import Panel
from ui.widgets.reason_line import ReasonLine
from ui.widgets.switches import Segments, Tabs
from ui.widgets.text import label, say
from ui.widgets.working import Working

if TYPE_CHECKING:
    from healthdesk.desk import Desk

FINDINGS, SAMPLE = 0, 1
SAMPLE_SIZE = 20
"""Records of one sheet: an afternoon of telephoning."""


class QualityScreen(Screen):
    """The period is this year or the last quarter; the same sheet can be drawn again on the same day."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("quality")
        self._asked: Sampled | None = None
        self._build()

    def show_for(self, **args: Any) -> None:  # noqa: ARG002  no arguments
        self._fetch()

    def reload(self, changes: Changes) -> None:
        if changes.touches("PhoneCheck", "Visit"):
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("quality.true", self.tr("电话核对：属实"), self._confirm, "fine", "F5"),
            Action("quality.false", self.tr("电话核对：不属实，写说明"), self._deny, "attention", "F6"),
            Action("quality.missed", self.tr("电话核对：未接通"), self._not_reached, "phone", "F7"),
            Action(
                "quality.print",
                self.tr("打印核对表"),
                self._print,
                "print",
                "Ctrl+P",
                Permission.PRINT_LISTS.value,
            ),
            Action("quality.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
        )

    def focus_first(self) -> None:
        self._table().setFocus()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(12)
        page.addLayout(self._build_head())
        panel = Panel(padded=False, name="quality.list")
        self.tabs = Tabs((self.tr("可疑记录"), self.tr("抽查电话核对")), "quality.tabs")
        self.tabs.currentChanged.connect(self._turn)
        panel.replace_head(self.tabs)
        self.reason = ReasonLine(self.tr("居民怎么说，Enter 确定"), "quality.reason")
        self.reason.given.connect(self._denied)
        self.reason.left.connect(self.focus_first)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_findings())
        self._stack.addWidget(self._build_sample())
        self.working = Working("quality.working", is_inset=True)
        self.working.stopped.connect(self._stop)
        panel.body.addWidget(self.working)
        panel.body.addWidget(self._stack, 1)
        panel.body.addWidget(self.reason)
        foot = panel.foot()
        self._keys = self._build_keys()
        foot.addWidget(self._keys)
        foot.addStretch(1)
        page.addWidget(panel, 1)
        self._turn(FINDINGS)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.tr("记录质量"), Size.DISPLAY, name="quality.title"))
        self._words = label("", tone="ink2", name="quality.period")
        head.addWidget(self._words)
        head.addStretch(1)
        self._period = Segments((self.tr("近三个月"), self.tr("今年")), "quality.range")
        self._period.chosen.connect(lambda _at: self._fetch())
        head.addWidget(self._period)
        paper = KeyButton(self.tr("打印核对表"), key="Ctrl+P", icon="print", name="quality.print")
        paper.clicked.connect(self._print)
        head.addWidget(paper)
        return head

    def _build_findings(self) -> QWidget:
        model: PagedModel[Found] = PagedModel(finding_columns(), self._tasks, parent=self)
        waiting = EmptyState("sync", self.tr("正在取数"))
        self.findings: TableView[Found] = TableView(
            model, name="quality.findings", title=self.tr("可疑记录"), empty=waiting
        )
        self.findings.opened.connect(lambda _row: self._open_record())
        model.broke.connect(self._fail)
        return self.findings

    def _build_sample(self) -> QWidget:
        model: PagedModel[Sampled] = PagedModel(
            sample_columns(), self._tasks, key=lambda row: row.visit_id, parent=self
        )
        nothing = EmptyState("fine", self.tr("这段时间没有记录"), self.tr("有了随访记录，就能抽查"))
        self.sample: TableView[Sampled] = TableView(
            model, name="quality.sample", title=self.tr("抽查名单"), empty=nothing
        )
        self.sample.opened.connect(lambda _row: self._open_record())
        model.broke.connect(self._fail)
        return self.sample

    def _build_keys(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        add_hints(
            row,
            ("F5", self.tr("属实"), self._confirm),
            ("F6", self.tr("不属实"), self._deny),
            ("F7", self.tr("未接通"), self._not_reached),
        )
        return made

    def _turn(self, at: int) -> None:
        self.reason.hide()
        self._stack.setCurrentIndex(at)
        self._keys.setVisible(at == SAMPLE)

    def _dates(self) -> tuple[date, date]:
        today = self._desk.clock.today()
        if self._period.position():
            return date(today.year, 1, 1), today
        months = today.year * 12 + today.month - 3
        return date(months // 12, months % 12 + 1, 1), today

    def _seed(self) -> int:
        """The day: whoever draws on the same day draws the same."""
        return int(f"{self._desk.clock.today():%Y%m%d}")

    def _fetch(self) -> None:
        first, last = self._dates()
        say(self._words, self.tr("{first} 至 {last}").format(first=first, last=last))
        desk, seed = self._desk, self._seed()
        self.findings.rows.show_rows(())
        self.findings.empty_state().loading()
        self.working.run(
            self._tasks,
            self.tr("正在查找"),
            job=lambda progress: self._found(first, last, progress),
            done=self._show,
            failed=self._fail,
        )
        self.sample.rows.ask(lambda _after: Page(desk.quality.sample(first, last, SAMPLE_SIZE, seed), None))

    def _found(self, first: date, last: date, progress: Progress) -> tuple[Found, ...]:
        quality = self._desk.quality
        return tuple(found(one, quality.names(one.visits)) for one in quality.findings(first, last, progress))

    def _stop(self) -> None:
        """Nothing is said about records that nobody looked at."""
        again = Action("quality.again", self.tr("再查一次"), self._fetch, "sync")
        self.findings.empty_state().show_state("note", self.tr("已停止，还没有查完"), "", again)

    def _show(self, rows: tuple[Found, ...]) -> None:
        self.findings.empty_state().show_state(
            "fine", self.tr("没有可疑的记录"), self.tr("雷同、尾数、死亡后、住院期间、重叠、补录都查过了")
        )
        self.findings.rows.show_rows(rows)
        self.tabs.set_count(FINDINGS, str(len(rows)) if rows else "")

    def _fail(self, error: HealthDeskError) -> None:
        again = Action("quality.again", self.tr("再取一次"), self._fetch, "sync")
        self._table().empty_state().failed(str(messages.message(error)), again)

    def _table(self) -> TableView[Any]:
        return self.sample if self.tabs.currentIndex() == SAMPLE else self.findings

    def _confirm(self) -> None:
        self._note(Outcome.TRUE)

    def _not_reached(self) -> None:
        self._note(Outcome.NOT_REACHED)

    def _deny(self) -> None:
        row = self.sample.current_row()
        if self.tabs.currentIndex() == SAMPLE and row is not None:
            self._asked = row
            self.reason.ask_for(self.tr("{name} 怎么说，Enter 确定").format(name=row.name))
            self.reason.begin()

    def _denied(self, note: str) -> None:
        """The words are about whoever was called, whichever line is marked by then."""
        self._keep(self._asked, Outcome.FALSE, note)

    def _note(self, outcome: Outcome) -> None:
        if self.tabs.currentIndex() == SAMPLE:
            self._keep(self.sample.current_row(), outcome)

    def _keep(self, row: Sampled | None, outcome: Outcome, note: str = "") -> None:
        if row is None:
            return
        said = self.tr("{name} 的核对结果已记").format(name=row.name)
        self._tasks.run(
            lambda: self._desk.quality.note_call(row.visit_id, outcome, note),
            done=lambda _result: self._navigator.say(said, "phone"),
            owner=self,
            once=f"call {row.visit_id}",
        )
        self.focus_first()

    def _print(self) -> None:
        first, last = self._dates()
        desk, seed, centre = self._desk, self._seed(), self._navigator.seat.centre
        note = self.tr("{first} 至 {last}，抽样编号 {seed}").format(first=first, last=last, seed=seed)

        self._navigator.open(
            "paper",
            make=lambda progress: desk.printing.table(
                sample_paper(desk.quality.sample(first, last, SAMPLE_SIZE, seed), note, centre), progress
            ),
            key="sample",
            title=self.tr("抽查核对表"),
        )

    def _open_record(self) -> None:
        row = self._table().current_row()
        if row is None:
            return
        resident_id = row.first_resident if isinstance(row, Found) else row.resident_id
        if resident_id:
            self._navigator.open("record", resident_id=resident_id)
