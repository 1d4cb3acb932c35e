"""The worked examples of the hypertension chapter, section 6, and what surrounds the class."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.base.calendar import add_days, add_months
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.grading import judge
from healthdesk.domain.programmes.judgement import Judgement, Person, VisitFacts
from tests.domain.programmes.builders import EARLIER, VISIT_DAY, a_person_of, a_visit

HYPERTENSION = Programmes.read().get("hypertension")
TWO_WEEKS = add_days(VISIT_DAY, 14)
THREE_MONTHS = add_months(VISIT_DAY, 3)
CONTROLLED = {"sbp": 132, "dbp": 84}
HIGH = {"sbp": 156, "dbp": 94}


def judged(person: Person, *visits: VisitFacts) -> Judgement:
    return judge(HYPERTENSION, person, visits)


def case(number: int, years: int, now: dict[str, Any], before: dict[str, Any] | None, *expected: Any) -> Any:
    return pytest.param(years, now, before, expected, id=f"example-{number}")


@pytest.mark.parametrize(
    ("years", "now", "before", "expected"),
    [
        case(1, 58, {"sbp": 132, "dbp": 84}, CONTROLLED, "1", "continue", THREE_MONTHS),
        case(2, 58, {"sbp": 140, "dbp": 84}, CONTROLLED, "2", "adjust", TWO_WEEKS),
        case(3, 58, {"sbp": 138, "dbp": 90}, CONTROLLED, "2", "adjust", TWO_WEEKS),
        case(4, 65, {"sbp": 148, "dbp": 88}, CONTROLLED, "1", "continue", THREE_MONTHS),
        case(5, 64, {"sbp": 148, "dbp": 88}, CONTROLLED, "2", "adjust", TWO_WEEKS),
        case(6, 70, {"sbp": 150, "dbp": 80}, CONTROLLED, "2", "adjust", TWO_WEEKS),
        case(7, 70, {"sbp": 146, "dbp": 92}, CONTROLLED, "2", "adjust", TWO_WEEKS),
        case(8, 58, {"sbp": 152, "dbp": 94}, HIGH, "2", "refer", TWO_WEEKS),
        case(9, 58, {"sbp": 136, "dbp": 86, "adr": "2"}, CONTROLLED, "3", "adjust", TWO_WEEKS),
        case(
            10, 58, {"sbp": 136, "dbp": 86, "adr": "2"}, {**CONTROLLED, "adr": "2"}, "3", "refer", TWO_WEEKS
        ),
        case(11, 58, {"sbp": 136, "dbp": 86, "new_complication": True}, CONTROLLED, "4", "refer", TWO_WEEKS),
        case(12, 72, {"sbp": 184, "dbp": 98}, CONTROLLED, "2", "urgent-referral", TWO_WEEKS),
        case(13, 45, {"sbp": 160, "dbp": 112}, HIGH, "2", "urgent-referral", TWO_WEEKS),
        case(
            14,
            50,
            {"sbp": 150, "dbp": 95, "danger_signs": ["severe_headache", "nausea_vomiting"]},
            CONTROLLED,
            "2",
            "urgent-referral",
            TWO_WEEKS,
        ),
        case(16, 58, {"sbp": 134, "dbp": 80}, HIGH, "1", "continue", THREE_MONTHS),
        case(17, 68, {"sbp": 152, "dbp": 86, "adr": "2", "adherence": "2"}, HIGH, "3", "refer", TWO_WEEKS),
        case(21, 40, {"sbp": 118, "dbp": 76}, None, "1", "continue", THREE_MONTHS),
    ],
)
def test_the_worked_examples_come_out_as_written(
    years: int, now: dict[str, Any], before: dict[str, Any] | None, expected: tuple[str, str, date]
) -> None:
    history = [a_visit(EARLIER, **before)] if before else []
    judgement = judged(a_person_of(years), *history, a_visit(**now))
    assert (judgement.grade, judgement.action, judgement.next_default) == expected


def test_pregnancy_with_raised_pressure_is_an_emergency() -> None:
    judgement = judged(a_person_of(36, sex="female", is_pregnant=True), a_visit(sbp=142, dbp=92))
    assert (judgement.grade, judgement.action) == ("2", "urgent-referral")
    assert judgement.referral_result_due == TWO_WEEKS


def test_lactation_with_normal_pressure_is_none() -> None:
    judgement = judged(a_person_of(36, sex="female", is_lactating=True), a_visit(sbp=132, dbp=82))
    assert not judgement.is_emergency


def test_a_resident_who_moved_away_gets_no_class_and_no_date() -> None:
    judgement = judged(a_person_of(58), a_visit(EARLIER, **HIGH), a_visit(visit_outcome="9", end_reason="2"))
    assert (judgement.grade, judgement.action, judgement.next_default) == (None, None, None)
    assert judgement.outcome == "ended"


def test_a_visit_by_telephone_is_judged_but_not_face_to_face() -> None:
    judgement = judged(a_person_of(55), a_visit(mode="phone", sbp=128, dbp=78))
    assert judgement.grade == "1"
    assert not judgement.is_face_to_face


def test_an_own_target_hints_and_leaves_the_class() -> None:
    person = a_person_of(60, conditions=frozenset({"diabetes"}), own_targets={"sbp": Decimal(130)})
    judgement = judged(person, a_visit(sbp=138, dbp=86))
    assert judgement.grade == "1"
    assert any("个人目标" in hint.text for hint in judgement.hints)


def test_the_guideline_is_a_second_judgement_with_its_source() -> None:
    guideline = judged(a_person_of(60), a_visit(sbp=136, dbp=78)).guideline
    assert guideline is not None
    assert (guideline.is_reached, guideline.source, guideline.confidence) == (False, "高血压 5.1b", "K")


def test_from_eighty_years_the_guideline_is_wider() -> None:
    guideline = judged(a_person_of(80), a_visit(sbp=148, dbp=78)).guideline
    assert guideline is not None
    assert guideline.is_reached


def test_a_guideline_says_nothing_before_it_was_valid() -> None:
    assert judged(a_person_of(60), a_visit(date(2024, 12, 31), sbp=136, dbp=78)).guideline is None


def test_the_reason_names_value_target_and_age_group() -> None:
    reasons = judged(a_person_of(70), a_visit(sbp=158, dbp=92)).reasons
    assert [(one.text, one.source, one.confidence) for one in reasons] == [
        ("158/92，目标 < 150/90（65 岁及以上）", "高血压 5.1", "C1"),
        ("首次血压不满意：调整用药", "高血压 5.2-6", "K"),
    ]


def test_an_emergency_is_seen_while_the_other_value_is_missing() -> None:
    judgement = judged(a_person_of(58), a_visit(sbp=190))
    assert (judgement.grade, judgement.missing, judgement.action) == (None, ("dbp",), "urgent-referral")


def test_without_the_pressure_nothing_is_proposed() -> None:
    judgement = judged(a_person_of(58), a_visit())
    assert (judgement.missing, judgement.action, judgement.reasons) == (("sbp", "dbp"), None, ())


def test_a_ticked_symptom_asks_for_the_sign_and_is_none() -> None:
    judgement = judged(a_person_of(58), a_visit(symptoms=["2", "3"], sbp=132, dbp=84))
    assert not judgement.is_emergency
    assert judgement.signs_to_ask == ("severe_headache", "nausea_vomiting")


def test_a_word_where_a_number_belongs_is_missing() -> None:
    assert judged(a_person_of(58), a_visit(sbp="high", dbp=84)).missing == ("sbp",)


def test_a_guideline_without_a_target_for_the_age_is_silent() -> None:
    assert HYPERTENSION.guideline is not None
    aged = replace(HYPERTENSION.guideline, targets=HYPERTENSION.guideline.targets[1:])
    programme = replace(HYPERTENSION, guideline=aged)
    assert judge(programme, a_person_of(58), [a_visit(**CONTROLLED)]).guideline is None


def test_a_reason_shows_a_dash_for_what_was_not_measured() -> None:
    finding = replace(HYPERTENSION.findings[1], reason="心率 {heart_rate}")
    programme = replace(HYPERTENSION, findings=(finding,), rules=HYPERTENSION.rules[-1:])
    reasons = judge(programme, a_person_of(58), [a_visit(**CONTROLLED, adr="2")]).reasons
    assert reasons[0].text == "心率 —"


def test_a_programme_whose_rules_do_not_match_proposes_nothing() -> None:
    programme = replace(HYPERTENSION, rules=HYPERTENSION.rules[:1])
    judgement = judge(programme, a_person_of(58), [a_visit(**CONTROLLED)])
    assert (judgement.grade, judgement.action, judgement.next_default) == ("1", None, None)


def test_a_programme_without_rules_only_keeps_the_visit() -> None:
    judgement = judge(Programmes.read().get("archive"), a_person_of(58), [a_visit(mode="home")])
    assert (judgement.grade, judgement.action, judgement.is_face_to_face) == (None, None, True)


def test_an_unanswered_reaction_is_still_open() -> None:
    visit = VisitFacts(VISIT_DAY, "clinic", {"sbp": 132, "dbp": 84})
    assert judged(a_person_of(58), visit).open_items == ("adr",)


def test_a_sign_nobody_listed_is_taken_seriously() -> None:
    judgement = judged(a_person_of(58), a_visit(sbp=132, dbp=84, danger_signs=["sudden_weakness"]))
    assert (judgement.is_emergency, judgement.emergency_signs) == (True, ("sudden_weakness",))


def test_a_clinic_may_choose_a_shorter_interval() -> None:
    visits = [a_visit(sbp=132, dbp=84)]
    judgement = judge(HYPERTENSION, a_person_of(58), visits, {"hypertension.regular_months": "2"})
    assert judgement.next_default == add_months(VISIT_DAY, 2)


def test_a_clinic_may_drop_the_wider_limit_of_the_old() -> None:
    settings = {"hypertension.older_systolic_below": "140"}
    judgement = judge(HYPERTENSION, a_person_of(70), [a_visit(sbp=146, dbp=80)], settings)
    assert judgement.grade == "2"
    assert judgement.reasons[0].text == "146/80，目标 < 140/90（65 岁及以上）"


def test_a_proposal_moves_off_a_closed_day() -> None:
    judgement = judge(HYPERTENSION, a_person_of(58), [a_visit(**HIGH)], closed={TWO_WEEKS})
    assert (judgement.next_default, judgement.next_latest) == (add_days(TWO_WEEKS, -1), TWO_WEEKS)


def test_judging_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        judge(HYPERTENSION, a_person_of(58), [])
