"""What the shell itself asks of the desk; screens are handed the whole of it."""

from typing import Any, Protocol

from healthdesk.base.changes import Changes
from healthdesk.base.clock import Clock
from healthdesk.domain.forms.catalogue import Forms
from ui.shell.blank_forms import BlankForms
from ui.shell.search_list import Find
from ui.widgets.handing_out import HandingOut
from ui.widgets.waiting_papers import PaperDesk

EVERYTHING = Changes(
    frozenset(
        {
            "Resident",
            "Family",
            "Enrolment",
            "Visit",
            "Vaccination",
            "Background",
            "Attendance",
            "Referral",
            "CentreRecord",
            "Lot",
            "Movement",
            "Refrigerator",
            "Temperature",
            "Draft",
            "Conflict",
        }
    )
)
"""What others may have saved while somebody was away."""


class _Residents(Protocol):
    @property
    def search(self) -> Find: ...


class ShellKeys(Protocol):
    """What the keys of the shell do."""

    @property
    def blank_forms(self) -> BlankForms: ...
    @property
    def paper(self) -> HandingOut: ...
    def open(self, place: str, **args: Any) -> None: ...
    def begin_search(self) -> None: ...
    def register(self) -> None: ...
    def offer_next(self) -> None: ...
    def back(self) -> None: ...
    def open_palette(self) -> None: ...
    def show_keys(self) -> None: ...
    def show_guide(self) -> None: ...
    def want_lock(self) -> None: ...
    def open_own_settings(self) -> None: ...
    def want_leave(self) -> None: ...


class ShellDesk(PaperDesk, Protocol):
    """The search, the forms that may be printed blank, the papers on their way, and today's date."""

    @property
    def residents(self) -> _Residents: ...
    @property
    def forms(self) -> Forms: ...
    @property
    def clock(self) -> Clock: ...
