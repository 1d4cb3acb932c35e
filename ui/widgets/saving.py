"""A list that becomes a file while people go on working: how far it is, a stop, and where it lies."""

import threading
from collections.abc import Callable
from pathlib import Path

from healthdesk.base.errors import Cancelled, HealthDeskError
from healthdesk.base.progress import Progress
from ui.kit.navigator import Navigator
from ui.kit.tasks import Lane, Tasks
from ui.widgets.working import Working


class Saving(Working):
    """One file at a time: a second press while one is being written is the same wish.

    A stop may come when the file is whole already: what is said is what the job came to.
    """

    def __init__(self, tasks: Tasks, navigator: Navigator, name: str) -> None:
        super().__init__(name, is_inset=True)
        self._tasks, self._navigator = tasks, navigator
        self._is_unwanted = threading.Event()
        self.stopped.connect(self._ask_to_stop)

    def save(self, job: Callable[[Progress], Path]) -> None:
        """Let `job` write the file; it may raise Cancelled, or what a full disk is called."""
        if self.is_running:
            return
        is_unwanted = self._is_unwanted = threading.Event()
        self.begin(self.tr("正在写文件，可以接着做别的"))
        self._tasks.run(
            lambda progress: job(_Stoppable(progress, is_unwanted)),
            done=self._saved,
            failed=self._not_saved,
            owner=self,
            lane=Lane.REPORTS,
            progress=self.step,
        )

    def _ask_to_stop(self) -> None:
        self._is_unwanted.set()
        self.begin(self.tr("正在停止"))

    def _saved(self, file: Path) -> None:
        self.end()
        said = self.tr("名单已存到 {file}")
        if self._is_unwanted.is_set():
            said = self.tr("停止前已经写完：名单在 {file}")
        self._navigator.say(said.format(file=file.name), "print")

    def _not_saved(self, error: HealthDeskError) -> None:
        self.end()
        if isinstance(error, Cancelled):
            self._navigator.say(self.tr("已停止，没有写成文件"), "note")
        else:
            self._navigator.complain(error)


class _Stoppable:
    """The progress of a job whose end is heard even when nobody wants it any more."""

    def __init__(self, whole: Progress, is_unwanted: threading.Event) -> None:
        self._whole, self._is_unwanted = whole, is_unwanted

    def step(self, done: int, total: int) -> None:
        self._whole.step(done, total)

    @property
    def is_cancelled(self) -> bool:
        return self._is_unwanted.is_set() or self._whole.is_cancelled
