"""What others write into a resource that follows our record is shown to a person, never taken nor buried."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base import canonical
from healthdesk.fhir import residents, resources, said
from healthdesk.fhir.overlay import OWNED
from healthdesk.fhir.resources import Body
from healthdesk.store.programmes import Enrolment
from healthdesk.sync import conflicts, order
from healthdesk.trials.syncing import told
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_station
from tests.sync import verified

ENROLMENT = "00000000-0000-4000-8000-0000000000e7"
DRUG = {"drug_name": "氨氯地平", "drug_dose": "5", "drug_unit": "mg", "drug_times": 1}


@pytest.fixture
def person(here: Station) -> str:
    """Somebody with a contact and an enrolment with a medicine and a coming dose, known on the platform."""
    made = here.register(1, contact_name="张伟", contact_phone="13800005522")
    row = Enrolment(id=ENROLMENT, resident_id=made, programme="hypertension", status="active", missed_calls=0)
    row.enrolled_on, row.medicines = date(2026, 11, 2), [DRUG]
    with here.database.writing("enrol") as session:
        session.add(row)
    here.sync()
    return made


def of_type(platform: FakePlatform, type_: str) -> str:
    """The id of the only resource of a type there."""
    (id_,) = {one.id for one in platform.log if one.type == type_}
    return id_


def test_a_contact_changed_by_another_system_is_shown_and_ours_goes_on_top(
    here: Station, platform: FakePlatform, person: str
) -> None:
    contact = resources.part_id(person, "RelatedPerson")
    before = platform.body("RelatedPerson", contact)["telecom"]
    changed = [{"system": "phone", "value": "13999999999", "use": "mobile"}]
    platform.amend("RelatedPerson", contact, telecom=changed)
    assert here.sync().conflicts == 1
    (conflict,) = here.conflicts()
    assert (conflict.type, conflict.resident_id) == ("RelatedPerson", person)
    assert [(row.here, row.there) for row in conflict.fields] == [("13800005522", "13999999999")]
    assert platform.body("RelatedPerson", contact)["telecom"] == changed  # nothing is sent before
    with here.link.writing("Conflict") as session:
        assert conflicts.resolve(session, here.link, conflict.key, {}, "李慧")
    assert here.settled(here.sync()) == ("in-step", 0, 0, 0)
    assert platform.body("RelatedPerson", contact)["telecom"] == before
    assert here.sync().sent == 0


def test_a_medicine_stopped_by_another_system_is_shown(
    here: Station, platform: FakePlatform, person: str
) -> None:
    platform.amend("MedicationStatement", of_type(platform, "MedicationStatement"), status="stopped")
    assert here.sync().conflicts == 1
    (conflict,) = here.conflicts()
    assert conflict.resident_id == person
    assert [(row.label, row.there) for row in conflict.fields] == [("status", "stopped")]


def test_what_others_add_beside_ours_is_no_conflict(
    here: Station, platform: FakePlatform, person: str
) -> None:
    contact = resources.part_id(person, "RelatedPerson")
    platform.amend("RelatedPerson", contact, birthDate="1985-01-01")
    assert here.sync().conflicts == 0
    here.edit(person, contact_phone="13800005523")
    here.sync()
    assert platform.body("RelatedPerson", contact)["birthDate"] == "1985-01-01"


def test_what_others_add_to_a_list_of_ours_is_no_fault_of_the_store_and_nothing_to_send(
    here: Station, platform: FakePlatform, person: str
) -> None:
    contact = resources.part_id(person, "RelatedPerson")
    ours = platform.body("RelatedPerson", contact)["telecom"]
    platform.amend("RelatedPerson", contact, telecom=[*ours, {"system": "email", "value": "a@b.test"}])
    assert here.sync().conflicts == 0
    assert verified.row_faults(here.database, here.link.mapper.freeze) == []
    here.edit(person, workplace="幸福里小学")
    here.sync()
    assert [one for one in platform.log if one.id == contact][-1].version == 2
    here.edit(person, contact_phone="13800005526")
    assert here.settled(here.sync()) == ("in-step", 0, 0, 0)
    said = platform.body("RelatedPerson", contact)["telecom"]
    assert [one["value"] for one in said] == ["13800005526", "a@b.test"]


def test_a_change_of_one_of_our_own_desks_asks_nobody(here: Station, there: Station, person: str) -> None:
    there.sync()
    there.edit(person, contact_phone="13800005524")
    there.change("Enrolment", ENROLMENT, medicines=[DRUG | {"drug_dose": "10"}])
    there.sync()
    assert here.sync().conflicts == 0
    here.edit(person, contact_phone="13800005525")
    there.edit(person, workplace="幸福路小学")
    here.sync()
    assert there.sync().conflicts == 0
    assert here.sync().conflicts == 0


STRANGER = [{"system": "phone", "value": "13999999999", "use": "mobile"}]


def settle(desk: Station) -> None:
    """The person at the desk has seen what others wrote."""
    (conflict,) = desk.conflicts()
    with desk.link.writing("Conflict") as session:
        assert conflicts.resolve(session, desk.link, conflict.key, {}, "李慧")


def test_a_change_that_meets_unsent_work_of_ours_is_shown_too(
    here: Station, platform: FakePlatform, person: str
) -> None:
    contact = resources.part_id(person, "RelatedPerson")
    platform.amend("RelatedPerson", contact, telecom=STRANGER, birthDate="1985-01-01")
    here.edit(person, contact_name="张强")
    assert here.sync().conflicts == 1
    (conflict,) = here.conflicts()
    assert {row.there for row in conflict.fields} >= {"13999999999"}
    assert platform.body("RelatedPerson", contact)["telecom"] == STRANGER
    settle(here)
    assert here.settled(here.sync()) == ("in-step", 0, 0, 0)
    said = platform.body("RelatedPerson", contact)
    assert said["telecom"][0]["value"] == "13800005522"
    assert said["name"][0]["text"] == "张强"
    assert said["birthDate"] == "1985-01-01"
    assert here.sync().sent == 0


def test_what_others_add_meets_unsent_work_and_asks_nobody(
    here: Station, platform: FakePlatform, person: str
) -> None:
    contact = resources.part_id(person, "RelatedPerson")
    platform.amend("RelatedPerson", contact, birthDate="1985-01-01")
    here.edit(person, contact_name="张强")
    assert here.settled(here.sync()) == ("in-step", 0, 0, 0)
    said = platform.body("RelatedPerson", contact)
    assert (said["name"][0]["text"], said["birthDate"]) == ("张强", "1985-01-01")


@pytest.mark.parametrize(
    ("type_", "part", "change", "seen"),
    [
        pytest.param("Encounter", "Encounter", {"status": "cancelled"}, ("status", "finished"), id="contact"),
        pytest.param(
            "Observation",
            "weight",
            {"valueQuantity": {"value": 80, "unit": "kg", "code": "kg"}},
            ("valueQuantity", "70.50"),
            id="measure",
        ),
    ],
)
def test_what_others_make_of_contact_and_measures_is_shown(
    here: Station,
    platform: FakePlatform,
    type_: str,
    part: str,
    change: dict[str, Any],
    seen: tuple[str, str],
) -> None:
    person = here.register()
    visit = here.visit(person)
    here.sync()
    id_ = resources.part_id(visit, part)
    before = platform.body(type_, id_)
    platform.amend(type_, id_, **change)
    assert here.sync().conflicts == 1
    (conflict,) = here.conflicts()
    assert (conflict.type, conflict.resident_id) == (type_, person)
    assert [(row.label, row.here) for row in conflict.fields] == [seen]
    settle(here)
    assert here.settled(here.sync()) == ("in-step", 0, 0, 0)
    key = next(iter(change))
    assert platform.body(type_, id_)[key] == before[key]


def test_what_others_changed_is_shown_at_the_first_load(
    here: Station, there: Station, platform: FakePlatform, person: str
) -> None:
    visit = here.visit(person)
    here.sync()
    platform.amend("RelatedPerson", resources.part_id(person, "RelatedPerson"), telecom=STRANGER)
    platform.amend("Encounter", resources.part_id(visit, "Encounter"), status="cancelled")
    assert there.sync().conflicts == 2
    assert {one.type for one in there.conflicts()} == {"RelatedPerson", "Encounter"}
    assert {one.resident_id for one in there.conflicts()} == {person}


def rewritten(platform: FakePlatform, type_: str, id_: str, **changes: Any) -> None:
    """Another system wrote all of it again, without the digest of ours, which it did not know."""
    platform.write(type_, id_, said.unsigned(platform.body(type_, id_)) | changes)


def rewrite_all(platform: FakePlatform, person: str, visit: str, *, is_other: bool) -> set[str]:
    """One of each kind, as it was or saying something else; returns their types."""
    weight = {"value": 80, "unit": "kg", "code": "kg"}
    changes: dict[tuple[str, str], dict[str, Any]] = {
        ("RelatedPerson", resources.part_id(person, "RelatedPerson")): {"telecom": STRANGER},
        ("Encounter", resources.part_id(visit, "Encounter")): {"status": "cancelled"},
        ("Observation", resources.part_id(visit, "weight")): {"valueQuantity": weight},
        ("MedicationStatement", of_type(platform, "MedicationStatement")): {"status": "stopped"},
    }
    for key, change in changes.items():
        rewritten(platform, *key, **(change if is_other else {}))
    return {type_ for type_, _ in changes}


def test_what_was_rewritten_without_our_digest_is_shown_at_the_first_load(
    here: Station, there: Station, platform: FakePlatform, person: str
) -> None:
    visit = here.visit(person)
    here.sync()
    types = rewrite_all(platform, person, visit, is_other=True)
    assert there.sync().conflicts == len(types)
    assert {one.type for one in there.conflicts()} == types
    assert {one.resident_id for one in there.conflicts()} == {person}
    for conflict in there.conflicts():
        with there.link.writing("Conflict") as session:
            assert conflicts.resolve(session, there.link, conflict.key, {}, "李慧")
    assert there.settled(there.sync()) == ("in-step", 0, 0, 0)
    encounter = platform.body("Encounter", resources.part_id(visit, "Encounter"))
    assert encounter["status"] == "finished" and said.is_ours(encounter)


def test_what_was_rewritten_and_says_the_same_asks_nobody_until_it_says_something_else(
    here: Station, there: Station, platform: FakePlatform, person: str
) -> None:
    visit = here.visit(person)
    here.sync()
    rewrite_all(platform, person, visit, is_other=False)
    assert there.settled(there.sync()) == ("in-step", 0, 0, 0)
    assert there.sync().sent == 0
    rewritten(platform, "Encounter", resources.part_id(visit, "Encounter"), status="cancelled")
    assert there.sync().conflicts == 1


def test_what_came_before_its_record_is_shown_once_that_is_here(
    here: Station, there: Station, platform: FakePlatform, person: str
) -> None:
    visit = here.visit(person)
    here.sync()
    source = platform.body("QuestionnaireResponse", visit)
    platform.log.remove(platform.state.pop(("QuestionnaireResponse", visit)))
    rewritten(platform, "Observation", resources.part_id(visit, "weight"), status="cancelled")
    rewritten(platform, "Encounter", resources.part_id(visit, "Encounter"), status="cancelled")
    assert there.sync().conflicts == 0
    platform.write("QuestionnaireResponse", visit, source)
    assert there.sync().conflicts == 2
    assert {one.type for one in there.conflicts()} == {"Observation", "Encounter"}


def test_what_a_hospital_wrote_of_its_own_asks_nobody(
    here: Station, there: Station, platform: FakePlatform, person: str
) -> None:
    here.visit(person)
    here.sync()
    subject = {"reference": f"Patient/{person}"}
    own = {"resourceType": "Encounter", "id": "h-1", "status": "planned", "subject": subject}
    platform.write("Encounter", "h-1", own | {"class": {"code": "IMP"}})
    assert there.settled(there.sync()) == ("in-step", 0, 0, 0)
    platform.amend("Encounter", "h-1", status="finished")
    assert there.settled(there.sync()) == ("in-step", 0, 0, 0)


@pytest.mark.parametrize(
    "habits",
    [
        {"has_system_history": False},
        {"keeps_history": False},
        {"takes_own_ids": False, "keeps_history": False},
    ],
    ids=str,
)
def test_where_types_are_asked_for_one_by_one_others_are_met_and_not_written_over(
    habits: dict[str, bool], tmp_path: Path
) -> None:
    platform = FakePlatform(**habits)
    here, there = (a_station(tmp_path / str(number), platform.client(), number) for number in (1, 2))
    person = here.register(1, contact_name="张伟", contact_phone="13800005522")
    for desk in (here, there):
        desk.sync()
    contact = told.there(platform, "RelatedPerson", resources.part_id(person, "RelatedPerson"))
    platform.amend("RelatedPerson", contact, telecom=STRANGER)
    there.edit(person, contact_phone="13800005523")
    assert there.sync().conflicts == 1
    assert platform.body("RelatedPerson", contact)["telecom"] == STRANGER
    settle(there)
    for desk in (there, here, there):
        assert desk.settled(desk.sync()) == ("in-step", 0, 0, 0)
    said = told.newest(platform, "RelatedPerson", resources.part_id(person, "RelatedPerson"))
    assert [one["value"] for one in said["telecom"]] == ["13800005523"]
    assert not any(one.is_blind for one in platform.log if one.type not in order.IGNORED)
    for desk in (here, there):
        desk.database.close()


@pytest.mark.parametrize(("ours", "theirs"), [("70.50", "70.5"), ("70.00", "70"), ("100", "1E+2")])
def test_a_number_that_a_server_writes_its_own_way_is_still_ours(ours: str, theirs: str) -> None:
    def weighing(value: str) -> Body:
        return {"resourceType": "Observation", "valueQuantity": {"value": canonical.decode(value)}}

    made = said.signed(weighing(ours))
    back = canonical.decode(canonical.encode(made)) | weighing(theirs)
    assert said.is_ours(back)
    assert not said.is_ours(back | weighing("80"))


def test_whatever_we_write_is_asked_for() -> None:
    assert set(OWNED) - order.IGNORED <= set(order.SYNCHRONISED)


def test_what_a_newer_version_of_ours_says_is_no_change_by_others(
    here: Station, there: Station, platform: FakePlatform, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.sync()
    made: Callable[..., Iterator[Body]] = residents.to_contact

    def newer(*given: Any) -> Iterator[Body]:
        for body in made(*given):
            yield body | {"telecom": [one | {"rank": 1} for one in body.get("telecom", [])]}

    with monkeypatch.context() as newer_desk:
        newer_desk.setattr(residents, "to_contact", newer)
        there.edit(person, contact_phone="13800005524")
    there.sync()
    assert here.sync().conflicts == 0
    assert here.sync().sent == 0
    contact = platform.body("RelatedPerson", resources.part_id(person, "RelatedPerson"))
    assert contact["telecom"][0]["rank"] == 1
