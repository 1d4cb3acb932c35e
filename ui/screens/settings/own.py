"""What everybody may change about themselves: password, PIN, badge."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.settings.account_page import AccountPage
from ui.screens.settings.account_sheet import AccountSheet, Task
from ui.widgets.key_button import KeyButton
from ui.widgets.text import label

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class OwnPage(AccountPage):
    """The person at the desk."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, over: QWidget) -> None:
        super().__init__(desk, tasks, navigator, AccountSheet(over), name="settings.own")
        seat = navigator.seat
        self.set_title(self.tr("我的"), f"{seat.name} {seat.role}")
        long_enough = self.tr("至少 8 个字符，没有别的要求")
        in_a_shift = self.tr("换人时用：同一班里完整登录过一次之后")
        scanned = self.tr("扫一下就换成自己")
        for text, hint, task, key in (
            (self.tr("改密码"), long_enough, Task.PASSWORD, "F6"),
            (self.tr("设 PIN"), in_a_shift, Task.PIN, "F7"),
            (self.tr("登记胸卡"), scanned, Task.BADGE, "F8"),
        ):
            row = QHBoxLayout()
            row.setSpacing(12)
            ask = partial(self.sheet.ask, task, seat.account, seat.name)
            row.addWidget(KeyButton.of(Action(f"settings.own.{task.value}", text, ask, shortcut=key)))
            row.addWidget(label(hint, tone="ink3"))
            row.addStretch(1)
            self.rows.addLayout(row)
        self.fill()
