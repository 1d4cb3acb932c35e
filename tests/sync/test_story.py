"""Seeded stories: desks and another system work on the same people over a bad line; at rest all agree."""

import random
from pathlib import Path

import pytest

from healthdesk.sync import centre
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.stations import MAPPER, Station, a_station
from tests.sync import verified
from tests.sync.test_sentinel import HostileLine

SEEDS = range(1)
MANY_SEEDS = range(500, 700)
STEPS = 25
ALLERGIES = (["1"], ["2"], ["2", "3"], ["4"])


def live_through(seed: int, folder: Path) -> None:
    """A story of some steps, then a good line, and a person who settles what is left."""
    chance = random.Random(seed)
    line = HostileLine()
    desks = [a_station(folder / str(n), line.client(), seed * 10 + n) for n in (1, 2)]
    people = [desks[0].register(n) for n in (1, 2)]
    visits = [desks[0].visit(people[0])]
    for _ in range(2):
        for desk in desks:
            assert desk.settled(desk.sync()) == ("in-step", 0, 0, 0), f"seed {seed}"
    line.begin(seed)
    for step in range(STEPS):
        _one_step(chance, line, chance.choice(desks), people, visits, step)
    line.calm()
    _come_to_rest(desks, seed)
    one, other = (desk.rows() for desk in desks)
    assert one == other, f"seed {seed}"
    for desk in desks:
        assert _faults(desk) == [], f"seed {seed}"
        desk.database.close()


def _one_step(
    chance: random.Random, line: HostileLine, desk: Station, people: list[str], visits: list[str], step: int
) -> None:
    person = chance.choice(people)
    match chance.randrange(7):
        case 0:
            desk.edit(person, phone=f"139{step:08d}")
        case 1:
            desk.edit(person, workplace=f"单位 {step}", drug_allergy=chance.choice(ALLERGIES))
        case 2:
            visits.append(desk.visit(person))
        case 3:
            mine = [visit for visit in visits if ("Visit", visit) in desk.rows()]
            desk.change(
                "Visit", chance.choice(mine), grade=str(step % 4), status=chance.choice(("signed", "void"))
            )
        case 4:
            line.amend("Patient", person, address=[{"use": "home", "text": f"别处 {step}"}])
        case _:
            desk.sync()


def _come_to_rest(desks: list[Station], seed: int) -> None:
    for _ in range(12):
        outcomes = [desk.sync() for desk in desks]
        for desk in desks:
            for conflict in desk.conflicts():
                choices = {field.path: Verdict.HERE for field in conflict.fields}
                assert centre.resolve(desk.link, conflict.key, choices, "王慧")
        idle = all(
            outcome.state == "in-step" and outcome.sent == outcome.received == 0 for outcome in outcomes
        )
        if idle:
            return
    raise AssertionError(f"seed {seed}: {outcomes}")


def _faults(desk: Station) -> list[str]:
    return verified.faults(desk.database, MAPPER.freeze)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_agree_at_rest(seed: int, tmp_path: Path) -> None:
    live_through(seed, tmp_path)


@pytest.mark.nightly
@pytest.mark.timeout(7200)
def test_many_stories(tmp_path: Path) -> None:
    for seed in MANY_SEEDS:
        live_through(seed, tmp_path / str(seed))
