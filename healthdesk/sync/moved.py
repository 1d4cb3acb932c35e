"""What a run has moved so far."""

from dataclasses import dataclass, field

from healthdesk.base.errors import PlatformError
from healthdesk.sync.healing import Findings


@dataclass
class Moved:
    """Saves sent and refused, versions received, and resources the platform has in a newer version."""

    told_before: int = 0
    """How often the platform had been told who writes when the run began: nobody saved that."""
    sent: int = 0
    rejected: int = 0
    received: int = 0
    stale: set[tuple[str, str]] = field(default_factory=set)
    findings: Findings | None = None
    broken_page: PlatformError | None = None
    """Of a stream that stands at a page nobody can read; the others went on."""
    is_tried_anew: bool = False
    """The platform took a kind of request no more and was asked again what it takes: now it is the record."""
    remarks: list[str] = field(default_factory=list)
    """What is to be noted in the log of attempts beside the requests."""
