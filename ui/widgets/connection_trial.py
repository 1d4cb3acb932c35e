"""Asks the platform whether it answers, also while a run is under way, and can be given up."""

from collections.abc import Callable

from healthdesk.services.credentials import Credentials
from ui.kit.navigator import Navigator
from ui.kit.tasks import Lane, Tasks
from ui.widgets.working import Working


class ConnectionTrial(Working):
    """Hidden until `ask`, and again when the answer was said. One question at a time."""

    def __init__(self, credentials: Credentials, tasks: Tasks, navigator: Navigator, name: str) -> None:
        super().__init__(name, is_inset=True)
        self._credentials, self._tasks, self._navigator = credentials, tasks, navigator
        self.stopped.connect(lambda: credentials.stop_test(self))

    def ask(self, url: Callable[[], str]) -> None:
        """Ask who is at `url`, which is read off the main thread; what comes of it is said in a sentence."""
        if self.is_running:
            return
        self.run(
            self._tasks,
            self.tr("正在试连接，等平台应答；同步不受影响"),
            job=lambda progress: self._credentials.test(url(), progress, asker=self),
            done=lambda _nothing: self._navigator.say(self.tr("平台应答正常"), "connected"),
            failed=self._navigator.complain,
            lane=Lane.TRIAL,
        )
