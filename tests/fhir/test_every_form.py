"""Every form of the catalogue travels: a full record of it is valid R4 and comes back without any loss."""

from pathlib import Path
from typing import Any

import pytest
from pyfhircheck import Validator

from healthdesk.base import canonical, paths
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Noun
from healthdesk.fhir.mapping import Mapper
from healthdesk.store.centre_records import CentreRecord
from healthdesk.store.visits import Visit
from healthdesk.trials.syncing.stations import a_visit
from tests.documents.full import full
from tests.fhir.samples import a_centre_record
from tests.fhir.validity import complaints, unpack

FORMS = Forms.read()
MAPPER = Mapper()
FILES = sorted((paths.resources() / "forms").glob("*.json"))
RECORDS = [
    (key, version)
    for key in FORMS.keys()  # noqa: SIM118  a catalogue, no mapping
    for version in FORMS.versions(key)
    if FORMS.get(key, version).noun in (Noun.VISIT, Noun.CENTRE_RECORD)
]


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    folder: Path = tmp_path_factory.mktemp("definitions")
    return Validator(unpack(folder))


def a_record(key: str, version: str) -> Visit | CentreRecord:
    form = FORMS.get(key, version)
    row: Visit | CentreRecord
    if form.noun is Noun.CENTRE_RECORD:
        row = a_centre_record()
    else:
        row = a_visit("11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000001")
    row.form_key, row.form_version = key, version
    row.answers = canonical.decode(canonical.encode(full(form)))
    return row


def bodies(row: Visit | CentreRecord) -> list[dict[str, Any]]:
    made = MAPPER.freeze(row, lambda _type, _id: None)
    return [canonical.decode(canonical.encode(one.body)) for one in made]


@pytest.mark.parametrize(("key", "version"), RECORDS)
def test_a_full_record_is_valid_and_comes_back_whole(key: str, version: str, validator: Validator) -> None:
    row = a_record(key, version)
    made = bodies(row)
    assert [fault for body in made for fault in complaints(validator, body)] == []
    parts = {body["resourceType"]: body for body in made if body["id"] == row.id}
    change = MAPPER.thaw(type(row).__name__, row.id, parts)
    assert change is not None
    back = dict(change.columns)
    assert canonical.encode(back["answers"]) == canonical.encode(row.answers)
    assert (back["form_key"], back["form_version"]) == (key, version)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_form_is_a_questionnaire_by_the_official_definition(file: Path, validator: Validator) -> None:
    assert complaints(validator, canonical.decode(file.read_bytes())) == []


def test_a_code_that_no_version_knows_comes_back_as_it_was() -> None:
    row = a_record("hypertension-visit", "2017.1")
    form = FORMS.get(row.form_key, row.form_version)
    chosen = next(item for item in form.leaves() if item.options)
    row.answers = row.answers | {chosen.link_id: "77", "an_item_of_tomorrow": "值"}
    (body,) = (one for one in bodies(row) if one["resourceType"] == "QuestionnaireResponse")
    change = MAPPER.thaw("Visit", row.id, {"QuestionnaireResponse": body})
    assert change is not None
    back = dict(change.columns)["answers"]
    assert (back[chosen.link_id], back["an_item_of_tomorrow"]) == ("77", "值")
