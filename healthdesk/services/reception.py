"""Before anybody has logged in: which store, whose names, and the first start.

Imports no database: the login must be painted before the store's libraries are loaded.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.config import Place
from healthdesk.domain.access import Role
from healthdesk.store.keys import KeyRing, wait_seconds

SHORTEST_PASSWORD = 8
DEMONSTRATION_MARK = "made-on"
"""The file in the folder of a demonstration, and of no other store: the day it was made."""
DEMONSTRATION_PASSWORD = "demonstration"  # noqa: S105  it guards invented people


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who may log in here. `wait_seconds` is the delay after wrong passwords."""

    login: str
    full_name: str
    role: Role
    last_seen: datetime | None
    wait_seconds: float


class Reception:
    """The door of a store folder."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self._clock = clock

    @property
    def is_new(self) -> bool:
        """Whether there is no store yet, so that the first-start wizard comes."""
        return not (self.folder / "keys.json").exists() and not (self.folder / "healthdesk.db").exists()

    @property
    def told_password(self) -> str:
        """What the door of a demonstration says to whoever stands before it; empty for every other store."""
        return DEMONSTRATION_PASSWORD if (self.folder / DEMONSTRATION_MARK).exists() else ""

    def place(self) -> Place:
        """The names of centre and workstation, readable before login."""
        return Place.read(self.folder)

    def people(self) -> tuple[KnownPerson, ...]:
        """Who may log in, the last seen first. Raises KeysMissing."""
        now = self._clock.now()
        return tuple(
            KnownPerson(e.login, e.full_name, Role(e.role), e.last_seen, wait_seconds(e, now))
            for e in KeyRing(self.folder).entries()
            if e.is_active
        )


def require_password(password: str) -> None:
    """At least 8 characters and no other rule. Raises InvalidInput."""
    if len(password) < SHORTEST_PASSWORD:
        raise errors.InvalidInput("password", "too-short")
