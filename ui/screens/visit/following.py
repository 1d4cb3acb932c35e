"""Who comes next after this follow-up."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.kit import words
from ui.kit.places import Navigator
from ui.kit.tasks import Tasks, Ticket
from ui.widgets.next_person import Candidate, NextPerson

if TYPE_CHECKING:
    from healthdesk.desk import Desk

MOST_OFFERED = 50


def due_candidates(desk: "Desk", here: str, today: date) -> list[Candidate]:
    """The due people in the order of the list, each once, without the one who is here."""
    found: dict[str, Candidate] = {}
    for row in desk.worklist.due(limit=2 * MOST_OFFERED, is_follow_up=True).rows:
        if row.resident_id == here or row.resident_id in found:
            continue
        due = words.overdue(row.late_days) if row.late_days else words.near_day(row.due_on, today)
        found[row.resident_id] = Candidate(
            row.resident_id,
            row.programme,
            row.name,
            words.sex_and_age_long(row.sex, row.born, today),
            row.phone_masked[-4:].strip("*"),
            f"{words.programme(row.programme)} {due}",
            row.late_days > 0,
            row.address,
        )
    return list(found.values())[:MOST_OFFERED]


class Following(QObject):
    """Offers the next due person over `over`; `drop` forgets an offer that is still being fetched."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._ticket = Ticket()
        self.sheet = NextPerson(over)
        self.sheet.accepted.connect(self._begin)

    @property
    def is_open(self) -> bool:
        """Whether somebody is being offered."""
        return not self.sheet.isHidden()

    def offer(self, here: str) -> None:
        """The people after the one who is `here`; a second time: the one after."""
        if self.is_open:
            self.sheet.pass_on()
            return
        desk, today = self._desk, self._desk.clock.today()
        self._ticket.cancel()
        self._ticket = self._tasks.run(lambda: due_candidates(desk, here, today), done=self._show, owner=self)

    def drop(self) -> None:
        """Somebody else is opened."""
        self._ticket.cancel()
        self.sheet.close_sheet()

    def _show(self, people: list[Candidate]) -> None:
        if not people:
            self._navigator.say(self.tr("没有要随访的人了"), "fine")
        self.sheet.offer(people)

    def _begin(self, one: Candidate) -> None:
        self._navigator.open("visit", resident_id=one.resident_id, programme=one.programme)
