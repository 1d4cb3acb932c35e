"""Why a refused save is taken out of the queue: a line that wants words before anything is dropped."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from healthdesk.base.errors import InvalidInput
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.sync.picture import Line
from ui.widgets.reason_line import ReasonLine

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class WithdrawingLine(ReasonLine):
    """`withdrawn` when a save has left the queue."""

    withdrawn = Signal()

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__("", "sync.withdraw.reason")
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._asked: Line | None = None
        self.given.connect(self._withdraw)
        self.missing.connect(lambda: navigator.complain(InvalidInput("reason", "required")))

    def ask_about(self, line: Line) -> None:
        """The words are about this save, whichever line is marked by then."""
        self._asked = line
        hint = self.tr("为什么撤下{name}的{record}，Enter 撤下，Esc 留着")
        self.ask_for(hint.format(name=line.name, record=line.record))
        self.begin()

    def _withdraw(self, reason: str) -> None:
        desk, line = self._desk, self._asked
        if line is not None:
            said = self.tr("已撤下，不再上传；本机的内容和留底都在")
            self._tasks.run(
                lambda: desk.platform.discard(line.key, reason),
                done=lambda _nothing: self._done(said),
                owner=self,
                once=f"discard {line.key}",
            )

    def _done(self, said: str) -> None:
        self._navigator.say(said)
        self.withdrawn.emit()
