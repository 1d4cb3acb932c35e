"""The head of the sync centre: the state in one sentence, how far it is, five facts."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.kit import theme, words
from ui.kit.theme import Size
from ui.screens.sync.picture import Picture
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconMark
from ui.widgets.panel import Panel, hairline
from ui.widgets.text import label, say

if TYPE_CHECKING:
    from healthdesk.services.platform import SyncState


class Overview(Panel):
    """`sync_wanted`, `stop_wanted`, `test_wanted`, `address_wanted` are its buttons."""

    sync_wanted = Signal()
    stop_wanted = Signal()
    test_wanted = Signal()
    address_wanted = Signal()
    stick_wanted = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(padded=False, name="sync.overview")
        self._now = now
        self._is_running = False
        column = QVBoxLayout()
        column.setContentsMargins(theme.PAGE_MARGIN, 10, theme.PAGE_MARGIN, 12)
        column.setSpacing(10)
        self.body.addLayout(column)
        column.addLayout(self._build_head())
        self.bar = QProgressBar()
        self.bar.setObjectName("sync.bar")
        self.bar.setAccessibleName(self.tr("同步进度"))
        self.bar.setTextVisible(False)
        column.addWidget(self.bar)
        self._proof = label("", tone="ink2", name="sync.proof")
        column.addWidget(self._proof)
        column.addLayout(self._build_facts())

    def show_picture(self, picture: Picture) -> None:
        """How things stand now."""
        state = picture.state
        icon, sentence = self._sentence(picture)
        if not self._is_running:
            self._mark.set_icon(icon, "accent" if icon in ("connected", "sync") else "ink2")
            say(self._state, sentence)
            self.bar.setRange(0, 1)
            self.bar.setValue(int(state.state == "in-step" and bool(picture.url)))
        say(self._where, picture.url or self.tr("还没有填平台地址"))
        proven = self._proven(picture)
        say(self._proof, proven)
        self._proof.setVisible(bool(proven))
        oldest = picture.oldest_waiting
        self._fact(
            0, str(state.waiting), self.tr("最早 {at}").format(at=self._moment(oldest)) if oldest else ""
        )
        self._fact(1, str(state.conflicts), self.tr("等人决定") if state.conflicts else "")
        self._fact(2, str(state.rejected), self.tr("不挡其他记录") if state.rejected else "")
        self._fact(3, self._moment(state.last_success_at) or self.tr("还没有"), "")
        made = self._moment(picture.backed_up_at)
        self._fact(4, made or self.tr("还没有"), self.tr("打开校验过") if made else "")

    def begin(self) -> None:
        """A run has begun."""
        self._is_running = True
        self._mark.set_icon("sync", "accent")
        say(self._state, self.tr("正在同步"))
        self.bar.setRange(0, 0)
        self.sync.set_word(self.tr("停下"), "close")

    def step(self, done: int, total: int) -> None:
        """So many of so many."""
        if self._is_running:
            say(self._state, self.tr("正在同步 {done} / {total}").format(done=done, total=total))
            self.bar.setRange(0, max(1, total))
            self.bar.setValue(done)

    def end(self) -> None:
        """The run is over; the next picture says how it went."""
        self._is_running = False
        self.sync.set_word(self.tr("立即同步"), "sync")

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._mark = IconMark("sync", "accent", 22)
        self._state = label("", Size.DISPLAY, name="sync.state")
        self._where = label("", tone="ink2", name="sync.where")
        row.addWidget(self._mark)
        row.addWidget(self._state)
        row.addWidget(self._where)
        row.addStretch(1)
        stick = KeyButton(self.tr("用 U 盘传"), icon="upload", name="sync.stick")
        stick.clicked.connect(self.stick_wanted)
        address = KeyButton(self.tr("平台地址"), icon="edit", name="sync.address")
        address.clicked.connect(self.address_wanted)
        test = KeyButton(self.tr("试连接"), icon="connect", name="sync.test")
        test.clicked.connect(self.test_wanted)
        self.sync = KeyButton(self.tr("立即同步"), key="Ctrl+U", icon="sync", name="sync.now")
        self.sync.clicked.connect(self._press)
        for button in (stick, address, test, self.sync):
            row.addWidget(button)
        return row

    def _build_facts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.PAGE_MARGIN)
        titles = (
            self.tr("待上传"),
            self.tr("冲突"),
            self.tr("退回"),
            self.tr("上次完成"),
            self.tr("本机备份"),
        )
        self._facts = []
        for at, title in enumerate(titles):
            if at:
                row.addWidget(hairline(upright=True))
            made = QWidget()
            column = QVBoxLayout(made)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(label(title, tone="ink2"))
            line = QHBoxLayout()
            line.setSpacing(8)
            value, note = label("", Size.TITLE, name=f"sync.fact.{at}"), label("", tone="ink2")
            line.addWidget(value)
            line.addWidget(note)
            line.addStretch(1)
            column.addLayout(line)
            self._facts.append((value, note))
            row.addWidget(made, 1)
        return row

    def _fact(self, at: int, value: str, note: str) -> None:
        say(self._facts[at][0], value)
        say(self._facts[at][1], note)

    def _press(self) -> None:
        if self._is_running:
            self.stop_wanted.emit()
        else:
            self.sync_wanted.emit()

    def _sentence(self, picture: Picture) -> tuple[str, str]:
        state: SyncState = picture.state
        if not picture.url:
            return "no-network", self.tr("只在本机保存")
        match state.state:
            case "offline":
                since = self._moment(state.offline_since)
                return "offline", self.tr("离线，{since} 起").format(since=since)
            case "paused":
                return "offline", self.tr("同步已暂停")
            case "conflict":
                return "conflict", self.tr("{count} 处冲突等人决定").format(count=state.conflicts)
            case "rejected":
                return "rejected", self.tr("{count} 条被平台退回").format(count=state.rejected)
            case "waiting":
                return "waiting", self.tr("{count} 条待上传").format(count=state.waiting)
        return "connected", self.tr("全部已上传")

    def _proven(self, picture: Picture) -> str:
        """The proof of completeness, in one sentence."""
        proof, at = picture.proof, self._moment(picture.state.last_success_at)
        if not picture.url or not at:
            return ""
        if proof.is_complete:
            said = self.tr("截至 {at}，本机保存的 {held:,} 条资料全部在平台上，逐条核对过版本")
            return said.format(at=at, held=proof.held)
        said = self.tr("截至 {at}，本机保存的 {held:,} 条资料中 {left:,} 条还不在平台上，见下面的清单")
        return said.format(at=at, held=proof.held, left=proof.held - proof.proven)

    def _moment(self, at: datetime | None) -> str:
        if at is None:
            return ""
        local, today = at.astimezone(), self._now().astimezone().date()
        if local.date() == today:
            return f"{local:%H:%M}"
        return f"{words.near_day(local.date(), today)} {local:%H:%M}"
