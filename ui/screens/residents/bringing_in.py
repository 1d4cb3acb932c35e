"""A table of residents brought in: how far it is, what became of each row, what was refused and why."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from healthdesk.exchange.importing import Refusal
from healthdesk.services.transfer import ImportReport
from ui.kit import messages, words
from ui.kit.tasks import Tasks
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.panel import Panel
from ui.widgets.text import label, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from healthdesk.domain.forms.definition import Form

SHOWN_ROWS = 5


class BringingIn(Panel):
    """Hidden until something is brought in. `cancelled` while it runs, `closed` when it has been read."""

    cancelled = Signal()
    closed = Signal()

    def __init__(self, tasks: Tasks, form: "Callable[[], Form]") -> None:
        super().__init__(padded=False, name="residents.import_panel")
        self._form = form
        self._is_running = False
        self.set_title(self.tr("导入居民"))
        self._stop = KeyButton(self.tr("停止"), icon="close", name="residents.import_stop")
        self._stop.clicked.connect(self._press)
        self.add_to_head(self._stop)
        self._line = QWidget()
        row = QHBoxLayout(self._line)
        row.setContentsMargins(16, 0, 16, 12)
        row.setSpacing(12)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName("residents.import_bar")
        self._bar.setAccessibleName(self.tr("导入进度"))
        self._count = label("", tone="ink2", name="residents.import_count")
        row.addWidget(self._bar, 1)
        row.addWidget(self._count)
        self.body.addWidget(self._line)
        model: PagedModel[Refusal] = PagedModel(self._columns(), tasks, parent=self)
        self.refused: TableView[Refusal] = TableView(
            model,
            name="residents.refused",
            title=self.tr("没有导入的行"),
            empty=EmptyState("fine", self.tr("没有被退回的行")),
        )
        self.body.addWidget(self.refused)
        self.hide()

    def begin(self, file_name: str) -> None:
        """The file is being read."""
        self._is_running = True
        self.set_title(self.tr("正在导入"), file_name)
        self._stop.set_word(self.tr("停止"))
        self._bar.setRange(0, 0)
        say(self._count, "")
        self._line.show()
        self.refused.hide()
        self.show()

    def step(self, done: int, total: int) -> None:
        """So many rows of so many."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        say(self._count, f"{done} / {total}")

    def finish(self, report: ImportReport) -> None:
        """What became of it; refused rows stay until they have been read."""
        self._is_running = False
        self._line.hide()
        self._stop.set_word(self.tr("收起"))
        title = self.tr("导入已停止") if report.was_cancelled else self.tr("导入完成")
        if report.broken_off:
            title = messages.message(report.broken_off).what
        said = self.tr("{rows} 行：新登记 {imported}，已有档案 {here}，退回 {refused}")
        self.set_title(
            title,
            said.format(
                rows=report.rows,
                imported=report.imported,
                here=report.already_here,
                refused=len(report.refused),
            ),
        )
        self.refused.rows.show_rows(report.refused)
        self.refused.setFixedHeight(self.refused.whole_height(min(SHOWN_ROWS, max(1, len(report.refused)))))
        self.refused.setVisible(bool(report.refused))

    def fail(self) -> None:
        """It could not be read; the status line says why."""
        self._is_running = False
        self.hide()

    def _press(self) -> None:
        if self._is_running:
            self.cancelled.emit()
            return
        self.hide()
        self.closed.emit()

    def _columns(self) -> tuple[Column[Refusal], ...]:
        return (
            Column(self.tr("行"), lambda row: str(row.line), 80, is_right=True),
            Column(self.tr("项目"), lambda row: Cell(self._label(row.field), is_strong=True), 160),
            Column(self.tr("为什么没有导入"), lambda row: messages.reason_words(row.reason), stretches=True),
        )

    def _label(self, field: str) -> str:
        form = self._form()
        if form.has(field):
            return words.of_form(form.item(field).text)
        return self.tr("整行")
