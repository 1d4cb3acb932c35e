"""How things stand, from the services' words to the status line's."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from healthdesk.base.config import Place
from ui.shell import Glance

if TYPE_CHECKING:
    from healthdesk.desk import Desk


def look(desk: "Desk") -> Glance:
    """Ask the desk, off the main thread."""
    state = desk.platform.state()
    made_at = desk.upkeep.last_backup().made_at
    word = "syncing" if state.is_running else state.state
    chosen = Place.read(desk.folder).platform_url
    if not state.has_met(chosen) and word not in ("syncing", "paused", "offline"):
        # The store knows the address where a run succeeded; till then the workstation's settings tell.
        word = "unmet" if chosen else "alone"
    return Glance(
        state=word,
        note=_since(state.offline_since) if word == "offline" else "",
        waiting=state.waiting,
        rejected=state.rejected,
        conflicts=state.conflicts,
        synced_at=state.last_success_at,
        backed_up_at=made_at,
    )


def _since(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone()
    is_today = local.date() == datetime.now().astimezone().date()
    shown = f"{local:%H:%M}" if is_today else f"{local:%m-%d %H:%M}"
    return QCoreApplication.translate("Glance", "{time} 起").format(time=shown)
