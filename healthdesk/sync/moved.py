"""What a run has moved so far."""

from dataclasses import dataclass, field


@dataclass
class Moved:
    """Saves sent and refused, versions received, and resources the platform has in a newer version."""

    sent: int = 0
    rejected: int = 0
    received: int = 0
    stale: set[tuple[str, str]] = field(default_factory=set)
