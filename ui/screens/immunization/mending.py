"""Mistakes put right and doses added: from elsewhere, voided, amended."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from healthdesk.base.errors import HealthDeskError
from healthdesk.services.dose_signatures import DoseChange
from healthdesk.services.doses import NewDose
from healthdesk.services.immunization import ChildCard
from ui.kit import messages
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.immunization.field_sheet import FieldSheet
from ui.screens.immunization.sheets import AmendSheet, ElsewhereSheet, VoidSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from healthdesk.desk import Desk


class Mending(QObject):
    """Sheets over `owner`; `changed` when the card has to be read again."""

    changed = Signal()

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._child: ChildCard | None = None
        self.elsewhere = ElsewhereSheet(owner, desk.schedule, desk.clock.today)
        self.elsewhere.wanted.connect(self._record)
        self.voiding = VoidSheet(owner, desk.schedule)
        self.voiding.wanted.connect(self._void)
        self.amending = AmendSheet(owner, desk.schedule)
        self.amending.wanted.connect(self._amend)

    @property
    def sheets(self) -> tuple[FieldSheet, ...]:
        """All of them, to be fitted to the window."""
        return (self.elsewhere, self.voiding, self.amending)

    def show_child(self, child: ChildCard) -> None:
        """Whose doses they are."""
        self._child = child

    def ask_void(self) -> None:
        """A dose that was entered in error."""
        if self._child is not None and self._child.doses:
            self.voiding.ask(self._child.doses)
        else:
            self._navigator.say(self.tr("还没有记过接种"), "note")

    def ask_amend(self) -> None:
        """A signed dose with a wrong site, injector or maker."""
        signed = [one for one in self._child.doses if one.is_signed] if self._child else []
        if signed:
            self.amending.ask(signed)
        else:
            self._navigator.say(self.tr("没有已签名的剂次"), "note")

    def _record(self, dose: NewDose) -> None:
        child, desk = self._child, self._desk
        if child is None:
            return
        title = desk.schedule.product_title(dose.vaccine)
        self._run(
            lambda: desk.immunization.record(child.resident.id, dose),
            self.tr("已补录 {title}").format(title=title),
            self.elsewhere,
        )

    def _void(self, dose_id: str, reason: str) -> None:
        desk = self._desk
        said = self.tr("已作废，原记录留底")
        self._run(lambda: desk.immunization.void(dose_id, reason), said, self.voiding)

    def _amend(self, dose_id: str, change: DoseChange, reason: str) -> None:
        desk = self._desk
        said = self.tr("已更正，原记录留底")
        self._run(lambda: desk.signatures.amend(dose_id, change, reason), said, self.amending)

    def _run(self, job: "Callable[[], object]", said: str, sheet: FieldSheet) -> None:
        """The sheet stays open, with what was typed, when it is refused."""

        def refuse(error: HealthDeskError) -> None:
            sheet.complain(str(messages.message(error)))

        self._tasks.run(job, done=lambda _done: self._say(said, sheet), failed=refuse, owner=self)

    def _say(self, said: str, sheet: FieldSheet) -> None:
        sheet.close_sheet()
        self._navigator.say(said)
        self.changed.emit()
