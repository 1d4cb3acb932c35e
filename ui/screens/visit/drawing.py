"""Which questions are drawn: the full national form, or the few of a quick record."""

from typing import TYPE_CHECKING

from ui.forms.form_view import Part, Sheet
from ui.screens.visit.opening import Opened

if TYPE_CHECKING:
    from healthdesk.desk import Desk

HIDDEN = frozenset({"class"})
"""The class is judged in the pane and changed only by overruling, with a reason."""

QUICK = frozenset(
    {
        "visit_date", "sbp", "dbp", "fbg", "adherence", "drugs", "next_date",
        "sbp_second", "dbp_second", "fbg_second", "emergency_done", "emergency_outcome",
        "emergency_outcome_text",
    }
)  # fmt: skip
"""What a quick record asks: pressure or sugar, medicines, the next date; in an emergency what was done."""


def drawn(desk: "Desk", opened: Opened, *, is_quick: bool) -> Sheet:
    """The sheet of all programmes. A signed record is always drawn in full."""
    parts = [
        Part(one.filling, desk.forms.layout(one.filling.form), one.programme.chip) for one in opened.sheets
    ]
    hidden = set(HIDDEN)
    if is_quick and not opened.visit_id:
        hidden |= {item.link_id for one in opened.sheets for item in one.filling.form.leaves()} - QUICK
    apart = frozenset(one.filling.form.next_date for one in opened.sheets)
    return Sheet.of(*parts, apart=apart, hidden=frozenset(hidden))
