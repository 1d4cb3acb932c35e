"""Appointments booked on the platform, the earliest first: confirmed or refused with one key each."""

from typing import TYPE_CHECKING, Any

from healthdesk.base.pages import Page
from healthdesk.services.appointments import ASKED, AppointmentRow
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.appointments.refusal_sheet import RefusalSheet
from ui.tables.columns import Cell, Column
from ui.tables.list_screen import Listing, ListScreen

if TYPE_CHECKING:
    from healthdesk.desk import Desk

NARROW = 900
_STATES = {
    "booked": QT_TRANSLATE_NOOP("Appointments", "已确认"),
    "refused": QT_TRANSLATE_NOOP("Appointments", "已回绝"),
    "cancelled": QT_TRANSLATE_NOOP("Appointments", "居民已取消"),
    "kept": QT_TRANSLATE_NOOP("Appointments", "已到"),
    "missed": QT_TRANSLATE_NOOP("Appointments", "未到"),
}


class AppointmentsScreen(ListScreen[AppointmentRow]):
    """The answer goes to the platform with the next synchronisation."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator, "appointments", ("Appointment", "BookingSlot", "Resident"))
        self._wanted = ""
        self.build(
            Listing(
                title=self.tr("预约"),
                note=self.tr("居民在平台上约的；答复随下次同步送出，一个号只给一个人"),
                called=self.tr("预约"),
                tabs=(self.tr("待答复"), self.tr("全部")),
                columns=self._columns(),
                key=lambda row: row.id,
                hints=(
                    ("Return", self.tr("打开健康档案"), self._open_current),
                    ("F2", self.tr("确认"), self._confirm),
                    ("F4", self.tr("回绝"), self._refuse),
                ),
            )
        )
        self.refusal = RefusalSheet(self)
        self.refusal.wanted.connect(self._send_refusal)

    def show_for(self, **args: Any) -> None:
        """`appointment_id`: the line to begin with, answered or not."""
        self._wanted = str(args.get("appointment_id", ""))
        if self._wanted:
            self.tabs.setCurrentIndex(1)
        super().show_for(**args)

    def commands(self) -> tuple[Action, ...]:
        return (
            Action("appointments.confirm", self.tr("确认预约"), self._confirm, "done", "F2"),
            Action("appointments.refuse", self.tr("回绝预约"), self._refuse, "refused", "F4"),
            Action("appointments.record", self.tr("打开健康档案"), self._open_current, "archive", "Ctrl+O"),
        )

    def _columns(self) -> tuple[Column[AppointmentRow], ...]:
        return (
            Column(self.tr("时间"), self._time_cell, 160),
            Column(self.tr("姓名"), lambda row: Cell(row.name, is_strong=True), 120),
            Column(self.tr("事由"), lambda row: row.what, 200),
            Column(self.tr("状态"), _state_cell, 210),
            Column(self.tr("电话"), lambda row: Cell(row.phone_masked, tone="ink2"), 130, from_width=NARROW),
            Column(
                self.tr("说明"),
                lambda row: Cell(row.refusal or row.comment, tone="ink2"),
                200,
                stretches=True,
            ),
        )

    def _time_cell(self, row: AppointmentRow) -> Cell:
        if row.starts_at is None:
            return Cell(self.tr("时间未定"), tone="ink3")
        day = words.near_day(row.starts_at.date(), self._desk.clock.today())
        return Cell(f"{day} {row.starts_at:%H:%M}")

    def _fetch(self) -> None:
        desk, only_asked = self._desk, self.tabs.currentIndex() == 0
        self.table.rows.ask(
            lambda _after: Page(desk.appointments.coming(only_asked=only_asked), None), only_asked
        )

    def _filled(self, count: int) -> None:
        ids = [row.id for row in self.table.rows.rows()]
        if self._wanted in ids:
            self.table.go_to(ids.index(self._wanted))
            self._wanted = ""
        if self.tabs.currentIndex() == 0:
            self.tabs.set_count(0, str(count))
        self.table.empty_state().show_state(
            "fine", self.tr("没有要答复的预约"), self.tr("居民在平台上约了，同步后出现在这里")
        )

    def _open(self, row: AppointmentRow) -> None:
        self._navigator.open("record", resident_id=row.resident_id)

    def _asked(self) -> AppointmentRow | None:
        row = self.current()
        if row is not None and row.status != ASKED:
            self._navigator.say(self.tr("这个预约已经答复过了"), "note")
            return None
        return row

    def _confirm(self) -> None:
        row, desk = self._asked(), self._desk
        if row is None:
            return
        self._tasks.run(
            lambda: desk.appointments.confirm(row.id),
            done=lambda _none: self._navigator.say(
                self.tr("{name} 的预约已确认").format(name=row.name), "done"
            ),
            owner=self,
            once=f"answer {row.id}",
        )

    def _refuse(self) -> None:
        row = self._asked()
        if row is not None:
            self.refusal.ask(row)

    def _send_refusal(self, appointment_id: str, reason: str) -> None:
        desk = self._desk
        self._tasks.run(
            lambda: desk.appointments.refuse(appointment_id, reason),
            done=lambda _none: self._refused(),
            owner=self,
            once=f"answer {appointment_id}",
        )

    def _refused(self) -> None:
        self.refusal.close_sheet()
        self._navigator.say(self.tr("已回绝，原因随下次同步送到平台"), "done")


def _state_cell(row: AppointmentRow) -> Cell:
    if row.is_taken:
        return Cell(translate("Appointments", "号已给了别人，请回绝"), icon="attention", tone="amber")
    if row.status == ASKED:
        return Cell(translate("Appointments", "待答复"), icon="to-do")
    said = translate("Appointments", _STATES[row.status]) if row.status in _STATES else row.status
    return Cell(said, tone="ink2")
