"""Referrals whose answer is awaited, the longest overdue first, and all of them behind a tab."""

from typing import TYPE_CHECKING

from healthdesk.base.pages import Page
from healthdesk.services.referrals import ReferralRow
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.referral.course import state_words
from ui.tables.columns import Cell, Column
from ui.tables.list_screen import Listing, ListScreen

if TYPE_CHECKING:
    from healthdesk.desk import Desk

MOST = 500
NARROW = 1100


class ReferralsScreen(ListScreen[ReferralRow]):
    """Enter opens the sheet, where the answer is written down."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator, "referrals", ("Referral",))
        self.build(
            Listing(
                title=self.tr("转诊"),
                note=self.tr("在健康档案里按 Ctrl+R 写一张；两周内追问结果"),
                called=self.tr("转诊单"),
                tabs=(self.tr("等结果"), self.tr("全部")),
                columns=self._columns(),
                key=lambda row: row.id,
                hints=(
                    ("Return", self.tr("打开，记答复"), self._open_current),
                    ("Ctrl+O", self.tr("打开健康档案"), self._open_record),
                ),
            )
        )

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("referrals.open", self.tr("打开转诊单"), self._open_current, "open", "Ctrl+Return"),
            Action("referrals.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
        )

    def _columns(self) -> tuple[Column[ReferralRow], ...]:
        grey = "ink2"
        return (
            Column(self.tr("追问结果"), self._due_cell, 136),
            Column(self.tr("姓名"), lambda row: Cell(row.name, is_strong=True), 144),
            Column(self.tr("状态"), lambda row: state_words(row.status), 104),
            Column(self.tr("转出日期"), lambda row: Cell(row.out_date.isoformat(), tone=grey), 112),
            Column(self.tr("转入机构"), lambda row: row.to_org, 220),
            Column(self.tr("科室"), lambda row: row.to_dept, 140),
            Column(self.tr("转诊医生"), lambda row: Cell(row.doctor, tone=grey), 120, from_width=NARROW),
            Column(self.tr("编号"), lambda row: Cell(row.number, tone=grey), 170, stretches=True),
        )

    def _due_cell(self, row: ReferralRow) -> Cell:
        if row.result_due_on is None:
            return Cell(self.tr("不用"), tone="ink3")
        today = self._desk.clock.today()
        late = (today - row.result_due_on).days
        if late > 0:
            return Cell(words.overdue(late), icon="overdue", tone="amber")
        return Cell(self.tr("{day} 前").format(day=words.near_day(row.result_due_on, today)))

    def _fetch(self) -> None:
        desk, is_open = self._desk, self.tabs.currentIndex() == 0
        self.table.rows.ask(
            lambda _after: Page(desk.referrals.all(is_open=is_open, limit=MOST), None), is_open
        )

    def _filled(self, count: int) -> None:
        self.tabs.set_count(self.tabs.currentIndex(), str(count))
        if self.tabs.currentIndex() == 0:
            today = self._desk.clock.today()
            late = sum(
                bool(row.result_due_on and row.result_due_on < today) for row in self.table.rows.rows()
            )
            self._navigator.count("referrals", late)
            self.table.empty_state().show_state(
                "fine", self.tr("没有在等结果的转诊"), self.tr("打开居民的健康档案，按 Ctrl+R 写转诊单")
            )
        else:
            self.table.empty_state().show_state(
                "referral", self.tr("还没有转诊"), self.tr("打开居民的健康档案，按 Ctrl+R 写转诊单")
            )

    def _open(self, row: ReferralRow) -> None:
        self._navigator.open("referral", referral_id=row.id)

    def _open_record(self) -> None:
        row = self.current()
        if row is not None:
            self._navigator.open("record", resident_id=row.resident_id)
