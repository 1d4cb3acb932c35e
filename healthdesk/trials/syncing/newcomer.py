"""A desk that joins a story in its middle; its first load comes as a bulk export, over the same bad line."""

import random
from collections.abc import Callable

import requests

from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.exporting import ALL_LIES, GIVEN
from healthdesk.trials.syncing.fake_platform import FakePlatform, Fault
from healthdesk.trials.syncing.line import Fate
from healthdesk.trials.syncing.piecemeal import GIVES, PIECE_LIES
from healthdesk.trials.syncing.world import World

NEEDED = ("honours_if_match", "honours_if_none_match", "is_atomic", "takes_own_ids", "keeps_history")
"""Where one of these lacks, every first load is by the history (docs/decisions/027)."""

STORIES = 3
"""In one of so many on such a platform somebody joins."""

RUNS, MOST_FAULTS = 8, 2
HOURS = 20 * 60
"""Minutes; what is there by then is older than any stretch of the history that is read again."""

NOT_TOLD = ("never-ends", "of-others")
"""The one takes an hour; a stranger's record looks like one that was written since the platform counted."""

LIES = tuple(one for one in ALL_LIES if one not in NOT_TOLD)
JOBS, FILES = ("$export", "$job"), ("$file", "/Patient", "/QuestionnaireResponse", "/Observation")
POINTS = ("export-begun", "lines-stored", "export-believed")


class Newcomer:
    """Drawn apart from the story, so that whatever else happens in it does not hang on who joins."""

    def __init__(self, world: World, seed: int, steps: int) -> None:
        self._world, self._chance = world, random.Random(f"newcomer {seed}")  # noqa: S311
        self._number: int | None = None
        is_drawn = self._chance.randrange(STORIES) == 0
        self._comes = is_drawn and all(getattr(world.line, name) for name in NEEDED)
        self._runs = self._chance.sample(range(steps // 4, steps), RUNS)

    def live(self, step: int) -> None:
        """What it does at that step of the story."""
        if not self._comes or step not in self._runs:
            return
        if self._number is None and self._is_enough():
            self._world.pass_time(HOURS)
            self._number = self._world.join()
            self._offer()
        if self._number is not None:
            self._run(self._number)

    def _is_enough(self) -> bool:
        """Whether there is enough, after a good day, for several files and to lie about."""
        world, line = self._world, self._world.line
        world.register(0)
        world.visit(0, len(world.residents) - 1)
        world.sync(0)
        held = [one.type for one in line.state.values() if one.body is not None]
        return held.count("Patient") > 1 and "Encounter" in held

    def _offer(self) -> None:
        """From now on there are exports: good ones, or such as are not to be believed."""
        line, is_good = self._world.line, self._chance.random() < 2 / 3
        exports, lie = self._chance.choice(GIVEN), self._chance.choice(LIES)
        line.exports = exports if is_good else lie
        line.pieces = self._chance.choice(("", *GIVES, *GIVES, self._chance.choice(tuple(PIECE_LIES))))

    def _run(self, number: int) -> None:
        """Some of what it asks about the export goes wrong, and perhaps it is killed."""
        world = self._world
        for _ in range(self._chance.randint(0, MOST_FAULTS)):
            places = self._chance.choice((JOBS, FILES))
            world.line.fail(self._fault(places), _asked_at(self._chance.choice(places)))
        world.killed_at = self._chance.choice((*POINTS, *[""] * len(POINTS)))
        world.sync(number)
        world.killed_at = ""
        world.line.faults.clear()

    def _fault(self, places: tuple[str, ...]) -> Fault:
        fate = self._chance.choice([one for one in Fate if one is not Fate.ARRIVES])
        torn, is_long = faults.torn(self._chance.random()), self._chance.random() < 1 / 2
        found = [self._world.line.fault(fate), self._meanwhile(is_long=is_long)]
        if places == FILES:
            found += [torn, _and_made_anew(torn), faults.ended_early]
        return self._chance.choice(found)

    def _meanwhile(self, *, is_long: bool) -> Fault:
        """Others write before it is answered. Where that is long, its time is that of its end."""
        world, acts, who = self._world, self._chance.sample(range(4), 2), self._chance.randrange(64)

        def fault(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
            for act in acts:
                _write(world, act, who)
            if is_long:
                world.pass_time(50)
                for job in platform.jobs[-1:]:
                    job.time = platform.now.isoformat()
            return platform.serve(request)

        return fault


def _write(world: World, act: int, who: int) -> None:
    if act == 0:
        world.amend_there(who)
    elif act == 1:
        world.amend_contact_there(who)
    elif act == 2:
        world.delete_there(who)
    else:
        world.register(0)
        world.desks[0].sync()


def _asked_at(place: str) -> Callable[[requests.PreparedRequest], bool]:
    return lambda request: "/$" in (request.url or "") and place in (request.url or "")


def _and_made_anew(fault: Fault) -> Fault:
    """After it the platform makes its files once more, in another order."""

    def met(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        answer = fault(platform, request)
        for job in platform.jobs[-1:]:
            job.made = platform.now
            for lines in job.lines.values():
                lines.reverse()
        return answer

    return met
