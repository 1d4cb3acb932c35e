"""Desks, another system and a bad line do whatever hypothesis thinks of; I1 to I12 hold after every step.

A failure prints the shortest story that leads to it. `main.py bench sync-faults --seeds N` tells long ones.
"""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.line import Fate
from healthdesk.trials.syncing.oracles import Oracles
from healthdesk.trials.syncing.story import HABITS, live_through
from healthdesk.trials.syncing.world import World

NUMBERS = st.integers(0, 5)
DESKS = st.integers(0, 1)
SEEDS = range(len(HABITS))
MANY_SEEDS = range(1000, 1600)


class Hardship(RuleBasedStateMachine):
    """Every rule is one thing that happens in a county in a month."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.world: World | None = None

    @initialize(habits=st.sampled_from(HABITS))
    def a_platform(self, habits: dict[str, Any]) -> None:
        self.world = World(Path(self._folder.name) / "world", **habits)
        self.oracles = Oracles(self.world)
        self.world.register(0)

    @rule(at=DESKS)
    def somebody_new(self, at: int) -> None:
        self.world.register(at)

    @rule(at=DESKS, who=NUMBERS, what=st.integers(0, 3))
    def an_archive_is_changed(self, at: int, who: int, what: int) -> None:
        self.world.edit(at, who, what)

    @rule(at=DESKS, who=NUMBERS)
    def a_visit_is_signed(self, at: int, who: int) -> None:
        self.world.visit(at, who)

    @rule(at=DESKS, which=NUMBERS, is_void=st.booleans())
    def a_visit_is_amended(self, at: int, which: int, is_void: bool) -> None:
        self.world.amend_visit(at, which, is_void=is_void)

    @rule(who=NUMBERS, late_s=st.sampled_from((0, 90, 500)), is_unknown=st.booleans())
    def another_system_changes_somebody(self, who: int, late_s: int, is_unknown: bool) -> None:
        self.world.amend_there(who, late_s=late_s, is_unknown=is_unknown)

    @rule(who=NUMBERS)
    def another_system_changes_whom_to_call(self, who: int) -> None:
        self.world.amend_contact_there(who)

    @rule(which=NUMBERS)
    def another_system_deletes_a_visit(self, which: int) -> None:
        self.world.delete_there(which)

    @rule(who=NUMBERS)
    def the_platform_refuses_somebody(self, who: int) -> None:
        self.world.poison(who)

    @rule()
    def the_platform_refuses_nobody(self) -> None:
        self.world.heal()

    @rule(at=DESKS, fates=st.lists(st.sampled_from(Fate), max_size=8))
    def a_run(self, at: int, fates: list[Fate]) -> None:
        self.world.sync(at, fates)

    @rule(at=DESKS)
    def a_run_on_a_good_line(self, at: int) -> None:
        self.world.sync(at)

    @rule(at=NUMBERS)
    def a_late_copy_arrives(self, at: int) -> None:
        self.world.release(at)

    @rule(at=DESKS, verdict=st.sampled_from((Verdict.HERE, Verdict.THERE)))
    def a_person_decides(self, at: int, verdict: Verdict) -> None:
        self.world.decide(at, {0: verdict})

    @rule(at=DESKS, days=st.sampled_from((-4000, -1, 1, 4000)))
    def a_clock_is_set(self, at: int, days: int) -> None:
        self.world.set_clock(at, days)

    @rule(minutes=st.sampled_from((1, 20, 600)))
    def time_passes(self, minutes: int) -> None:
        self.world.pass_time(minutes)

    @invariant()
    def all_invariants(self) -> None:
        if self.world is not None:
            assert self.oracles.after_a_step() == []

    def teardown(self) -> None:
        if self.world is None:
            return
        try:
            assert self.world.come_to_rest(), self.oracles.at_rest()
            assert self.oracles.at_rest() == []
        finally:
            self.world.close()
            self._folder.cleanup()


@pytest.mark.timeout(600)
def test_whatever_happens_all_invariants_hold() -> None:
    run_state_machine_as_test(
        Hardship,
        settings=settings(
            max_examples=5,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_story_of_a_seed_ends_well(seed: int, tmp_path: Path) -> None:
    ending = live_through(seed, tmp_path / "world")
    assert not ending.faults, ending


@pytest.mark.nightly
@pytest.mark.timeout(4 * 3600)
def test_many_stories_end_well(tmp_path: Path) -> None:
    for seed in MANY_SEEDS:
        ending = live_through(seed, tmp_path / str(seed))
        assert not ending.faults, ending
