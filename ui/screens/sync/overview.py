"""The head of the sync centre: the state in one sentence, how far it is, five facts."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.kit import theme, words
from ui.kit.theme import Size
from ui.screens.sync.found import found_words
from ui.screens.sync.head import Head
from ui.screens.sync.mode_words import mode_words
from ui.screens.sync.pause_words import why_words
from ui.screens.sync.picture import Picture
from ui.widgets.panel import Panel, hairline
from ui.widgets.text import label, say
from ui.widgets.working import Working

if TYPE_CHECKING:
    from healthdesk.services.platform import SyncState


class Overview(Panel):
    """`head` has the buttons, `working` shows how far a comparison is and stops it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(padded=False, name="sync.overview")
        self._now = now
        self._is_running = False
        column = QVBoxLayout()
        column.setContentsMargins(theme.PAGE_MARGIN, 10, theme.PAGE_MARGIN, 12)
        column.setSpacing(10)
        self.body.addLayout(column)
        self.head = Head()
        column.addWidget(self.head)
        self.working = Working("sync.working")
        column.addWidget(self.working)
        self.bar = QProgressBar()
        self.bar.setObjectName("sync.bar")
        self.bar.setAccessibleName(self.tr("同步进度"))
        self.bar.setTextVisible(False)
        column.addWidget(self.bar)
        self._why = label("", Size.STRONG, name="sync.why")
        self._why.setWordWrap(True)
        column.addWidget(self._why)
        self._mode = label("", tone="ink2", name="sync.mode")
        self._mode.setWordWrap(True)
        column.addWidget(self._mode)
        self._proof = label("", tone="ink2", name="sync.proof")
        column.addWidget(self._proof)
        self._found = label("", tone="ink2", name="sync.found")
        self._found.setWordWrap(True)
        column.addWidget(self._found)
        column.addLayout(self._build_facts())

    def show_picture(self, picture: Picture) -> None:
        """How things stand now."""
        state = picture.state
        icon, sentence = self._sentence(picture)
        if not self._is_running:
            self.head.show_state(icon, sentence)
            self.bar.setRange(0, 0 if state.is_running else 1)
            self.bar.setValue(int(state.state == "in-step" and bool(picture.url)))
        self.head.show_place(picture.url or self.tr("还没有填平台地址"))
        is_halted = state.state in ("paused", "offline") and not state.is_running
        self._say_why(why_words(state.reason) if picture.url and is_halted else "")
        say(
            self._mode, mode_words(state.mode, lacks_provenance=state.lacks_provenance) if picture.url else ""
        )
        self._mode.setVisible(bool(picture.url))
        proven = self._proven(picture)
        say(self._proof, proven)
        self._proof.setVisible(bool(proven))
        found = ""
        if picture.url and picture.compared and not picture.is_elsewhere:
            found = found_words(picture.compared, self._moment)
        say(self._found, found)
        self._found.setVisible(bool(found))
        oldest = picture.oldest_waiting
        self._fact(
            0, str(state.waiting), self.tr("最早 {at}").format(at=self._moment(oldest)) if oldest else ""
        )
        self._fact(1, str(state.conflicts), self.tr("等人决定") if state.conflicts else "")
        self._fact(2, str(state.rejected), self.tr("不挡其他记录") if state.rejected else "")
        self._fact(3, self._moment(state.last_success_at) or self.tr("还没有"), "")
        made = self._moment(picture.backed_up_at)
        self._fact(4, made or self.tr("还没有"), self.tr("打开校验过") if made else "")

    def show_counts(self, state: "SyncState") -> None:
        """How many wait by now, in the middle of a run; what stands beside the numbers stays.

        What was counted before the end of the run and comes after it is older than the picture.
        """
        if not self._is_running:
            return
        for at, count in enumerate((state.waiting, state.conflicts, state.rejected)):
            say(self._facts[at][0], str(count))

    def begin(self) -> None:
        """A run has begun."""
        self._is_running = True
        self.head.show_state("sync", self.tr("正在同步"))
        self._say_why("")
        self.bar.setRange(0, 0)
        self.head.set_running(is_running=True)

    def begin_comparing(self) -> None:
        """A run has begun that compares everything with the platform at its end."""
        self._is_running = True
        self.head.show_state("sync", self.tr("正在同步"))
        self._say_why("")
        self.bar.hide()
        self._found.hide()
        self.head.set_busy(is_busy=True)
        self.working.begin(self.tr("正在与平台逐条核对"))

    def step(self, done: int, total: int) -> None:
        """So many so far; how many more the platform has, nobody knows.

        With a total it is of persons: those who come first of a first load (sync/forerun.py).
        """
        said = self.tr("先取近日要来的 {all} 人，已到 {n} 人") if total else self.tr("正在同步，已有 {n} 条")
        if self._is_running:
            self.head.show_state("sync", said.format(n=done, all=total))

    def end(self) -> None:
        """The run is over; the next picture says how it went."""
        self._is_running = False
        self.head.set_busy(is_busy=False)
        self.head.set_running(is_running=False)
        self.working.end()
        self.bar.show()

    def _say_why(self, why: str) -> None:
        """Why the last run stopped, until another has begun."""
        say(self._why, why)
        self._why.setVisible(bool(why))

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

    def _sentence(self, picture: Picture) -> tuple[str, str]:
        state: SyncState = picture.state
        if not picture.url:
            return "no-network", self.tr("只在本机保存")
        if state.is_running:  # one that nobody asked for from here
            return "sync", self.tr("正在同步")
        if picture.is_elsewhere and state.state in ("in-step", "waiting"):
            return "offline", self.tr("还没有连过平台")
        return self._standing(state)

    def _standing(self, state: "SyncState") -> tuple[str, str]:
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
        if picture.is_elsewhere:
            said = self.tr("平台地址改过，还没有连上；{at} 核对的是原来的 {url}")
            return said.format(at=at, url=picture.state.url)
        if proof.is_complete:
            said = self.tr("截至 {at}，本机保存的 {held:,} 条资料全部在平台上，逐条核对过版本")
            return said.format(at=at, held=proof.held)
        left = proof.held - proof.proven - proof.kept
        if left <= 0:
            said = self.tr(
                "截至 {at}，本机保存的 {held:,} 条资料中 {kept:,} 条由人撤下、只在本机，其余全部在平台上"
            )
            return said.format(at=at, held=proof.held, kept=proof.kept)
        said = self.tr("截至 {at}，本机保存的 {held:,} 条资料中 {left:,} 条还不在平台上，见下面的清单")
        if proof.kept:
            said += self.tr("；另有 {kept:,} 条由人撤下、只在本机")
        return said.format(at=at, held=proof.held, left=left, kept=proof.kept)

    def _moment(self, at: datetime | None) -> str:
        if at is None:
            return ""
        local, today = at.astimezone(), self._now().astimezone().date()
        if local.date() == today:
            return f"{local:%H:%M}"
        return f"{words.near_day(local.date(), today)} {local:%H:%M}"
