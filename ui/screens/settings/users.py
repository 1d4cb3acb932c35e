"""Users of this centre: add, role, password, PIN, badge, disable."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from healthdesk.base import errors
from healthdesk.base.errors import HealthDeskError
from healthdesk.base.pages import Page as Rows
from healthdesk.domain.access import Permission, may
from healthdesk.services.accounts import AccountRow
from ui.kit import messages, words
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.settings.account_page import AccountPage
from ui.screens.settings.account_sheet import AccountSheet, Task
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class UsersPage(AccountPage):
    """For administrators. `over` is the widget its sheet covers."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, over: QWidget) -> None:
        topics = {topic.key: words.of_form(topic.title) for topic in desk.seat.sensitivity.topics}
        super().__init__(desk, tasks, navigator, AccountSheet(over, topics), name="settings.users")
        self.set_title(self.tr("用户"))
        add = Action("settings.add", self.tr("加一位"), lambda: self.sheet.ask(Task.ADD), "add", "F4")
        self.add_to_head(KeyButton.of(add, "primary"))
        model: PagedModel[AccountRow] = PagedModel(
            self._columns(), tasks, key=lambda row: row.login, parent=self
        )
        self.table: TableView[AccountRow] = TableView(model, name="settings.accounts", title=self.tr("用户"))
        self.table.moved.connect(lambda _row: self._show_buttons())
        self.body.addWidget(self.table)
        foot = self.foot()
        for text, task, name, key in (
            (self.tr("岗位"), Task.ROLE, "settings.role", "F5"),
            (self.tr("改密码"), Task.PASSWORD, "settings.password", "F6"),
            (self.tr("PIN"), Task.PIN, "settings.pin", "F7"),
            (self.tr("胸卡"), Task.BADGE, "settings.badge", "F8"),
            (self.tr("保密项目"), Task.TOPICS, "settings.topics", "F9"),
        ):
            foot.addWidget(KeyButton.of(Action(name, text, partial(self._ask, task), shortcut=key)))
        foot.addStretch(1)
        turn = Action("settings.active", self.tr("停用"), self._turn, shortcut="Ctrl+D")
        self._active = KeyButton.of(turn)
        foot.addWidget(self._active)

    def fetch(self) -> None:
        desk = self._desk
        self.table.rows.ask(lambda _after: Rows(desk.accounts.all(), None))

    def _columns(self) -> tuple[Column[AccountRow], ...]:
        return (
            Column(self.tr("姓名"), lambda row: Cell(row.full_name, is_strong=True), 160),
            Column(self.tr("账号"), lambda row: Cell(row.login, tone="ink2"), 140),
            Column(self.tr("岗位"), lambda row: words.role(row.role.value), 120),
            Column(self.tr("PIN"), lambda row: self._has(is_there=row.has_pin), 80),
            Column(self.tr("胸卡"), lambda row: self._has(is_there=row.has_badge), 80),
            Column(self.tr("保密项目"), self._topics, 160),
            Column(self.tr("状态"), self._state, 100, stretches=True),
        )

    def _topics(self, row: AccountRow) -> Cell:
        """What is open by post is said in one word, what is open by name in full."""
        if may(row.role, Permission.SEE_SENSITIVE):
            return Cell(self.tr("按岗位可看"), tone="ink2")
        titles = {topic.key: words.of_form(topic.title) for topic in self._desk.seat.sensitivity.topics}
        names = words.listed(titles.get(key, key) for key in row.sensitive)
        return Cell(names) if names else Cell("–", tone="ink3")

    def _has(self, *, is_there: bool) -> Cell:
        return Cell(self.tr("有"), icon="done", tone="ink2") if is_there else Cell("–", tone="ink3")

    def _state(self, row: AccountRow) -> Cell:
        if row.is_active:
            return Cell(self.tr("在用"), tone="ink2")
        return Cell(self.tr("已停用"), icon="refused")

    def _show_buttons(self) -> None:
        row = self.table.current_row()
        self._active.set_word(self.tr("停用") if row is None or row.is_active else self.tr("启用"))

    def _ask(self, task: Task) -> None:
        row = self.table.current_row()
        if row is not None:
            self.sheet.ask(task, row.login, row.full_name, row.sensitive)

    def _refuse(self, error: HealthDeskError) -> None:
        if isinstance(error, errors.InvalidInput) and self.sheet.isVisible():
            self.sheet.complain(messages.message(error).do)
        else:
            self._navigator.complain(error)

    def _turn(self) -> None:
        row, desk = self.table.current_row(), self._desk
        if row is None:
            return
        if row.is_active:
            title = self.tr("停用 {name}").format(name=row.full_name)
            text = self.tr("停用后不能登录；写过的记录都在，没传完的由别人接着传")
            if not self._navigator.ask.sure(title, text, harm=self.tr("停用"), keep=self.tr("不停用")):
                return
        self._tasks.run(
            lambda: desk.accounts.set_active(row.login, is_active=not row.is_active),
            done=lambda _nothing: self.fetch(),
            failed=self._refuse,
            owner=self,
            once="turn",
        )
