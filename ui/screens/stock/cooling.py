"""What is done about the refrigerators: read, a reading voided, everything inside held."""

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from healthdesk.services.refrigerators import Noted, RefrigeratorRow
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.stock.cold_side import ColdSide

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class Cooling(QObject):
    """For `side`, which shows the refrigerator that is current."""

    def __init__(
        self, owner: QWidget, side: ColdSide, desk: "Desk", tasks: Tasks, navigator: Navigator
    ) -> None:
        super().__init__(owner)
        self._side, self._desk, self._tasks, self._navigator = side, desk, tasks, navigator

    def show(self, row: RefrigeratorRow | None) -> None:
        """The refrigerator, and its month once that is read."""
        self._side.show_refrigerator(row)
        if row is not None:
            desk, id_ = self._desk, row.id
            month = desk.clock.today()
            self._tasks.run(
                lambda: desk.refrigerators.month(id_, month), done=self._side.show_month, owner=self
            )

    def note(self, row: RefrigeratorRow | None, celsius: Decimal, remark: str) -> None:
        """A reading."""
        if row is not None:
            desk, id_ = self._desk, row.id
            self._tasks.run(
                lambda: desk.refrigerators.note(id_, celsius, remark=remark),
                done=self._noted,
                owner=self,
                once=f"note {id_}",
            )

    def void(self, reading_id: str, reason: str) -> None:
        """A reading that was entered in error."""
        desk = self._desk
        self._tasks.run(
            lambda: desk.refrigerators.void(reading_id, reason),
            done=lambda _: self._navigator.say(self.tr("那次测温已作废"), "done"),
            owner=self,
            once=f"void {reading_id}",
        )

    def hold(self, row: RefrigeratorRow | None) -> None:
        """Everything inside one that alarms."""
        if row is None or row.last is None or not row.is_alarmed:
            return
        desk, id_ = self._desk, row.id
        reason = self.tr("{name} {celsius} ℃").format(name=row.name, celsius=row.last.celsius)
        self._tasks.run(
            lambda: desk.stock_book.quarantine_all(id_, reason),
            done=lambda held: self._navigator.say(self.tr("已封存 {n} 批").format(n=len(held)), "encrypted"),
            owner=self,
            once=f"hold {id_}",
        )

    def _noted(self, noted: Noted) -> None:
        self._side.clear()
        alarm = self.tr("超温：请查原因，按 F8 封存这台冰箱里的疫苗")
        self._navigator.say(
            alarm if noted.is_alarm else self.tr("已记下温度"), "attention" if noted.is_alarm else "done"
        )
