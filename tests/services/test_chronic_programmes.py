"""Mental disorder, tuberculosis and COPD from joining to the end: form, class, next date, due list."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.rows import DueRow, SignedVisit
from healthdesk.trials.actions import perform
from tests.builders import TODAY
from tests.desks import registered, seat

DISORDER, TUBERCULOSIS = "severe-mental-disorder", "tuberculosis"
SUPPLEMENT: Mapping[str, Any] = {
    "guardian": "王建军", "guardian_rel": "父亲", "guardian_addr": "幸福里 3-2-501",
    "guardian_phone": "13800005521", "committee_contact": "李红", "committee_phone": "0571-87654321",
    "household": "1", "job": "4", "consent": "1", "consent_signer": "王建军", "consent_date": "2026-11-02",
    "onset": "2009-05-01", "past_symptoms": ["1"], "past_lock": "1", "past_outpatient": "1",
    "past_inpatient": 2, "diagnosis": "1", "dx_hospital": "市第七人民医院", "dx_date": "2009-07-10",
    "last_effect": "2", "danger": ["7"], "economy": "2",
}  # fmt: skip
DISORDER_VISIT: Mapping[str, Any] = {
    "mode": "2", "risk": "0", "symptom_level": "0", "insight": "1", "sleep": "1", "eating": "1",
    "physical_severe": "1", "sf_selfcare": "1", "sf_housework": "1", "sf_work": "9", "sf_learn": "1",
    "sf_social": "1", "danger": ["7"], "lock": "1", "inpatient": "0", "lab": "1", "adherence": "1",
    "adr": "1", "effect": "2", "refer": "1",
    "drugs": [{"drug_name": "奥氮平片", "drug_per": "1", "drug_times": 1, "drug_dose": 10}],
}  # fmt: skip
JOINT = "联合随访"
PLAN = {"regimen": "2HRZE/4HR", "usage": "1", "dosage_form": ["1"], "treatment_start": "2026-10-30"}
FIRST_VISIT: Mapping[str, Any] = PLAN | {
    "visit_date": "2026-11-02", "notice_date": "2026-11-01", "mode": "2", "patient_type": "1",
    "sputum": "1", "resistance": "2", "symptoms": ["1"], "supervisor": "2", "own_room": "1",
    "ventilation": "1", "smoke": 0, "drink": 0, "pickup_place": "区定点医院", "pickup_time": "2026-11-28",
} | dict.fromkeys(
    ("edu_card", "edu_method", "edu_course", "edu_irregular", "edu_adr", "edu_review", "edu_travel",
     "edu_life", "edu_contact"), "1",
)  # fmt: skip
FOLLOW_UP: Mapping[str, Any] = {
    "mode": "2", "supervisor": "2", "symptoms": ["0"], "smoke": 0, "drink": 0, "missed": 0, "adr": "1",
    "comp": "1",
} | PLAN  # fmt: skip
CLOSING = {"stop_reason": "1", "visits_due": 9, "visits_done": 9, "doses_due": 180, "doses_taken": 165}
COPD_VISIT: Mapping[str, Any] = {
    "mode": "1", "symptoms": ["1"], "mmrc": "1", "ae_count": 0, "ae_hosp": 0, "sbp": 130, "dbp": 80,
    "hr": 80, "rr": 18, "spo2_state": "1", "spo2": 96, "height": 160, "weight": "60", "smoke": 0,
    "ex_times": 3, "ex_min": 30, "psych": "1", "compliance": "1", "adherence": "1", "adr": "1",
    "drugs": [{"drug_name": "茶碱缓释片"}],
}  # fmt: skip


def written(
    desk: Desk, person: str, programme: str, answers: Mapping[str, Any], **changes: Any
) -> SignedVisit:
    """What is due in the programme, filled in and signed."""
    filling = desk.visits.start(person, programme).filling
    for link_id, value in {**answers, **changes}.items():
        filling = filling.answer(link_id, value)
    return desk.visits.sign(person, programme, filling)


def due(desk: Desk, on: date = TODAY) -> list[DueRow]:
    return list(desk.worklist.due(as_of=on).rows)


def form_due(desk: Desk, person: str, programme: str) -> str:
    return desk.visits.start(person, programme).filling.form.key


def test_a_disorder_begins_with_the_supplement_and_goes_on_with_visits(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, DISORDER)
    (row,) = due(desk)
    assert (row.visit_title, row.due_on, form_due(desk, person, DISORDER)) == (
        "个人信息补充表",
        TODAY,
        "mental-disorder-supplement",
    )
    supplement = written(desk, person, DISORDER, SUPPLEMENT)
    assert (supplement.grade, supplement.next_due) == (None, None)
    (row,) = due(desk)
    assert (row.visit_title, row.due_on, row.verdict) == ("", TODAY, "")
    visit = written(desk, person, DISORDER, DISORDER_VISIT)
    assert (visit.grade, visit.next_due) == ("3", date(2027, 2, 2))
    (row,) = due(desk, date(2027, 1, 25))
    assert (row.due_on, row.latest_on, row.latest) == (date(2027, 2, 2), date(2027, 2, 9), "危险性 0 级")
    assert (row.verdict, row.is_well) == ("稳定", True)


def test_an_unstable_disorder_is_never_called_well_in_the_due_list(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, DISORDER)
    written(desk, person, DISORDER, SUPPLEMENT)
    assert written(desk, person, DISORDER, DISORDER_VISIT | {"risk": "4"}).grade == "1"
    (row,) = due(desk)
    assert (row.verdict, row.is_well) == ("不稳定", False), "its class 1 is the worst one"


def test_who_refuses_is_on_no_list_until_there_is_danger(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, DISORDER)
    written(desk, person, DISORDER, SUPPLEMENT, consent="0")
    assert due(desk) == []
    visit = written(desk, person, DISORDER, DISORDER_VISIT, risk="3", next_date="2026-12-20")
    assert visit.next_due == date(2026, 12, 20), "what a doctor writes down stands"


def test_a_dangerous_person_without_consent_keeps_a_joint_task(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, DISORDER, on=date(2026, 9, 1))
    written(desk, person, DISORDER, SUPPLEMENT, consent="0", date="2026-09-01")
    quick(desk, person, {"visit_date": "2026-10-01", "mode": "2", "risk": "4"})
    (row,) = due(desk)
    assert (row.visit_title, row.latest_on, row.state) == (
        "联合随访",
        date(2026, 10, 15),
        "overdue",
    )
    quick(desk, person, {"visit_date": "2026-10-20", "mode": "2"})
    assert [one.visit_title for one in due(desk)] == [JOINT], "nothing is known about danger"
    desk.due_dates.renew()
    assert [one.visit_title for one in due(desk)] == [JOINT]
    calm = {key: value for key, value in DISORDER_VISIT.items() if key != "drugs"}
    quick(desk, person, calm | {"visit_date": "2026-10-21", "risk": "1"})
    assert due(desk) == []
    desk.due_dates.renew()
    assert due(desk) == []


def quick(desk: Desk, person: str, answers: Mapping[str, Any], programme: str = DISORDER) -> SignedVisit:
    """A quick record with these answers only."""
    filling = desk.visits.start(person, programme).filling
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    return desk.visits.sign(person, programme, filling, is_incomplete=True)


def test_somebody_who_agrees_later_is_due_again(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, DISORDER, on=date(2026, 9, 1))
    written(desk, person, DISORDER, SUPPLEMENT, consent="0", date="2026-09-01")
    assert due(desk) == []
    sheet = desk.visits.start(person, DISORDER, "mental-disorder-supplement").filling
    for link_id, value in (SUPPLEMENT | {"date": "2026-10-01"}).items():
        sheet = sheet.answer(link_id, value)
    desk.visits.sign(person, DISORDER, sheet)
    assert [one.due_on for one in due(desk)] == [date(2026, 9, 1)]


def test_an_unstable_class_is_seen_within_two_weeks(desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, DISORDER, SUPPLEMENT)
    visit = written(desk, person, DISORDER, DISORDER_VISIT, insight="3")
    assert (visit.grade, visit.next_due, visit.referral_result_due) == (
        "1",
        date(2026, 11, 16),
        date(2026, 11, 16),
    )


def test_a_death_on_the_form_of_the_disorder_closes_the_archive(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, "hypertension")
    written(desk, person, DISORDER, SUPPLEMENT, date="2026-10-01")
    visit = written(desk, person, DISORDER, {"mode": "3", "death_date": "2026-10-20", "death_cause": "2"})
    card = desk.residents.card(person)
    assert (card.status, card.died_on) == ("dead", date(2026, 10, 20))
    assert {one.status for one in card.enrolments} == {"ended"}
    desk.visits.void(visit.id, "记错人")
    card = desk.residents.card(person)
    assert (card.status, {one.status for one in card.enrolments}) == ("active", {"active"})
    assert len(due(desk)) == 2


def test_a_first_home_visit_is_due_within_three_days_of_the_notice(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, TUBERCULOSIS, on=date(2026, 11, 1))
    (row,) = due(desk)
    assert (row.visit_title, row.due_on, row.latest_on) == (
        "第一次入户随访",
        date(2026, 11, 1),
        date(2026, 11, 4),
    )
    assert written(desk, person, TUBERCULOSIS, FIRST_VISIT).next_due == date(2026, 11, 12)
    (row,) = due(desk, date(2026, 11, 10))
    assert (row.visit_title, row.due_on, row.latest_on) == ("", date(2026, 11, 12), date(2026, 11, 13))


def test_the_numbers_of_symptoms_do_not_wander_from_one_form_to_the_other(desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, TUBERCULOSIS, FIRST_VISIT, visit_date="2026-10-31", notice_date="2026-10-30",
            symptoms=["7"], pickup_time="2026-11-28", next_date="2026-11-10")  # fmt: skip
    sheet = desk.visits.start(person, TUBERCULOSIS).filling
    assert sheet.form.key == "tuberculosis-visit"
    assert "symptoms" not in sheet.last
    assert (sheet.value("regimen"), sheet.value("month_no"), sheet.value("phase")) == (
        "2HRZE/4HR",
        1,
        "intensive",
    )
    assert "regimen" in sheet.carried()


def test_who_was_not_met_stays_due_and_is_reported_the_second_time(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, TUBERCULOSIS, on=date(2026, 10, 30))
    missed = {"mode": "2", "visit_outcome": "2", "notice_date": "2026-10-30"}
    written(desk, person, TUBERCULOSIS, missed, visit_date="2026-10-31")
    assert [(one.state, one.latest_on) for one in due(desk)] == [("due", date(2026, 11, 2))]
    written(desk, person, TUBERCULOSIS, missed, visit_date="2026-11-01")
    assert [one.visit_title for one in due(desk)] == ["第一次入户随访"]
    assert desk.visits.full(person)[-1].judgement["reports_up"]


def test_a_treatment_that_ends_asks_for_its_outcome_and_then_leaves_the_list(desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, TUBERCULOSIS, FIRST_VISIT | PLAN, treatment_start="2026-05-01",
            visit_date="2026-05-02", notice_date="2026-05-01", pickup_time="2026-05-28",
            next_date="2026-05-12")  # fmt: skip
    closing = (
        FOLLOW_UP
        | CLOSING
        | {"visit_outcome": "3", "stop_date": "2026-11-01", "treatment_start": "2026-05-01"}
    )
    visit = written(desk, person, TUBERCULOSIS, closing, visit_date="2026-11-01")
    assert desk.visits.full(person)[-1].answers["dose_rate"] is not None
    assert visit.referral_result_due == date(2026, 11, 15)
    (row,) = due(desk)
    assert (row.visit_title, row.latest_on) == ("电话了解疗效评估", date(2026, 11, 15))
    desk.due_dates.renew()
    assert [one.visit_title for one in due(desk)] == ["电话了解疗效评估"]
    written(desk, person, TUBERCULOSIS, {"mode": "3", "visit_outcome": "4", "outcome_result": "完成治疗"})
    assert due(desk) == []
    (enrolment,) = desk.residents.card(person).enrolments
    assert enrolment.status == "ended"


def test_a_second_tuberculosis_begins_with_the_first_home_visit_again(desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, TUBERCULOSIS, FIRST_VISIT, visit_date="2026-09-30", notice_date="2026-09-30",
            next_date="2026-10-10", treatment_start="2026-09-30", pickup_time="2026-10-20")  # fmt: skip
    over = {"mode": "3", "visit_outcome": "4", "outcome_result": "完成治疗", "visit_date": "2026-10-20"}
    quick(desk, person, over, TUBERCULOSIS)
    assert due(desk) == []
    desk.enrolments.enrol(person, TUBERCULOSIS)
    (row,) = due(desk)
    assert (row.visit_title, row.due_on, row.latest_on) == (
        "第一次入户随访",
        date(2026, 11, 2),
        date(2026, 11, 5),
    )
    assert desk.due_dates.renew() == 0
    assert form_due(desk, person, TUBERCULOSIS) == "tuberculosis-first-visit"


def test_a_death_under_treatment_is_of_the_day_treatment_stopped(desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, TUBERCULOSIS, FIRST_VISIT, visit_date="2026-10-31", notice_date="2026-10-30",
            next_date="2026-11-10")  # fmt: skip
    dead = CLOSING | {"mode": "3", "visit_outcome": "9", "stop_date": "2026-10-31", "stop_reason": "2",
                      "death_cause": "呼吸衰竭", "doses_due": 2, "doses_taken": 1}  # fmt: skip
    written(desk, person, TUBERCULOSIS, dead)
    assert desk.residents.card(person).died_on == date(2026, 10, 31)


def test_a_nurses_adverse_reaction_goes_to_the_doctor(desk: Desk) -> None:
    person = registered(desk)
    seat(desk, Role.NURSE)
    desk.seat.take(replace(desk.seat.sitter, sensitive=frozenset({TUBERCULOSIS})))
    written(desk, person, TUBERCULOSIS, FIRST_VISIT, visit_date="2026-10-31", notice_date="2026-10-30",
            next_date="2026-11-10")  # fmt: skip
    assert desk.worklist.waiting().for_doctor == 0
    visit = written(desk, person, TUBERCULOSIS, FOLLOW_UP, adr="2", adr_text="黄疸", ref_dept="结核科",
                    ref_reason="黄疸")  # fmt: skip
    assert (visit.needs_doctor, visit.next_due) == (True, date(2026, 11, 16))
    assert desk.worklist.waiting().for_doctor == 1


def test_a_stable_lung_is_seen_in_three_months_and_a_worse_one_in_two_weeks(desk: Desk) -> None:
    person = registered(desk)
    first = written(desk, person, "copd", COPD_VISIT, visit_date="2026-08-03", next_date="2026-11-02")
    assert (first.grade, first.next_due) == ("1", date(2026, 11, 2))
    worse = written(desk, person, "copd", COPD_VISIT, mmrc="2")
    assert (worse.grade, worse.next_due) == ("2", date(2026, 11, 16))
    (row,) = due(desk)
    assert (row.programme, row.latest) == ("copd", "mMRC 2 级")


def test_low_oxygen_asks_for_a_second_reading_and_what_was_done(desk: Desk) -> None:
    person = registered(desk)
    sheet = desk.visits.start(person, "copd")
    with pytest.raises(errors.InvalidInput) as refused:
        written(desk, person, "copd", COPD_VISIT, spo2=88)
    assert (refused.value.field, refused.value.reason) == ("spo2_second", "required")
    done = {"spo2": 88, "spo2_second": 89, "emergency_done": "吸氧 2 L/min", "emergency_outcome": "2"}
    visit = written(desk, person, "copd", COPD_VISIT, **done)
    assert (visit.is_emergency, visit.next_due, visit.referral_result_due) == (
        True,
        date(2026, 11, 16),
        date(2026, 11, 16),
    )
    answers = desk.visits.full(person)[-1].answers
    assert (answers["spo2"], answers["spo2_second"], answers["emergency"]) == (88, 89, ["spo2_low"])
    assert sheet.filling.form.is_draft


def test_a_raised_pressure_in_pregnancy_asks_for_a_second_reading_too(desk: Desk) -> None:
    person = registered(desk, birth_date="1990-03-12")
    desk.enrolments.enrol(person, "maternal")
    sheet = desk.visits.start(person, "hypertension")
    filling = sheet.filling.answer("mode", "1").answer("sbp", 142).answer("dbp", 80)
    with pytest.raises(errors.InvalidInput) as refused:
        desk.visits.sign(person, "hypertension", filling)
    assert sheet.judge(filling).emergency_items == ("pregnant_or_lactating",)
    assert refused.value.reason == "required"
    proposed = filling.propose({"emergency": sheet.judge(filling).emergency_items})
    assert {"sbp_second", "dbp_second", "emergency_done"} <= set(proposed.gaps())


@pytest.mark.parametrize(
    ("programme", "answers", "grade", "next_on"),
    [
        (DISORDER, {"risk": "3"}, "1", date(2026, 11, 16)),
        (TUBERCULOSIS, PLAN | {"supervisor": "2", "missed": 0, "adr": "1"}, None, date(2026, 11, 12)),
        ("copd", {"mmrc": "1"}, "1", date(2027, 2, 2)),
    ],
)
def test_a_visit_that_a_program_hands_in_has_class_and_next_date(
    desk: Desk, programme: str, answers: dict[str, Any], grade: str | None, next_on: date
) -> None:
    person = registered(desk)
    action = {
        "action": "visit", "resident": person, "programme": programme, "date": TODAY.isoformat(),
        "mode": "home", "answers": answers,
    }  # fmt: skip
    (done,) = perform(desk, [action])
    assert (done.refused, done.grade, done.next) == (None, grade, next_on)


def test_a_program_hands_in_the_first_form_by_its_name_or_its_answers(desk: Desk) -> None:
    person = registered(desk)
    base = {"action": "visit", "resident": person, "programme": DISORDER, "date": "2026-11-02"}
    done = list(perform(desk, [base | {"answers": {"guardian": "王建军", "consent": "0"}}]))
    assert done[0].refused is None
    assert [one.form for one in desk.visits.full(person)] == ["mental-disorder-supplement|2017.1"]


def test_a_depot_injection_is_referred_by_the_month(desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, DISORDER, SUPPLEMENT)
    depot = {"drug_name": "棕榈酸帕利哌酮注射液", "drug_per": "2", "drug_times": 1, "drug_dose": 100}
    written(desk, person, DISORDER, DISORDER_VISIT, drugs=[depot])
    assert desk.records.open(person).medicines == ("棕榈酸帕利哌酮注射液 100 mg 每月 1 次",)
