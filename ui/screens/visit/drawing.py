"""Which questions are drawn: the full national form, or the few of a quick record."""

from typing import TYPE_CHECKING

from healthdesk.services import signing
from ui.forms.form_view import Part, Sheet
from ui.screens.visit.opening import Opened

if TYPE_CHECKING:
    from healthdesk.desk import Desk

HIDDEN = frozenset({"class", signing.EMERGENCY})
"""What is judged in the pane; a class is changed only by overruling, with a reason."""


def drawn(desk: "Desk", opened: Opened, *, is_quick: bool) -> Sheet:
    """The sheet of all programmes. A signed record is always drawn in full."""
    parts = [
        Part(one.filling, desk.forms.layout(one.filling.form), one.programme.chip) for one in opened.sheets
    ]
    hidden = set(HIDDEN)
    if is_quick and has_quick_record(desk, opened):
        asked = {link_id for part in parts for link_id in part.layout.quick}
        hidden |= {item.link_id for part in parts for item in part.filling.form.leaves()} - asked
    apart = frozenset(one.filling.form.next_date for one in opened.sheets)
    return Sheet.of(*parts, apart=apart, hidden=frozenset(hidden))


def has_quick_record(desk: "Desk", opened: Opened) -> bool:
    """Whether the sheet can be cut down to a few questions: a new one, of forms that say which."""
    return not opened.visit_id and all(desk.forms.layout(one.filling.form).quick for one in opened.sheets)
