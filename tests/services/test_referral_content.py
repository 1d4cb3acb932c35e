"""What a referral says of a person: what is known, what is not known, and nobody else's."""

from typing import Any

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.services.prefill import About
from healthdesk.store.visits import Visit
from tests.desks import registered, signed

FULL_SHEET = {
    "address": "幸福里 3-2-501",
    "phone": "13800005521",
    "to_org": "市第一人民医院",
    "to_dept": "心内科",
    "impression": "高血压",
    "present_history_reason": "血压 158/92",
    "treatment": "氨氯地平",
    "from_org": "幸福路社区卫生服务中心",
    "from_phone": "010-88886666",
}


def history(desk: Desk, **known: Any) -> str:
    return str(desk.referrals.start(registered(desk, **known)).value("past_history"))


def test_allergies_nobody_asked_about_are_not_none(desk: Desk) -> None:
    assert history(desk) == "既往疾病未询问；药物过敏史未询问。"


def test_none_is_said_only_where_none_was_answered(desk: Desk) -> None:
    asked = {"drug_allergy": ["1"], "past_disease": [{"past_disease_code": "1"}]}
    assert history(desk, **asked) == "既往疾病：无；药物过敏：无。"


def test_every_allergy_is_named(desk: Desk) -> None:
    asked = {
        "drug_allergy": ["2", "5"],
        "drug_allergy_text": "头孢曲松",
        "past_disease": [{"past_disease_code": "2", "past_disease_month": "2015-03"}],
    }
    assert history(desk, **asked) == "高血压（2015-03 确诊）；药物过敏：青霉素、头孢曲松。"


def test_the_name_of_another_disease_left_in_the_row_is_not_this_one(desk: Desk) -> None:
    row = {"past_disease_code": "2", "past_disease_month": "2015-03", "past_disease_text": "胃癌"}
    assert "胃癌" not in history(desk, past_disease=[row])


def test_a_visit_of_somebody_else_is_not_taken_over(desk: Desk) -> None:
    person = registered(desk)
    other = registered(desk, name="赵桂兰", phone="13800001111", birth_date="1950-01-01")
    with pytest.raises(errors.NotFound):
        desk.referrals.start(person, About(signed(desk, other, sbp=158, dbp=92)))


def test_a_void_visit_is_not_taken_over(desk: Desk) -> None:
    person = registered(desk)
    visit_id = signed(desk, person, sbp=188, dbp=92, sbp_second=186, dbp_second=92, **EMERGENCY)
    desk.visits.void(visit_id, "记错人")
    with pytest.raises(errors.NotFound):
        desk.referrals.start(person, About(visit_id))
    assert desk.referrals.start(person).value("present_history_reason") is None


EMERGENCY = {"emergency_done": "卧床休息，含服卡托普利", "emergency_outcome": "2"}


def test_a_sheet_in_another_name_is_refused(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.referrals.start(person)
    for link_id, value in FULL_SHEET.items():
        filling = filling.answer(link_id, value)
    with pytest.raises(errors.InvalidInput, match="another-person"):
        desk.referrals.refer(person, filling.answer("name", "王秀兰"))


def test_a_printed_sheet_says_what_was_signed_though_the_archive_changed(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.referrals.start(person)
    for link_id, value in FULL_SHEET.items():
        filling = filling.answer(link_id, value)
    referral = desk.referrals.refer(person, filling)
    sheet, version = desk.residents.sheet(person)
    desk.residents.edit(person, sheet.answer("name", "王秀瑛"), version)
    printed, signed_answers = desk.referrals.sheet(referral), filling.answers()
    assert {key: getattr(printed, key) for key in FULL_SHEET} == FULL_SHEET
    assert (printed.name, printed.sex) == (signed_answers["name"], signed_answers["sex"])


def test_a_record_of_a_newer_program_does_not_stop_a_referral(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-08-03")
    newer = signed(desk, person)
    with desk.database.writing("visit") as session:
        session.get_one(Visit, newer).form_key = "sleep-visit"
    assert "2026-08-03" in str(desk.referrals.start(person).value("present_history_reason"))


def test_a_visit_that_has_nothing_to_tell_leaves_no_line(desk: Desk) -> None:
    child = registered(desk, name="李沐阳", sex="1", birth_date="2026-09-01", id_no=None)
    quick = desk.visits.sign(child, "child", desk.visits.start(child, "child").filling, is_incomplete=True)
    assert desk.referrals.start(child, About(quick.id)).value("present_history_reason") is None


def test_what_a_visit_lacks_leaves_no_comma(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "hypertension").filling.answer("symptoms", ["2", "3"])
    quick = desk.visits.sign(person, "hypertension", filling, is_incomplete=True)
    said = str(desk.referrals.start(person, About(quick.id)).value("present_history_reason"))
    assert "高血压随访：症状：" in said and "，，" not in said
