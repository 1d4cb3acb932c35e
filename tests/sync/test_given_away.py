"""An allergy or disease of an archive, given to another person by another system before a desk saw it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from healthdesk.domain.access import Role
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.fhir import archive_facts
from healthdesk.fhir.resources import Body, part_id, reference
from healthdesk.services import waiting_saves
from healthdesk.services.seat import Seat, Sitter
from healthdesk.store.outside_facts import OutsideFact
from healthdesk.sync import given_away
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing import told
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station
from tests.sync.allergic import FACTS, faults, said_here, somebody
from tests.sync.deciding import decide, until_calm

IN_STEP = ("in-step", 0, 0, 0)


def give_away(platform: FakePlatform, person: str, other: str, *, keeps_mark: bool = False) -> None:
    """Another system writes both facts again, as those of another person, with our extension or without."""
    there = told.there(platform, "Patient", other)
    for type_, part in FACTS:
        id_ = told.there(platform, type_, part_id(person, part))
        body: Body = platform.body(type_, id_)
        if not keeps_mark:
            del body["extension"]
        whose = "patient" if "patient" in body else "subject"
        platform.now += timedelta(seconds=1)
        platform.write(type_, id_, body | {whose: reference("Patient", there)})


def whose_there(platform: FakePlatform, person: str) -> list[str | None]:
    """Whose the platform says each fact is."""
    found = (told.newest(platform, type_, part_id(person, part)) for type_, part in FACTS)
    return [archive_facts.patient_of(body) for body in found]


def shown_beside(desk: Station) -> list[str]:
    """Whose charts show facts of other systems."""
    with desk.database.reading() as session:
        return list(session.scalars(select(OutsideFact.resident_id).where(OutsideFact.status == "active")))


@pytest.mark.parametrize("verdict", [Verdict.HERE, Verdict.THERE])
@pytest.mark.parametrize("keeps_mark", [True, False], ids=["marked", "bare"])
def test_what_was_given_to_another_before_it_was_first_seen_waits_for_a_person(
    meeting: tuple[FakePlatform, Station, Station], verdict: Verdict, *, keeps_mark: bool
) -> None:
    """It had seemed the other's own, and the next save of the archive took it back without a word."""
    platform, here, there = meeting
    person, other = somebody(here), here.register(2, drug_allergy=["1"])
    here.sync()
    give_away(platform, person, other, keeps_mark=keeps_mark)
    assert there.sync().conflicts == len(FACTS)
    assert {(one.type, one.resident_id) for one in there.conflicts()} == {(one, person) for one, _ in FACTS}
    assert shown_beside(there) == [other] * 2  # in doubt it is said of both
    there.edit(person, phone="13900000001")
    there.sync()
    assert whose_there(platform, person) == [other] * 2
    assert (said_here(there, person), faults(there)) == ((["2"], 1), [])
    decide(there, verdict)
    until_calm((there, here), verdict)
    is_kept = verdict is Verdict.HERE
    assert whose_there(platform, person) == [person if is_kept else other] * 2
    for desk in (there, here):
        assert desk.settled(desk.sync()) == IN_STEP
        assert said_here(desk, person) == ((["2"], 1) if is_kept else (["1"], 0))
        assert shown_beside(desk) == ([] if is_kept else [other] * 2)
        assert faults(desk) == []
    assert [desk.sync().sent for desk in (here, there)] == [0, 0]


def test_it_is_recognised_too_when_the_archive_comes_later(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    person, other = somebody(here), here.register(2, drug_allergy=["1"])
    here.sync()
    form = part_id(person, "QuestionnaireResponse")
    source = platform.body("QuestionnaireResponse", form)
    platform.log.remove(platform.state.pop(("QuestionnaireResponse", form)))
    give_away(platform, person, other)
    assert there.sync().conflicts == 0
    platform.write("QuestionnaireResponse", form, source)
    assert there.sync().conflicts == len(FACTS)
    assert {one.resident_id for one in there.conflicts()} == {person}


@pytest.mark.parametrize("keeps_mark", [True, False], ids=["marked", "bare"])
def test_it_is_recognised_too_when_it_comes_in_a_later_run_than_the_archive(
    here: Station, there: Station, platform: FakePlatform, *, keeps_mark: bool
) -> None:
    person, other = somebody(here), here.register(2, drug_allergy=["1"])
    here.sync()
    give_away(platform, person, other, keeps_mark=keeps_mark)
    late = [(type_, part_id(person, part)) for type_, part in FACTS]
    bodies = [platform.body(*key) for key in late]
    platform.log[:] = [one for one in platform.log if (one.type, one.id) not in late]
    for key in late:
        del platform.state[key]
    assert there.sync().conflicts == 0
    for (type_, id_), body in zip(late, bodies, strict=True):
        platform.write(type_, id_, body)
    assert there.sync().conflicts == len(FACTS)
    there.edit(person, phone="13900000001")
    there.sync()
    assert whose_there(platform, person) == [other] * 2
    assert (said_here(there, person), faults(there)) == ((["2"], 1), [])


def test_of_two_slots_that_look_at_the_same_notes_the_second_leaves_the_questions_alone(
    here: Station, there: Station, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, other = somebody(here), here.register(2)
    here.sync()
    give_away(platform, person, other)
    with monkeypatch.context() as patched:
        patched.setattr(given_away, "lay_open", lambda _link: None)
        there.sync()

    def other_slot_is_first() -> bool:
        given_away.lay_open(there.link)
        return False

    given_away.lay_open(replace(there.link, should_stop=other_slot_is_first))
    assert len(there.conflicts()) == len(FACTS)


def test_whose_it_is_here_and_there_is_said_by_name(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    person, other = somebody(here), here.register(2, drug_allergy=["1"])
    here.sync()
    give_away(platform, person, other)
    there.sync()
    seat = Seat(Programmes.read())
    seat.take(Sitter("1", "doctor", "王慧", Role.DOCTOR))
    with there.database.reading() as session:
        shown = waiting_saves.conflicts(session, seat, there.link.profile)
    names = tuple(there.row("Resident", one)["name"] for one in (person, other))
    said = {(one.label, one.here, one.there) for row in shown for one in row.entry.fields}
    assert {(label, *names) for label in ("patient", "subject")} <= said
