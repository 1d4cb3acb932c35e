"""What others write into a resource that follows our record is shown to a person, never taken nor buried."""

from datetime import date

import pytest

from healthdesk.fhir import resources
from healthdesk.store.programmes import Enrolment
from healthdesk.sync import conflicts
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station

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
