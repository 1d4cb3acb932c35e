"""Without a network: the queue on a stick, somebody else's stick sent from here, the receipt taken."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from healthdesk.base.errors import HealthDeskError, InvalidInput
from healthdesk.services.packages import RECEIPT_SUFFIX, SUFFIX, Delivery, Packed
from ui.kit import theme
from ui.kit.messages import message, reason_words
from ui.kit.navigator import Navigator
from ui.kit.tasks import Lane, Tasks
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import KeyHint
from ui.widgets.overlay import Overlay
from ui.widgets.panel import hairline
from ui.widgets.text import hide_letters, label, say

if TYPE_CHECKING:
    from healthdesk.desk import Desk

WIDTH = 560


class StickSheet(Overlay):
    """One password, three ways: out, on, and back. What was done stands below until the sheet is closed."""

    def __init__(self, parent: QWidget, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(parent, WIDTH)
        self.setObjectName("sync.stick.sheet")
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._url = ""
        upper = QVBoxLayout()
        upper.setContentsMargins(20, 16, 20, 16)
        upper.setSpacing(8)
        upper.addWidget(label(self.tr("没有网络：用 U 盘传"), Size.TITLE))
        for text in (
            self.tr(
                "写进 U 盘，拿到有网络的工作站代送，再把回执拿回来。送几次、怎样送都只算一次；"
                "网络先通了就照常同步，U 盘作废。"
            ),
            self.tr("数据包密码（至少 8 个字符，代送和读回执都要它）"),
        ):
            said = label(text, tone="ink2")
            said.setWordWrap(True)
            upper.addWidget(said)
        self.password = QLineEdit()
        self.password.setObjectName("sync.stick.password")
        self.password.setAccessibleName(self.tr("数据包密码"))
        self.password.setMinimumHeight(theme.CONTROL)
        self.password.setMaxLength(200)
        hide_letters(self.password)
        upper.addWidget(self.password)
        upper.addLayout(self._ways())
        self.said = label("", Size.STRONG, name="sync.stick.said")
        self.said.setWordWrap(True)
        upper.addWidget(self.said)
        self.column.addLayout(upper)
        self.column.addWidget(hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 16, 8)
        leave = KeyHint("Escape", self.tr("关闭"))
        leave.clicked.connect(self.close_sheet)
        foot.addWidget(leave)
        foot.addStretch(1)
        self.column.addLayout(foot)

    def show_for(self, url: str) -> None:
        """Open it; `url` is the platform a carried package goes to, empty where there is none."""
        self._url = url
        self.password.clear()
        say(self.said, "")
        self.open_over(self.password)

    def _ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        for text, icon, name, act in (
            (self.tr("写进 U 盘"), "download", "write", self._write),
            (self.tr("代送数据包"), "upload", "carry", self._carry),
            (self.tr("读回执"), "done", "receipt", self._receive),
        ):
            button = KeyButton(text, icon=icon, name=f"sync.stick.{name}")
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _write(self) -> None:
        name = f"{self._desk.clock.today():%Y%m%d}{SUFFIX}"
        file = self._navigator.ask.save_file(self.tr("写进 U 盘"), name, f"*{SUFFIX}")
        if file is not None:
            desk, word = self._desk, self.password.text()
            self._run(lambda: desk.packages.write(file, word), self._packed)

    def _packed(self, packed: Packed) -> None:
        text = self.tr("已写好 {saves} 条，在 {file}")
        if packed.left:
            text += self.tr("；另有 {left} 条要等这一包送到以后")
        self._say(text.format(saves=packed.saves, file=packed.file.name, left=packed.left))

    def _carry(self) -> None:
        if not self._url:
            self._say(self.tr("先在设置里填平台地址"))
            return
        file = self._opened(self.tr("代送数据包"), SUFFIX)
        if file is not None:
            desk, url, word = self._desk, self._url, self.password.text()
            self._run(lambda: desk.packages.carry(url, file, word), self._carried)

    def _carried(self, sent: Delivery) -> None:
        if sent.reason == "overtaken":
            self._say(self.tr("写这一包的工作站已经另外传过，这一包作废，什么也没有送"))
        elif sent.left or sent.refused:
            text = self.tr("送到 {done} 条，{refused} 条被退回，{left} 条没送；回执拿回去，其余等那台再传")
            self._say(text.format(done=sent.done, refused=sent.refused, left=sent.left))
        else:
            self._say(self.tr("全部送到；请把回执 {file} 拿回去读").format(file=sent.receipt.name))

    def _receive(self) -> None:
        file = self._opened(self.tr("读回执"), RECEIPT_SUFFIX)
        if file is not None:
            desk, word = self._desk, self.password.text()
            self._run(lambda: desk.packages.receive(file, word), self._received)

    def _received(self, arrived: int) -> None:
        self._say(self.tr("{many} 条已确认在平台上").format(many=arrived))

    def _opened(self, title: str, suffix: str) -> Path | None:
        return self._navigator.ask.open_file(title, f"*{suffix}")

    def _run(self, job: Callable[[], Any], done: Callable[[Any], None]) -> None:
        say(self.said, self.tr("请稍候"))
        self._tasks.run(job, done=done, failed=self._refused, owner=self, once="stick", lane=Lane.NETWORK)

    def _refused(self, error: HealthDeskError) -> None:
        if isinstance(error, InvalidInput):
            self._say(reason_words(error.reason))
        else:
            said = message(error)
            self._say(str(said))
        if getattr(error, "field", "") == "password":
            self.password.setFocus()

    def _say(self, text: str) -> None:
        say(self.said, text)
        self.arrange()
