"""Locked: the same person comes back, or another sits down, with a PIN, a badge or the password."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.base.errors import LoginFailed
from ui.kit import messages
from ui.kit.theme import Size
from ui.login.people import WIDTH, PeopleRows, PersonLine
from ui.login.secret import SecretField
from ui.login.side import House, Side
from ui.widgets.key_button import KeyButton
from ui.widgets.switches import Segments
from ui.widgets.text import label


class Way(StrEnum):
    """How somebody proves who they are."""

    PIN = "pin"
    BADGE = "badge"
    PASSWORD = "password"  # noqa: S105  a way, not a secret


WAYS = tuple(Way)
BUTTON_HEIGHT = 38


class LockPage(QWidget):
    """`wanted(way, login, secret)`; a badge says by itself whose it is. Then `refuse(error)`."""

    wanted = Signal(str, str, str)

    def __init__(self, house: House, people: Sequence[PersonLine]) -> None:
        super().__init__()
        self.setObjectName("lock")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rows = PeopleRows(people, has_other=False)
        self.ways = Segments((self.tr("PIN"), self.tr("胸卡"), self.tr("密码")), "lock.way")
        self._has_badges = any(Way.BADGE in line.quick for line in people)
        self.secret = SecretField("", "lock.secret")
        self.secret.setFixedWidth(WIDTH)
        self.button = KeyButton(self.tr("继续"), key="Return", kind="primary", name="lock.enter")
        self.button.setFixedSize(WIDTH, BUTTON_HEIGHT)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(Side(house), 35)
        beside.addLayout(self._middle(house.told()), 65)
        self.rows.chosen.connect(lambda _login: self._offer_ways())
        self.rows.choose(0)
        self.ways.chosen.connect(self._change_way)
        self.secret.entered.connect(self._enter)
        self.secret.steered.connect(self.rows.step)
        self.button.clicked.connect(self._enter)

    def focus_first(self) -> None:
        """Into the secret."""
        self.secret.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, error: Exception) -> None:
        """It was not right; the password always works."""
        self.button.set_busy(is_busy=False)
        self.secret.empty()
        is_plain = isinstance(error, LoginFailed) and not error.wait_seconds and not error.is_disabled
        way = WAYS[self.ways.position()]
        said = str(messages.message(error))
        if is_plain and way is not Way.PASSWORD:
            said = self.tr("不对，或本班次还没有用密码登录过；可以改用密码")
        self.secret.complain(said)
        self.focus_first()

    def _middle(self, told: str) -> QVBoxLayout:
        form = QVBoxLayout()
        form.setSpacing(8)
        form.addWidget(label(self.tr("已锁定"), Size.DISPLAY))
        form.addWidget(label(self.tr("各人的页面都还在，写了一半的也在"), tone="ink2"))
        if told:
            form.addWidget(label(told, tone="accent", name="lock.demonstration"))
        form.addSpacing(8)
        form.addWidget(self.rows)
        form.addSpacing(8)
        form.addWidget(self.ways)
        form.addWidget(self.secret)
        form.addSpacing(8)
        form.addWidget(self.button)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(form)
        middle.addStretch(1)
        column = QVBoxLayout()
        column.addStretch(2)
        column.addLayout(middle)
        column.addStretch(3)
        return column

    def _offer_ways(self) -> None:
        """The quickest that this person has. A badge may be anybody's: it is read whoever is marked."""
        line = self.rows.current()
        quick = line.quick if line else frozenset[str]()
        offered = [way for way in WAYS if way in quick or way is Way.PASSWORD]
        if self._has_badges and Way.BADGE not in offered:
            offered.insert(-1, Way.BADGE)
        self.ways.offer([WAYS.index(way) for way in offered])
        first = Way.PIN if Way.PIN in quick else Way.PASSWORD
        self.ways.choose(WAYS.index(first))
        self._change_way(WAYS.index(first))

    def _change_way(self, at: int) -> None:
        title = (self.tr("PIN"), self.tr("刷胸卡"), self.tr("密码"))[at]
        self.secret.set_title(title)
        self.secret.empty()
        self.rows.setEnabled(WAYS[at] is not Way.BADGE)
        self.secret.complain("")
        self.focus_first()

    def _enter(self) -> None:
        way = WAYS[self.ways.position()]
        line = self.rows.current()
        if not self.secret.text():
            self.secret.complain(self.tr("还没有输入"))
        elif line is not None or way is Way.BADGE:
            self.button.set_busy(is_busy=True)
            self.wanted.emit(way.value, line.login if line else "", self.secret.text())
