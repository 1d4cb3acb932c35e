"""How synchronising stands, and what is proven to be on the platform."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SyncState:
    """The status line. `state` is the word of `sync.standing.State`; times are UTC.

    `url` is the address where the platform was last reached; empty: never.
    `reason` is that of the last run of this program's run, if it is paused or offline (`Outcome.reason`).
    `mode` is how saves are sent, by what the platform was found to keep (`behaviour.Mode`), or unknown.
    `lacks_provenance`: it takes no Provenance, the signature of a save; a Basic stands in its place.
    """

    state: str
    url: str
    waiting: int
    rejected: int
    conflicts: int
    unreadable: int
    last_success_at: datetime | None
    offline_since: datetime | None
    is_running: bool
    reason: str | None = None
    mode: str = "unknown"
    lacks_provenance: bool = False

    def has_met(self, url: str) -> bool:
        """Whether all this is about the platform at `url`."""
        return bool(self.url) and self.url.rstrip("/") == url.rstrip("/")


@dataclass(frozen=True, slots=True)
class Proof:
    """Of how many resources held here the platform is proven to hold the newest version.

    `kept` were taken out of the queue by a person, and stay on this workstation.
    """

    held: int
    proven: int
    kept: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether nothing here is missing there."""
        return self.held == self.proven
