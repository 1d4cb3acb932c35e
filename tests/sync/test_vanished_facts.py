"""An allergy or disease of the archive that was deleted on the platform before a desk first saw it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from healthdesk.fhir import archive_facts
from healthdesk.fhir.resources import part_id
from healthdesk.sync import vanished
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing import told
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station
from tests.sync.allergic import FACTS, faults, said_here, somebody
from tests.sync.deciding import decide, until_calm

IN_STEP = ("in-step", 0, 0, 0)


def take_away(platform: FakePlatform, person: str) -> None:
    """Another system deletes both facts."""
    for type_, part in FACTS:
        platform.now += timedelta(seconds=1)
        platform.delete(type_, told.there(platform, type_, part_id(person, part)))


def stands_there(platform: FakePlatform, person: str) -> list[bool]:
    """Whether the platform says each fact."""
    found = (told.newest(platform, type_, part_id(person, part)) for type_, part in FACTS)
    return [bool(body) and not archive_facts.is_gone(body) for body in found]


@pytest.mark.parametrize("verdict", [Verdict.HERE, Verdict.THERE])
def test_what_was_deleted_before_it_was_first_seen_waits_for_a_person_at_the_load(
    meeting: tuple[FakePlatform, Station, Station], verdict: Verdict
) -> None:
    platform, here, there = meeting
    person = somebody(here)
    take_away(platform, person)
    assert there.sync().conflicts == len(FACTS)
    assert {(one.type, one.resident_id) for one in there.conflicts()} == {(one, person) for one, _ in FACTS}
    there.edit(person, phone="13900000001")
    there.sync()
    assert stands_there(platform, person) == [False, False]  # nobody's save brings it back
    assert (said_here(there, person), faults(there)) == ((["2"], 1), [])
    decide(there, verdict)
    until_calm((there, here), verdict)
    is_kept = verdict is Verdict.HERE
    assert stands_there(platform, person) == [is_kept] * 2
    for desk in (there, here):
        assert desk.settled(desk.sync()) == IN_STEP
        assert said_here(desk, person) == ((["2"], 1) if is_kept else (["1"], 0))
        assert faults(desk) == []
    assert [desk.sync().sent for desk in (here, there)] == [0, 0]


@pytest.mark.parametrize("is_form_late", [True, False])
def test_a_deletion_without_its_former_text_is_asked_about_too(
    here: Station, there: Station, platform: FakePlatform, *, is_form_late: bool
) -> None:
    """Its history was shortened: whose it was only the form tells, whichever comes first."""
    person = somebody(here)
    form = part_id(person, "QuestionnaireResponse")
    source = platform.body("QuestionnaireResponse", form)
    take_away(platform, person)
    shortened = {(type_, part_id(person, part)) for type_, part in FACTS}
    platform.log[:] = [one for one in platform.log if (one.type, one.id) not in shortened or one.body is None]
    if is_form_late:
        platform.log.remove(platform.state.pop(("QuestionnaireResponse", form)))
        assert there.sync().conflicts == 0
        platform.write("QuestionnaireResponse", form, source)
    assert there.sync().conflicts == len(FACTS)
    assert {one.resident_id for one in there.conflicts()} == {person}


def test_what_the_archive_took_back_and_was_deleted_then_asks_nobody(
    meeting: tuple[FakePlatform, Station, Station],
) -> None:
    platform, here, there = meeting
    person = somebody(here)
    here.edit(person, drug_allergy=["1"], past_disease=[])
    here.sync()
    take_away(platform, person)
    assert there.settled(there.sync()) == IN_STEP
    assert (there.sync().sent, faults(there)) == (0, [])


def test_a_run_that_is_stopped_leaves_the_questions_to_the_next(
    here: Station, there: Station, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(platform, somebody(here))
    with monkeypatch.context() as patched:
        patched.setattr(vanished, "lay_open", lambda _link: None)
        there.sync()
    vanished.lay_open(replace(there.link, should_stop=lambda: True))
    assert not there.conflicts()
    there.sync()
    assert len(there.conflicts()) == len(FACTS)
