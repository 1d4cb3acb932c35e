"""Which immunization schedule counts, and newer files taken in; a contradiction is named, and that is all."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.immunization.reading import ScheduleFault
from ui.kit import messages, theme, words
from ui.kit.actions import Action
from ui.kit.fault_words import fault_words
from ui.kit.navigator import Navigator
from ui.kit.tasks import Lane, Tasks
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine

if TYPE_CHECKING:
    from healthdesk.desk import Desk
    from healthdesk.services.schedules import Schedules


class ScheduleLine(QWidget):
    """`changed` once other files count."""

    changed = Signal()

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, *, may_change: bool) -> None:
        super().__init__()
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, 4, theme.PAGE_MARGIN, 4)
        self._said = IconLine("immunization", "", "ink2", name="settings.schedule")
        row.addWidget(self._said)
        row.addStretch(1)
        word = self.tr("装入新版免疫程序")
        take = KeyButton.of(Action("settings.schedule.take_in", word, self._ask, "folder", "Ctrl+I"))
        row.addWidget(take)
        take.setVisible(may_change)

    def fetch(self) -> None:
        """What counts now, and why files that were taken in do not."""
        schedules = self._desk.schedules
        self._tasks.run(lambda: _told(schedules), done=lambda told: self._show(*told), owner=self)

    def _show(self, title: str, fault: ScheduleFault | None) -> None:
        if fault is None:
            said = self.tr("免疫程序：{title}").format(title=words.of_form(title))
            self._said.show_line("immunization", said, "ink2")
        else:
            said = self.tr("装入过的“{file}”这个程序读不懂（{fault}），现按自带的 {title}")
            self._say_fault(said, fault, title)

    def _ask(self) -> None:
        """Any file of the folder stands for all of them: they belong together."""
        file = self._navigator.ask.open_file(self.tr("选新版文件夹里的任一个文件"), "JSON (*.json)")
        if file is not None:
            self._take_in(file.parent)

    def _take_in(self, folder: Path) -> None:
        schedules = self._desk.schedules
        self._tasks.run(
            lambda: schedules.take_in(folder),
            done=lambda _schedule: self._taken(),
            failed=self._refuse,
            owner=self,
            once="take in",
        )

    def _taken(self) -> None:
        self._navigator.say(self.tr("已装入，从现在起按新程序判定"), "done")
        self._tasks.run(lambda: self._desk.dose_dates.renew(), owner=self, lane=Lane.REPORTS)
        self.fetch()
        self.changed.emit()

    def _refuse(self, error: HealthDeskError) -> None:
        if isinstance(error, ScheduleFault):
            said = self.tr("“{file}”不能用（{fault}）：没有装入，仍按 {title}")
            self._say_fault(said, error, self._desk.schedule.editions[-1].title)
        else:
            self._said.show_line("incomplete", str(messages.message(error)), "danger")

    def _say_fault(self, said: str, fault: ScheduleFault, title: str) -> None:
        told = said.format(file=fault.file, fault=fault_words(fault.fault), title=words.of_form(title))
        self._said.show_line("incomplete", told, "danger")
        self._said.setToolTip(told)


def _told(schedules: "Schedules") -> tuple[str, ScheduleFault | None]:
    newest = schedules.current.editions[-1]
    return f"{newest.title}（{newest.since.isoformat()}）", schedules.fault
