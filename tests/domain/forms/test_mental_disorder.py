"""The two forms of severe mental disorder: archive-chronic/13 sections 4 and 5."""

from typing import Any

import pytest

from healthdesk.domain.forms.definition import Carry
from healthdesk.domain.forms.entries import Origin
from healthdesk.domain.forms.filling import Filling
from tests.domain.forms.builders import FORMS, a_woman, answered

SUPPLEMENT = FORMS.current("mental-disorder-supplement")
VISIT = FORMS.current("mental-disorder-visit")
CLINICAL = {"risk", "insight", "sf_work", "danger", "lock", "adherence"}
CLINICAL |= {"effect", "refer", "class", "next_date"}


def a_supplement(**answers: Any) -> Filling:
    return answered(Filling.start(SUPPLEMENT, a_woman()), answers)


def a_visit(**answers: Any) -> Filling:
    return answered(Filling.start(VISIT, a_woman()), answers)


def options(filling: Filling, link_id: str) -> list[tuple[str, str]]:
    return [(option.code, option.text) for option in filling.form.item(link_id).options]


def faults(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.problems()}


def worries(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.doubts()}


def test_the_supplement_is_dated_by_its_own_day_and_plans_no_visit() -> None:
    assert (SUPPLEMENT.service_date, SUPPLEMENT.next_date) == ("date", "")
    assert a_supplement().value("date") == "2026-11-02"


def test_consent_is_one_and_refusal_nought() -> None:
    assert options(a_supplement(), "consent") == [("1", "同意参加管理"), ("0", "不同意参加管理")]
    assert "consent_signer" in a_supplement(consent="1").gaps()
    assert "consent_signer" not in a_supplement(consent="0").gaps()
    assert a_supplement(consent="0").asks("consent_signer")


def test_the_first_drug_has_a_day_once_there_was_treatment() -> None:
    assert not a_supplement(past_outpatient="1").asks("first_drug")
    for treated in ("2", "3"):
        assert "first_drug" in a_supplement(past_outpatient=treated).gaps()


def test_a_drug_before_the_onset_is_asked_once_and_not_refused() -> None:
    filling = a_supplement(onset="2009-05-01", past_outpatient="3", first_drug="2009-04-30")
    assert worries(filling) == {("first_drug", "date-order")}
    assert filling.problems() == ()
    assert worries(filling.answer("first_drug", "2009-05-01")) == set()


def test_the_onset_lies_between_birth_and_today() -> None:
    assert faults(a_supplement(onset="1959-03-03")) == {("onset", "date-order")}
    assert faults(a_supplement(onset="2026-11-03")) == {("onset", "future")}


@pytest.mark.parametrize(("times", "is_refused"), [(-1, True), (0, False), (200, False), (201, True)])
def test_stays_in_hospital_are_counted_up_to_two_hundred(times: int, *, is_refused: bool) -> None:
    assert (("past_inpatient", "range") in faults(a_supplement(past_inpatient=times))) is is_refused


@pytest.mark.parametrize("start", [a_supplement, a_visit])
def test_each_danger_that_was_ticked_is_counted_and_none_stands_alone(start: Any) -> None:
    filling = start(danger=["1", "6"])
    assert {"danger_minor", "danger_suicide"} <= set(filling.gaps())
    assert not filling.asks("danger_crime")
    assert filling.toggle("danger", "7").value("danger") == ("7",)
    assert filling.toggle("danger", "7").toggle("danger", "5").value("danger") == ("5",)
    assert faults(filling.answer("danger_minor", 0)) == {("danger_minor", "range")}


def test_the_classes_run_from_unstable_to_stable() -> None:
    assert options(a_visit(), "class") == [("1", "不稳定"), ("2", "基本稳定"), ("3", "稳定")]
    assert options(a_visit(), "effect")[0] == ("1", "痊愈")
    assert options(a_supplement(), "last_effect")[0] == ("1", "临床痊愈")
    assert options(a_visit(), "lab") == [("1", "无"), ("2", "有")]


def test_work_may_not_apply_and_study_always_does() -> None:
    assert a_visit(sf_work="9").problems() == ()
    assert faults(a_visit(sf_learn="9")) == {("sf_learn", "option")}


@pytest.mark.parametrize("gone", [{"lost_reason": "1"}, {"death_date": "2026-10-20"}])
def test_nothing_clinical_is_asked_about_somebody_who_is_gone(gone: dict[str, str]) -> None:
    filling = a_visit(mode="3", **gone)
    assert not any(filling.asks(link_id) for link_id in CLINICAL)
    assert all(a_visit().asks(link_id) for link_id in CLINICAL)
    assert a_visit(mode="3", lost_reason="4").gaps() == ()


def test_a_death_has_a_cause_and_an_illness_has_its_kind() -> None:
    assert a_visit(mode="3", death_date="2026-10-20").gaps() == ("death_cause",)
    ill = a_visit(mode="3", death_date="2026-10-20", death_cause="1")
    assert ill.gaps() == ("death_illness",)
    assert a_visit(mode="3", death_date="2026-10-20", death_cause="2").gaps() == ()


def test_no_symptom_is_said_and_never_left_open() -> None:
    assert "symptom_level" in a_visit().gaps()
    assert not a_visit(symptom_level="0").asks("symptoms")
    assert "symptoms" in a_visit(symptom_level="1").gaps()


def test_the_last_discharge_is_dated() -> None:
    assert "discharge_date" in a_visit(inpatient="2").gaps()
    assert not a_visit(inpatient="1").asks("discharge_date")


def test_without_an_ordered_drug_a_reaction_does_not_apply_unless_somebody_says_so() -> None:
    filling = a_visit(adherence="4")
    entry = filling.entry("adr")
    assert entry is not None
    assert (entry.value, entry.origin) == ("9", Origin.CALCULATED)
    assert filling.answer("adr", "1").value("adr") == "1"
    assert a_visit(adherence="3").value("adr") is None, "a reaction may be why no drug is taken"
    assert worries(a_visit(adherence="1", adr="9")) == {("adr", "not-applicable")}


def test_self_harm_is_at_least_grade_four() -> None:
    assert worries(a_visit(danger=["6"], danger_suicide=1, risk="3")) == {("risk", "risk-too-low")}
    assert worries(a_visit(danger=["6"], danger_suicide=1, risk="4")) == set()
    assert worries(a_visit(danger=["1"], danger_minor=1, risk="1")) == set()


def test_a_depot_injection_is_counted_by_the_month() -> None:
    row = {"drug_name": "棕榈酸帕利哌酮注射液", "drug_per": "2", "drug_times": 1, "drug_dose": 100}
    assert a_visit(adherence="1", drugs=[row]).problems() == ()
    without = a_visit(adherence="1", drugs=[{key: row[key] for key in row if key != "drug_per"}])
    assert "drug_per" in without.gaps()


def test_what_was_judged_last_time_is_never_signed_again_without_a_fresh_act() -> None:
    fresh = {
        "risk",
        "symptom_level",
        "symptoms",
        "insight",
        "danger",
        "adherence",
        "adr",
        "inpatient",
        "effect",
    }
    assert all(VISIT.item(link_id).carry is not Carry.CONFIRM for link_id in fresh)
    assert VISIT.item("drugs").carry is Carry.CONFIRM
    last = {"visit_date": "2026-08-03", "risk": "0", "danger": ["7"], "adherence": "1"}
    filling = Filling.start(VISIT, a_woman(), last=last)
    assert {"risk", "danger", "adherence"} <= set(filling.gaps())
