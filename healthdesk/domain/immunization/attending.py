"""Stage: where somebody is on a day at the clinic, and where one goes from there."""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """BOOKED has an appointment and no number; SKIPPED was called and did not come; LEFT is over."""

    BOOKED = "booked"
    WAITING = "waiting"
    CALLED = "called"
    SKIPPED = "skipped"
    OBSERVED = "observed"
    LEFT = "left"
    CANCELLED = "cancelled"


MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.BOOKED: frozenset({Stage.WAITING, Stage.CANCELLED}),
    Stage.WAITING: frozenset({Stage.CALLED, Stage.OBSERVED, Stage.LEFT, Stage.CANCELLED}),
    Stage.CALLED: frozenset({Stage.CALLED, Stage.SKIPPED, Stage.OBSERVED, Stage.LEFT}),
    Stage.SKIPPED: frozenset({Stage.CALLED, Stage.WAITING, Stage.OBSERVED, Stage.LEFT}),
    Stage.OBSERVED: frozenset({Stage.OBSERVED, Stage.CALLED, Stage.LEFT}),
    Stage.LEFT: frozenset({Stage.WAITING}),
    Stage.CANCELLED: frozenset({Stage.BOOKED, Stage.WAITING}),
}
"""What may follow. Whoever comes back on the same day waits again and keeps the number."""


def may_become(now: Stage, then: Stage) -> bool:
    """Whether somebody may go from one stage to another."""
    return then in MOVES[now]
