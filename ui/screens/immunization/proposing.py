"""What to give today and what comes, as rows: vaccine, which dose, why, when."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal

from healthdesk.domain.immunization.forecast import Status
from healthdesk.domain.immunization.proposals import Proposal
from ui.kit import words
from ui.kit.i18n import translate
from ui.kit.tasks import Tasks
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.marks import IconLine
from ui.widgets.panel import Panel

_MARKS = {
    Status.OVERDUE: ("overdue", "amber"),
    Status.DUE: ("due", "accent"),
    Status.CONDITIONAL: ("incomplete", "ink"),
    Status.DEFERRED: ("later", "ink2"),
}


class Proposals(Panel):
    """`chosen(Proposal or None)` when another row is the current one; `opened` when it is to be given."""

    chosen = Signal(object)
    opened = Signal()

    def __init__(self, today: Callable[[], date], tasks: Tasks) -> None:
        super().__init__(padded=False, name="card.proposals")
        self.set_title(self.tr("建议"))
        model: PagedModel[Proposal] = PagedModel(
            proposal_columns(today), tasks, key=lambda one: one.group, parent=self
        )
        self.table: TableView[Proposal] = TableView(
            model,
            name="card.table",
            title=self.tr("建议接种"),
            empty=EmptyState("fine", self.tr("今天没有要种的，以后也排完了")),
        )
        self.table.moved.connect(self._choose)
        self.table.opened.connect(lambda _row: self.opened.emit())
        self.body.addWidget(self.table)
        self._why = IconLine("note", "", "ink2", name="card.why")
        foot = self.foot()
        foot.addWidget(self._why)
        foot.addStretch(1)

    def show_doses(self, today: Sequence[Proposal], later: Sequence[Proposal], *, from_top: bool) -> None:
        """The doses of today, then those that come; the current one is chosen anew."""
        said = self.tr("今天 {count} 剂").format(count=len(today)) if today else self.tr("今天没有要种的")
        self.set_note(said)
        self.table.rows.show_rows((*today, *later))
        if from_top or self.table.current_row() is None:  # what follows is given to the same child
            self.table.go_to(0)
        self._choose(self.table.current_row())

    def _choose(self, proposal: Proposal | None) -> None:
        if proposal is None:
            self._why.show_line("", "")
        else:
            self._why.show_line("note", words.of_form(proposal.text), "ink2")
            because = (words.with_source(one.text, one.source) for one in proposal.reasons)
            self._why.setToolTip("\n".join(because))
        self.chosen.emit(proposal)


def proposal_columns(today: Callable[[], date]) -> tuple[Column[Proposal], ...]:
    """What stands beside the card."""
    return (
        Column(translate("Proposals", "疫苗"), lambda one: _vaccine(one), 204, least=150),
        Column(
            translate("Proposals", "剂次"),
            lambda one: translate("Proposals", "第 {dose} 剂").format(dose=one.dose),
            62,
        ),
        Column(translate("Proposals", "日期"), lambda one: _day(one, today()), 90),
        Column(
            translate("Proposals", "依据"),
            lambda one: Cell(words.of_form(one.text), tone="ink2"),
            160,
            stretches=True,
        ),
    )


def _vaccine(one: Proposal) -> Cell:
    icon, _tone = _MARKS.get(one.status, ("later", "ink2"))
    return Cell(words.of_form(one.title), icon=icon, is_strong=True)


def _day(one: Proposal, today: date) -> Cell:
    is_now = one.status in (Status.DUE, Status.OVERDUE)
    if is_now:
        return Cell(words.near_day(one.on, today), is_strong=True)
    return Cell(words.near_day(one.on, today), tone="ink2")
