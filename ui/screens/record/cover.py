"""The cover page of a record: who somebody is in few words, and every service; built, never typed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from healthdesk.base.phrase import Typed, runs
from healthdesk.domain.cover.page import CoverPage, Fact, Mark, Service
from healthdesk.domain.cover.rules import cover_rules
from ui.kit import theme, words
from ui.kit.i18n import translate
from ui.kit.tasks import Tasks
from ui.kit.theme import Size
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.panel import Panel
from ui.widgets.text import label

WIDTH = 470
LABEL_WIDTH = 96


class CoverView(QWidget):
    """Marks with the record each stands on, facts, and the services. `print_wanted` from its button."""

    print_wanted = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("record.cover")
        self._facts = QScrollArea()
        self._facts.setObjectName("record.cover.facts")
        self._facts.setAccessibleName(self.tr("首页的标识和基本情况"))
        self._facts.setWidgetResizable(True)
        self._facts.setFrameShape(QScrollArea.Shape.NoFrame)
        self._facts.setFixedWidth(WIDTH)
        model: PagedModel[Service] = PagedModel(_columns(), tasks, parent=self)
        hint = self.tr("签了随访、接种、体检，就列在这里")
        nothing = EmptyState("carried", self.tr("还没有服务记录"), hint)
        self.services: TableView[Service] = TableView(
            model, name="record.cover.services", title=self.tr("服务记录"), empty=nothing
        )
        self._panel = Panel(self.tr("服务记录"), padded=False, name="record.cover.panel")
        paper = KeyButton(self.tr("打印首页"), icon="print", name="record.cover.print")
        paper.clicked.connect(self.print_wanted)
        self._panel.add_to_head(paper)
        self._panel.body.addWidget(self.services)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        row.setSpacing(theme.PANEL_GAP)
        row.addWidget(self._facts)
        row.addWidget(self._panel, 1)

    def forget(self) -> None:
        """Nothing of anybody, until a page is shown again."""
        if body := self._facts.takeWidget():
            body.deleteLater()
        self.services.rows.show_rows(())
        self._panel.set_note("")

    def show_page(self, page: CoverPage) -> None:
        """Another person's, or this one's after a change."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.PANEL_GAP)
        column.addWidget(self._marks([mark for kind in page.marks.values() for mark in kind]))
        for title, facts in page.sections:
            if facts:
                column.addWidget(_fact_panel(title, facts))
        column.addStretch(1)
        self._facts.setWidget(body)
        self.services.rows.show_rows(page.services)
        self._panel.set_note(self.tr("{n} 条").format(n=len(page.services)))

    def _marks(self, marks: Sequence[Mark]) -> Panel:
        panel = Panel(self.tr("标识"), self.tr("每一个都有依据"), name="record.cover.marks")
        kinds = cover_rules().kinds
        for mark in marks:
            said = words.with_source(mark.text, mark.since) if mark.since else words.of_form(mark.text)
            panel.body.addLayout(_line(kinds.get(mark.kind, mark.kind), said, mark.because))
        if not marks:
            panel.body.addWidget(label(self.tr("没有标识"), tone="ink2"))
        return panel


def _fact_panel(title: str, facts: Sequence[Fact]) -> Panel:
    panel = Panel(words.of_form(title))
    for fact in facts:
        panel.body.addLayout(_line(fact.label, _answers(fact.text)))
    return panel


def _answers(text: str) -> str:
    """Beside an answer of the form may stand what somebody wrote: that stays as it is."""
    return "".join(one if isinstance(one, Typed) else _option_words(one) for one in runs(text))


def _option_words(text: str) -> str:
    said = words.of_form(text)
    if said != text:
        return said
    return words.listed(" ".join(map(words.of_form, one.split(" "))) for one in text.split("、"))


def _line(name: str, said: str, because: str = "") -> QGridLayout:
    """A label, its words as they are shown, and in grey where they come from."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(0)
    grid.setColumnMinimumWidth(0, LABEL_WIDTH)
    grid.setColumnStretch(1, 1)
    head, fact = label(words.of_form(name), tone="ink2"), label(said, Size.STRONG)
    fact.setWordWrap(True)
    grid.addWidget(head, 0, 0)
    grid.addWidget(fact, 0, 1)
    if because:
        source = label(words.of_form(because), tone="ink3")
        source.setWordWrap(True)
        grid.addWidget(source, 1, 1)
    return grid


def _columns() -> tuple[Column[Service], ...]:
    return (
        Column(translate("Record", "日期"), lambda row: row.on.isoformat(), 110),
        Column(translate("Record", "服务"), lambda row: Cell(words.of_form(row.kind), is_strong=True), 170),
        Column(translate("Record", "结果"), lambda row: words.of_form(row.result), 190),
        Column(translate("Record", "医生"), lambda row: Cell(row.doctor, tone="ink2"), 90, stretches=True),
        Column(
            translate("Record", "机构"),
            lambda row: Cell(row.org, tone="ink2"),
            160,
            stretches=True,
            from_width=640,
        ),
    )
