"""The login: who, the password, and in words how things stand on this workstation."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from healthdesk.base.errors import LoginFailed
from ui.kit import messages
from ui.kit.theme import Size
from ui.login.people import WIDTH, PeopleRows, PersonLine
from ui.login.secret import SecretField
from ui.login.side import House, Side
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.panel import hairline
from ui.widgets.text import label, say

BUTTON_HEIGHT = 38


class LoginPage(QWidget):
    """`wanted(login, password)`; then `refuse(error)` or `set_busy(...)`. Opens nothing itself."""

    wanted = Signal(str, str)

    def __init__(self, house: House, people: Sequence[PersonLine], backup: str = "") -> None:
        super().__init__()
        self.setObjectName("login")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._people = tuple(people)
        self._wait = 0.0
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._count_down)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(Side(house), 35)
        beside.addLayout(self._right(backup, house.told()), 65)
        self.rows.choose(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.focus_first()

    def focus_first(self) -> None:
        """Into the password, or into the name when nobody is chosen."""
        chosen = self.rows.current()
        field = self.secret.field if chosen and chosen.login else self.name
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, is_busy: bool, words: str = "") -> None:
        """The password is being checked, the store opened."""
        self.button.set_busy(is_busy)
        self.button.set_word(words or self.tr("登录"))
        self.secret.setDisabled(is_busy)
        if not is_busy:
            self.focus_first()

    def refuse(self, error: Exception) -> None:
        """Say what is wrong; after too many attempts count the seconds down."""
        self.set_busy(is_busy=False)
        self.secret.empty()
        self._wait = error.wait_seconds if isinstance(error, LoginFailed) else 0.0
        self.secret.complain(str(messages.message(error)))
        if self._wait > 0:
            self.button.setDisabled(True)
            self._timer.start()

    def _right(self, backup: str, told: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(48, 0, 48, 0)
        column.setSpacing(0)
        column.addStretch(4)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(self._form(told))
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(4)
        column.addWidget(hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 14, 0, 18)
        foot.addWidget(IconLine("encrypted", self.tr("本机登录，不需要网络"), name="login.offline"))
        foot.addStretch(1)
        if backup:
            foot.addWidget(IconLine("backup", backup, name="login.backup"))
        column.addLayout(foot)
        return column

    def _form(self, told: str) -> QVBoxLayout:
        form = QVBoxLayout()
        form.setSpacing(0)
        form.addWidget(label(self.tr("登录"), Size.DISPLAY))
        form.addSpacing(14)
        form.addWidget(label(self.tr("选人：Alt+数字，或用方向键"), tone="ink2"))
        if told:
            form.addSpacing(8)
            form.addWidget(label(told, tone="accent", name="login.demonstration"))
        form.addSpacing(16)
        self.rows = PeopleRows(self._people)
        self.rows.chosen.connect(self._choose)
        form.addWidget(self.rows)
        form.addSpacing(16)
        self._name_title = label(self.tr("账号"), Size.STRONG)
        self._name_title.setMinimumHeight(24)
        self.name = QLineEdit()
        self.name.setObjectName("login.name")
        self.name.setAccessibleName(self.tr("账号"))
        self.name.setProperty("kind", "tall")
        self.name.setMaxLength(60)
        form.addWidget(self._name_title)
        form.addSpacing(6)
        form.addWidget(self.name)
        self.secret = SecretField(self.tr("密码"), "login.password")
        self.secret.setFixedWidth(WIDTH)
        self.secret.entered.connect(self._enter)
        self.secret.steered.connect(self.rows.step)
        self.name.returnPressed.connect(self.secret.field.setFocus)
        form.addSpacing(8)
        form.addWidget(self.secret)
        form.addSpacing(16)
        self.button = KeyButton(self.tr("登录"), key="Return", kind="primary", name="login.enter")
        self.button.setFixedSize(WIDTH, BUTTON_HEIGHT)
        self.button.clicked.connect(self._enter)
        form.addWidget(self.button)
        form.addSpacing(8)
        form.addLayout(self._below())
        return form

    def _below(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._post_title = label(self.tr("岗位"), tone="ink2")
        self._post = label("", Size.STRONG, name="login.role")
        row.addWidget(self._post_title)
        row.addWidget(self._post)
        row.addStretch(1)
        forgotten = KeyButton(self.tr("忘记密码"), kind="text", name="login.forgotten")
        forgotten.clicked.connect(self._explain_forgotten)
        row.addWidget(forgotten)
        return row

    def _choose(self, login: str) -> None:
        line = next((one for one in self._people if one.login == login), None)
        self._name_title.setVisible(not login)
        self.name.setVisible(not login)
        say(self._post, line.role if line else "")
        self._post_title.setVisible(line is not None)
        self.secret.complain("")
        self.focus_first()

    def _enter(self) -> None:
        if not self.button.isEnabled():
            return
        chosen = self.rows.current()
        login = (chosen.login if chosen else "") or self.name.text().strip()
        if not login:
            self.name.setFocus()
        elif not self.secret.text():
            self.secret.complain(self.tr("请输入密码"))
        else:
            self.wanted.emit(login, self.secret.text())

    def _explain_forgotten(self) -> None:
        self.secret.complain(self.tr("请管理员登录后在“人员与岗位”里重设"))

    def _count_down(self) -> None:
        self._wait -= 1
        if self._wait > 0:
            error = LoginFailed(wait_seconds=math.ceil(self._wait))
            self.secret.complain(str(messages.message(error)))
            return
        self._timer.stop()
        self.secret.complain("")
        self.button.setDisabled(False)
        self.focus_first()
