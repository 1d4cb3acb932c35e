"""The small forms of the archive: archive-chronic/01, 04 to 07 and the scale of 10."""

from dataclasses import replace
from typing import Any

import pytest

from healthdesk.domain.codes import Codes
from healthdesk.domain.forms.definition import Carry, Noun
from healthdesk.domain.forms.filling import Filling
from tests.domain.forms.builders import FORMS, TODAY, a_form, a_woman, answered

ENCOUNTER = FORMS.current("encounter")
CONSULTATION = FORMS.current("consultation")
BACK = FORMS.current("referral-back")
SELF_CARE = FORMS.current("self-care")
SCALE = ("eating", "grooming", "dressing", "toilet", "moving")


def filled(key: str, **answers: Any) -> Filling:
    return answered(Filling.start(FORMS.current(key), a_woman(at_desk="王建平")), answers)


def faults(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.problems()}


@pytest.mark.parametrize(
    ("key", "noun", "day"),
    [
        ("archive-cover", Noun.RESIDENT, "created_on"),
        ("encounter", Noun.VISIT, "date"),
        ("consultation", Noun.VISIT, "date"),
        ("referral-back", Noun.REFERRAL, "back_date"),
        ("information-card", Noun.VISIT, "issued_on"),
        ("self-care", Noun.VISIT, "assess_date"),
    ],
)
def test_what_each_form_is_kept_as_and_its_day(key: str, noun: Noun, day: str) -> None:
    form = FORMS.current(key)
    assert (form.noun, form.service_date, form.next_date) == (noun, day, "")


def test_the_four_parts_of_an_encounter_hold_at_least_two_characters() -> None:
    parts = {"subjective", "objective", "assessment", "plan"}
    assert parts <= set(filled("encounter").gaps())
    assert faults(filled("encounter", **dict.fromkeys(parts, "无"))) == {(part, "short") for part in parts}
    assert filled("encounter", **dict.fromkeys(parts, "头痛")).problems() == ()


def test_measured_values_are_written_into_the_objective_part_until_somebody_writes_there() -> None:
    measured = filled("encounter", temperature="36.5", sbp=138, dbp=84)
    assert measured.value("objective") == "T 36.5℃  BP 138/84 mmHg"
    assert measured.answer("heart_rate", 78).value("objective") == "T 36.5℃  P 78/min  BP 138/84 mmHg"
    written = measured.answer("objective", "咽部充血").answer("heart_rate", 78)
    assert written.value("objective") == "咽部充血"
    assert filled("encounter", sbp=138).value("objective") is None, "half a pressure is none"


def test_an_encounter_before_the_archive_was_opened_is_asked_again() -> None:
    subject = a_woman(registered_on=TODAY)
    filling = Filling.start(ENCOUNTER, subject).answer("date", "2026-11-01")
    assert [(doubt.link_id, doubt.reason) for doubt in filling.doubts()] == [("date", "date-order")]
    assert Filling.start(ENCOUNTER, subject).doubts() == ()


def test_a_diagnosis_names_its_code_from_the_list_and_any_other() -> None:
    column = ENCOUNTER.item("diagnosis_code")
    assert (column.codes, column.fills) == ("icd10-chronic", "diagnosis_text")
    assert not ENCOUNTER.item("diagnoses").is_printed
    found = filled("encounter", diagnoses=[{"diagnosis_code": "I10", "diagnosis_text": "原发性高血压"}])
    assert "diagnosis_text" not in found.gaps()
    assert "diagnosis_text" in filled("encounter", diagnoses=[{"diagnosis_code": "I10"}]).gaps()
    unlisted = [{"diagnosis_code": "Z99.9", "diagnosis_text": "甲"}]
    assert faults(filled("encounter", diagnoses=unlisted)) == set()


@pytest.mark.parametrize(
    ("words", "code"),
    [("yfxgxy", "I10"), ("gxy", "I10"), ("tnb", "E11"), ("糖尿病", "E11"), ("j44", "J44"), ("jsflz", "F20")],
)
def test_chronic_diseases_are_found_by_initials_words_and_number(words: str, code: str) -> None:
    found = Codes.read().get("icd10-chronic").search(words, TODAY)
    assert code in [one.code for one in found]


def test_what_begins_with_the_typed_letters_is_offered_first() -> None:
    found = Codes.read().get("icd10-chronic").search("tnb", TODAY)
    assert found[0].code == "E14"


