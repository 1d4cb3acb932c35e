"""Allergies and diseases as resources of their own: sent when they change, never taken away in silence."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from healthdesk.base import canonical
from healthdesk.fhir import archive_facts
from healthdesk.fhir.resources import part_id
from healthdesk.store.outside_facts import OutsideFact
from healthdesk.store.programmes import Enrolment
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_station
from tests.sync.allergic import faults
from tests.sync.deciding import decide

IN_STEP = ("in-step", 0, 0, 0)
TYPE = "AllergyIntolerance"
REFUTED = {"coding": [{"system": archive_facts.VERIFICATION[TYPE], "code": "refuted"}]}
CEFTRIAXONE = {
    "resourceType": TYPE,
    "id": "hospital-7",
    "clinicalStatus": {"coding": [{"system": archive_facts.CLINICAL, "code": "active"}]},
    "code": {"text": "头孢曲松"},
    "recordedDate": "2026-10-30",
    "recorder": {"display": "市医院 急诊科"},
}


def known(station: Station, person: str) -> list[str]:
    return list(station.row("Resident", person)["answers"]["drug_allergy"])


def there_now(platform: FakePlatform, person: str, code: str) -> bool:
    """Whether the platform warns of an allergy."""
    return not archive_facts.is_gone(platform.body(TYPE, part_id(person, f"allergy-{code}")))


def outside(station: Station) -> list[tuple[str, str, str]]:
    with station.database.reading() as session:
        return [(one.kind, one.text, one.status) for one in session.scalars(select(OutsideFact))]


@pytest.fixture
def person(here: Station, there: Station) -> str:
    """Somebody allergic to penicillin, whom both desks know."""
    made = here.register(drug_allergy=["2"], past_disease=[{"past_disease_code": "2"}])
    here.sync()
    there.sync()
    return made


def test_a_save_that_changes_no_fact_sends_none(here: Station, platform: FakePlatform, person: str) -> None:
    versions = len([one for one in platform.log if one.type in archive_facts.TYPES])
    here.edit(person, phone="13900000001")
    here.visit(person)
    assert here.settled(here.sync()) == IN_STEP
    assert len([one for one in platform.log if one.type in archive_facts.TYPES]) == versions == 2


def test_both_desks_hold_the_same_and_nothing_goes_to_and_fro(
    here: Station, there: Station, person: str
) -> None:
    there.edit(person, drug_allergy=["2", "3"], past_disease=[])
    for station in (there, here, there, here):
        assert station.settled(station.sync()) == IN_STEP
    assert known(here, person) == ["2", "3"]
    assert [faults(here), faults(there)] == [[], []]
    assert [here.sync().sent, there.sync().sent] == [0, 0]


@pytest.mark.parametrize("verdict", [Verdict.HERE, Verdict.THERE])
def test_an_allergy_taken_out_at_another_desk_is_asked_about_once(
    here: Station, there: Station, platform: FakePlatform, person: str, verdict: Verdict
) -> None:
    there.edit(person, drug_allergy=["1"])
    there.sync()
    assert here.sync().conflicts == 1
    assert (known(here, person), faults(here)) == (["2"], [])
    decide(here, verdict)
    for station in (here, there, here, there):
        station.sync()
    for station in (here, there):
        assert (known(station, person), faults(station)) == (["2"] if verdict is Verdict.HERE else ["1"], [])
        assert station.settled(station.sync()) == IN_STEP
    assert there_now(platform, person, "2") is (verdict is Verdict.HERE)


def test_an_allergy_taken_out_is_asked_about_although_another_version_comes_with_it(
    here: Station, there: Station, platform: FakePlatform, person: str
) -> None:
    """What is taken away is judged by what was held here, and not by what came a moment before."""
    there.edit(person, phone="13900000001")
    there.sync()
    there.edit(person, drug_allergy=["1"])
    there.sync()
    assert here.sync().conflicts == 1
    assert (known(here, person), here.row("Resident", person)["phone"]) == (["2"], "13900000001")
    disease = part_id(person, "condition-2")
    platform.amend("Condition", disease, severity={"text": "重"})
    refuted = {"coding": [{"system": archive_facts.VERIFICATION["Condition"], "code": "refuted"}]}
    platform.amend("Condition", disease, verificationStatus=refuted)
    assert here.sync().conflicts == 2
    decide(here, Verdict.HERE)
    for station in (here, there, here):
        station.sync()
    assert platform.body("Condition", disease)["severity"] == {"text": "重"}
    assert [(known(one, person), faults(one)) for one in (here, there)] == [(["2"], [])] * 2


@pytest.mark.parametrize("verdict", [Verdict.HERE, Verdict.THERE])
@pytest.mark.parametrize("change", [{"verificationStatus": REFUTED}, {"code": {"text": "阿莫西林"}}, None])
def test_what_a_hospital_makes_of_our_allergy_waits_for_a_person(
    here: Station,
    there: Station,
    platform: FakePlatform,
    person: str,
    change: dict[str, Any] | None,
    verdict: Verdict,
) -> None:
    id_ = part_id(person, "allergy-2")
    if change is None:
        platform.delete(TYPE, id_)
    else:
        platform.amend(TYPE, id_, **change)
    assert here.sync().conflicts == 1
    assert known(here, person) == ["2"]
    decide(here, verdict)
    for _ in range(2):
        here.sync()
        there.sync()
        decide(there, verdict)
    kept = ["2"] if verdict is Verdict.HERE else ["5"] if change and "code" in change else ["1"]
    assert [known(station, person) for station in (here, there)] == [kept, kept]
    assert [faults(here), faults(there)] == [[], []]
    assert [station.settled(station.sync()) for station in (here, there, here)] == [IN_STEP] * 3


def test_a_hospital_s_allergy_is_shown_and_kept_until_a_person_agrees(
    here: Station, platform: FakePlatform, person: str
) -> None:
    body = CEFTRIAXONE | {"patient": {"reference": f"Patient/{person}"}}
    platform.write(TYPE, "hospital-7", body)
    assert here.settled(here.sync()) == IN_STEP
    assert outside(here) == [("allergy", "头孢曲松", "active")]
    platform.amend(TYPE, "hospital-7", verificationStatus=REFUTED)
    assert here.sync().conflicts == 1
    assert outside(here) == [("allergy", "头孢曲松", "active")]
    decide(here, Verdict.THERE)
    assert here.settled(here.sync()) == IN_STEP
    assert outside(here) == [("allergy", "头孢曲松", "gone")]
    assert (here.sync().sent, faults(here)) == (0, [])


def test_what_another_system_adds_to_its_own_allergy_is_no_question(
    here: Station, platform: FakePlatform, person: str
) -> None:
    platform.write(TYPE, "hospital-7", CEFTRIAXONE | {"patient": {"reference": f"Patient/{person}"}})
    here.sync()
    platform.amend(TYPE, "hospital-7", criticality="high")
    assert here.settled(here.sync()) == IN_STEP
    assert b"criticality" in canonical.encode(platform.body(TYPE, "hospital-7"))


@pytest.mark.parametrize(
    ("body", "fact"),
    [
        (
            {"resourceType": "Condition", "code": {"coding": [{"code": "I10", "display": "高血压"}]}},
            "condition",
        ),
        (
            {
                "resourceType": "MedicationStatement",
                "status": "active",
                "medicationCodeableConcept": {"text": "高血压"},
            },
            "medication",
        ),
    ],
)
def test_what_a_hospital_diagnosed_or_gave_is_kept_beside_ours(
    here: Station, platform: FakePlatform, person: str, body: dict[str, Any], fact: str
) -> None:
    type_ = body["resourceType"]
    platform.write(
        type_, "hospital-8", body | {"id": "hospital-8", "subject": {"reference": f"Patient/{person}"}}
    )
    assert here.settled(here.sync()) == IN_STEP
    assert outside(here) == [(fact, "高血压", "active")]
    platform.delete(type_, "hospital-8")
    assert here.settled(here.sync()) == IN_STEP
    assert outside(here) == [(fact, "高血压", "gone")]
    assert (faults(here), here.sync().sent) == ([], 0)


@pytest.mark.parametrize(
    "habits",
    [
        {"takes_own_ids": False},
        {"honours_if_match": False},
        {"is_atomic": False},
        {"has_system_history": False},
        {"keeps_history": False},
    ],
    ids=str,
)
def test_facts_meet_and_come_to_rest_on_lesser_platforms_too(tmp_path: Path, habits: dict[str, Any]) -> None:
    platform = FakePlatform(**habits)
    here, there = (a_station(tmp_path / str(n), platform.client(), n) for n in (1, 2))
    somebody = here.register(drug_allergy=["2"], past_disease=[{"past_disease_code": "2"}])
    for station in (here, there):
        assert station.settled(station.sync()) == IN_STEP
    there.edit(somebody, drug_allergy=["2", "3"], past_disease=[])
    for station in (there, here, there):
        assert station.settled(station.sync()) == IN_STEP
    grown = len(platform.log)
    for station in (here, there):
        assert (known(station, somebody), faults(station)) == (["2", "3"], [])
        assert station.sync().sent == 0
        station.database.close()
    assert len(platform.log) == grown


def test_medicines_reach_the_other_desk_with_the_enrolment(
    here: Station, there: Station, platform: FakePlatform, person: str
) -> None:
    drugs = [{"drug_name": "氨氯地平", "drug_times": 1}]
    row = Enrolment(
        id=here.link.ids.new(),
        resident_id=person,
        programme="hypertension",
        enrolled_on=date(2026, 1, 1),
        medicines=drugs,
    )
    with here.database.writing("enrol", lane=person) as session:
        session.add(row)
    for station in (here, there, here):
        assert station.settled(station.sync()) == IN_STEP
    assert there.row("Enrolment", row.id)["medicines"] == drugs
    there.change("Enrolment", row.id, medicines=[])
    for station in (there, here, there):
        assert station.settled(station.sync()) == IN_STEP
    (statement,) = [key for key in platform.state if key[0] == "MedicationStatement"]
    assert platform.body(*statement)["status"] == "stopped"
    assert [faults(here), faults(there)] == [[], []]
    assert outside(there) == []
