"""Tuberculosis: the worked examples of the chapter, section 7."""

from datetime import date, datetime
from typing import Any

import pytest

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.grading import judge
from healthdesk.domain.programmes.judgement import Judgement, VisitFacts
from healthdesk.domain.programmes.screening import screened
from healthdesk.domain.programmes.tuberculosis import doses_taken, fails_the_first_visit, first_visit
from tests.domain.programmes.builders import a_person_of

KNOWN = Programmes.read()
TUBERCULOSIS = KNOWN.get("tuberculosis")
DAY = date(2026, 11, 5)
WELL = {"symptoms": ["0"], "missed": "0", "adr": "1", "comp": "1"}


def judged(**answers: Any) -> Judgement:
    return judge(TUBERCULOSIS, a_person_of(50), [VisitFacts(DAY, "home", WELL | answers)])


@pytest.mark.parametrize(
    ("answers", "action", "next_on"),
    [
        pytest.param({"supervisor": "2", "month_no": "1"}, "continue", date(2026, 11, 15), id="example-4"),
        pytest.param({"supervisor": "2", "month_no": "4"}, "continue", date(2026, 12, 5), id="example-5"),
        pytest.param({"supervisor": "1", "month_no": "1"}, "continue", date(2026, 12, 5), id="example-6"),
        pytest.param({"supervisor": "1", "missed": "2"}, "educate", date(2026, 12, 5), id="example-7"),
        pytest.param(
            {"supervisor": "2", "missed": "3", "missed_cause": "adverse-reaction"},
            "urgent-referral",
            date(2026, 11, 19),
            id="example-9",
        ),
        pytest.param({"adr": "2"}, "urgent-referral", date(2026, 11, 19), id="example-10"),
        pytest.param({"comp": "2"}, "urgent-referral", date(2026, 11, 19), id="example-12"),
        pytest.param({"supervisor": "3", "phase": "intensive"}, "continue", date(2026, 11, 15), id="self"),
    ],
)
def test_the_worked_examples_come_out_as_written(answers: dict[str, Any], action: str, next_on: date) -> None:
    judgement = judged(**answers)
    assert (judgement.action, judgement.next_default) == (action, next_on)


def test_a_week_of_missed_doses_is_reported_up() -> None:
    assert judged(supervisor="2", missed="7", missed_consecutive_days="7").reports_up


def test_the_end_of_treatment_asks_for_the_outcome_and_plans_nothing() -> None:
    judgement = judged(stop_reason="1")
    assert (judgement.next_default, judgement.referral_result_due) == (None, date(2026, 11, 19))


def test_death_ends_the_programme() -> None:
    assert judged(stop_reason="2").outcome == "ended"


@pytest.mark.parametrize(("hour", "is_overdue"), [(9, False), (10, True)])
def test_the_first_visit_counts_hours(hour: int, is_overdue: bool) -> None:
    visit = first_visit(TUBERCULOSIS, datetime(2026, 11, 1, 9), datetime(2026, 11, 4, hour))  # noqa: DTZ001
    assert visit.is_overdue is is_overdue


@pytest.mark.parametrize(
    ("taken", "percent", "is_regular"), [(165, "91.7", True), (162, "90.0", True), (161, "89.4", False)]
)
def test_regular_intake_starts_at_ninety_per_cent(taken: int, percent: str, is_regular: bool) -> None:
    doses = doses_taken(TUBERCULOSIS, taken, 180)
    assert (str(doses.percent), doses.is_regular) == (percent, is_regular)


@pytest.mark.parametrize(("taken", "due"), [(181, 180), (0, 0), (-1, 3)])
def test_impossible_doses_are_refused(taken: int, due: int) -> None:
    with pytest.raises(ValueError, match="doses"):
        doses_taken(TUBERCULOSIS, taken, due)


def test_a_cough_of_two_weeks_makes_a_suspect() -> None:
    suspicion = screened(TUBERCULOSIS, a_person_of(50), VisitFacts(DAY, "clinic", {"cough_days": 15}))
    assert suspicion is not None
    assert (suspicion.action, suspicion.result_due) == ("refer", date(2026, 11, 12))


def test_a_cough_of_thirteen_days_does_not() -> None:
    assert screened(TUBERCULOSIS, a_person_of(50), VisitFacts(DAY, "clinic", {"cough_days": 13})) is None


def test_a_programme_without_screening_suspects_nobody() -> None:
    visit = VisitFacts(DAY, "clinic", {"cough_days": 15})
    assert screened(KNOWN.get("diabetes"), a_person_of(50), visit) is None


@pytest.mark.parametrize(("failed", "is_reported"), [(1, False), (2, True)])
def test_two_failed_first_visits_are_reported_up(failed: int, is_reported: bool) -> None:
    assert fails_the_first_visit(TUBERCULOSIS, failed) is is_reported
