"""Tuberculosis: the worked examples of the chapter, section 7."""

from datetime import date, datetime
from typing import Any

import pytest

from healthdesk.domain.programmes.appraisal import appraise
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.first_visit import fails_the_first_visit, first_visit, form_due
from healthdesk.domain.programmes.grading import judge
from healthdesk.domain.programmes.judgement import Judgement, VisitFacts
from healthdesk.domain.programmes.screening import screened
from healthdesk.domain.programmes.tuberculosis import doses_taken
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


def test_the_end_of_treatment_plans_the_call_about_its_outcome() -> None:
    judgement = judged(stop_reason="1")
    assert (judgement.action, judgement.visit) == ("refer", "outcome-call")
    assert (judgement.next_default, judgement.referral_result_due) == (date(2026, 11, 19), date(2026, 11, 19))
    assert TUBERCULOSIS.visit_title(judgement.visit) == "电话了解疗效评估"


def test_the_outcome_ends_the_programme() -> None:
    assert judged(outcome_result="完成治疗").outcome == "ended"


def test_death_closes_the_archive() -> None:
    assert judged(stop_reason="2").outcome == "died"


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


FIRST = "tuberculosis-first-visit"


def first(on: date = DAY, **answers: Any) -> VisitFacts:
    return VisitFacts(on, "2", {"symptoms": ["1"]} | answers, FIRST)


def appraised(*visits: VisitFacts) -> Judgement:
    return appraise(TUBERCULOSIS, a_person_of(50), visits)


@pytest.mark.parametrize(
    ("answers", "next_on"),
    [
        ({"supervisor": "2", "phase": "intensive"}, date(2026, 11, 15)),
        ({"supervisor": "1", "phase": "intensive"}, date(2026, 12, 5)),
        ({"supervisor": "2", "phase": "continuation"}, date(2026, 12, 5)),
    ],
)
def test_the_first_visit_plans_the_next_by_supervisor_and_phase(
    answers: dict[str, Any], next_on: date
) -> None:
    assert appraised(first(**answers)).next_default == next_on


def test_blurred_vision_has_another_number_on_each_form() -> None:
    follow_up = VisitFacts(DAY, "2", WELL | {"symptoms": ["7"]}, "tuberculosis-visit")
    assert appraised(follow_up).action == "continue", "7 is a headache here"
    assert appraised(first(supervisor="1", symptoms=["7"])).action == "urgent-referral"
    assert appraised(VisitFacts(DAY, "2", WELL | {"symptoms": ["8"]}, "tuberculosis-visit")).action == (
        "urgent-referral"
    )
    assert appraised(first(supervisor="1", symptoms=["8"])).action == "continue", "8 is an itch there"


@pytest.mark.parametrize(
    ("visit", "missing"),
    [
        (first(), ("supervisor",)),
        (VisitFacts(DAY, "2", {"symptoms": ["0"], "missed": 0}, "tuberculosis-visit"), ("adr",)),
        (VisitFacts(DAY, "2", {"adr": "2"}, "tuberculosis-visit"), ()),
        (VisitFacts(DAY, "2", {"stop_reason": "1"}, "tuberculosis-visit"), ()),
    ],
    ids=["first", "silent about reactions", "a reaction decides", "so does the end"],
)
def test_silence_is_no_good_news(visit: VisitFacts, missing: tuple[str, ...]) -> None:
    judgement = appraised(visit)
    assert (judgement.missing, judgement.action is None) == (missing, bool(missing))


@pytest.mark.parametrize(
    ("notice", "visit_time", "is_late"),
    [
        (("2026-11-02", "09:00"), "09:00", False),
        (("2026-11-02", "09:00"), "09:01", True),
        (("2026-11-02", None), "23:00", False),
        (("2026-11-02", "09:00"), None, False),
        (("2026-11-01", None), None, True),
    ],
)
def test_a_first_visit_is_late_only_when_the_hours_say_so(
    notice: tuple[str, str | None], visit_time: str | None, *, is_late: bool
) -> None:
    on, at = notice
    judgement = appraised(first(notice_date=on, notice_time=at, visit_time=visit_time, supervisor="2"))
    assert any("72 小时" in reason.text for reason in judgement.reasons) is is_late
    assert judgement.next_default == date(2026, 11, 15), "it still counts as managed"


def test_two_visits_that_met_nobody_are_reported_up() -> None:
    once = first(date(2026, 11, 4), visit_outcome="2")
    again = first(visit_outcome="2")
    assert not appraised(once).reports_up
    judgement = appraised(once, again)
    assert (judgement.outcome, judgement.reports_up) == ("lost", True)
    assert "2 次" in judgement.reasons[0].text


def test_the_first_form_is_due_until_somebody_was_met() -> None:
    person = a_person_of(50)
    assert form_due(TUBERCULOSIS, person, []) == FIRST
    assert form_due(TUBERCULOSIS, person, [first(visit_outcome="2")]) == FIRST
    assert form_due(TUBERCULOSIS, person, [first()]) == "tuberculosis-visit"
    assert form_due(TUBERCULOSIS, person, [VisitFacts(DAY, "2", {}, "health-checkup")]) == FIRST
    assert form_due(KNOWN.get("copd"), person, []) == "copd-visit"


def test_a_programme_without_a_time_has_no_first_visit_to_be_late_for() -> None:
    with pytest.raises(ValueError, match="no time"):
        first_visit(KNOWN.get("copd"), datetime(2026, 11, 1, 9), datetime(2026, 11, 4, 9))  # noqa: DTZ001


def test_an_emergency_comes_before_everything() -> None:
    judgement = judged(danger_signs=["critical"], stop_reason="1")
    assert (judgement.is_emergency, judgement.action) == (True, "urgent-referral")
    assert judged(symptoms=["3"]).signs_to_ask == ("critical",)
