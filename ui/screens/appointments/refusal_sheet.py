"""Why an appointment is refused: the person reads it on the platform."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from healthdesk.services.appointments import LONGEST_REASON, AppointmentRow
from ui.widgets.field_sheet import FieldSheet
from ui.widgets.line import Line
from ui.widgets.text import say


class RefusalSheet(FieldSheet):
    """`wanted(appointment id, reason)`."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "", self.tr("回绝"), "appointments.refusal")
        self._appointment = ""
        self.reason = Line()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.returnPressed.connect(self._keep)
        self.add(self.tr("原因（居民在平台上看得到）"), self.reason, "appointments.refusal.reason")
        self.keep.clicked.connect(self._keep)

    def ask(self, row: AppointmentRow) -> None:
        """For this appointment."""
        self._appointment = row.id
        say(self.title, self.tr("回绝 {name} 的预约").format(name=row.name))
        self.reason.setText(self.tr("号已满，请另约时间") if row.is_taken else "")
        self.reason.selectAll()
        self.complaint.hide()
        self.open_over(self.reason)

    def _keep(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.complain(self.tr("要写原因"))
            self.reason.setFocus()
            return
        self.wanted.emit(self._appointment, reason)
