"""A run that is told to stop, or is killed, while it looks at what came: the next one does the rest."""

from contextlib import suppress
from typing import Any

import pytest

from healthdesk.base.progress import Silence
from healthdesk.fhir.resources import part_id
from healthdesk.sync import agreement, foreign, vanished
from healthdesk.sync.engine import Engine
from healthdesk.trials.syncing import told
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.line import Killed
from healthdesk.trials.syncing.stations import Station
from tests.sync.allergic import FACTS, faults, somebody
from tests.sync.test_rewritten_facts import rewrite
from tests.sync.test_vanished_facts import take_away

IN_STEP = ("in-step", 0, 0, 0)
PHONE = "13900000077"


@pytest.fixture(autouse=True)
def short_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person in each unit of work."""
    monkeypatch.setattr("healthdesk.sync.apply.RESOURCES_A_UNIT", 1)


def run_until(desk: Station, patched: pytest.MonkeyPatch, step: tuple[Any, str], *, is_killed: bool) -> int:
    """A run that is stopped after the first such step, or killed before the second; how many were made."""
    engine, made = Engine(desk.link), []
    act: Any = getattr(*step)

    def once(*args: Any, **more: Any) -> None:
        if made and is_killed:
            raise Killed
        act(*args, **more)
        made.append(step)
        if not is_killed:
            engine.stop()

    with patched.context() as only, suppress(Killed):
        only.setattr(*step, once)
        engine.run(Silence())
    return len(made)


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "stopped"])
def test_forms_that_a_run_did_not_bring_in_line_are_by_the_next(
    here: Station, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch, *, is_killed: bool
) -> None:
    people = [here.register(number) for number in (1, 2, 3)]
    assert here.settled(here.sync()) == IN_STEP
    for person in people:
        (known,) = platform.body("Patient", person)["telecom"]
        platform.amend("Patient", person, telecom=[known | {"value": PHONE}])
    assert run_until(here, monkeypatch, (agreement, "agree"), is_killed=is_killed) == 1
    assert here.settled(here.sync()) == IN_STEP
    for person in people:
        form = told.newest(platform, "QuestionnaireResponse", part_id(person, "QuestionnaireResponse"))
        assert PHONE in str(form)
    assert faults(here) == []


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "stopped"])
def test_what_others_wrote_and_a_run_did_not_show_is_shown_by_the_next(
    here: Station, there: Station, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch, *, is_killed: bool
) -> None:
    rewrite(platform, somebody(here), keeps_mark=True)
    assert run_until(there, monkeypatch, (foreign, "_look_at"), is_killed=is_killed) == 1
    assert there.sync().conflicts == len(FACTS)


def test_a_deletion_of_whom_nobody_knows_is_not_looked_at_in_every_run_and_not_forgotten(
    here: Station, there: Station, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(here)
    take_away(platform, person)
    late = platform.body("Patient", person)
    platform.log.remove(platform.state.pop(("Patient", person)))
    there.sync()
    looked: list[object] = []
    with monkeypatch.context() as patched:
        patched.setattr(vanished, "_look_at", lambda *_: looked.append(_))
        there.sync()
    assert not looked
    platform.write("Patient", person, late)
    assert there.sync().conflicts == len(FACTS)
