"""Reactions after a dose: what is to be reported by when, what was reported, one key from its paper."""

from datetime import datetime
from typing import TYPE_CHECKING

from healthdesk.base.pages import Page
from healthdesk.domain.reporting import ReportState
from healthdesk.services.reactions import ReactionRow
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.i18n import translate
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.tables.columns import Cell, Column
from ui.tables.list_screen import Listing, ListScreen

if TYPE_CHECKING:
    from healthdesk.desk import Desk

STATES = (None, ReportState.OVERDUE, ReportState.OPEN, ReportState.REPORTED, ReportState.REPORTED_LATE)
NARROW = 900


class ReactionsScreen(ListScreen[ReactionRow]):
    """A report is begun on the card of whoever had the dose."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator, "reactions", ("Visit", "Resident", "Draft"))
        self.build(
            Listing(
                title=self.tr("疑似异常反应"),
                note=self.tr("发现后 48 小时内报告；死亡、严重残疾、群体性或重大影响 2 小时内"),
                called=self.tr("疑似异常反应报告"),
                tabs=(self.tr("全部"), self.tr("逾期"), self.tr("待报"), self.tr("已报"), self.tr("迟报")),
                columns=self._columns(),
                key=lambda row: row.id,
                hints=(
                    ("Return", self.tr("打开报告卡"), self._open_current),
                    ("Ctrl+P", self.tr("打印报告卡"), self._print),
                ),
            )
        )

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("reactions.open", self.tr("打开报告卡"), self._open_current, "open", "F2"),
            Action("reactions.print", self.tr("打印报告卡"), self._print, "print", "Ctrl+P"),
            Action("reactions.card", self.tr("打开接种卡"), self._open_card, "immunization", "Ctrl+O"),
        )

    def _columns(self) -> tuple[Column[ReactionRow], ...]:
        today = self._desk.clock.today
        return (
            Column(self.tr("报告"), self._clock_cell, 190),
            Column(self.tr("姓名"), lambda row: Cell(row.name, is_strong=True), 110),
            Column(
                self.tr("性别年龄"),
                lambda row: Cell(words.sex_and_age(row.sex, row.born, today()), tone="ink2"),
                90,
            ),
            Column(self.tr("疫苗"), lambda row: words.listed(map(words.of_form, row.vaccines)), 180),
            Column(self.tr("反应"), self._reaction_cell, 200, stretches=True),
            Column(self.tr("转归"), _outcome_cell, 80, from_width=NARROW),
            Column(self.tr("分类"), self._cause_cell, 120, from_width=NARROW),
        )

    def _clock_cell(self, row: ReactionRow) -> Cell:
        """How long is left, or when it was reported; late ones with their clock."""
        if row.reported is not None:
            said = self.tr("{moment} 已报").format(moment=f"{row.reported:%m-%d %H:%M}")
            if row.state is ReportState.REPORTED_LATE:
                return Cell(self.tr("{said}，迟报").format(said=said), icon="overdue", tone="amber")
            return Cell(said, tone="ink2")
        if row.is_raw:
            return Cell(self.tr("表单版本本机不识别"), icon="attention", tone="amber")
        if row.report_by is None:
            return Cell(self.tr("时限未定，请补填"), icon="attention", tone="amber")
        by = f"{row.report_by:%m-%d %H:%M}"
        if row.state is ReportState.OVERDUE:
            return Cell(self.tr("已过 {moment}").format(moment=by), icon="overdue", tone="amber")
        left = row.report_by - self._now()
        hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
        return Cell(
            self.tr("还剩 {hours} 时 {minutes} 分").format(hours=hours, minutes=minutes), icon="later"
        )

    def _now(self) -> datetime:
        now: datetime = self._desk.clock.now().astimezone().replace(tzinfo=None)
        return now

    def _reaction_cell(self, row: ReactionRow) -> Cell:
        said = words.listed(map(words.of_form, row.reactions)) or row.diagnosis
        if row.drafted_by:
            begun = self.tr("草稿，{who} 还没有签名").format(who=row.drafted_by)
            return Cell("  ".join(filter(None, (begun, said))), icon="edit", is_strong=row.is_grave)
        return Cell(said, icon="attention" if row.is_grave else "", is_strong=row.is_grave)

    def _cause_cell(self, row: ReactionRow) -> Cell:
        return Cell(_as_it_came(row, row.cause) or self.tr("待分类"), tone="ink2")

    def _fetch(self) -> None:
        desk, state = self._desk, STATES[self.tabs.currentIndex()]
        self.table.rows.ask(lambda _after: Page(desk.reactions.all(state), None), state)

    def _filled(self, count: int) -> None:  # noqa: ARG002  said only where none came
        self.table.empty_state().show_state(
            "fine", self.tr("没有这样的报告"), self.tr("在接种卡上用“报告疑似异常反应”写一张")
        )

    def _open(self, row: ReactionRow) -> None:
        if row.is_mine:
            self._navigator.open(
                "visit", resident_id=row.resident_id, programme="immunization", form="adverse-event"
            )
        elif row.drafted_by:
            said = self.tr("这是 {who} 的草稿，由本人接着写").format(who=row.drafted_by)
            self._navigator.say(said, "note")
        else:
            self._open_signed(row)

    def _open_signed(self, row: ReactionRow) -> None:
        self._navigator.open("record", resident_id=row.resident_id, visit_id=row.id)

    def _open_card(self) -> None:
        row = self.current()
        if row is not None:
            self._navigator.open("card", resident_id=row.resident_id)

    def _print(self) -> None:
        row = self.current()
        if row is not None and row.drafted_by:
            self._navigator.say(self.tr("草稿签名以后才能打印"), "note")
        elif row is not None:
            title, whose = self.tr("异常反应报告卡"), row.resident_id
            self._navigator.open("paper", visit_id=row.id, title=title, whose=whose)


def _outcome_cell(row: ReactionRow) -> Cell:
    return Cell(_as_it_came(row, row.outcome), tone="ink2")


def _as_it_came(row: ReactionRow, said: str) -> str:
    """Of a form version that is not known here an answer is a number, and is said to be one."""
    if row.is_raw and said:
        return translate("Reactions", "{answer}（原始值）").format(answer=said)
    return words.of_form(said)
