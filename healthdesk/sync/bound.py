"""Who is bound to which upload slot, while several send at the same time (sync.md 5.3).

A request that did not arrive may wander, and its own sentinel alone stands against it: until that has moved,
its persons and its resources go in its slot or not at all, whatever becomes of the saves meanwhile.
"""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from healthdesk.sync.saves import Save

FIRST_SLOT = 0
"""The upload slot that every workstation has."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What must not go in a slot now: persons, and resources with whether the platform had them before."""

    lanes: frozenset[str | None] = frozenset()
    held: tuple[tuple[str, str, bool], ...] = ()


class Bound:
    """The requests of each slot that may still be written. Told within the unit that notes them."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._requests: dict[int, dict[str, tuple[Save, ...]]] = {}

    def note(self, slot: int, request_id: str, saves: Sequence[Save]) -> None:
        """From now on it may be written."""
        with self._turn:
            self._requests.setdefault(slot, {})[request_id] = tuple(saves)

    def moved(self, slot: int, under_way: Collection[str] = ()) -> None:
        """The sentinel has moved: what was noted is written or dead, but for what goes on top of it."""
        with self._turn:
            noted = self._requests.get(slot, {})
            self._requests[slot] = {one: saves for one, saves in noted.items() if one in under_way}

    def elsewhere(self, slot: int) -> Elsewhere:
        """What is bound to other slots than this one."""
        with self._turn:
            saves = [
                save
                for other, noted in self._requests.items()
                if other != slot
                for request in noted.values()
                for save in request
            ]
        held = ((item.type, item.id, item.base is not None) for save in saves for item in save.items)
        return Elsewhere(frozenset(save.lane for save in saves), tuple(held))
