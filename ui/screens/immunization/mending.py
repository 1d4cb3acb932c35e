"""Mistakes put right and doses added: from elsewhere, voided, amended."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from healthdesk.services.dose_changes import AmendedDose, DoseChange
from healthdesk.services.doses import NewDose
from healthdesk.services.immunization import ChildCard
from ui.kit import words
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.immunization.amend_sheet import AmendSheet
from ui.screens.immunization.dose_words import refusal
from ui.screens.immunization.sheets import ElsewhereSheet, VoidSheet
from ui.widgets.field_sheet import FieldSheet

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
        self.amending = AmendSheet(owner, desk.schedule, desk.clock.today)
        self.amending.wanted.connect(self._amend)

    @property
    def sheets(self) -> tuple[FieldSheet, ...]:
        """All of them, to be fitted to the window."""
        return (self.elsewhere, self.voiding, self.amending)

    def show_child(self, child: ChildCard | None) -> None:
        """Whose doses they are; nobody's while another card is on its way."""
        self._child = child

    def ask_void(self) -> None:
        """A dose that was entered in error."""
        if self._child is not None and self._child.doses:
            self.voiding.ask(self._child.doses)
        else:
            self._navigator.say(self.tr("还没有记过接种"), "note")

    def ask_amend(self) -> None:
        """A dose that nobody can take back any more: signed, of an earlier day, or from elsewhere."""
        today = self._desk.clock.today()
        own = self._child.doses if self._child else ()
        fixed = [one for one in own if one.is_signed or one.is_elsewhere or one.on != today]
        if fixed:
            self.amending.ask(fixed)
        else:
            self._navigator.say(self.tr("没有要更正的：刚记的一剂按 F12 撤回重记"), "note")

    def amend(self, dose_id: str, item: str) -> None:
        """One dose, beginning with the field that the platform complains of."""
        own = self._child.doses if self._child else ()
        if any(one.id == dose_id for one in own):
            self.amending.ask([one for one in own if one.id == dose_id])
            self.amending.go_to(item)

    def _record(self, dose: NewDose) -> None:
        child, desk = self._child, self._desk
        if child is None:
            return
        title = words.of_form(desk.schedule.product_title(dose.vaccine))
        self._run(
            lambda: desk.immunization.record(child.resident.id, dose),
            self.tr("已补录 {title}").format(title=title),
            self.elsewhere,
        )

    def _void(self, dose_id: str, reason: str, is_wasted: bool) -> None:
        desk = self._desk
        wasted, kept = self.tr("已作废，原记录留底，报废一剂"), self.tr("已作废，原记录留底")
        self._run(
            lambda: desk.immunization.void(dose_id, reason, is_wasted=is_wasted),
            wasted if is_wasted else kept,
            self.voiding,
        )

    def _amend(self, dose_id: str, change: DoseChange, reason: str) -> None:
        desk = self._desk
        self._tasks.run(
            lambda: desk.signatures.amend(dose_id, change, reason),
            done=self._say_amended,
            failed=lambda error: self.amending.complain(refusal(error)),
            owner=self,
            once=f"amend {dose_id}",
        )

    def _say_amended(self, amended: AmendedDose) -> None:
        number = amended.counts_as.rpartition("-")[2]
        counted = self.tr("按程序现在算第 {n} 剂").format(n=number) if number else self.tr("按程序不计数")
        self._say(self.tr("已更正，原记录留底，{counted}").format(counted=counted), self.amending)
        if amended.warnings:
            self._navigator.say(words.of_form(amended.warnings[0].text), "attention")

    def _run(self, job: "Callable[[], object]", said: str, sheet: FieldSheet) -> None:
        """The sheet stays open, with what was typed, when it is refused."""
        self._tasks.run(
            job,
            done=lambda _done: self._say(said, sheet),
            failed=lambda error: sheet.complain(refusal(error)),
            owner=self,
            once=sheet.objectName(),
        )

    def _say(self, said: str, sheet: FieldSheet) -> None:
        sheet.close_sheet()
        self._navigator.say(said)
        self.changed.emit()
