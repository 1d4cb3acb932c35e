"""The line at the bottom: connection in words, then counts, then times, always in this order."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.theme import Size
from ui.widgets.keys import KeyHint
from ui.widgets.marks import IconMark
from ui.widgets.quiet_line import QuietLine
from ui.widgets.text import label

HEIGHT = 32

_STATES = {
    "in-step": ("connected", QT_TRANSLATE_NOOP("StatusLine", "已连接")),
    "waiting": ("connected", QT_TRANSLATE_NOOP("StatusLine", "已连接")),
    "rejected": ("connected", QT_TRANSLATE_NOOP("StatusLine", "已连接")),
    "conflict": ("connected", QT_TRANSLATE_NOOP("StatusLine", "已连接")),
    "offline": ("offline", QT_TRANSLATE_NOOP("StatusLine", "离线")),
    "paused": ("offline", QT_TRANSLATE_NOOP("StatusLine", "同步已暂停")),
    "syncing": ("sync", QT_TRANSLATE_NOOP("StatusLine", "正在同步")),
    "unmet": ("offline", QT_TRANSLATE_NOOP("StatusLine", "还没有连过平台")),
    "alone": ("no-network", QT_TRANSLATE_NOOP("StatusLine", "未设平台")),
}


@dataclass(frozen=True, slots=True)
class Glance:
    """The state of synchronising as a person reads it. Times are local; `note` stands behind the state."""

    state: str = "alone"
    note: str = ""
    waiting: int = 0
    rejected: int = 0
    conflicts: int = 0
    synced_at: datetime | None = None
    backed_up_at: datetime | None = None


class StatusLine(QFrame):
    """A click anywhere at the left opens 同步."""

    clicked = Signal()
    help_wanted = Signal()
    palette_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("shell.status")
        self.setProperty("role", "status")
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 0, 12, 0)
        row.setSpacing(8)
        self._mark = IconMark("no-network")
        self._state = label("", Size.STRONG, name="shell.state")
        self._facts = QHBoxLayout()
        self._facts.setSpacing(12)
        row.addWidget(self._mark)
        row.addWidget(self._state)
        row.addLayout(self._facts)
        row.addStretch(1)
        self.quiet = QuietLine()
        row.addWidget(self.quiet)
        row.addSpacing(12)
        keys = KeyHint("F1", self.tr("本屏按键"), "shell.keys")
        keys.clicked.connect(self.help_wanted)
        commands = KeyHint("Ctrl+K", self.tr("所有命令"), "shell.commands")
        commands.clicked.connect(self.palette_wanted)
        row.addWidget(keys)
        row.addWidget(commands)
        self.show_glance(Glance())

    def show_glance(self, glance: Glance) -> None:
        """How things stand now."""
        icon, words = _STATES[glance.state]
        self._mark.set_icon(icon, "accent" if icon == "sync" else "ink2")
        self._state.setText(translate("StatusLine", words))
        while (item := self._facts.takeAt(0)) is not None:
            old = item.widget()
            if old:
                old.hide()
                old.deleteLater()
        facts = self._words(glance)
        if glance.note:
            self._facts.addWidget(label(glance.note, tone="ink2"))
        for at, (text, is_strong) in enumerate(facts):
            if at or glance.note:
                self._facts.addWidget(label("·", Size.STRONG, "ink2"))
            self._facts.addWidget(label(text, tone="" if is_strong else "ink2"))
        self.setAccessibleName(
            " ".join([translate("StatusLine", words), glance.note, *(text for text, _ in facts)])
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def _words(self, glance: Glance) -> list[tuple[str, bool]]:
        if glance.state == "alone":
            facts = [(self.tr("只在本机保存"), False)]
        else:
            waiting = self.tr("{n} 条待上传").format(n=glance.waiting) if glance.waiting else ""
            facts = [(waiting or self.tr("全部已上传"), bool(waiting))]
            if glance.rejected:
                facts.append((self.tr("{n} 条退回").format(n=glance.rejected), True))
            facts.append((self.tr("{n} 冲突").format(n=glance.conflicts), glance.conflicts > 0))
        if glance.synced_at:
            facts.append((self.tr("上次同步 {time}").format(time=_clock(glance.synced_at)), False))
        if glance.backed_up_at:
            facts.append((self.tr("自动备份 {time}").format(time=_clock(glance.backed_up_at)), False))
        return facts


def _clock(moment: datetime) -> str:
    local = moment.astimezone()
    today = datetime.now().astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%m-%d %H:%M}"
