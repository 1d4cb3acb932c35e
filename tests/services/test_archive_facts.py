"""Sheets of the archive begin with what the archive, the centre and the programmes know."""

from typing import Any

import pytest

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.entries import Origin
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.sensitivity import Sensitivity
from healthdesk.services.archive_facts import OF_OURS, CardDiseases, card_diseases
from tests.builders import TODAY
from tests.desks import registered, seat, signed

FORMS = Forms.read()
FIRST_PAGE = FORMS.current("personal-information")
TABLE = CardDiseases.read()


def begun(desk: Desk, person: str, form: str) -> Filling:
    return desk.visits.start(person, "archive", form).filling


def with_past(desk: Desk, *rows: dict[str, Any], **answers: Any) -> str:
    return registered(desk, past_disease=list(rows), **answers)


def test_every_fact_a_form_takes_is_known() -> None:
    for key in FORMS.keys():  # noqa: SIM118  a catalogue, no mapping
        for item in FORMS.current(key).leaves():
            assert item.archive is None or item.archive in OF_OURS or FIRST_PAGE.has(item.archive), (
                item.link_id
            )


def test_the_card_is_filled_from_the_archive(desk: Desk) -> None:
    person = with_past(
        desk,
        {"past_disease_code": "2", "past_disease_month": "2018-03"},
        {"past_disease_code": "5", "past_disease_month": "2020-01"},
        drug_allergy=["2"],
        blood_abo="1",
        blood_rh="3",
    )
    card = begun(desk, person, "information-card")
    resident = desk.residents.card(person)
    known = {key: card.value(key) for key in ("name", "sex", "blood_abo", "blood_rh", "allergy", "chronic")}
    assert known == {
        "name": resident.name,
        "sex": resident.sex,
        "blood_abo": "1",
        "blood_rh": "3",
        "allergy": "青霉素",
        "chronic": ("2", "8"),
    }
    assert card.value("chronic_text") == "慢性阻塞性肺疾病"
    assert card.value("issued_on") == TODAY.isoformat()
    entry = card.entry("name")
    assert entry is not None
    assert entry.origin is Origin.FILLED


def test_an_unknown_blood_group_ticks_nothing(desk: Desk) -> None:
    assert begun(desk, registered(desk, blood_abo="5"), "information-card").value("blood_abo") is None


@pytest.mark.parametrize(
    ("rows", "boxes", "others", "withheld"),
    [
        ([], [], [], []),
        ([("1", "")], ["1"], [], []),
        ([("2", ""), ("3", ""), ("7", ""), ("4", "")], ["2", "3", "4", "5"], [], []),
        ([("12", "尘肺")], ["7"], [], []),
        ([("13", "乙肝携带")], [], [], ["乙肝携带"]),
        ([("13", "支气管哮喘")], ["6"], [], []),
        ([("13", "痛风"), ("6", "胃癌")], ["8"], ["痛风", "胃癌"], []),
        (
            [("8", ""), ("9", ""), ("10", ""), ("11", "梅毒")],
            [],
            [],
            ["严重精神障碍", "结核病", "肝炎", "梅毒"],
        ),
    ],
)
def test_past_diseases_become_boxes_of_the_card(
    rows: list[tuple[str, str]], boxes: list[str], others: list[str], withheld: list[str]
) -> None:
    past = [{"past_disease_code": code, "past_disease_text": detail} for code, detail in rows]
    assert card_diseases(TABLE, FIRST_PAGE, {"past_disease": past}, Sensitivity.read()) == (
        boxes,
        others,
        withheld,
    )


@pytest.mark.parametrize(("role", "told"), [(Role.DOCTOR, "肝炎"), (Role.NURSE, None)])
def test_what_is_withheld_is_told_to_those_who_may_know(desk: Desk, role: Role, told: str | None) -> None:
    person = with_past(desk, {"past_disease_code": "10", "past_disease_month": "2018-03"})
    seat(desk, role)
    card = begun(desk, person, "information-card")
    assert (card.value("withheld"), card.value("chronic_text")) == (told, None)


def test_the_person_at_the_desk_cannot_consult_himself(desk: Desk) -> None:
    sheet = begun(desk, registered(desk), "consultation")
    alone = [{"consultant_org": "本中心", "consultant_doctors": desk.seat.sitter.full_name}]
    assert [one.reason for one in sheet.answer("consultants", alone).problems()] == ["own-name"]


def test_several_encounters_of_a_day_are_kept_and_a_diagnosis_asks_to_confirm(desk: Desk) -> None:
    person = registered(desk)
    parts = dict.fromkeys(("subjective", "objective", "assessment", "plan"), "头晕一周")
    for diagnoses in (None, [{"diagnosis_code": "I10", "diagnosis_text": "原发性高血压"}]):
        sheet = begun(desk, person, "encounter")
        for link_id, value in (parts | {"diagnoses": diagnoses}).items():
            sheet = sheet.answer(link_id, value)
        desk.visits.sign(person, "archive", sheet)
    assert [visit.programme for visit in desk.visits.all()] == ["archive", "archive"]
    suggested = desk.enrolments.suggested(person)
    assert "hypertension" in [programme.key for programme in suggested]


def test_a_follow_up_says_nothing_on_a_fresh_encounter(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person)
    assert begun(desk, person, "encounter").value("sbp") is None
