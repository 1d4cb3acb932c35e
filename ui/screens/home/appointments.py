"""Who comes next: the appointments that stand, one line each, on the work desk."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from healthdesk.services.appointments import KEPT, AppointmentRow
from ui.kit import words
from ui.kit.theme import Size
from ui.screens.home.lines import RowButton, Short, emptied
from ui.widgets.marks import IconMark
from ui.widgets.panel import Panel
from ui.widgets.text import label

HEIGHT = 32
_WIDEST_TIME = 48
_OF_ANOTHER_DAY = 92  # 12-07 09:30
_MARK = 16


class AppointmentsPanel(Panel):
    """Hidden while nobody is booked. `go(resident_id)` when a line is pressed."""

    def __init__(self, go: Callable[[str], object], today: Callable[[], date]) -> None:
        super().__init__("", name="home.appointments")
        self._go, self._today = go, today

    def show_appointments(self, found: Sequence[AppointmentRow]) -> None:
        """These and no others, in their order."""
        today = self._today()
        self.set_title(self.tr("接下来的预约"), "")
        emptied(self.body)
        self.body.setContentsMargins(12, 0, 12, 8)
        self.body.setSpacing(0)
        are_all_today = all(row.starts_at and row.starts_at.date() == today for row in found)
        for at, row in enumerate(found):
            line = _Line(f"home.appointment.{at}", row, self._time(row, today), is_short=are_all_today)
            line.clicked.connect(partial(self._go, row.resident_id))
            self.body.addWidget(line)
        self.setVisible(bool(found))

    def _time(self, row: AppointmentRow, today: date) -> str:
        if row.starts_at is None:
            return ""
        time = f"{row.starts_at:%H:%M}"
        day = row.starts_at.date()
        return time if day == today else f"{words.near_day(day, today)} {time}"


class _Line(RowButton):
    def __init__(self, name: str, row: AppointmentRow, time: str, *, is_short: bool) -> None:
        super().__init__(name, HEIGHT)
        has_come = row.status == KEPT
        said = [time, row.name, row.what, self.tr("已到") if has_come else ""]
        self.setAccessibleName(" ".join(filter(None, said)))
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 0, 2, 0)
        line.setSpacing(10)
        when = label(time, tone="ink2" if has_come else "")
        when.setFixedWidth(_WIDEST_TIME if is_short else _OF_ANOTHER_DAY)
        line.addWidget(when)
        line.addWidget(label(row.name, Size.STRONG))
        line.addWidget(Short(row.what), 1)
        if has_come:
            line.addWidget(IconMark("done", "accent", _MARK))
