"""After the dose: the observation ends or something is seen, and the next appointment is made."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from healthdesk.base import errors
from healthdesk.base.errors import HealthDeskError
from healthdesk.services.attendance_rows import AttendanceRow
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.immunization.sheets import BookSheet, WordsSheet
from ui.widgets.field_sheet import FieldSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from healthdesk.desk import Desk


class Leaving(QObject):
    """Sheets over `owner`, for whoever is named; `changed` when lists have to be read again.

    Whose sheet it is stands still once it is open, whoever becomes the current one of a list meanwhile.
    """

    changed = Signal()

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._resident_id = self._name = ""
        self._asked = ("", "")
        why = self.tr("不满 30 分钟就走，为什么？")
        self.sooner = WordsSheet(owner, self.tr("提前离开"), why, self.tr("让离开"), "card.leave")
        self.sooner.wanted.connect(self._leave)
        what = self.tr("看到了什么？多久以后？")
        self.reaction = WordsSheet(owner, self.tr("留观反应"), what, self.tr("记下"), "card.reaction")
        self.reaction.wanted.connect(self._react)
        self.booking = BookSheet(owner, desk.clock.today)
        self.booking.wanted.connect(self._book)

    @property
    def sheets(self) -> tuple[FieldSheet, ...]:
        """All of them, to be fitted to the window."""
        return (self.sooner, self.reaction, self.booking)

    def show_person(self, resident_id: str, name: str) -> None:
        """Who stands there."""
        self._resident_id, self._name = resident_id, name

    def leave(self) -> None:
        """Out of the observation; before its time a reason is asked for."""
        if self._resident_id:
            self._asked = (self._resident_id, self._name)
            self._leave("")

    def react(self) -> None:
        """Something was seen."""
        if self._resident_id:
            self._asked = (self._resident_id, self._name)
            self.reaction.ask()

    def book(self, proposed: date | None) -> None:
        """The next appointment."""
        if self._resident_id:
            self._asked = (self._resident_id, self._name)
            self.booking.ask(proposed)

    def _leave(self, reason: str) -> None:
        desk, (resident_id, name) = self._desk, self._asked

        def refuse(error: HealthDeskError) -> None:
            if isinstance(error, errors.InvalidInput) and error.field == "left_reason":
                self.sooner.ask()
            elif isinstance(error, errors.NotFound | errors.InvalidInput):
                self._navigator.say(self.tr("{name} 不在留观").format(name=name), "note")
            else:
                self._navigator.complain(error)

        self._tasks.run(
            lambda: desk.clinic.leave(resident_id, reason),
            done=lambda _done: self._say(self.tr("{name} 留观结束").format(name=name)),
            failed=refuse,
            owner=self,
            once=f"leave {resident_id}",
        )

    def _react(self, words: str) -> None:
        desk, (resident_id, _) = self._desk, self._asked
        self._run(
            lambda: desk.clinic.note_reaction(resident_id, words),
            self.tr("反应已记下；要报告的，在接种卡按 Ctrl+K 选“报告疑似异常反应”"),
        )

    def _book(self, day: date) -> None:
        desk, (resident_id, _) = self._desk, self._asked
        said = self.tr("已预约 {day}").format(day=day)

        def done(_row: AttendanceRow) -> None:
            self.booking.close_sheet()
            self._say(said)

        self._tasks.run(
            lambda: desk.clinic.book(resident_id, day), done=done, owner=self, once=f"book {resident_id}"
        )

    def _run(self, job: "Callable[[], object]", said: str) -> None:
        self._tasks.run(job, done=lambda _done: self._say(said), owner=self, once="leaving")

    def _say(self, said: str) -> None:
        self._navigator.say(said)
        self.changed.emit()
