"""A run with nothing to do leaves the file alone, also where something waits that does not come."""

from healthdesk.base.changes import Changes
from healthdesk.fhir.resources import part_id
from healthdesk.sync import wanted
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station
from tests.sync.allergic import FACTS, somebody
from tests.sync.test_given_away import give_away
from tests.sync.test_rewritten_facts import rewrite


def told_of_idle_run(desk: Station) -> list[Changes]:
    """What a run tells that it wrote, once what does not come is asked for no more today."""
    for _ in range(wanted.OFTEN + 1):
        desk.sync()
    told: list[Changes] = []
    desk.database.listen(told.append)
    desk.sync()
    return told


def is_noted(desk: Station) -> bool:
    """Whether something waits to be laid before a person, and nothing is."""
    return not desk.conflicts() and desk.all_conflicts() > 0


def never_was(platform: FakePlatform, type_: str, id_: str) -> None:
    """Nobody can read any version of it."""
    platform.state.pop((type_, id_))
    platform.log[:] = [one for one in platform.log if (one.type, one.id) != (type_, id_)]


def test_a_fact_given_to_another_person_that_cannot_be_read_is_only_looked_at(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    person, other = somebody(here), here.register(2)
    here.sync()
    give_away(platform, person, other)
    for type_, part in FACTS:
        id_ = part_id(person, part)
        body = platform.body(type_, id_)
        never_was(platform, type_, id_)
        platform.write(type_, id_, body | {"code": "青霉素"})
    assert told_of_idle_run(there) == []
    assert is_noted(there)


def test_a_fact_whose_archive_has_not_come_is_only_looked_at(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    person = somebody(here)
    never_was(platform, "QuestionnaireResponse", part_id(person, "QuestionnaireResponse"))
    rewrite(platform, person, keeps_mark=True)
    assert told_of_idle_run(there) == []
    assert is_noted(there)


def test_what_records_speak_of_and_never_comes_is_written_down_only_when_it_is_asked_for(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    here.visit(here.register())
    here.sync()
    (key,) = [key for key in platform.state if key[0] == "Encounter"]
    never_was(platform, *key)
    assert told_of_idle_run(there) == []


def test_a_refused_save_is_only_looked_at_until_its_record_is_mended(
    here: Station, platform: FakePlatform
) -> None:
    person = here.register()
    platform.refuses = lambda body: "Patient.birthDate" if body.get("id") == person else None
    assert here.sync().rejected == 1
    assert told_of_idle_run(here) == []
    platform.refuses = lambda _body: None
    here.edit(person, phone="13900000001")
    assert here.settled(here.sync()) == ("in-step", 0, 0, 0)
