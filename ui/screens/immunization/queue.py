"""The queue of the day: a scan or a name takes a number, is called, skipped, called again."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from healthdesk.domain.immunization.attending import Stage
from healthdesk.services.attendance_rows import AttendanceRow
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.tables.columns import Cell, Column

if TYPE_CHECKING:
    from healthdesk.desk import Desk

STAGES = {
    Stage.BOOKED: (QT_TRANSLATE_NOOP("Queue", "有预约，还没来"), "later"),
    Stage.WAITING: (QT_TRANSLATE_NOOP("Queue", "候种"), "to-do"),
    Stage.CALLED: (QT_TRANSLATE_NOOP("Queue", "已叫号"), "due"),
    Stage.SKIPPED: (QT_TRANSLATE_NOOP("Queue", "过号"), "overdue"),
    Stage.OBSERVED: (QT_TRANSLATE_NOOP("Queue", "留观"), "done"),
    Stage.LEFT: (QT_TRANSLATE_NOOP("Queue", "已离开"), "done"),
    Stage.CANCELLED: (QT_TRANSLATE_NOOP("Queue", "取消"), "refused"),
}


class Queue(QObject):
    """`changed` when the lists have to be read again."""

    changed = Signal()

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._tasks, self._navigator = desk, tasks, navigator

    def scan(self, scanned: str) -> None:
        """A booklet, a number, a name with birth date: the card opens where that person goes on."""
        desk = self._desk
        if scanned:
            self._tasks.run(
                lambda: (_meant(desk, scanned), desk.clinic.given_by(scanned)),
                done=lambda found: self._open_meant(*found),
                owner=self,
            )

    def arrive(self, resident_id: str) -> None:
        """The next number."""
        desk = self._desk
        self._run(f"arrive {resident_id}", lambda: desk.clinic.arrive(resident_id), self._say_number)

    def call_next(self) -> None:
        """The lowest number that waits; the card opens."""
        self._run("call next", self._desk.clinic.call_next, self._open_called)

    def call(self, resident_id: str) -> None:
        """Somebody by name, once more or again after being skipped."""
        desk = self._desk
        self._run(f"call {resident_id}", lambda: desk.clinic.call(resident_id), self._open_called)

    def skip(self, resident_id: str) -> None:
        """Called, and nobody came."""
        desk = self._desk
        self._run(
            f"skip {resident_id}", lambda: desk.clinic.skip(resident_id), lambda _done: self.changed.emit()
        )

    def cancel(self, resident_id: str, day: date) -> None:
        """The appointment is taken back."""
        desk = self._desk
        self._run(
            f"cancel {resident_id}",
            lambda: desk.clinic.cancel(resident_id, day),
            lambda _done: self.changed.emit(),
        )

    def _run(self, what: str, job: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._tasks.run(job, done=done, owner=self, once=what)

    def _say_number(self, row: AttendanceRow) -> None:
        said = self.tr("{name}：{number} 号").format(name=row.name, number=row.number)
        self._navigator.say(said)
        self.changed.emit()

    def _open_called(self, row: AttendanceRow | None) -> None:
        if row is None:
            self._navigator.say(self.tr("没有人在候种"), "note")
            return
        self.changed.emit()
        self._navigator.say(self.tr("请 {number} 号 {name}").format(number=row.number, name=row.name))
        self._navigator.open("card", resident_id=row.resident_id)

    def _open_meant(self, found: tuple[AttendanceRow, ...], given_by: int) -> None:
        self.changed.emit()
        if not found and given_by:
            said = self.tr("这个号是 {n} 号工作站给的：请到那里，或扫接种证").format(n=given_by)
            self._navigator.say(said, "attention")
        elif not found:
            said = self.tr("没有找到：请再扫，或用 F3 查姓名，在接种卡里再扫一次就认得；没有档案的先登记")
            self._navigator.say(said, "attention")
        elif len(found) > 1:
            self._navigator.say(self.tr("不止一位，请用 F3 查"), "attention")
        else:
            row = found[0]
            is_prepared = row.is_asked and row.is_agreed
            self._navigator.open("card", resident_id=row.resident_id, questions=not is_prepared)


def queue_columns(today: Callable[[], date]) -> tuple[Column[AttendanceRow], ...]:
    """Number, who, where one is, what is still missing."""
    return (
        Column(translate("Queue", "号"), lambda row: Cell(_number(row), is_strong=True), 56),
        Column(translate("Queue", "姓名"), lambda row: Cell(row.name, is_strong=True), 144),
        Column(
            translate("Queue", "性别年龄"),
            lambda row: Cell(words.sex_and_age(row.sex, row.born, today()), tone="ink2"),
            112,
        ),
        Column(translate("Queue", "到哪一步"), _stage, 128),
        Column(translate("Queue", "时间"), lambda row: Cell(_time(row, today()), tone="ink2"), 112),
        Column(translate("Queue", "还差"), lambda row: Cell(_missing(row), tone="ink2"), 160, stretches=True),
    )


def _meant(desk: "Desk", scanned: str) -> tuple[AttendanceRow, ...]:
    """Who is meant; whoever comes without a number is given one, whoever is prepared is identified."""
    found = []
    for resident_id in desk.clinic.find(scanned):
        row = desk.clinic.of(resident_id)
        if row is None or row.stage in (Stage.BOOKED, Stage.CANCELLED):
            row = desk.clinic.arrive(resident_id)
        if row.is_asked and row.is_agreed:
            desk.clinic.identify(resident_id, scanned)
        found.append(row)
    return tuple(found)


def _number(row: AttendanceRow) -> str:
    return str(row.number) if row.number else ""


def _stage(row: AttendanceRow) -> Cell:
    said, icon = STAGES[row.stage]
    return Cell(translate("Queue", said), icon=icon)


def _time(row: AttendanceRow, today: date) -> str:
    if row.day != today:
        return row.day.isoformat()
    at = row.observed_from or row.called_at or row.arrived_at
    return f"{at.astimezone():%H:%M}" if at else ""


def _missing(row: AttendanceRow) -> str:
    if row.reaction:
        return translate("Queue", "反应：{words}").format(words=row.reaction)
    if row.stage in (Stage.OBSERVED, Stage.LEFT, Stage.CANCELLED):
        return ""
    missing = [
        translate("Queue", word)
        for word, is_done in (
            (QT_TRANSLATE_NOOP("Queue", "预检"), row.is_asked),
            (QT_TRANSLATE_NOOP("Queue", "同意"), row.is_agreed),
        )
        if not is_done
    ]
    return "、".join(missing)
