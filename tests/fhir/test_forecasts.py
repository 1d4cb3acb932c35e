"""A request of `$immds-forecast` is read, or refused with the place; the answer is FHIR R4."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput
from healthdesk.cli.forecast import reply
from healthdesk.domain.immunization.person import Exposure, Immunoglobulin
from healthdesk.fhir.forecast_requests import CVX, NATIONAL, read_request
from healthdesk.fhir.resources import Profile
from tests.domain.immunization.builders import the_schedule

OWN = Profile().vaccine


def a_dose(code: str, on: str, system: str = OWN, **more: Any) -> dict[str, Any]:
    body = {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"coding": [{"system": system, "code": code}]},
        "patient": {"reference": "Patient/p1"},
        "occurrenceDateTime": on,
    }
    return {"name": "immunization", "resource": body | more}


def a_fact(name: str, **value: Any) -> dict[str, Any]:
    return {"name": "context", "part": [{"name": name, **value}]}


def a_request(*more: dict[str, Any], **patient: Any) -> dict[str, Any]:
    person = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "2025-05-12"} | patient
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "assessmentDate", "valueDate": "2026-11-02"},
            {"name": "patient", "resource": person},
            *more,
        ],
    }


def resources_of(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one["resource"] for one in answer["parameter"] if one["name"] == name]


def recommended(answer: dict[str, Any], group: str) -> dict[str, Any]:
    (whole,) = resources_of(answer, "recommendation")
    found = [
        one
        for one in whole["recommendation"]
        if one["targetDisease"].get("coding", [{}])[0].get("code") == group
    ]
    return found[0]


def codes(concept: dict[str, Any]) -> list[str]:
    return [coding["code"] for coding in concept["coding"]]


@pytest.mark.parametrize(
    ("system", "code", "vaccine"),
    [
        (OWN, "HepB", "HepB"),
        (CVX[0], "08", "HepB"),
        (CVX[1], "120", "DTaP-IPV/Hib"),
        (NATIONAL, "5001", "DTaP-IPV/Hib"),
        (NATIONAL, "2503", "PCV13"),
        ("http://elsewhere", "77", "77"),
    ],
)
def test_a_vaccine_is_known_by_its_codes(system: str, code: str, vaccine: str) -> None:
    found = read_request(a_request(a_dose(code, "2025-07-20", system)), the_schedule(), Profile())
    assert [dose.vaccine for dose in found.history] == [vaccine]


def test_of_several_codes_the_first_that_is_known_counts() -> None:
    concept = {"coding": [{"system": "http://elsewhere", "code": "77"}, {"system": CVX[0], "code": "19"}]}
    dose = a_dose("", "2025-05-12", vaccineCode=concept)
    assert read_request(a_request(dose), the_schedule(), Profile()).history[0].vaccine == "BCG"


def test_doses_not_given_or_entered_in_error_are_left_out() -> None:
    request = a_request(
        a_dose("HepB", "2025-05-12"),
        a_dose("HepB", "2025-06-12", status="entered-in-error"),
        a_dose("HepB", "2025-06-13", status="not-done"),
    )
    assert len(read_request(request, the_schedule(), Profile()).history) == 1


def test_facts_are_read() -> None:
    found = read_request(
        a_request(
            a_fact("mother_hbsag", valueCode="positive"),
            a_fact("birth_weight_g", valueInteger=1800),
            a_fact("stable", valueBoolean=True),
            a_fact("wanted", valueCode="PCV"),
            a_fact("wanted", valueCode="RV"),
            a_fact("immunoglobulins", part=[
                {"name": "on", "valueDate": "2026-09-01"},
                {"name": "product", "valueCode": "intravenous"},
                {"name": "grams_per_kg", "valueDecimal": Decimal("0.4")},
            ]),
            a_fact("exposures", part=[
                {"name": "on", "valueDate": "2026-11-01"}, {"name": "grade", "valueCode": "III"},
            ]),
        ),
        the_schedule(),
        Profile(),
    ).person.context  # fmt: skip
    assert (found.mother_hbsag, found.birth_weight_g, found.stable) == ("positive", 1800, True)
    assert found.wanted == {"PCV", "RV"}
    assert found.immunoglobulins == (Immunoglobulin(date(2026, 9, 1), "intravenous", Decimal("0.4")),)
    assert found.exposures == (Exposure(date(2026, 11, 1), "III"),)


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        pytest.param([], "resourceType", "not-parameters", id="a list"),
        pytest.param({"resourceType": "Patient"}, "resourceType", "not-parameters", id="another resource"),
        pytest.param(
            {"resourceType": "Parameters", "parameter": "x"}, "parameter", "not-parameters", id="no list"
        ),
        pytest.param({"resourceType": "Parameters"}, "assessmentDate", "required", id="empty"),
        pytest.param(
            a_request({"name": "assessmentDate", "valueDate": "2026-11-03"}),
            "assessmentDate",
            "more-than-one",
            id="two days",
        ),
        pytest.param(a_request(birthDate="2025"), "patient.birthDate", "no-whole-date", id="a year"),
        pytest.param(
            a_request(birthDate="2025-02-30"), "patient.birthDate", "no-whole-date", id="no such day"
        ),
        pytest.param(
            a_request(birthDate="2027-01-01"), "patient.birthDate", "after-assessment", id="not born yet"
        ),
        pytest.param(a_request(resourceType="Group"), "patient", "no-patient", id="a group"),
        pytest.param(a_request({"name": "immunization"}), "immunization[0]", "no-immunization", id="no dose"),
        pytest.param(
            a_request(a_dose("HepB", "2025")),
            "immunization[0].occurrenceDateTime",
            "no-whole-date",
            id="dose without a day",
        ),
        pytest.param(
            a_request(a_dose("", "2025-05-12")), "immunization[0].vaccineCode", "no-code", id="no code"
        ),
        pytest.param(
            a_request(a_dose("HepB", "2025-05-12", vaccineCode="HepB")),
            "immunization[0].vaccineCode",
            "no-code",
            id="a text for a code",
        ),
        pytest.param(a_request(a_fact("mood", valueCode="good")), "context.mood", "unknown", id="fact"),
        pytest.param(
            a_request(a_fact("mother_hbsag", valueCode="maybe")),
            "context.mother_hbsag",
            "no-such-value",
            id="word",
        ),
        pytest.param(
            a_request(a_fact("birth_weight_g", valueString="heavy")),
            "context.birth_weight_g",
            "no-such-value",
            id="text for a number",
        ),
        pytest.param(
            a_request(a_fact("wanted", valueCode="XYZ")), "context.wanted", "no-such-group", id="group"
        ),
        pytest.param(
            a_request(a_fact("exposures", valueCode="III")),
            "context.exposures",
            "no-such-value",
            id="exposure without parts",
        ),
        pytest.param(
            a_request(a_fact("exposures", part=[{"name": "dog", "valueCode": "big"}])),
            "context.exposures.dog",
            "unknown",
            id="part",
        ),
        pytest.param(
            a_request(
                a_fact(
                    "exposures",
                    part=[{"name": "on", "valueDate": "2026-11-01"}, {"name": "grade", "valueCode": "IV"}],
                )
            ),
            "context.exposures",
            "no-such-value",
            id="grade",
        ),
        pytest.param(
            a_request(
                {"name": "setting", "part": [{"name": "immunization.month_end", "valueString": "never"}]}
            ),
            "setting",
            "immunization.month_end cannot be never",
            id="setting",
        ),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_with_the_place(body: Any, field: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        reply(body)
    assert (raised.value.field, raised.value.reason) == (field, reason)


def test_the_answer_is_valid_fhir() -> None:
    answer = reply(
        a_request(
            a_dose("HepB", "2025-05-12", id="d1"),
            a_dose("DTaP-IPV/Hib", "2025-07-12T09:00:00+08:00"),
            a_dose("77", "2025-08-12", "http://elsewhere"),
            a_dose("HFRS", "2025-09-12"),
            a_fact("hiv", valueCode="exposed_unknown"),
        )
    )
    plain = json.loads(canonical.encode(answer))
    for one in plain["parameter"]:
        if "resource" in one:
            get_fhir_model_class(one["resource"]["resourceType"]).model_validate(one["resource"])
    get_fhir_model_class("Parameters").model_validate(plain)


def test_a_combination_has_an_evaluation_for_each_of_its_groups() -> None:
    answer = reply(a_request(a_dose("DTaP-IPV/Hib", "2025-07-12", id="d1")))
    told = resources_of(answer, "evaluation")
    assert [codes(one["targetDisease"]) for one in told] == [["POLIO"], ["DTP"], ["HIB"]]
    assert {one["immunizationEvent"]["reference"] for one in told} == {"Immunization/d1"}
    assert [(one["doseNumberPositiveInt"], one["seriesDosesPositiveInt"]) for one in told] == [
        (1, 4),
        (1, 5),
        (1, 4),
    ]


def test_a_dose_that_does_not_count_says_why() -> None:
    (told,) = resources_of(reply(a_request(a_dose("MMR", "2025-12-01"))), "evaluation")
    assert (codes(told["doseStatus"]), codes(told["doseStatusReason"][0])) == (["notvalid"], ["too_young"])
    assert told["description"].startswith("接种时才 6 个月")
    assert "doseNumberPositiveInt" not in told


def test_an_unknown_vaccine_is_named_and_does_not_count() -> None:
    (told,) = resources_of(reply(a_request(a_dose("77", "2025-12-01", "http://elsewhere"))), "evaluation")
    assert (codes(told["doseStatus"]), told["targetDisease"]) == (["notvalid"], {"text": "77"})


def test_what_comes_has_its_dates_and_reasons() -> None:
    found = recommended(reply(a_request()), "MMR")
    assert codes(found["forecastStatus"]) == ["overdue", "overdue"]
    assert {codes(one["code"])[0]: one["value"] for one in found["dateCriterion"]} == {
        "30981-5": "2026-01-12", "30980-7": "2026-01-12", "59778-1": "2026-05-12",
    }  # fmt: skip
    assert found["forecastReason"][0]["text"] == "应在 12 月龄前完成，已逾期 175 天"
    assert codes(found["vaccineCode"][0]) == ["MMR", "1201", "03"]


def test_a_status_that_fhir_does_not_know_is_our_own_alone() -> None:
    assert codes(recommended(reply(a_request()), "MEN")["forecastStatus"]) == ["overdue", "overdue"]
    assert codes(recommended(reply(a_request()), "BCG")["forecastStatus"]) == ["conditional"]


def test_what_is_not_known_is_asked_back() -> None:
    asked = [
        one["part"][0]["valueCode"] for one in reply(a_request())["parameter"] if one["name"] == "question"
    ]
    assert "mother_hbsag" in asked


def test_a_setting_of_the_request_is_used() -> None:
    jiangsu = {"name": "setting", "part": [{"name": "immunization.province", "valueString": "Jiangsu"}]}
    assert codes(recommended(reply(a_request(jiangsu)), "VAR")["forecastStatus"]) == ["due", "due"]


def test_a_patient_without_an_id_is_only_described() -> None:
    (whole,) = resources_of(reply(a_request(id=None)), "recommendation")
    assert whole["patient"] == {"display": "2025-05-12"}
