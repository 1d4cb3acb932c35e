"""The draft rules of chronic obstructive pulmonary disease: the worked examples of the chapter, section 5."""

from datetime import date
from typing import Any

import pytest

from healthdesk.base.calendar import add_days, add_months
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.eligibility import eligible
from healthdesk.domain.programmes.grading import judge
from healthdesk.domain.programmes.judgement import Person
from healthdesk.domain.programmes.quota import year_of_visits
from tests.domain.programmes.builders import EARLIER, VISIT_DAY, a_person_of, a_visit

COPD = Programmes.read().get("copd")
TWO_WEEKS = add_days(VISIT_DAY, 14)
THREE_MONTHS = add_months(VISIT_DAY, 3)
LONG_AGO = date(2026, 5, 22)
STEADY = {"mmrc": 1, "cat": 8, "spo2": 95}
WORSE = {"mmrc": 2, "cat": 9}


URGENT = ("urgent-referral", TWO_WEEKS)


def case(number: int, now: dict[str, Any], before: dict[str, Any], *expected: Any) -> Any:
    return pytest.param(now, before, expected, id=f"example-{number}")


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        case(1, STEADY, STEADY, "1", "continue", THREE_MONTHS),
        case(2, WORSE, STEADY, "2", "adjust", TWO_WEEKS),
        case(3, WORSE, WORSE, "2", "refer", TWO_WEEKS),
        case(4, STEADY, WORSE, "1", "continue", THREE_MONTHS),
        case(5, {**STEADY, "spo2": 94, "acute_worsening": "2"}, STEADY, "4", "adjust", TWO_WEEKS),
        case(6, {**STEADY, "spo2": 88, "danger_signs": ["cyanosis_or_oedema"]}, STEADY, "4", *URGENT),
        case(7, {**STEADY, "rr": 34, "danger_signs": ["consciousness_change"]}, STEADY, "4", *URGENT),
        case(8, {**STEADY, "adr": "2"}, STEADY, "3", "adjust", TWO_WEEKS),
        case(9, {**STEADY, "adr": "2"}, {**STEADY, "adr": "2"}, "3", "refer", TWO_WEEKS),
        case(20, {**STEADY, "sbp": 186, "dbp": 100}, STEADY, "1", "urgent-referral", TWO_WEEKS),
    ],
)
def test_the_worked_examples_come_out_as_written(
    now: dict[str, Any], before: dict[str, Any], expected: tuple[str, str, date]
) -> None:
    visits = [a_visit(LONG_AGO, **STEADY), a_visit(EARLIER, **before), a_visit(**now)]
    judgement = judge(COPD, a_person_of(66), visits)
    assert (judgement.grade, judgement.action, judgement.next_default) == expected


def test_a_fall_of_three_points_below_the_own_baseline_is_an_emergency() -> None:
    judgement = judge(COPD, a_person_of(66), [a_visit(EARLIER, **STEADY), a_visit(mmrc=1, spo2=92)])
    assert (judgement.emergency_items, judgement.grade) == (("spo2_fall",), "4")


def test_an_emergency_of_the_lungs_needs_no_further_answer_for_its_class() -> None:
    judgement = judge(COPD, a_person_of(66), [a_visit(danger_signs=["haemoptysis"])])
    assert (judgement.grade, judgement.missing) == ("4", ())
    assert judge(COPD, a_person_of(66), [a_visit(sbp=186)]).missing == ("mmrc",)


def test_a_first_visit_has_nothing_to_compare_with() -> None:
    assert judge(COPD, a_person_of(66), [a_visit(mmrc=3, cat=25)]).grade == "1"


def test_two_worsenings_in_a_year_are_hinted_at() -> None:
    judgement = judge(COPD, a_person_of(66), [a_visit(**STEADY, ae_count=2, last_spirometry="2026-01-05")])
    assert (judgement.grade, [hint.text[:3] for hint in judgement.hints]) == ("1", ["一年内"])


@pytest.mark.parametrize(
    ("last", "hinted"),
    [("2025-11-22", []), ("2025-11-21", ["距上次"]), (None, ["没有肺"])],
)
def test_a_spirometry_is_due_every_year(last: str | None, hinted: list[str]) -> None:
    judgement = judge(COPD, a_person_of(66), [a_visit(**STEADY, last_spirometry=last)])
    assert [hint.text[:3] for hint in judgement.hints] == hinted


def test_two_of_four_visits_must_be_face_to_face() -> None:
    days = [date(2026, month, 1) for month in (2, 5, 8, 11)]
    modes = ["clinic", "phone", "phone", "phone"]
    visits = [a_visit(day, mode, **STEADY) for day, mode in zip(days, modes, strict=True)]
    year = year_of_visits(COPD, a_person_of(66), visits, 2026)
    assert year is not None
    assert (year.asked, year.face_to_face, year.is_met) == (4, 1, False)


def test_somebody_of_thirty_three_is_treated_but_not_in_this_service() -> None:
    person = Person(date(1993, 1, 1), conditions=frozenset({"copd"}))
    assert not eligible(COPD, person, VISIT_DAY)


def test_the_title_says_that_it_is_a_draft() -> None:
    assert "草案" in COPD.title
