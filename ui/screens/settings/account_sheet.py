"""One sheet for everything about a user: adding, role, password, PIN, badge, sensitive topics."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from healthdesk.domain.access import Role
from ui.kit import theme, words
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import KeyHint
from ui.widgets.line import Line
from ui.widgets.marks import IconLine
from ui.widgets.overlay import Overlay
from ui.widgets.panel import hairline
from ui.widgets.text import hide_letters, label, say

WIDTH = 440
NO_TOPICS: Mapping[str, str] = MappingProxyType({})


class Task(Enum):
    """What is done to a user."""

    ADD = "add"
    ROLE = "role"
    PASSWORD = "password"  # noqa: S105  the name of a task
    PIN = "pin"
    BADGE = "badge"
    TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed. Only what the task asks is filled in."""

    task: Task
    login: str
    full_name: str = ""
    role: Role = Role.NURSE
    secret: str = ""
    topics: tuple[str, ...] = ()


class AccountSheet(Overlay):
    """`wanted(Wish)`; then `complain` or `close_sheet`."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, topics: Mapping[str, str] = NO_TOPICS) -> None:
        """`topics` are the titles of the sensitive topics by their keys."""
        super().__init__(parent, WIDTH)
        self.setObjectName("settings.account")
        self._task, self._login = Task.ADD, ""
        self._title = label("", Size.TITLE, name="settings.account.title")
        upper = QVBoxLayout()
        upper.setContentsMargins(20, 16, 20, 16)
        upper.setSpacing(4)
        upper.addWidget(self._title)
        self.full_name, self.login = Line(), Line()
        self.secret, self.again = QLineEdit(), QLineEdit()
        self.role = QComboBox()
        for role in Role:
            self.role.addItem(words.role(role.value), role)
        self._lines: dict[QWidget, QWidget] = {}
        for field, text, name in (
            (self.full_name, self.tr("姓名"), "full_name"),
            (self.login, self.tr("账号（登录时用）"), "login"),
            (self.role, self.tr("岗位"), "role"),
            (self.secret, "", "secret"),
            (self.again, self.tr("再输一次"), "again"),
        ):
            upper.addWidget(self._line(field, text, f"settings.account.{name}"))
        for field in (self.full_name, self.login, self.secret, self.again):
            field.setMaxLength(100)
        self.topics = {key: QCheckBox(title) for key, title in topics.items()}
        for key, box in self.topics.items():
            box.setObjectName(f"settings.account.topic.{key}")
            upper.addWidget(box)
        self._complaint = IconLine("incomplete", "", "danger", name="settings.account.error")
        self._complaint.hide()
        upper.addWidget(self._complaint)
        self.column.addLayout(upper)
        self.column.addWidget(hairline())
        self.column.addLayout(self._foot())
        self.full_name.returnPressed.connect(self.login.setFocus)
        self.login.returnPressed.connect(self.role.setFocus)
        self.secret.returnPressed.connect(self._after_secret)
        self.again.returnPressed.connect(self._keep)

    def ask(self, task: Task, login: str = "", full_name: str = "", topics: Collection[str] = ()) -> None:
        """Open it for this task about this user; `topics` are open for the user by name."""
        self._task, self._login = task, login
        titles = {
            Task.ADD: self.tr("加一位用户"),
            Task.ROLE: self.tr("{name}的岗位").format(name=full_name),
            Task.PASSWORD: self.tr("{name}的新密码").format(name=full_name),
            Task.PIN: self.tr("{name}的 PIN").format(name=full_name),
            Task.BADGE: self.tr("{name}的胸卡").format(name=full_name),
            Task.TOPICS: self.tr("{name}可以看的保密项目").format(name=full_name),
        }
        say(self._title, titles[task])
        secrets = {
            Task.PIN: self.tr("PIN（至少 4 位数字）"),
            Task.BADGE: self.tr("扫一下胸卡"),
        }
        say(self._secret_label, secrets.get(task, self.tr("密码（至少 8 个字符）")))
        shown = {
            self.full_name: task is Task.ADD,
            self.login: task is Task.ADD,
            self.role: task in (Task.ADD, Task.ROLE),
            self.secret: task not in (Task.ROLE, Task.TOPICS),
            self.again: task in (Task.ADD, Task.PASSWORD, Task.PIN),
        }
        for field, is_shown in shown.items():
            self._lines[field].setVisible(is_shown)
        for line in (self.full_name, self.login, self.secret, self.again):
            line.clear()
        hide_letters(self.secret)
        hide_letters(self.again)
        for key, box in self.topics.items():
            box.setVisible(task is Task.TOPICS)
            box.setChecked(key in topics)
        self._complaint.hide()
        fields = [field for field, is_shown in shown.items() if is_shown]
        self.open_over([*fields, *self.topics.values()][0])

    def complain(self, sentence: str) -> None:
        """Why it was refused."""
        self._complaint.show_line("incomplete", sentence, "danger")
        self._complaint.show()
        self.arrange()

    def _line(self, field: QWidget, text: str, name: str) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        words_above = label(text, tone="ink2")
        if field is self.secret:
            self._secret_label = words_above
        column.addWidget(words_above)
        field.setObjectName(name)
        field.setAccessibleName(text or self.tr("密码、PIN 或胸卡"))
        field.setMinimumHeight(theme.CONTROL)
        column.addWidget(field)
        self._lines[field] = line
        return line

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 16, 8)
        leave = KeyHint("Escape", self.tr("不了"))
        leave.clicked.connect(self.close_sheet)
        self.keep = KeyButton(self.tr("保存"), icon="done", kind="primary", name="settings.account.keep")
        self.keep.clicked.connect(self._keep)
        foot.addWidget(leave)
        foot.addStretch(1)
        foot.addWidget(self.keep)
        return foot

    def _after_secret(self) -> None:
        if self._lines[self.again].isHidden():
            self._keep()
        else:
            self.again.setFocus()

    def _keep(self) -> None:
        if not self._lines[self.again].isHidden() and self.secret.text() != self.again.text():
            self.complain(self.tr("两次输的不一样，请再输一次"))
            self.again.clear()
            self.again.setFocus()
            return
        login = self.login.text().strip() if self._task is Task.ADD else self._login
        self.wanted.emit(
            Wish(
                self._task,
                login,
                self.full_name.text().strip(),
                Role(self.role.currentData()),
                self.secret.text(),
                tuple(key for key, box in self.topics.items() if box.isChecked()),
            )
        )
