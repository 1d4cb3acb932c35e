"""A list that becomes a file while people go on working: how far it is, a stop, and where it lies."""

from collections.abc import Callable
from pathlib import Path

from healthdesk.base.errors import HealthDeskError
from healthdesk.base.progress import Progress
from ui.kit import theme
from ui.kit.navigator import Navigator
from ui.kit.tasks import Lane, Tasks, Ticket
from ui.widgets.working import Working


class Saving(Working):
    """One file at a time: a second press while one is being written is the same wish."""

    def __init__(self, tasks: Tasks, navigator: Navigator, name: str) -> None:
        super().__init__(name)
        self._tasks, self._navigator = tasks, navigator
        self._ticket = Ticket()
        self.setContentsMargins(theme.PAGE_MARGIN, 4, theme.PAGE_MARGIN, 4)
        self.stopped.connect(self._stop)

    def save(self, job: Callable[[Progress], Path]) -> None:
        """Let `job` write the file; it may raise Cancelled, or what a full disk is called."""
        if self.is_running:
            return
        self.begin(self.tr("正在写文件，可以接着做别的"))
        self._ticket = self._tasks.run(
            job, done=self._saved, failed=self._fail, owner=self, lane=Lane.REPORTS, progress=self.step
        )

    def _saved(self, file: Path) -> None:
        self.end()
        self._navigator.say(self.tr("名单已存到 {file}").format(file=file.name), "print")

    def _fail(self, error: HealthDeskError) -> None:
        self.end()
        self._navigator.complain(error)

    def _stop(self) -> None:
        self._ticket.cancel()
        self.end()
        self._navigator.say(self.tr("已停止，没有写成文件"), "note")
