"""A save as it travels: its resources, each with the version it builds on."""

import re
from dataclasses import dataclass
from datetime import datetime

Key = tuple[str, str]
Target = tuple[str, str, str]
"""Type, id and hash of a resource of a save."""

_REFERENCE = re.compile(rb'"reference":"([A-Za-z]+)/([A-Za-z0-9.-]+)"')


def references(body: bytes) -> set[Key]:
    """The resources that a body of ours speaks of."""
    return {(type_.decode(), id_.decode()) for type_, id_ in _REFERENCE.findall(body)}


@dataclass(frozen=True, slots=True)
class Item:
    """One resource of a save, as it will be sent. `base` is the platform's version it builds on.

    `is_kept` says that there is none, though a version was read: mostly a deletion a person kept it against.
    """

    type: str
    id: str
    version_seq: int
    hash: str
    base: str | None
    body: bytes
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Save:
    """One intent, whole: all its items go, or none. `lane` is the person it is about."""

    id: str
    created_by: str
    created_at: datetime
    lane: str | None
    items: tuple[Item, ...]

    @property
    def keys(self) -> frozenset[Key]:
        """The resources it touches."""
        return frozenset((item.type, item.id) for item in self.items)

    @property
    def targets(self) -> list[Target]:
        """What its marker speaks of."""
        return [(item.type, item.id, item.hash) for item in self.items]

    @property
    def entries(self) -> int:
        """How many entries it takes in a transaction, its marker included."""
        return len(self.items) + 1
