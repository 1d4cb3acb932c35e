"""The numbers the rules go by, each with its source and how sure it is; an administrator may change them."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from healthdesk.domain.access import Permission
from healthdesk.services.rules import RuleNumber
from ui.kit import theme, words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.places import Navigator
from ui.kit.tasks import Lane, Tasks
from ui.screens.settings.page import Page
from ui.screens.settings.rule_value import RuleValue
from ui.screens.settings.schedule_line import ScheduleLine
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.reason_line import ReasonLine

if TYPE_CHECKING:
    from healthdesk.desk import Desk

_CONFIDENCE = {
    "C": QT_TRANSLATE_NOOP("Rules", "两处以上原文"),
    "C1": QT_TRANSLATE_NOOP("Rules", "一处原文"),
    "K": QT_TRANSLATE_NOOP("Rules", "专业常识"),
    "P": QT_TRANSLATE_NOOP("Rules", "本产品的做法"),
}


class RulesPage(Page):
    """Enter on a line asks for the new value, then for the reason; Esc leaves everything as it is."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__("", name="settings.rules")
        self._may_change = navigator.seat.allows(Permission.KEEP_STORE.value)
        note = self.tr("每个数都注明出处和把握；Enter 改，要写理由") if self._may_change else self.tr("只读")
        self.set_title(self.tr("规则与来源"), note)
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        model: PagedModel[RuleNumber] = PagedModel(
            self._columns(), tasks, key=lambda one: one.setting.key, parent=self
        )
        self.table: TableView[RuleNumber] = TableView(
            model, name="settings.numbers", title=self.tr("规则与来源")
        )
        self.table.opened.connect(self._begin)
        self.reason = ReasonLine(self.tr("为什么改，Enter 确定；已签的记录不变"), "settings.rule.reason")
        self._asked: RuleNumber | None = None
        self.reason.given.connect(self._change)
        self.reason.left.connect(self._end)
        self.value = RuleValue()
        self.value.given.connect(self.reason.setFocus)
        self.value.left.connect(self._end)
        self.schedule = ScheduleLine(desk, tasks, navigator, may_change=self._may_change)
        self.schedule.changed.connect(self._fetch_numbers)
        self.body.addWidget(self.schedule)
        self.body.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setContentsMargins(theme.PAGE_MARGIN, 4, theme.PAGE_MARGIN, 8)
        row.setSpacing(theme.PANEL_GAP)
        row.addWidget(self.value)
        row.addWidget(self.reason, 1)
        self.body.addLayout(row)

    def fetch(self) -> None:
        self.schedule.fetch()
        self._fetch_numbers()

    def _fetch_numbers(self) -> None:
        self._tasks.run(self._desk.rules.all, done=self.table.rows.show_rows, owner=self)

    def _columns(self) -> tuple[Column[RuleNumber], ...]:
        return (
            Column(self.tr("项目"), lambda one: Cell(words.programme(one.programme), is_strong=True), 130),
            Column(self.tr("规定"), lambda one: words.of_form(one.setting.title), 380, least=300),
            Column(self.tr("本中心的值"), _value, 200),
            Column(self.tr("出处"), lambda one: Cell(words.of_form(one.setting.source), tone="ink2"), 150),
            Column(self.tr("把握"), lambda one: Cell(_confidence(one.setting.confidence), tone="ink2"), 190),
            Column(self.tr("谁改的"), lambda one: Cell(one.remark, tone="ink2"), 150, stretches=True),
        )

    def _begin(self, one: RuleNumber) -> None:
        if not self._may_change:
            return
        self._asked = one
        self.reason.begin()
        self.value.ask(one)

    def _change(self, reason: str) -> None:
        """What was asked for is changed, whichever line is marked by then."""
        one = self._asked
        self._end()
        if one is None:
            return
        value = self.value.value()
        self._tasks.run(
            lambda: self._desk.rules.change(one.programme, one.setting.key, value, reason),
            done=lambda _none: self._changed(),
            owner=self,
            once="save",
        )

    def _changed(self) -> None:
        self._navigator.say(self.tr("已改，从下一份记录起按新值判定"))
        self._tasks.run(lambda: self._desk.dose_dates.renew(), owner=self, lane=Lane.REPORTS)
        self.fetch()

    def _end(self) -> None:
        self.value.hide()
        self.reason.hide()
        self.table.setFocus()


def _value(one: RuleNumber) -> Cell:
    return Cell(words.of_form(one.shown), icon="edit" if one.is_own else "", is_strong=True)


def _confidence(tag: str) -> str:
    return f"{tag} {translate('Rules', _CONFIDENCE[tag])}" if tag in _CONFIDENCE else tag
