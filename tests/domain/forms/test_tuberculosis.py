"""The two tuberculosis forms: archive-chronic/14 sections 5 and 6."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.forms.definition import Carry
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.tuberculosis import dose_rate, intensive_months
from tests.domain.forms.builders import FORMS, a_woman, answered

FIRST = FORMS.current("tuberculosis-first-visit")
VISIT = FORMS.current("tuberculosis-visit")
CLOSING = {"stop_date", "stop_reason", "visits_due", "doses_due", "doses_taken", "closing_doctor"}
CARE = {"symptoms", "regimen", "missed", "adr", "comp", "supervisor", "month_no"}


def a_first_visit(**answers: Any) -> Filling:
    return answered(Filling.start(FIRST, a_woman()), answers)


def a_visit(last: dict[str, Any] | None = None, **answers: Any) -> Filling:
    return answered(Filling.start(VISIT, a_woman(), last=last), answers)


def symptom(form: Any, text: str) -> str:
    return next(option.code for option in form.item("symptoms").options if option.text == text)


def faults(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.problems()}


def test_joint_pain_shifts_the_numbers_of_the_follow_up_by_one() -> None:
    assert (symptom(FIRST, "视物模糊"), symptom(VISIT, "视物模糊")) == ("7", "8")
    assert (symptom(FIRST, "耳鸣、听力下降"), symptom(VISIT, "耳鸣、听力下降")) == ("9", "10")
    assert symptom(VISIT, "关节疼痛") == "6"


@pytest.mark.parametrize("start", [a_first_visit, a_visit])
def test_no_symptom_stands_alone_and_words_answer_the_question_too(start: Any) -> None:
    filling = start(symptoms=["0"])
    assert filling.toggle("symptoms", "3").value("symptoms") == ("3",)
    assert "symptoms" in start().gaps()
    assert "symptoms" not in start(symptoms_text="乏力").gaps()


def test_the_first_visit_is_no_telephone_call() -> None:
    assert [option.code for option in FIRST.item("mode").options] == ["1", "2"]
    assert [option.code for option in VISIT.item("mode").options] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("clock", "is_refused"), [("09:30", False), ("23:59", False), ("24:00", True), ("9:30", True)]
)
def test_hours_are_written_as_on_a_clock(clock: str, *, is_refused: bool) -> None:
    assert (("notice_time", "format") in faults(a_first_visit(notice_time=clock))) is is_refused


def test_the_notice_comes_before_the_visit() -> None:
    assert faults(a_first_visit(visit_date="2026-11-01", notice_date="2026-11-02")) == {
        ("notice_date", "date-order")
    }
    assert a_first_visit(visit_date="2026-11-02", notice_date="2026-11-02").problems() == ()


def test_somebody_who_was_not_met_is_asked_nothing_more() -> None:
    filling = a_first_visit(notice_date="2026-11-01", mode="2", visit_outcome="2")
    assert filling.gaps() == ()
    assert not filling.asks("next_date")


@pytest.mark.parametrize(
    ("regimen", "months"),
    [("2HRZE/4HR", 2), ("3HRZES/6HRE", 3), ("2H3R3Z3E3/4H3R3", 2), ("6-8 Lfx-Bdq", None), ("HR", None)],
)
def test_the_regimen_says_how_long_the_intensive_phase_is(regimen: str, months: int | None) -> None:
    assert intensive_months(regimen) == months


@pytest.mark.parametrize(
    ("start", "month", "phase"),
    [
        ("2026-10-30", 1, "intensive"),
        ("2026-09-03", 2, "intensive"),
        ("2026-09-02", 3, "continuation"),
        ("2026-11-02", 1, "intensive"),
    ],
)
def test_month_and_phase_follow_from_the_start_of_treatment(start: str, month: int, phase: str) -> None:
    filling = a_visit(treatment_start=start, regimen="2HRZE/4HR")
    assert (filling.value("month_no"), filling.value("phase")) == (month, phase)
    assert a_visit(treatment_start=start, regimen="按医嘱").value("phase") is None
    assert filling.answer("phase", "continuation").value("phase") == "continuation"
    assert a_first_visit(treatment_start=start, regimen="2HRZE/4HR").value("phase") == phase


def test_doses_left_out_are_explained() -> None:
    assert not a_visit(missed=0).asks("missed_cause")
    assert {"missed_consecutive_days", "missed_cause"} <= set(a_visit(missed=2).gaps())


@pytest.mark.parametrize(
    ("answers", "is_needed"),
    [
        ({"adr": "2"}, True),
        ({"comp": "2"}, True),
        ({"missed": 3, "missed_cause": "adverse-reaction"}, True),
        ({"missed": 3, "missed_cause": "other"}, False),
        ({"adr": "1", "comp": "1"}, False),
    ],
)
def test_a_reaction_or_a_complication_asks_for_the_referral(
    answers: dict[str, Any], *, is_needed: bool
) -> None:
    filling = a_visit(**answers)
    assert ({"ref_dept", "ref_reason"} <= set(filling.gaps())) is is_needed
    assert filling.asks("ref_dept")
    assert "ref_result" not in filling.gaps(), "the result is known two weeks later"


@pytest.mark.parametrize(
    ("outcome", "has_care", "has_closing", "has_next"),
    [
        ("1", True, False, True),
        ("2", False, False, False),
        ("3", True, True, False),
        ("9", False, True, False),
    ],
)
def test_what_is_asked_follows_from_what_became_of_the_treatment(
    outcome: str, *, has_care: bool, has_closing: bool, has_next: bool
) -> None:
    filling = a_visit(visit_outcome=outcome)
    assert {filling.asks(link_id) for link_id in CARE} == {has_care}
    assert {filling.asks(link_id) for link_id in CLOSING} == {has_closing}
    assert filling.asks("next_date") is has_next


@pytest.mark.parametrize(("taken", "rate"), [(165, "91.7"), (162, "90.0"), (161, "89.4"), (0, "0.0")])
def test_the_rate_of_doses_has_one_decimal(taken: int, rate: str) -> None:
    filling = a_visit(visit_outcome="9", doses_due=180, doses_taken=taken)
    assert filling.value("dose_rate") == Decimal(rate)


def test_more_doses_than_were_due_are_refused_and_have_no_rate() -> None:
    filling = a_visit(visit_outcome="9", doses_due=180, doses_taken=181)
    assert faults(filling) == {("doses_taken", "order")}
    assert filling.value("dose_rate") is None
    with pytest.raises(ValueError, match="doses"):
        dose_rate(Decimal(0), Decimal(0))


def test_treatment_does_not_stop_before_it_began() -> None:
    assert faults(a_visit(visit_outcome="3", treatment_start="2026-10-30", stop_date="2026-10-29")) == {
        ("stop_date", "date-order")
    }


def test_the_plan_is_carried_and_the_course_is_not() -> None:
    kept = {"regimen", "usage", "dosage_form", "supervisor", "treatment_start", "smoke", "drink"}
    fresh = {"symptoms", "missed", "adr", "comp", "month_no", "phase"}
    assert all(VISIT.item(link_id).carry is Carry.CONFIRM for link_id in kept)
    assert all(VISIT.item(link_id).carry is not Carry.CONFIRM for link_id in fresh)
    last = {"visit_date": "2026-10-12", "treatment_start": "2026-08-20", "regimen": "2HRZE/4HR"}
    filling = a_visit(last)
    assert (filling.value("month_no"), filling.value("phase")) == (3, "continuation")
    assert filling.subject.today == date(2026, 11, 2)
