"""Rows become R4 resources and come back without any loss."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from pyfhircheck import Validator

from healthdesk.base import canonical
from healthdesk.base.ids import OF_ITS_MOMENT
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.fhir import replacements
from healthdesk.fhir.mapping import Mapper
from healthdesk.fhir.resources import part_id
from healthdesk.store.base import Tracked
from healthdesk.trials.syncing.stations import a_visit
from tests.fhir import samples
from tests.fhir.validity import complaints, unpack

MAPPER = Mapper()
WRITTEN_FOR_OTHERS = (
    "Encounter",
    "Observation",
    "RelatedPerson",
    "ImmunizationRecommendation",
    "DocumentReference",
)
ROWS = [
    samples.resident(),
    samples.resident({"sex": "9", "birth_date": None, "id_no": None}, status="dead"),
    *samples.others(),
    *samples.booked(),
]


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    """pyfhircheck with the official definitions."""
    folder = tmp_path_factory.mktemp("definitions")
    return Validator(unpack(folder))


def frozen(row: Tracked, previous: Any = None) -> dict[str, dict[str, Any]]:
    """The bodies of a row by "Type/id", as they come back from a server."""
    made = MAPPER.freeze(row, previous or (lambda _type, _id: None))
    return {f"{one.type}/{one.id}": canonical.decode(canonical.encode(one.body)) for one in made}


def thawed(row: Tracked) -> dict[str, Any]:
    """The columns that come back from the resources of a row."""
    bodies = frozen(row)
    noun = type(row).__name__
    parts = {type_: bodies[f"{type_}/{id_}"] for type_, id_ in MAPPER.parts(noun, row.id)}
    change = MAPPER.thaw(noun, row.id, parts)
    assert change is not None
    return dict(change.columns)


def columns(row: Tracked) -> dict[str, Any]:
    """What must come back."""
    return {key: value for key, value in row.columns().items() if key not in ("id", "row_version")}


def same(one: Any, other: Any) -> bool:
    """Equal to the last digit."""
    return canonical.encode(one) == canonical.encode(other)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{type(row).__name__}-{getattr(row, 'status', '')}")
def test_every_column_comes_back(row: Tracked) -> None:
    expected, got = columns(row), thawed(row)
    defaults = {"is_emergency": False, "is_late_entry": False, "needs_doctor": False, "id_type": "01"}
    for name, value in expected.items():
        wanted = defaults.get(name) if value is None else value
        assert same(got[name], wanted), name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{type(row).__name__}-{getattr(row, 'status', '')}")
def test_every_resource_is_official_r4(validator: Validator, row: Tracked) -> None:
    for body in frozen(row).values():
        assert complaints(validator, body) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{type(row).__name__}-{getattr(row, 'status', '')}")
def test_what_stands_for_a_change_is_official_r4_and_opens_to_what_it_holds(
    validator: Validator, row: Tracked
) -> None:
    for body in frozen(row).values():
        carrier = replacements.wrapped(body, 2)
        assert complaints(validator, carrier) == []
        assert replacements.unwrapped(carrier) == (body, 2)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{type(row).__name__}-{getattr(row, 'status', '')}")
def test_a_resource_knows_its_row(row: Tracked) -> None:
    for body in frozen(row).values():
        owner = MAPPER.owner(body)
        assert owner in (None, (type(row).__name__, row.id))
        assert owner is not None or body["resourceType"] in WRITTEN_FOR_OTHERS


@settings(max_examples=60, deadline=None)
@given(samples.answers)
def test_any_answers_of_a_visit_come_back(answers: dict[str, Any]) -> None:
    row = a_visit(samples.ROW, samples.RESIDENT, answers=answers)
    assert same(thawed(row)["answers"], answers)


@settings(max_examples=40, deadline=None)
@given(samples.answers)
def test_any_answers_of_an_archive_come_back(answers: dict[str, Any]) -> None:
    row = samples.resident({key: value for key, value in answers.items() if key not in samples.COLUMN_KEYS})
    assert same(thawed(row)["answers"], row.answers)


def test_answers_of_every_kind_are_official_r4(validator: Validator) -> None:
    answers = {
        "text": "血钾 4.1",
        "code": "01",
        "whole": -3,
        "decimal": Decimal("6.50"),
        "day": "2026-11-02",
        "month": "2019-05",
        "codes": ["1", "2"],
        "none": [],
        "table": [{"drug_name": "氨氯地平", "times": 1, "marks": ["a"]}],
    }
    for body in frozen(a_visit(samples.ROW, samples.RESIDENT, answers=answers)).values():
        assert complaints(validator, body) == []


def test_answers_of_choices_are_codes_where_the_form_is_known() -> None:
    kinds = MAPPER.kinds("hypertension-visit", "2017.1")
    if not Forms.read().versions("hypertension-visit"):
        pytest.skip("the form is not there")
    assert kinds["symptoms"] == "choices"
    body = frozen(a_visit(samples.ROW, samples.RESIDENT))[f"QuestionnaireResponse/{samples.ROW}"]
    (item,) = [one for one in body["item"] if one["linkId"] == "symptoms"]
    assert item["answer"] == [{"valueCoding": {"code": "1"}}]


def test_a_visit_shows_its_measures_to_others() -> None:
    bodies = frozen(a_visit(samples.ROW, samples.RESIDENT))
    panel = bodies[f"Observation/{part_id(samples.ROW, 'blood_pressure')}"]
    assert [part["valueQuantity"]["value"] for part in panel["component"]] == [146, 86]
    weight = bodies[f"Observation/{part_id(samples.ROW, 'weight')}"]
    assert str(weight["valueQuantity"]["value"]) == "70.50"


def test_a_measure_taken_out_by_an_amendment_is_withdrawn() -> None:
    before = a_visit(samples.ROW, samples.RESIDENT)
    bodies = {
        (one.type, one.id): canonical.encode(one.body) for one in MAPPER.freeze(before, lambda _t, _i: None)
    }
    after = a_visit(samples.ROW, samples.RESIDENT, answers={"sbp": 150, "dbp": 90}, history=[{}])
    again = frozen(after, lambda type_, id_: bodies.get((type_, id_)))
    assert again[f"Observation/{part_id(samples.ROW, 'weight')}"]["status"] == "entered-in-error"


def test_a_person_another_system_made_becomes_a_resident() -> None:
    body = {
        "resourceType": "Patient",
        "id": "abc",
        "gender": "female",
        "name": [{"family": "王", "given": ["秀英"]}],
    }
    change = MAPPER.thaw("Resident", "abc", {"Patient": body | {"birthDate": "1959"}})
    assert change is not None
    assert (change.columns["name"], change.columns["sex"], change.columns["born"]) == ("王秀英", "2", None)
    assert change.columns["answers"]["name"] == "王秀英"


def test_a_hospital_that_only_moves_the_task_is_understood() -> None:
    row = next(
        one
        for one in samples.others()
        if type(one).__name__ == "Referral" and one.columns()["status"] == "sent"
    )
    bodies = frozen(row)
    task = bodies[f"Task/{part_id(row.id, 'Task')}"] | {
        "status": "completed",
        "output": [{"type": {"text": "diagnosis"}, "valueString": "原发性高血压"}],
    }
    request = bodies[f"ServiceRequest/{row.id}"]
    change = MAPPER.thaw("Referral", row.id, {"ServiceRequest": request, "Task": task})
    assert change is not None
    assert change.columns["status"] == "returned"
    assert change.columns["feedback"] == {"diagnosis": "原发性高血压"}


def a_card(**changes: Any) -> dict[str, Any]:
    """The AdverseEvent of a report card of a reaction."""
    card = {
        "found_at": "2026-11-02",
        "doses": [{"vaccine": "DTaP", "given_on": "2026-11-01", "lot": "A-1"}, {}],
        "reactions": [{"reaction": "FEVER"}, {"reaction": "TOMORROW"}],
        "gravity": ["0"],
        "outcome": "3",
    }
    answers = card | changes.pop("answers", {})
    row = a_visit(samples.ROW, samples.RESIDENT, form_key="adverse-event", answers=answers, **changes)
    return frozen(row)[f"AdverseEvent/{part_id(samples.ROW, 'AdverseEvent')}"]


def test_a_reaction_after_a_dose_is_an_adverse_event() -> None:
    event = a_card()
    assert [one["code"] for one in event["event"]["coding"]] == ["FEVER", "TOMORROW"]
    assert event["event"]["text"] == "发热（≥38.6 ℃）、TOMORROW"
    assert event["seriousness"]["coding"][0]["code"] == "non-serious"
    assert event["outcome"]["coding"][0]["code"] == "resolvedWithSequelae"
    assert [one["instance"]["display"] for one in event["suspectEntity"]] == ["DTaP 2026-11-01 A-1"]
    assert a_card(answers={"gravity": ["0", "2"]})["seriousness"]["coding"][0]["code"] == "serious"


def test_an_adverse_event_of_a_void_card_is_not_to_be_taken_for_one(validator: Validator) -> None:
    assert "modifierExtension" not in a_card()
    event = a_card(status="void")
    assert event["modifierExtension"] == [{"url": "urn:healthdesk:entered-in-error", "valueBoolean": True}]
    assert complaints(validator, event) == []


def test_a_contact_who_is_taken_out_is_not_active_any_more() -> None:
    before = frozen(samples.resident())
    id_ = part_id(samples.RESIDENT, "RelatedPerson")
    assert (before[f"RelatedPerson/{id_}"]["active"], before[f"RelatedPerson/{id_}"]["name"][0]["text"]) == (
        True,
        "张伟",
    )
    bodies = {key: canonical.encode(body) for key, body in before.items()}
    after = frozen(samples.resident({"contact_name": None}), lambda type_, id_: bodies.get(f"{type_}/{id_}"))
    assert after[f"RelatedPerson/{id_}"]["active"] is False
    assert f"RelatedPerson/{id_}" not in frozen(samples.resident({"contact_name": None}))


def plan(*medicines: dict[str, Any]) -> Tracked:
    row = next(one for one in samples.others() if type(one).__name__ == "Enrolment" and not one.coming)  # type: ignore[attr-defined]
    row.medicines = list(medicines)  # type: ignore[attr-defined]
    return row


def test_each_medicine_is_a_statement_that_changes_with_its_dose_and_stops() -> None:
    shelf: dict[str, bytes] = {}

    def save(row: Tracked) -> dict[str, str]:
        """The statements that this save changes: medicine and status."""
        made = frozen(row, lambda type_, id_: shelf.get(f"{type_}/{id_}"))
        news = {key: body for key, body in made.items() if shelf.get(key) != canonical.encode(body)}
        shelf.update({key: canonical.encode(body) for key, body in news.items()})
        statements = [body for key, body in news.items() if key.startswith("MedicationStatement/")]
        return {one["medicationCodeableConcept"]["text"]: one["status"] for one in statements}

    five = {"drug_name": "氨氯地平", "drug_times": Decimal("1"), "drug_dose": Decimal("5"), "drug_unit": "mg"}
    other = {"drug_name": "二甲双胍"}
    assert save(plan(five, other)) == {"氨氯地平": "active", "二甲双胍": "active"}
    assert save(plan(other, five)) == {}
    assert save(plan(other, five | {"drug_dose": Decimal("10")})) == {"氨氯地平": "active"}
    assert save(plan(other)) == {"氨氯地平": "stopped"}
    assert save(plan(other)) == {}
    assert save(plan(five)) == {"氨氯地平": "active", "二甲双胍": "stopped"}


def test_the_doses_of_the_next_day_are_recommended_until_the_last_is_given() -> None:
    row = next(one for one in samples.others() if type(one).__name__ == "Enrolment")
    key = f"ImmunizationRecommendation/{part_id(row.id, 'ImmunizationRecommendation')}"
    made = frozen(row)
    first = made[key]["recommendation"][0]
    assert (first["series"], first["doseNumberPositiveInt"]) == ("脊灰", 2)
    assert [one["value"] for one in first["dateCriterion"]] == ["2026-12-01"]
    row.coming = []  # type: ignore[attr-defined]
    shelf = {one: canonical.encode(body) for one, body in made.items()}
    done = frozen(row, lambda type_, id_: shelf.get(f"{type_}/{id_}"))[key]
    statuses = [one["forecastStatus"]["coding"][0]["code"] for one in done["recommendation"]]
    assert statuses == ["complete", "complete"]
    assert key not in frozen(row)


def test_the_id_of_a_part_is_the_same_everywhere_and_begins_like_its_row() -> None:
    made = part_id("019ac955-6c00-7d5e-9f00-3f1d6a2b4c5d", "Encounter")
    assert made == "019ac955-6c00-83b2-abea-cc335c086a72"
    assert UUID(made).version == 8
    assert made != part_id("019ac955-6c00-7d5e-9f00-3f1d6a2b4c5d", "Task")
    assert made != part_id("019ac955-6c00-7d5e-9f00-3f1d6a2b4c5e", "Encounter"), "two rows of one moment"
    assert part_id("not-a-uuid", "Encounter") != part_id("not-a-uuid", "Task")


def test_a_row_that_does_not_tell_its_moment_keeps_the_parts_it_always_had() -> None:
    assert UUID(samples.ROW).version != OF_ITS_MOMENT
    assert part_id(samples.ROW, "Encounter") == str(uuid5(UUID(samples.ROW), "Encounter"))
