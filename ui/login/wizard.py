"""The first start: centre, workstation, first administrator. Nothing is written before the last step."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from healthdesk.base.errors import InvalidInput
from ui.kit import messages
from ui.kit.theme import Size
from ui.login.people import WIDTH
from ui.login.side import FROM_WIDTH, House, Side
from ui.widgets.key_button import KeyButton
from ui.widgets.line import Line
from ui.widgets.marks import IconLine
from ui.widgets.text import hide_letters, label, set_state

SHORTEST_PASSWORD = 8
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What was answered. `centre_code` is the 12-digit code of the village or street of the centre."""

    centre: str
    centre_code: str
    workstation: str
    login: str
    full_name: str
    password: str


class Wizard(QWidget):
    """`finished(FirstStart)`; then `refuse(error)` if the store could not be made."""

    finished = Signal(object)

    def __init__(self, house: House) -> None:
        super().__init__()
        self.setObjectName("wizard")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._at = 0
        self._steps: list[QWidget] = []
        self._titles = (self.tr("本中心"), self.tr("这台工作站"), self.tr("第一位管理员"))
        self.centre = _Answer(self.tr("中心名称"), "wizard.centre", self.tr("例如 幸福路社区卫生服务中心"))
        self.code = _Answer(
            self.tr("区划代码（12 位）"),
            "wizard.code",
            self.tr("省市县乡村各级，用来编档案号"),
            longest=CODE_LENGTH,
        )
        self.workstation = _Answer(self.tr("工作站名称"), "wizard.workstation", self.tr("例如 全科一诊室"))
        self.full_name = _Answer(self.tr("姓名"), "wizard.full_name", self.tr("签名时用的名字"))
        self.login = _Answer(self.tr("账号"), "wizard.login", self.tr("登录时用，例如 wanghui"))
        self.password = _Answer(
            self.tr("密码"), "wizard.password", self.tr("至少 8 个字符，没有别的要求"), hidden=True
        )
        self.again = _Answer(self.tr("再输一次密码"), "wizard.again", "", hidden=True)
        self._fields = (
            (self.centre, self.code),
            (self.workstation,),
            (self.full_name, self.login, self.password, self.again),
        )
        for fields in self._fields:
            self._steps.append(self._step(fields))
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        self._side = Side(house)
        beside.addWidget(self._side, 35)
        beside.addLayout(self._right(), 65)
        self._go(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= FROM_WIDTH)

    def focus_first(self) -> None:
        """Into the first field of this step."""
        self._fields[self._at][0].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, error: Exception) -> None:
        """It could not be done: say why, and stay."""
        self.next_button.set_busy(is_busy=False)
        self._complaint.show_line("incomplete", str(messages.message(error)), "danger")
        self._complaint.show()
        if isinstance(error, InvalidInput) and error.field == "login":
            self.login.field.setFocus()

    def _step(self, fields: "tuple[_Answer, ...]") -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for at, one in enumerate(fields):
            column.addWidget(one)
            following = fields[at + 1].field.setFocus if at + 1 < len(fields) else self._next
            one.field.returnPressed.connect(following)
        column.addStretch(1)
        return page

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addStretch(2)
        form = QVBoxLayout()
        form.setSpacing(8)
        self._count = label("", tone="ink2", name="wizard.step")
        self._title = label("", Size.DISPLAY, name="wizard.title")
        form.addWidget(self._count)
        form.addWidget(self._title)
        form.addSpacing(12)
        for page in self._steps:
            page.setFixedWidth(WIDTH)
            form.addWidget(page)
        form.addSpacing(12)
        self._complaint = IconLine("incomplete", "", "danger", name="wizard.error")
        self._complaint.hide()
        form.addWidget(self._complaint)
        buttons = QHBoxLayout()
        self.back_button = KeyButton(self.tr("上一步"), name="wizard.back")
        self.back_button.clicked.connect(lambda: self._go(self._at - 1))
        self.next_button = KeyButton(self.tr("下一步"), key="Return", kind="primary", name="wizard.next")
        self.next_button.clicked.connect(self._next)
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        form.addLayout(buttons)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(form)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(3)
        return column

    def _go(self, step: int) -> None:
        self._at = step
        for at, page in enumerate(self._steps):
            page.setVisible(at == step)
        self._title.setText(self._titles[step])
        total = len(self._titles)
        self._count.setText(
            self.tr("第一次使用，第 {step} 步，共 {total} 步").format(step=step + 1, total=total)
        )
        self.back_button.setVisible(step > 0)
        is_last = step == total - 1
        self.next_button.set_word(self.tr("建立数据库") if is_last else self.tr("下一步"))
        self.focus_first()

    def _next(self) -> None:
        step = self._at
        wrong = self._first_fault(step)
        if wrong is not None:
            wrong.field.setFocus()
        elif step + 1 < len(self._titles):
            self._go(step + 1)
        else:
            self._finish()

    def _first_fault(self, step: int) -> "_Answer | None":
        for one in self._fields[step]:
            one.complain("" if one.text() else self.tr("必填，还没有填"))
        code = self.code.text()
        if step == 0 and code and not (code.isdecimal() and len(code) == CODE_LENGTH):
            self.code.complain(self.tr("要 12 位数字"))
        if self.password.text() and len(self.password.text()) < SHORTEST_PASSWORD:
            self.password.complain(self.tr("至少 8 个字符"))
        elif self.again.text() and self.again.text() != self.password.text():
            self.again.complain(self.tr("两次不一样"))
        return next((one for one in self._fields[step] if one.has_complaint), None)

    def _finish(self) -> None:
        self._complaint.hide()
        self.next_button.set_busy(is_busy=True)
        self.finished.emit(
            FirstStart(
                centre=self.centre.text(),
                centre_code=self.code.text(),
                workstation=self.workstation.text(),
                login=self.login.text(),
                full_name=self.full_name.text(),
                password=self.password.text(),
            )
        )


class _Answer(QWidget):
    """Label, field, a grey explanation that gives way to a complaint."""

    def __init__(
        self, title: str, name: str, explanation: str, *, hidden: bool = False, longest: int = 60
    ) -> None:
        super().__init__()
        self.has_complaint = False
        self._explanation = explanation
        self.field = QLineEdit() if hidden else Line()
        self.field.setObjectName(name)
        self.field.setAccessibleName(title)
        self.field.setProperty("kind", "tall")
        self.field.setMaxLength(longest)
        if hidden:
            hide_letters(self.field)
        self._below = label(explanation, tone="ink3")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(title, Size.STRONG))
        column.addWidget(self.field)
        column.addWidget(self._below)
        self.field.textEdited.connect(lambda _text: self.complain(""))

    def text(self) -> str:
        """What is typed; a password keeps its blanks."""
        typed = self.field.text()
        return typed if self.field.echoMode() is QLineEdit.EchoMode.Password else typed.strip()

    def complain(self, sentence: str) -> None:
        """What is wrong; an empty sentence takes it back."""
        self.has_complaint = bool(sentence)
        self._below.setText(sentence or self._explanation)
        set_state(self._below, "tone", "danger" if sentence else "ink3")
        set_state(self.field, "err", bool(sentence))
