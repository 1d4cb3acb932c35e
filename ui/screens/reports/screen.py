"""Case cards and events that are not reported yet, against their clocks; what was reported behind a tab."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from healthdesk.base.pages import Page
from healthdesk.domain.access import Permission
from healthdesk.domain.reporting import ReportState
from healthdesk.services.reports import CASE, ReportRow
from ui.kit import entry, words
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.reports.columns import report_columns
from ui.tables.list_screen import Listing, ListScreen
from ui.widgets.reason_line import ReasonLine

if TYPE_CHECKING:
    from healthdesk.desk import Desk

MINUTE_MS = 60_000
OPEN = 0
"""The tab of what is not reported yet."""


class ReportsScreen(ListScreen[ReportRow]):
    """The clocks go on while the list is looked at."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator, "reports", ("Visit", "CentreRecord", "Resident"))
        self._asked: ReportRow | None = None
        self.moment = ReasonLine("", "reports.moment")
        self.moment.given.connect(self._given)
        self.moment.left.connect(self.focus_first)
        self._build()
        self._minute = QTimer(self)
        self._minute.timeout.connect(self.table.viewport().update)
        self._minute.start(MINUTE_MS)

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("reports.report", self.tr("记报告时间"), self._ask, "done", "F6"),
            Action("reports.open", self.tr("打开报告卡"), self._open_current, "open", "F2"),
            Action("reports.print", self.tr("打印报告卡"), self._print, "print", "Ctrl+P"),
            Action("reports.registers", self.tr("公共卫生登记"), self._to_registers, "centre", "Ctrl+O"),
        )

    def _build(self) -> None:
        listing = Listing(
            title=self.tr("待报告"),
            note=self.tr("甲类、按甲类管理、暴发和突发事件 2 小时，其他乙类丙类 24 小时"),
            called=self.tr("传染病报告卡和突发事件"),
            tabs=(self.tr("未报"), self.tr("全部")),
            columns=report_columns(self._desk.reports.now),
            key=_key,
            hints=(
                ("F6", self.tr("记报告时间"), self._ask),
                ("Return", self.tr("打开报告卡"), self._open_current),
                ("Ctrl+P", self.tr("打印报告卡"), self._print),
            ),
        )
        self.build(listing, below=(self.moment,))

    def _fetch(self) -> None:
        desk, is_open = self._desk, self.tabs.currentIndex() == OPEN
        self.table.rows.ask(lambda _after: Page(desk.reports.all(is_open=is_open), None), is_open)

    def _filled(self, count: int) -> None:
        self.tabs.set_count(self.tabs.currentIndex(), str(count))
        late = sum(row.state is ReportState.OVERDUE for row in self.table.rows.rows())
        self._navigator.count("centre-records", late)
        self.table.empty_state().show_state(
            "fine", self.tr("没有未报的"), self.tr("报告卡在健康档案里写，事件在公共卫生里写")
        )

    def _ask(self) -> None:
        """When it was reported; of what is open already, and shown."""
        row = self.current()
        if row is None or row.reported is not None:
            return
        if row.is_hidden:
            self._navigator.say(self.tr("这张报告卡不向您显示，请接诊医生记报告时间"), "hide")
            return
        permission = Permission.LOG_VISIT if row.form == CASE else Permission.KEEP_CENTRE_RECORDS
        if not self._navigator.seat.allows(permission.value):
            self._navigator.say(self.tr("您的岗位不能改报告卡，请填卡的医生或护士来记"), "incomplete")
            return
        self._asked = row
        now = self._desk.reports.now()
        whose = row.name or words.of_form(row.about)
        hint = self.tr("{whose}：几时报的？如 0930，或 1102 0930；现在是 {now}，Enter 确定")
        self.moment.ask_for(hint.format(whose=whose, now=f"{now:%H:%M}"))
        self.moment.begin()

    def _given(self, text: str) -> None:
        row, now = self._asked, self._desk.reports.now()
        at = read_moment(text, now)
        if row is None:
            return
        if at is None:
            self._navigator.say(self.tr("看不懂这个时间：写 0930，或 1102 0930"), "incomplete")
            self.moment.begin()
            return
        desk, reason = self._desk, self.tr("补记报告时间")
        said = self.tr("已记 {moment} 报告").format(moment=f"{at:%m-%d %H:%M}")
        self._tasks.run(
            lambda: desk.reports.report(row, at, reason),
            done=lambda _none: self._navigator.say(said, "done"),
            owner=self,
        )
        self.focus_first()

    def _open(self, row: ReportRow) -> None:
        if row.is_hidden:
            self._navigator.say(self.tr("这张报告卡不向您显示，请接诊医生记报告时间"), "hide")
        elif row.form == CASE:
            self._navigator.open("record", resident_id=row.resident_id, visit_id=row.id)
        else:
            self._navigator.open("centre-record", record_id=row.id)

    def _print(self) -> None:
        row = self.current()
        if row is None or row.is_hidden:
            return
        if row.form == CASE:
            title, whose = self.tr("传染病报告卡"), row.resident_id
            self._navigator.open("paper", visit_id=row.id, title=title, whose=whose)
        else:
            self._navigator.open("paper", record_id=row.id, title=self.tr("突发事件报告卡"))

    def _to_registers(self) -> None:
        self._navigator.open("centre-records", form="public-health-event")


def read_moment(text: str, now: datetime) -> datetime | None:
    """`0930` and `9:30` of today, `1102 0930` and `2026-11-02 9:30` of that day; None for anything else."""
    *days, clock = text.replace("：", ":").split() or [""]
    day = entry.read_date("".join(days), now.date()) if days else now.date()
    digits = entry.plain(clock).replace(":", "")
    if day is None or not digits.isascii() or not digits.isdigit() or len(digits) not in (3, 4):
        return None
    hour, minute = int(digits[:-2]), int(digits[-2:])
    return datetime.combine(day, time(hour, minute)) if hour < 24 and minute < 60 else None


def _key(row: ReportRow) -> str:
    """A hidden card has no id: its clock tells it apart."""
    return row.id or f"{row.started} {row.report_by}"
