"""What the pages with a sheet about accounts have in common: what is typed there is done."""

from typing import TYPE_CHECKING

from healthdesk.base.errors import HealthDeskError
from ui.kit import messages
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.settings.account_sheet import AccountSheet, Task, Wish
from ui.screens.settings.page import Page

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class AccountPage(Page):
    """Hands what its `sheet` wants to the accounts."""

    def __init__(
        self, desk: "Desk", tasks: Tasks, navigator: Navigator, sheet: AccountSheet, *, name: str
    ) -> None:
        super().__init__("", name=name)
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self.sheet = sheet
        self.sheet.wanted.connect(self._carry_out)

    def _carry_out(self, wish: Wish) -> None:
        desk = self._desk
        self._tasks.run(
            lambda: _carried_out(desk, wish),
            done=lambda _nothing: self._done(),
            failed=self._refuse,
            owner=self,
            once="save",
        )

    def _done(self) -> None:
        self.sheet.close_sheet()
        self._navigator.say(self.tr("已保存"))
        self.fetch()

    def _refuse(self, error: HealthDeskError) -> None:
        self.sheet.complain(str(messages.message(error)))


def _carried_out(desk: "Desk", wish: Wish) -> None:
    accounts = desk.accounts
    match wish.task:
        case Task.ADD:
            accounts.add(login=wish.login, full_name=wish.full_name, role=wish.role, password=wish.secret)
        case Task.ROLE:
            accounts.set_role(wish.login, wish.role)
        case Task.PASSWORD:
            accounts.set_password(wish.login, wish.secret)
        case Task.PIN:
            accounts.set_pin(wish.login, wish.secret)
        case Task.BADGE:
            accounts.set_badge(wish.login, wish.secret)
        case Task.TOPICS:
            accounts.set_sensitive(wish.login, wish.topics)
