"""What the stock book says about one lot: doses on hand, opened vials, whether it may be used.

The book is only ever added to. Two workstations that write at once therefore never disagree about a row, and
whatever order their entries arrive in, the sum is the same.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What an entry of the book records."""

    RECEIVED = "received"
    OPENED = "opened"
    UNOPENED = "unopened"
    WASTED = "wasted"
    RETURNED = "returned"
    COUNTED = "counted"
    MOVED = "moved"
    QUARANTINED = "quarantined"
    RELEASED = "released"
    RECALLED = "recalled"
    REINSTATED = "reinstated"


class State(StrEnum):
    """Whether a lot may be used; a recall outweighs a quarantine."""

    USABLE = "usable"
    QUARANTINED = "quarantined"
    RECALLED = "recalled"


HOLDS = {Kind.QUARANTINED: State.QUARANTINED, Kind.RECALLED: State.RECALLED}
LIFTS = (Kind.RELEASED, Kind.REINSTATED, Kind.UNOPENED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the book. `doses` is what it adds to the stock; below 0 for what it takes.

    `about` is the line it speaks of: the opened vial that a waste comes from, the hold that a release lifts,
    the vial that was written down as opened by mistake.
    """

    id: str
    kind: Kind
    at: datetime
    doses: int = 0
    reason: str = ""
    about: str = ""
    refrigerator_id: str = ""
    trace_code: str = ""


@dataclass(frozen=True, slots=True)
class Vial:
    """An opened vial and the doses left in it."""

    id: str
    opened_at: datetime
    left: int
    trace_code: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """A quarantine or a recall that nobody has lifted."""

    id: str
    state: State
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A lot as the book has it. `on_hand` counts doses, those in opened vials among them.

    It is below 0 when two workstations each used the last doses before they heard of each other.
    """

    on_hand: int = 0
    vials: tuple[Vial, ...] = ()
    holds: tuple[Hold, ...] = ()
    refrigerators: tuple[str, ...] = ()
    was_received: bool = False

    @property
    def in_vials(self) -> int:
        """Doses in opened vials."""
        return sum(vial.left for vial in self.vials)

    @property
    def unopened(self) -> int:
        """Doses that no opened vial holds."""
        return self.on_hand - self.in_vials

    @property
    def state(self) -> State:
        """Whether the lot may be used."""
        found = {hold.state for hold in self.holds}
        return next((one for one in (State.RECALLED, State.QUARANTINED) if one in found), State.USABLE)

    @property
    def reason(self) -> str:
        """Why it may not be used: the last hold of the state it is in."""
        said = [hold.reason for hold in self.holds if hold.state is self.state]
        return said[-1] if said else ""


def standing(entries: Iterable[Entry], doses_per_vial: int, used: Mapping[str, int]) -> Standing:
    """What the entries of one lot come to. `used` counts the doses given from it, by vial ("" for none)."""
    book = sorted(entries, key=lambda entry: (entry.at, entry.id))
    lifted = {entry.about for entry in book if entry.kind in LIFTS}
    return Standing(
        on_hand=sum(entry.doses for entry in book) - sum(used.values()),
        vials=tuple(_vials([one for one in book if one.id not in lifted], doses_per_vial, used)),
        holds=tuple(
            Hold(entry.id, HOLDS[entry.kind], entry.at, entry.reason)
            for entry in book
            if entry.kind in HOLDS and entry.id not in lifted
        ),
        refrigerators=_refrigerators(book),
        was_received=any(entry.kind is Kind.RECEIVED for entry in book),
    )


def _vials(book: Sequence[Entry], doses_per_vial: int, used: Mapping[str, int]) -> Iterable[Vial]:
    wasted: Counter[str] = Counter()
    for entry in book:
        if entry.kind is Kind.WASTED and entry.about:
            wasted[entry.about] -= entry.doses
    for entry in book:
        if entry.kind is not Kind.OPENED:
            continue
        left = doses_per_vial - used.get(entry.id, 0) - wasted[entry.id]
        if left > 0:
            yield Vial(entry.id, entry.at, left, entry.trace_code)


def _refrigerators(book: Sequence[Entry]) -> tuple[str, ...]:
    """Where it lies: every place it was received in since it was last moved as a whole."""
    places: dict[str, None] = {}
    for entry in book:
        if entry.kind is Kind.MOVED:
            places = {}
        if entry.kind in (Kind.MOVED, Kind.RECEIVED) and entry.refrigerator_id:
            places[entry.refrigerator_id] = None
    return tuple(places)