def test_somebody_else_takes_part_in_a_consultation() -> None:
    own = {"consultant_org": "云河区第一医院", "consultant_doctors": "王建平"}
    other = own | {"consultant_doctors": "周海燕、孙伟"}
    assert "consultants" in filled("consultation").gaps()
    assert faults(filled("consultation", consultants=[own])) == {("consultants", "own-name")}
    assert faults(filled("consultation", consultants=[own, other])) == set()
    assert set(filled("consultation", consultants=[{"consultant_org": "云河区第一医院"}]).gaps()) >= {
        "consultant_doctors"
    }
    assert CONSULTATION.item("consultants").max_choices == 5


def test_reason_and_opinion_of_a_consultation_have_room_for_a_thousand_characters() -> None:
    for link_id in ("reason", "opinion"):
        assert faults(filled("consultation", **{link_id: "会" * 1001})) == {(link_id, "length")}
        assert faults(filled("consultation", **{link_id: "会" * 1000})) == set()


def test_nobody_comes_back_before_he_went() -> None:
    assert faults(filled("referral-back", out_date="2026-10-20", back_date="2026-10-19")) == {
        ("back_date", "date-order")
    }
    assert filled("referral-back", out_date="2026-10-20", back_date="2026-10-20").problems() == ()


def test_age_of_the_back_referral_counts_on_the_day_he_went_out() -> None:
    subject = replace(a_woman(), born=TODAY.replace(year=1960))
    assert Filling.start(BACK, subject).value("age") == 66
    assert Filling.start(BACK, subject).answer("out_date", "2026-11-01").value("age") == 65


def test_only_who_was_in_hospital_has_a_number_there() -> None:
    assert "inpatient_no" not in filled("referral-back", was_inpatient="1").gaps()
    assert "inpatient_no" in filled("referral-back", was_inpatient="2").gaps()


def test_no_disease_stands_alone_on_the_card_and_another_one_is_named() -> None:
    card = filled("information-card", chronic=["1"])
    assert card.toggle("chronic", "2").value("chronic") == ("2",)
    assert "chronic_text" in filled("information-card", chronic=["2", "8"]).gaps()
    assert not filled("information-card", chronic=["2"]).asks("chronic_text")


def test_every_item_of_the_card_that_the_archive_knows_says_so() -> None:
    card = FORMS.current("information-card")
    assert {item.link_id for item in card.leaves() if item.archive is None} == {"notes", "issued_on"}
    assert all(item.archive and item.is_read_only for item in FORMS.current("archive-cover").leaves())


@pytest.mark.parametrize(
    ("scores", "total", "grade"),
    [
        ("0 1 0 1 1", 3, "1"),
        ("3 1 0 0 0", 4, "2"),
        ("3 1 3 1 0", 8, "2"),
        ("3 3 3 0 0", 9, "3"),
        ("3 7 3 5 0", 18, "3"),
        ("5 3 5 5 1", 19, "4"),
        ("5 7 5 10 10", 37, "4"),
    ],
)
def test_the_scale_is_added_up_and_every_edge_falls_on_its_side(scores: str, total: int, grade: str) -> None:
    filling = filled("self-care", **dict(zip(SCALE, scores.split(), strict=True)))
    assert (filling.value("total"), filling.value("elder_selfcare")) == (total, grade)
    assert filling.gaps() == ()
    assert filling.clear("moving").value("total") is None


def test_the_scale_offers_its_scores_and_no_others() -> None:
    offered = {key: [option.code for option in SELF_CARE.item(key).options] for key in SCALE}
    assert offered == {
        "eating": ["0", "3", "5"],
        "grooming": ["0", "1", "3", "7"],
        "dressing": ["0", "3", "5"],
        "toilet": ["0", "1", "5", "10"],
        "moving": ["0", "1", "5", "10"],
    }
    assert ("eating", "option") in faults(filled("self-care", eating="1"))
    assert filled("self-care", eating="1").value("total") is None
    assert all(SELF_CARE.item(key).carry is not Carry.CONFIRM for key in SCALE)


def test_a_column_that_is_asked_anew_is_not_carried_with_its_table() -> None:
    carry = {"url": "urn:healthdesk:carry"}
    form = a_form(
        {
            "extension": [{**carry, "valueCode": "confirm"}],
            "linkId": "drugs",
            "text": "用药",
            "type": "group",
            "repeats": True,
            "item": [
                {"linkId": "name", "text": "名称", "type": "string"},
                {
                    "extension": [{**carry, "valueCode": "never"}],
                    "linkId": "adherence",
                    "text": "依从性",
                    "type": "string",
                },
            ],
        }
    )
    last = {"drugs": [{"name": "氨氯地平", "adherence": "1"}, {"adherence": "2"}]}
    assert Filling.start(form, a_woman(), last=last).value("drugs") == ({"name": "氨氯地平"},)
