"""The worked examples of the type-2 diabetes chapter, section 5."""

from datetime import date
from typing import Any

import pytest

from healthdesk.base.calendar import add_days, add_months
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.grading import judge
from tests.domain.programmes.builders import EARLIER, VISIT_DAY, a_person_of, a_visit

DIABETES = Programmes.read().get("diabetes")
TWO_WEEKS = add_days(VISIT_DAY, 14)
THREE_MONTHS = add_months(VISIT_DAY, 3)
CONTROLLED = {"fbg": "6.2"}
HIGH = {"fbg": "8.4"}


def case(number: int, now: dict[str, Any], before: dict[str, Any], *expected: Any) -> Any:
    return pytest.param(now, before, expected, id=f"example-{number}")


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        case(1, {"fbg": "6.2"}, CONTROLLED, "1", "continue", THREE_MONTHS),
        case(2, {"fbg": "6.9", "sbp": 150, "dbp": 92}, CONTROLLED, "1", "continue", THREE_MONTHS),
        case(3, {"fbg": "7.0"}, CONTROLLED, "2", "adjust", TWO_WEEKS),
        case(4, {"fbg": "8.4"}, HIGH, "2", "refer", TWO_WEEKS),
        case(5, {"fbg": "6.5", "adr": "2"}, CONTROLLED, "3", "adjust", TWO_WEEKS),
        case(6, {"fbg": "6.5", "adr": "2"}, {"fbg": "6.3", "adr": "2"}, "3", "refer", TWO_WEEKS),
        case(7, {"fbg": "6.5", "new_complication": True}, CONTROLLED, "4", "refer", TWO_WEEKS),
        case(8, {"fbg": "16.7"}, CONTROLLED, "2", "urgent-referral", TWO_WEEKS),
        case(9, {"fbg": "16.6"}, CONTROLLED, "2", "adjust", TWO_WEEKS),
        case(10, {"fbg": "3.9", "hypo": "2"}, CONTROLLED, "3", "urgent-referral", TWO_WEEKS),
        case(11, {"fbg": "4.0"}, CONTROLLED, "1", "continue", THREE_MONTHS),
        case(12, {"fbg": "9.0", "sbp": 182, "dbp": 96}, HIGH, "2", "urgent-referral", TWO_WEEKS),
        case(
            13,
            {"fbg": "11.2", "danger_signs": ["acetone_breath", "deep_breathing"]},
            CONTROLLED,
            "2",
            "urgent-referral",
            TWO_WEEKS,
        ),
        case(
            14,
            {"fbg": "6.4", "danger_signs": ["heart_rate_over_100_persistent"]},
            CONTROLLED,
            "1",
            "urgent-referral",
            TWO_WEEKS,
        ),
        case(15, {"fbg": "6.4", "hypo": "3"}, CONTROLLED, "3", "adjust", TWO_WEEKS),
        case(16, {"fbg": "6.6"}, HIGH, "1", "continue", THREE_MONTHS),
        case(17, {"fbg": "7.8", "adr": "2", "adherence": "3"}, HIGH, "3", "refer", TWO_WEEKS),
        case(18, {"fbg": "6.1", "temperature": "39.2"}, CONTROLLED, "1", "urgent-referral", TWO_WEEKS),
    ],
)
def test_the_worked_examples_come_out_as_written(
    now: dict[str, Any], before: dict[str, Any], expected: tuple[str, str, date]
) -> None:
    visits = [a_visit(EARLIER, **before), a_visit(**{"hypo": "1"} | now)]
    judgement = judge(DIABETES, a_person_of(58), visits)
    assert (judgement.grade, judgement.action, judgement.next_default) == expected


def test_a_value_after_a_meal_is_not_enough_for_a_class() -> None:
    judgement = judge(DIABETES, a_person_of(58), [a_visit(tests="餐后 9.5")])
    assert (judgement.grade, judgement.missing, judgement.next_default) == (None, ("fbg",), None)


def test_after_eight_lost_months_a_call_counts_but_not_as_face_to_face() -> None:
    lost = a_visit(date(2026, 3, 22), visit_outcome="2")
    judgement = judge(DIABETES, a_person_of(58), [lost, a_visit(mode="phone", fbg="6.8")])
    assert (judgement.grade, judgement.is_face_to_face) == ("1", False)


def test_a_low_value_leaves_the_class_to_the_doctor() -> None:
    judgement = judge(DIABETES, a_person_of(58), [a_visit(fbg="3.9", hypo="1")])
    assert judgement.choices == ("2", "3")
    assert judgement.consecutive_unsatisfactory == 0


def test_at_two_weeks_has_room_on_both_sides() -> None:
    judgement = judge(DIABETES, a_person_of(58), [a_visit(fbg="7.0")])
    assert (judgement.next_earliest, judgement.next_latest) == (
        add_days(TWO_WEEKS, -3),
        add_days(TWO_WEEKS, 3),
    )


def test_at_two_weeks_moves_to_the_nearest_open_day() -> None:
    closed = {TWO_WEEKS, add_days(TWO_WEEKS, -1)}
    judgement = judge(DIABETES, a_person_of(58), [a_visit(fbg="7.0")], closed=closed)
    assert judgement.next_default == add_days(TWO_WEEKS, 1)


def test_pregnancy_with_raised_glucose_is_an_emergency() -> None:
    judgement = judge(DIABETES, a_person_of(36, sex="female", is_pregnant=True), [a_visit(fbg="6.4")])
    assert (judgement.grade, judgement.is_emergency) == ("1", True)


def test_the_reason_says_value_and_target() -> None:
    judgement = judge(DIABETES, a_person_of(58), [a_visit(fbg="8.4")])
    assert judgement.reasons[0].text == "空腹血糖 8.4 mmol/L，目标 < 7.0 mmol/L"
