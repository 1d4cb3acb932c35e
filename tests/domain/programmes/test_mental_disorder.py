"""The worked examples of the severe mental disorder chapter, section 7."""

from datetime import date
from typing import Any

import pytest

from healthdesk.base.calendar import add_days, add_months
from healthdesk.domain.programmes.appraisal import appraise
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.eligibility import is_scheduled
from healthdesk.domain.programmes.grading import judge
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from tests.domain.programmes.builders import EARLIER, VISIT_DAY, a_person_of

DISORDER = Programmes.read().get("severe-mental-disorder")
TWO_WEEKS = add_days(VISIT_DAY, 14)
MONTH = add_months(VISIT_DAY, 1)
THREE_MONTHS = add_months(VISIT_DAY, 3)
SETTLED: dict[str, Any] = {
    "risk": "0",
    "symptom_level": "0",
    "insight": "1",
    "sf_selfcare": "1",
    "sf_housework": "1",
    "sf_work": "1",
    "sf_learn": "1",
    "sf_social": "1",
    "adherence": "1",
    "adr": "1",
}
STABLE: dict[str, Any] = {}
BASIC = {"risk": "1"}
UNSTABLE = {"risk": "3", "insight": "2"}


def visit(on: date = VISIT_DAY, **changed: Any) -> VisitFacts:
    return VisitFacts(on, "home", SETTLED | changed)


def case(number: int, now: dict[str, Any], before: dict[str, Any], *expected: Any) -> Any:
    return pytest.param(now, before, expected, id=f"example-{number}")


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        case(1, {}, STABLE, "3", "continue", THREE_MONTHS),
        case(2, {"sf_social": "2", "adr": "2"}, STABLE, "3", "continue", THREE_MONTHS),
        case(3, {"risk": "1"}, STABLE, "2", "adjust", TWO_WEEKS),
        case(4, {"risk": "2", "symptom_level": "1", "insight": "2"}, STABLE, "2", "adjust", TWO_WEEKS),
        case(5, {"sf_social": "3"}, STABLE, "2", "adjust", TWO_WEEKS),
        case(6, {}, BASIC, "3", "continue", THREE_MONTHS),
        case(7, {"risk": "1", "insight": "2"}, BASIC, "2", "specialist-guidance", MONTH),
        case(8, {"risk": "3", "symptom_level": "2"}, BASIC, "1", "urgent-referral", TWO_WEEKS),
        case(9, {"risk": "4"}, STABLE, "1", "urgent-referral", TWO_WEEKS),
        case(10, {"risk": "5", "insight": "3"}, UNSTABLE, "1", "urgent-referral", TWO_WEEKS),
        case(11, {"insight": "3"}, STABLE, "1", "urgent-referral", TWO_WEEKS),
        case(12, {"symptom_level": "1", "adr_severe": True}, STABLE, "1", "urgent-referral", TWO_WEEKS),
        case(13, {"physical_severe": True}, STABLE, "1", "urgent-referral", TWO_WEEKS),
        case(14, {"sf_work": "9"}, STABLE, "3", "continue", THREE_MONTHS),
        case(18, {"insight": "2", "sf_social": "2"}, STABLE, "2", "adjust", TWO_WEEKS),
        case(19, {"adherence": "4"}, STABLE, "3", "continue", THREE_MONTHS),
    ],
)
def test_the_worked_examples_come_out_as_written(
    now: dict[str, Any], before: dict[str, Any], expected: tuple[str, str, date]
) -> None:
    judgement = judge(DISORDER, a_person_of(40), [visit(EARLIER, **before), visit(**now)])
    assert (judgement.grade, judgement.action, judgement.next_default) == expected


def test_improving_from_unstable_to_basically_stable_starts_with_an_adjustment() -> None:
    judgement = judge(DISORDER, a_person_of(40), [visit(EARLIER, **UNSTABLE), visit(**BASIC)])
    assert judgement.action == "adjust"


