"""The proposals as rows: vaccine, which dose, why, when."""

from collections.abc import Callable
from datetime import date

from healthdesk.domain.immunization.forecast import Status
from healthdesk.domain.immunization.proposals import Proposal
from ui.kit import words
from ui.kit.i18n import translate
from ui.tables.columns import Cell, Column

_MARKS = {
    Status.OVERDUE: ("overdue", "amber"),
    Status.DUE: ("due", "accent"),
    Status.CONDITIONAL: ("incomplete", "ink"),
    Status.DEFERRED: ("later", "ink2"),
}


def proposal_columns(today: Callable[[], date]) -> tuple[Column[Proposal], ...]:
    """What stands beside the card."""
    return (
        Column(translate("Proposals", "疫苗"), lambda one: _vaccine(one), 148),
        Column(
            translate("Proposals", "剂次"),
            lambda one: translate("Proposals", "第 {dose} 剂").format(dose=one.dose),
            70,
        ),
        Column(translate("Proposals", "日期"), lambda one: _day(one, today()), 92),
        Column(translate("Proposals", "依据"), lambda one: Cell(one.text, tone="ink2"), 160, stretches=True),
    )


def _vaccine(one: Proposal) -> Cell:
    icon, _tone = _MARKS.get(one.status, ("later", "ink2"))
    return Cell(one.title, icon=icon, is_strong=True)


def _day(one: Proposal, today: date) -> Cell:
    is_now = one.status in (Status.DUE, Status.OVERDUE)
    if is_now:
        return Cell(words.near_day(one.on, today), is_strong=True)
    return Cell(words.near_day(one.on, today), tone="ink2")
