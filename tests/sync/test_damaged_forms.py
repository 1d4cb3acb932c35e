"""A form file that is damaged on one workstation: its records say so there, and all others go on."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from healthdesk.base import paths
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.fhir.mapping import Mapper
from healthdesk.store.measures import Measure
from healthdesk.store.platform import InboxEntry
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station
from tests.sync import verified

VISIT, PAGE = "hypertension-visit-2017.json", "personal-information-2017.json"


def damaged(folder: Path, name: str) -> Mapper:
    """A mapper whose file of that name is cut in the middle."""
    forms = folder / "forms"
    shutil.copytree(paths.resources() / "forms", forms)
    file = forms / name
    file.write_bytes(file.read_bytes()[:500])
    return Mapper(Forms.read(forms))


def test_a_pulled_visit_is_kept_and_named_as_unreadable_while_others_arrive(
    here: Station, there: Station, tmp_path: Path
) -> None:
    person, other = here.register(1), here.register(2)
    visit = here.visit(person)
    here.sync()
    there.link = replace(there.link, mapper=damaged(tmp_path, VISIT))
    there.sync()
    assert there.row("Visit", visit)["answers"] == here.row("Visit", visit)["answers"]
    assert there.row("Resident", other)["name"] == here.row("Resident", other)["name"]
    with there.database.reading() as session:
        held = session.scalars(select(InboxEntry).where(InboxEntry.state == "quarantined")).all()
        assert [(one.type, one.id) for one in held] == [("QuestionnaireResponse", visit)]
        assert str(held[0].error).startswith(VISIT)
        assert session.scalars(select(Measure)).all() == []


def test_a_visit_has_its_numbers_once_the_form_is_whole_again(
    here: Station, there: Station, tmp_path: Path
) -> None:
    visit = here.visit(here.register())
    here.sync()
    whole = there.link
    there.link = replace(there.link, mapper=damaged(tmp_path, VISIT))
    there.sync()
    there.sync()
    with there.database.reading() as session:
        before = session.scalars(select(InboxEntry.error).where(InboxEntry.state == "quarantined")).one()
    assert str(before).startswith(VISIT)
    there.link = whole
    there.sync()
    assert set(numbers(there, visit)) == {"sbp", "dbp", "heart_rate", "weight"}
    with there.database.reading() as session:
        assert session.scalars(select(InboxEntry).where(InboxEntry.state == "quarantined")).all() == []


def numbers(desk: Station, visit: str) -> dict[str, Decimal]:
    """The measures of a visit by code."""
    with desk.database.reading() as session:
        found = session.scalars(select(Measure).where(Measure.visit_id == visit)).all()
        return {one.code: one.value for one in found}


@pytest.mark.parametrize("name", [VISIT, PAGE])
def test_verify_names_the_records_of_the_form_and_goes_on(here: Station, tmp_path: Path, name: str) -> None:
    person = here.register(1)
    visit = here.visit(person)
    here.sync()
    mapper = damaged(tmp_path, name)
    found = verified.row_faults(here.database, mapper.freeze)
    whose = f"Visit {visit}" if name == VISIT else f"Resident {person}"
    assert len(found) == 1
    assert found[0].startswith(f"{whose} cannot be compared: {name}")


def test_a_correction_from_elsewhere_is_taken_though_the_page_cannot_follow_here(
    here: Station, there: Station, platform: FakePlatform, tmp_path: Path
) -> None:
    person, other = here.register(1), here.register(2)
    here.sync()
    here.link = replace(here.link, mapper=damaged(tmp_path, PAGE))
    for id_ in (person, other):
        platform.amend("Patient", id_, telecom=[{"system": "phone", "value": "13911112222", "use": "mobile"}])
    here.sync()
    assert [here.row("Resident", id_)["phone"] for id_ in (person, other)] == ["13911112222"] * 2
    there.sync()  # whose file is sound: what follows is made there
    assert there.row("Resident", person)["answers"]["phone"] == "13911112222"