def test_a_lost_resident_gets_no_class() -> None:
    lost = VisitFacts(VISIT_DAY, "phone", {"lost_reason": "1"})
    judgement = judge(DISORDER, a_person_of(40), [visit(EARLIER), lost])
    assert (judgement.grade, judgement.outcome) == (None, "lost")


def test_the_worst_class_needs_no_further_answer() -> None:
    judgement = judge(DISORDER, a_person_of(40), [VisitFacts(VISIT_DAY, "home", {"risk": "4"})])
    assert (judgement.grade, judgement.missing) == ("1", ())


def test_without_the_risk_grade_nothing_is_decided() -> None:
    answers = {key: value for key, value in SETTLED.items() if key != "risk"}
    judgement = judge(DISORDER, a_person_of(40), [VisitFacts(VISIT_DAY, "home", answers)])
    assert (judgement.grade, judgement.missing) == (None, ("risk",))


@pytest.mark.parametrize("danger", [{"risk": "3"}, {"danger": ["7", "5"]}])
def test_without_consent_no_visit_is_planned_but_a_joint_task_is_kept(danger: dict[str, Any]) -> None:
    person = Person(born=date(1980, 1, 1), has_consented=False)
    judgement = judge(DISORDER, person, [visit(**danger)])
    assert not is_scheduled(DISORDER, person)
    assert (judgement.next_default, judgement.task_due, judgement.visit) == (None, TWO_WEEKS, "joint")
    assert DISORDER.visit_title("joint") == "联合随访"


@pytest.mark.parametrize("grave", [{"risk": "2"}, {"insight": "3"}])
def test_without_consent_and_without_danger_there_is_no_task(grave: dict[str, Any]) -> None:
    person = Person(born=date(1980, 1, 1), has_consented=False)
    judgement = judge(DISORDER, person, [visit(**grave)])
    assert (judgement.next_default, judgement.task_due, judgement.visit) == (None, None, "")


def test_the_supplement_decides_about_consent() -> None:
    supplements = [
        VisitFacts(date(2026, month, 1), "1", {"consent": said}, "mental-disorder-supplement")
        for month, said in ((1, "1"), (2, "0"))
    ]
    now = visit(risk="3")
    refused = appraise(DISORDER, a_person_of(40), [*supplements, now])
    assert (refused.next_default, refused.task_due) == (None, TWO_WEEKS)
    agreed = appraise(DISORDER, a_person_of(40), [supplements[1], supplements[0], now])
    assert (agreed.next_default, agreed.task_due) == (TWO_WEEKS, None)


def test_the_supplement_itself_has_no_class_and_plans_nothing() -> None:
    supplement = VisitFacts(VISIT_DAY, "1", {"consent": "1", "danger": ["5"]}, "mental-disorder-supplement")
    judgement = appraise(DISORDER, a_person_of(40), [supplement])
    assert (judgement.grade, judgement.next_default, judgement.missing) == (None, None, ())


def test_self_harm_makes_the_class_unstable_whatever_grade_was_ticked() -> None:
    assert judge(DISORDER, a_person_of(40), [visit(risk="0", danger=["6"])]).grade == "1"
    assert judge(DISORDER, a_person_of(40), [visit(risk="0", danger=["7"])]).grade == "3"


def test_in_hospital_the_last_class_is_kept_and_the_family_is_called_every_month() -> None:
    now = VisitFacts(VISIT_DAY, "phone", {"inpatient": "1"})
    judgement = judge(DISORDER, a_person_of(40), [visit(EARLIER, risk="3"), now])
    assert (judgement.grade, judgement.missing, judgement.next_default) == ("1", (), MONTH)
    first = judge(DISORDER, a_person_of(40), [now])
    assert (first.grade, first.missing) == (None, ())
    after = judge(DISORDER, a_person_of(40), [visit(EARLIER, risk="1"), now, visit(risk="1")])
    assert after.action == "specialist-guidance", "the stay in hospital is no visit between the two"


def test_a_date_of_death_ends_the_programme() -> None:
    dead = VisitFacts(VISIT_DAY, "phone", {"death_date": "2026-11-01"})
    assert judge(DISORDER, a_person_of(40), [visit(EARLIER), dead]).outcome == "died"
