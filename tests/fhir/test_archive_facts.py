"""Allergies and past diseases of the archive as resources of their own, and what others make of them."""

from typing import Any

import pytest

from healthdesk.base import canonical
from healthdesk.fhir import archive_facts
from healthdesk.fhir.mapping import Mapper
from healthdesk.store.residents import Resident
from tests.fhir import samples

MAPPER = Mapper()
CANCER = {"past_disease_code": "6", "past_disease_text": "肺癌", "past_disease_month": "2021-04"}
HYPERTENSION = {"past_disease_code": "2"}


class Shelf:
    """What the platform holds, as far as one resident goes."""

    def __init__(self) -> None:
        self.bodies: dict[tuple[str, str], bytes] = {}

    def save(self, row: Resident) -> list[str]:
        """The parts whose resource changed, as a save would keep them."""
        changed = []
        for one in MAPPER.freeze(row, lambda type_, id_: self.bodies.get((type_, id_))):
            raw = canonical.encode(one.body)
            if one.type in archive_facts.TYPES and self.bodies.get((one.type, one.id)) != raw:
                changed.append(str(archive_facts.part_of(one.body)))
            self.bodies[one.type, one.id] = raw
        return changed

    def facts(self) -> dict[str, dict[str, Any]]:
        """The resources by part."""
        bodies = [canonical.decode(raw) for (type_, _), raw in self.bodies.items()]
        facts = [one for one in bodies if one["resourceType"] in archive_facts.TYPES]
        return {str(archive_facts.part_of(one)): one for one in facts}


def person(**answers: Any) -> Resident:
    none: dict[str, Any] = {"drug_allergy": None, "drug_allergy_text": None, "past_disease": None}
    return samples.resident(none | answers)


def test_each_allergy_and_each_disease_is_one_resource_in_words_of_the_form() -> None:
    shelf = Shelf()
    shelf.save(
        person(
            drug_allergy=["2", "5"], drug_allergy_text="头孢曲松", past_disease=[HYPERTENSION, CANCER, CANCER]
        )
    )
    said = {archive_facts.said(body) for body in shelf.facts().values()}
    assert said == {"青霉素", "头孢曲松", "高血压", "肺癌"}
    assert all(archive_facts.is_ours(body) for body in shelf.facts().values())


@pytest.mark.parametrize(
    "answers",
    [{"drug_allergy": ["1"]}, {"drug_allergy": None}, {"past_disease": [{"past_disease_code": "1"}]}],
)
def test_none_and_not_asked_are_no_resource(answers: dict[str, Any]) -> None:
    shelf = Shelf()
    shelf.save(person(**answers))
    assert shelf.facts() == {}


def test_only_what_changed_is_made_again() -> None:
    shelf = Shelf()
    assert shelf.save(person(drug_allergy=["2", "3"], past_disease=[CANCER])) != []
    assert shelf.save(person(drug_allergy=["2", "3"], past_disease=[CANCER], phone="13900000001")) == []
    assert shelf.save(person(drug_allergy=["2", "3"], past_disease=[HYPERTENSION, CANCER])) == ["condition-2"]


def test_what_the_form_no_longer_names_is_taken_back_and_may_return() -> None:
    shelf = Shelf()
    shelf.save(person(drug_allergy=["2", "3"], past_disease=[CANCER]))
    shelf.save(person(drug_allergy=["3"], past_disease=[]))
    gone = {part for part, body in shelf.facts().items() if archive_facts.is_gone(body)}
    assert len(gone) == 2
    assert "allergy-2" in gone
    assert shelf.save(person(drug_allergy=["3"], past_disease=[])) == []
    shelf.save(person(drug_allergy=["2", "3"], past_disease=[CANCER]))
    assert not any(archive_facts.is_gone(body) for body in shelf.facts().values())


def test_what_others_add_to_a_fact_stays() -> None:
    shelf = Shelf()
    row = person(drug_allergy=["2"], past_disease=[CANCER])
    shelf.save(row)
    atc = {"system": "http://www.whocc.no/atc", "code": "J01CE01"}
    for (type_, id_), raw in list(shelf.bodies.items()):
        body = canonical.decode(raw)
        if type_ == "AllergyIntolerance":
            body["criticality"] = "high"
            body["code"]["coding"].append(atc)
        if type_ == "Condition":
            body["clinicalStatus"] = {"coding": [{"code": "resolved"}]}
        shelf.bodies[type_, id_] = canonical.encode(body)
    assert all(archive_facts.is_ours(body) for body in shelf.facts().values())
    assert shelf.save(row) == []
    assert shelf.facts()["allergy-2"]["criticality"] == "high"
    assert atc in shelf.facts()["allergy-2"]["code"]["coding"]


@pytest.mark.parametrize(
    ("change", "answers"),
    [
        pytest.param(
            {
                "verificationStatus": {
                    "coding": [
                        {"system": archive_facts.VERIFICATION["AllergyIntolerance"], "code": "refuted"}
                    ]
                }
            },
            ["1"],
            id="refuted",
        ),
        pytest.param({"clinicalStatus": {"coding": [{"code": "inactive"}]}}, ["1"], id="over"),
        pytest.param({"code": {"text": "阿莫西林"}}, ["5"], id="another substance"),
        pytest.param(None, ["1"], id="deleted"),
    ],
)
def test_a_change_by_another_hand_is_seen_and_can_be_taken_over(
    change: dict[str, Any] | None, answers: list[str]
) -> None:
    shelf = Shelf()
    row = person(drug_allergy=["2"])
    shelf.save(row)
    body = None if change is None else shelf.facts()["allergy-2"] | change
    assert body is None or not archive_facts.is_ours(body)
    taken = archive_facts.adopted(row.answers, "allergy-2", body)
    assert taken["drug_allergy"] == answers
    assert taken.get("drug_allergy_text") == ("阿莫西林" if answers == ["5"] else None)


def test_a_disease_taken_over_keeps_its_name_and_month() -> None:
    shelf = Shelf()
    row = person(past_disease=[HYPERTENSION, CANCER])
    shelf.save(row)
    (part, body) = next(
        (part, body) for part, body in shelf.facts().items() if part.startswith("condition-6")
    )
    assert archive_facts.adopted(row.answers, part, body)["past_disease"] == [HYPERTENSION, CANCER]
    body["code"] = {"text": "肺腺癌"}
    (_, taken) = archive_facts.adopted(row.answers, part, body)["past_disease"]
    assert taken["past_disease_text"] == "肺腺癌"
    assert taken["past_disease_month"] == "2021-04"
