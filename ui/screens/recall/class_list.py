"""A school's class list: read from a file, checked line by line, handed back as a spreadsheet."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from healthdesk.exchange import csv_tables
from healthdesk.services.school_checks import CheckedLine, Match
from healthdesk.services.school_list import class_rows
from healthdesk.services.school_list import words as school_words
from ui.kit.navigator import Navigator
from ui.kit.tasks import Lane, Tasks
from ui.widgets.working import Working

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class ClassList(QObject):
    """Asks for the list, then where its result goes; what a person has to look at is said in a sentence.

    `working` is the bar for the page: a school has hundreds of pupils.
    """

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, owner: QObject) -> None:
        super().__init__(owner)
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self.working = Working("recall.class_check", is_inset=True)
        self.working.stopped.connect(self._stop)

    def ask(self) -> None:
        """Nothing happens when no file is chosen."""
        pattern = self.tr("名单 (*.csv *.xlsx *.xls *.ods)")
        file = self._navigator.ask.open_file(self.tr("选择学校的名单"), pattern)
        if file is not None:
            self.working.run(
                self._tasks,
                self.tr("正在查验学校的名单"),
                job=lambda progress: self._desk.school_checks.check_class(file, progress=progress),
                done=self._keep,
                failed=self._navigator.complain,
            )

    def _stop(self) -> None:
        self._navigator.say(self.tr("已停止查验，没有结果"), "note")

    def _keep(self, lines: Sequence[CheckedLine]) -> None:
        suggestion = self.tr("查验结果 {day}.csv").format(day=self._desk.clock.today().isoformat())
        target = self._navigator.ask.save_file(self.tr("存成文件"), suggestion, "CSV (*.csv)")
        if target is None:
            return

        def write_them() -> Path:
            csv_tables.write(target, school_words().columns, class_rows(lines))
            return target

        self._tasks.run(write_them, done=lambda _file: self._say(lines), owner=self, lane=Lane.REPORTS)

    def _say(self, lines: Sequence[CheckedLine]) -> None:
        lacking = sum(1 for line in lines if line.child and not line.child.check.is_complete)
        unclear = sum(1 for line in lines if line.match is not Match.FOUND)
        said = self.tr("查验 {all} 人：{lacking} 人要补种，{unclear} 人没有对上，请人工核对")
        self._navigator.say(said.format(all=len(lines), lacking=lacking, unclear=unclear), "print")
