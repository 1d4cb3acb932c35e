"""The demonstration is being made: what of it, how far, and a button that stops it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from healthdesk.base.errors import HealthDeskError
from healthdesk.base.progress import Progress
from ui.kit import messages, theme
from ui.kit.tasks import Lane, Tasks
from ui.kit.theme import Size
from ui.widgets.marks import IconLine
from ui.widgets.text import label, say
from ui.widgets.working import Working

WIDTH = 560
SHOWN_AFTER_MS = 700
"""What is made already is opened sooner, and no window flashes up."""

STORE, PEOPLE, SEARCH = range(3)


class Making(QWidget):
    """`made(folder)` when it can be opened; `given_up` when somebody stopped it, or closed what failed."""

    made = Signal(object)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("making")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("演示中心"))
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(10)
        column.addWidget(label(self.tr("正在生成今天的演示中心"), Size.TITLE))
        about = label(
            self.tr("人和事都是虚构的，与正式数据分开存放，每天第一次打开时重新生成；要十到三十秒"),
            tone="ink2",
        )
        about.setWordWrap(True)
        column.addWidget(about)
        column.addSpacing(theme.PANEL_GAP)
        self._steps = tuple(IconLine(name=f"making.step{at}") for at in range(3))
        for line in self._steps:
            column.addWidget(line)
        self._failure = label("", tone="danger", name="making.failure")
        self._failure.setWordWrap(True)
        self._failure.hide()
        column.addWidget(self._failure)
        self.working = Working("making.working")
        self.working.stopped.connect(self.close)
        column.addWidget(self.working)
        self._is_over = False
        self._slow = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._slow.timeout.connect(self.show)

    def begin(self, tasks: Tasks, make: Callable[[Progress], Path]) -> None:
        """Off the main thread; closing the window stops it."""
        self._show_step(STORE, 0, 0)
        self.working.begin(self.tr("正在生成"))
        self._slow.start()
        ticket = tasks.run(
            make, done=self._end, failed=self._fail, owner=self, lane=Lane.REPORTS, progress=self._step
        )
        self.given_up.connect(ticket.cancel)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.adjustSize()
        self.move(self.screen().availableGeometry().center() - self.rect().center())

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._is_over:
            self._is_over = True
            self.given_up.emit()

    def _step(self, done: int, total: int) -> None:
        """How many people there are; when all are, what is left are the indexes."""
        self.working.step(done, total)
        self._show_step(STORE if not total else PEOPLE if done < total else SEARCH, done, total)

    def _show_step(self, current: int, done: int, total: int) -> None:
        written = self.tr("编写居民和他们的记录")
        if total:
            written = self.tr("编写居民和他们的记录：{done} / {total} 人").format(done=done, total=total)
        words = (self.tr("建立加密的数据文件"), written, self.tr("建好索引，能查找"))
        for at, line in enumerate(self._steps):
            icon = "done" if at < current else "waiting" if at == current else "to-do"
            line.show_line(icon, words[at], "ink" if at == current else "ink2")

    def _end(self, folder: Path) -> None:
        self._slow.stop()
        self._is_over = True
        self.working.end()
        self.made.emit(folder)
        self.close()

    def _fail(self, error: HealthDeskError) -> None:
        """What it says stays until somebody has read it and closes the window."""
        self._slow.stop()
        self.working.end()
        say(self._failure, str(messages.message(error)))
        self._failure.show()
        self.show()
