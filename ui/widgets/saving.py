"""A list that becomes a file while people go on working: how far it is, a stop, and where it lies."""

from collections.abc import Callable
from pathlib import Path

from healthdesk.base.progress import Progress
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.widgets.working import Working


class Saving(Working):
    """One file at a time: a second press while one is being written is the same wish."""

    def __init__(self, tasks: Tasks, navigator: Navigator, name: str) -> None:
        super().__init__(name, is_inset=True)
        self._tasks, self._navigator = tasks, navigator
        self.stopped.connect(lambda: navigator.say(self.tr("已停止，没有写成文件"), "note"))

    def save(self, job: Callable[[Progress], Path]) -> None:
        """Let `job` write the file; it may raise Cancelled, or what a full disk is called."""
        if not self.is_running:
            words, complain = self.tr("正在写文件，可以接着做别的"), self._navigator.complain
            self.run(self._tasks, words, job=job, done=self._saved, failed=complain)

    def _saved(self, file: Path) -> None:
        self._navigator.say(self.tr("名单已存到 {file}").format(file=file.name), "print")
