"""What the shell itself asks of the desk; screens are handed the whole of it."""

from typing import Protocol

from healthdesk.base.changes import Changes
from healthdesk.base.clock import Clock
from healthdesk.domain.forms.catalogue import Forms
from ui.shell.search_list import Find

EVERYTHING = Changes(
    frozenset(
        {
            "Resident",
            "Family",
            "Enrolment",
            "Visit",
            "Vaccination",
            "Referral",
            "CentreRecord",
            "Draft",
            "Conflict",
        }
    )
)
"""What others may have saved while somebody was away."""


class _Residents(Protocol):
    @property
    def search(self) -> Find: ...


class ShellDesk(Protocol):
    """The search, the forms that may be printed blank, and today's date."""

    @property
    def residents(self) -> _Residents: ...
    @property
    def forms(self) -> Forms: ...
    @property
    def clock(self) -> Clock: ...
