"""A conflict on paper: before, here and there, looked at before it is handed out."""

from dataclasses import replace
from typing import TYPE_CHECKING

from healthdesk.base.progress import Progress
from ui.kit.i18n import translate
from ui.kit.navigator import Navigator
from ui.screens.sync.conflict import ConflictView

if TYPE_CHECKING:
    from healthdesk.desk import Desk


def print_conflict(desk: "Desk", navigator: Navigator, view: ConflictView) -> None:
    """The one that is shown; where there is none it is said."""
    row = view.row()
    if row is None:
        navigator.say(translate("Sync", "没有冲突"), "fine")
        return
    entry, table = row.entry, replace(view.paper(row), footer=navigator.seat.centre)

    def make(_progress: Progress) -> bytes:
        return desk.printing.conflict(entry.key, entry.resident_id, table)

    navigator.open(
        "paper",
        make=make,
        key=f"conflict {entry.key}",
        whose=entry.resident_id or "",
        title=translate("Sync", "冲突核对单"),
    )
