"""What the platform may not change behind a person's back."""

from datetime import date
from pathlib import Path

import pytest

from healthdesk.fhir import resources
from healthdesk.fhir.mapping import Mapper
from healthdesk.fhir.resources import Profile
from healthdesk.sync import conflicts
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_station


@pytest.mark.parametrize("others", [["1"], ["3"], None])
def test_an_allergy_removed_elsewhere_waits_for_a_person(
    here: Station, there: Station, others: list[str] | None
) -> None:
    person = here.register(drug_allergy=["2"])
    here.sync()
    there.sync()
    there.edit(person, drug_allergy=others)
    there.sync()
    assert here.sync().conflicts == 1
    assert here.row("Resident", person)["answers"]["drug_allergy"] == ["2"]
    (conflict,) = here.conflicts()
    assert [row.label for row in conflict.fields if row.is_safety] == ["drug_allergy"]


def test_an_allergy_added_elsewhere_is_taken(here: Station, there: Station) -> None:
    person = here.register(drug_allergy=["2"])
    here.sync()
    there.sync()
    there.edit(person, drug_allergy=["2", "5"], drug_allergy_text="头孢曲松")
    there.sync()
    assert here.sync().conflicts == 0
    assert here.row("Resident", person)["answers"]["drug_allergy"] == ["2", "5"]


def test_other_corrections_beside_an_allergy_are_taken(here: Station, there: Station) -> None:
    person = here.register(drug_allergy=["2"])
    here.sync()
    there.sync()
    there.edit(person, workplace="幸福路小学", phone="13900000001")
    there.sync()
    assert here.sync().conflicts == 0
    assert here.row("Resident", person)["phone"] == "13900000001"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("2026-11-22", date(2026, 11, 22), id="a date"),
        pytest.param("2026-11-22T23:30:00Z", date(2026, 11, 23), id="next morning in China"),
        pytest.param("2026-11-23T00:30:00+08:00", date(2026, 11, 23), id="just after midnight"),
        pytest.param("2026-11-22T15:59:59Z", date(2026, 11, 22), id="just before midnight"),
    ],
)
def test_a_moment_of_another_system_is_a_day_in_china(text: str, day: date) -> None:
    assert resources.day(text) == day


@pytest.mark.parametrize(
    ("verdict", "stands"),
    [pytest.param(Verdict.HERE, ["2"], id="kept"), pytest.param(Verdict.THERE, ["1"], id="taken out")],
)
def test_what_a_person_decides_about_an_allergy_holds_everywhere(
    here: Station, there: Station, verdict: Verdict, stands: list[str]
) -> None:
    person = here.register(drug_allergy=["2"])
    here.sync()
    there.sync()
    there.edit(person, drug_allergy=["1"])
    there.sync()
    here.sync()
    (conflict,) = here.conflicts()
    choices = {row.path: verdict for row in conflict.fields}
    with here.link.writing("Conflict") as session:
        assert conflicts.resolve(session, here.link, conflict.key, choices, "李慧")
    here.sync()
    there.sync()
    assert here.sync().conflicts == 0
    assert [one.row("Resident", person)["answers"]["drug_allergy"] for one in (here, there)] == [stands] * 2


def test_an_identity_number_that_was_changed_there_waits_under_other_systems_too(tmp_path: Path) -> None:
    """Three systems for one number are in circulation; whichever the platform uses, it names a person."""
    platform, mapper = FakePlatform(), Mapper(profile=Profile.read("hl7-china"))
    here, there = (
        a_station(tmp_path / f"desk{number}", platform.client(), number, mapper=mapper) for number in (1, 2)
    )
    person = here.register(id_no="110105195903120022")
    here.sync()
    there.sync()
    there.edit(person, id_no="110105195903120049")
    there.sync()
    here.edit(person, phone="13900000009")
    assert here.sync().conflicts == 1
    (conflict,) = here.conflicts()
    assert [(row.label, row.verdict) for row in conflict.fields if row.is_safety] == [("id_no", Verdict.OPEN)]
    for station in (here, there):
        station.database.close()
