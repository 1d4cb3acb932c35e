"""A seeded story: desks and another system work on the same people over a bad line; at rest all agree."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.line import Fate
from healthdesk.trials.syncing.newcomer import Newcomer
from healthdesk.trials.syncing.oracles import Oracles
from healthdesk.trials.syncing.world import World

STEPS = 30
HABITS: tuple[dict[str, Any], ...] = (
    {},
    {"stale_status": 409},
    {"has_system_history": False},
    {"page_size": 3},
    {"forgets_since": True, "page_size": 5},
    {"page_size": 4, "skips_ties": True},
    {"honours_if_match": False},
    {"is_atomic": False, "stale_status": 409},
    {"honours_if_none_match": False, "honours_if_match": False, "is_atomic": False},
    {"takes_own_ids": False},
    {"takes_own_ids": False, "honours_if_none_exist": False, "honours_if_match": False},
    {"keeps_history": False},
    {"keeps_history": False, "takes_updates": False, "page_size": 7},
    {"takes_own_ids": False, "keeps_history": False, "takes_updates": False},
    {"adds": "write"},
    {"adds": "write", "honours_if_match": False},
    {"adds": "write", "takes_own_ids": False},
    {"adds": "write", "keeps_history": False, "takes_updates": False},
    {"adds": "new"},
    {"adds": "new", "honours_if_match": False},
    {"adds": "new", "takes_own_ids": False},
    {"slots": 2},
    {"slots": 3, "stale_status": 409},
)
"""Platforms that a seed may meet, from the good one to the worst that is still sent to; and several upload
slots."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a story went: what was wrong after which step, or nothing. So many desks took an export."""

    seed: int
    step: int
    faults: tuple[str, ...]
    exports: int = 0


def live_through(seed: int, folder: Path) -> Ending:
    """The story of one seed, told in `folder`; the same every time."""
    chance = random.Random(seed)  # noqa: S311  reproducible on purpose
    world = World(folder, seed, **HABITS[seed % len(HABITS)])
    oracles, newcomer = Oracles(world), Newcomer(world, seed, STEPS)
    try:
        world.register(0)
        for step in range(STEPS):
            newcomer.live(step)
            chance.choice(_ACTS)(world, chance)
            if faults := oracles.after_a_step():
                return Ending(seed, step, tuple(faults))
        if not world.come_to_rest():
            return Ending(seed, STEPS, ("it never comes to rest", *oracles.at_rest()))
        return Ending(seed, STEPS, tuple(oracles.at_rest()), len(world.exported))
    finally:
        world.close()


def live_through_all(seeds: int) -> Iterator[Ending]:
    """The stories of so many seeds, each in a folder of its own that is taken away again."""
    for seed in range(seeds):
        with TemporaryDirectory() as name:
            yield live_through(seed, Path(name) / "world")


def _sync(world: World, chance: random.Random) -> None:
    fates = [chance.choice((Fate.ARRIVES, chance.choice(tuple(Fate)))) for _ in range(chance.randrange(9))]
    world.sync(_any(chance), fates)


def _any(chance: random.Random) -> int:
    return chance.randrange(64)


_ACTS: tuple[Callable[[World, random.Random], None], ...] = (
    _sync,
    _sync,
    _sync,
    _sync,
    lambda world, chance: world.register(_any(chance)),
    lambda world, chance: world.edit(_any(chance), _any(chance), _any(chance)),
    lambda world, chance: world.edit(_any(chance), _any(chance), _any(chance)),
    lambda world, chance: world.visit(_any(chance), _any(chance)),
    lambda world, chance: world.amend_visit(_any(chance), _any(chance), is_void=chance.random() < 1 / 3),
    lambda world, chance: world.amend_there(_any(chance), late_s=chance.choice((0, 0, 90, 500))),
    lambda world, chance: world.amend_there(_any(chance), is_unknown=True),
    lambda world, chance: world.amend_contact_there(_any(chance)),
    lambda world, chance: world.delete_there(_any(chance)),
    lambda world, chance: world.poison(_any(chance)),
    lambda world, _chance: world.heal(),
    lambda world, chance: world.set_clock(_any(chance), chance.choice((-4000, -1, 1, 4000))),
    lambda world, chance: world.pass_time(chance.choice((1, 20, 600))),
    lambda world, chance: world.release(_any(chance)),
    lambda world, chance: world.decide(_any(chance), {0: chance.choice((Verdict.HERE, Verdict.THERE))}),
)
