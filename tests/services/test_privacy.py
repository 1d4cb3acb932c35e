"""Sensitive topics in lists, tags, due list, records, referrals and codes: for those who treat them."""

from dataclasses import replace
from typing import Any

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services import privacy
from healthdesk.services.prefill import About
from healthdesk.store.visits import Visit
from tests.builders import PASSWORD
from tests.desks import registered, seat, signed
from tests.services.test_chronic_programmes import (
    DISORDER,
    DISORDER_VISIT,
    FIRST_VISIT,
    SUPPLEMENT,
    TUBERCULOSIS,
    written,
)
from tests.services.test_referrals import REST


def followed(desk: Desk, programme: str) -> tuple[str, str]:
    """A person in the programme with an unstable or an ordinary visit of it; their ids."""
    person = registered(desk)
    if programme == TUBERCULOSIS:
        return person, written(desk, person, TUBERCULOSIS, FIRST_VISIT).id
    written(desk, person, DISORDER, SUPPLEMENT)
    return person, written(desk, person, DISORDER, DISORDER_VISIT, risk="3").id


def referred(desk: Desk, person: str, about: About) -> str:
    """A signed referral about that; returns its id."""
    filling = desk.referrals.start(person, about)
    for link_id, value in (REST | {"to_org": "市精神卫生中心", "to_dept": "精神科"}).items():
        filling = filling.answer(link_id, value)
    return desk.referrals.refer(person, filling, about)


def test_a_damaged_programme_hides_what_it_hid(desk: Desk) -> None:
    person, _ = followed(desk, DISORDER)
    del desk.programmes.by_key[DISORDER]
    seat(desk, Role.CLERK)
    assert DISORDER in desk.seat.hidden()
    (row,) = (one for one in desk.residents.page(None, 20).rows if one.id == person)
    assert DISORDER not in row.tags
    assert desk.worklist.due(limit=50).rows == ()


@pytest.mark.parametrize("programme", [DISORDER, TUBERCULOSIS])
def test_a_nurse_finds_it_on_no_list(desk: Desk, programme: str) -> None:
    person, visit_id = followed(desk, programme)
    late = desk.worklist.due().rows[0].due_on if desk.worklist.due().rows else None
    seat(desk, Role.NURSE)
    assert desk.visits.all() == ()
    assert desk.visits.full(person) == ()
    assert desk.enrolments.all() == ()
    assert desk.residents.page().rows[0].tags == ()
    assert desk.residents.page().rows[0].next_due is None
    assert (desk.residents.search("王秀英")[0].tags, desk.residents.search("王秀英")[0].next_due) == (
        (),
        None,
    )
    assert desk.worklist.due(as_of=late).rows == ()
    assert desk.worklist.everybody_due(as_of=late) == ()
    assert desk.worklist.counts().signed_today == 0
    assert desk.worklist.progress() == ()
    record = desk.records.open(person)
    assert (record.events, record.medicines, record.card.enrolments) == ((), (), ())
    assert record.card.has_hidden_programme, "a neutral note, so that nobody takes silence for health"
    with pytest.raises(errors.NotAllowed):
        desk.visits.open(visit_id)
    with pytest.raises(errors.NotAllowed):
        desk.visits.start(person, programme)


def test_a_nurse_it_is_opened_for_by_name_sees_that_and_nothing_else(desk: Desk) -> None:
    followed(desk, DISORDER)
    followed(desk, TUBERCULOSIS)
    desk.accounts.add(login="nurse", full_name="李慧", role=Role.NURSE, password=PASSWORD)
    desk.accounts.set_sensitive("nurse", [TUBERCULOSIS])
    desk.accounts.log_in("nurse", PASSWORD)
    assert {visit.programme for visit in desk.visits.all()} == {TUBERCULOSIS}
    assert {one.enrolment.programme for one in desk.enrolments.all()} == {TUBERCULOSIS}


def test_only_known_topics_are_opened_and_only_by_a_keeper(desk: Desk) -> None:
    desk.accounts.add(login="nurse", full_name="李慧", role=Role.NURSE, password=PASSWORD)
    with pytest.raises(errors.InvalidInput) as refused:
        desk.accounts.set_sensitive("nurse", ["hypertension"])
    assert (refused.value.field, refused.value.reason) == ("sensitive", "hypertension")
    desk.accounts.set_sensitive("nurse", ["hiv", "hepatitis"])
    rows = {row.login: row.sensitive for row in desk.accounts.all()}
    assert rows == {"admin": (), "nurse": ("hepatitis", "hiv")}
    desk.accounts.log_in("nurse", PASSWORD)
    with pytest.raises(errors.NotAllowed):
        desk.accounts.set_sensitive("nurse", [DISORDER])


def as_hiv(desk: Desk, visit_id: str) -> None:
    """An ordinary record with the topic that its diagnosis would give it."""
    with desk.database.writing("visit") as session:
        session.get_one(Visit, visit_id).topic = "hiv"


def test_a_record_about_a_sensitive_diagnosis_is_hidden_whatever_its_programme(desk: Desk) -> None:
    person = registered(desk)
    visit_id = signed(desk, person, sbp=158, dbp=92)
    as_hiv(desk, visit_id)
    seat(desk, Role.TCM_DOCTOR)
    assert desk.visits.all() == ()
    assert desk.records.open(person).events == ()
    assert desk.residents.card(person).has_hidden_programme
    with pytest.raises(errors.NotAllowed):
        desk.visits.open(visit_id)


def test_who_wrote_a_record_sees_it(desk: Desk) -> None:
    person = registered(desk)
    seat(desk, Role.TCM_DOCTOR)
    visit_id = signed(desk, person)
    as_hiv(desk, visit_id)
    assert [one.id for one in desk.visits.all()] == [visit_id]
    assert desk.visits.open(visit_id)[0].id == visit_id


def test_a_namesake_of_who_wrote_it_does_not(desk: Desk) -> None:
    person = registered(desk)
    seat(desk, Role.TCM_DOCTOR)
    as_hiv(desk, signed(desk, person))
    writer = desk.seat.sitter
    desk.seat.take(replace(writer, account_id="another", login="another"))
    assert desk.visits.all() == ()
    assert desk.records.open(person).events == ()


@pytest.mark.parametrize(
    ("programme", "answers", "topic"),
    [
        (DISORDER, {}, DISORDER),
        ("archive", {"diagnoses": [{"diagnosis_code": "I10"}, {"diagnosis_code": "B18.1"}]}, "hepatitis"),
        ("archive", {"diagnoses": [{"diagnosis_text": "感冒"}]}, None),
        ("archive", {"assessment": "精神分裂症，病情稳定"}, DISORDER),
        ("archive", {"subjective": "咳嗽两周，曾按肺结核治疗"}, TUBERCULOSIS),
        ("archive", {"abnormal_1": "乙肝大三阳", "xray_text": "陈旧性肺结核"}, f"{TUBERCULOSIS} hepatitis"),
        ("hypertension", {"sbp": 150, "symptoms_text": "双相情感障碍复发"}, DISORDER),
        (
            "archive",
            {"diagnoses": [{"diagnosis_code": "R05", "diagnosis_text": "肺结核待查"}]},
            TUBERCULOSIS,
        ),
        ("infectious-disease", {"disease_code": "HIV"}, "hiv"),
        ("infectious-disease", {"disease_code": "MEASLES"}, None),
        ("hypertension", {"sbp": 150}, None),
    ],
)
def test_the_topic_of_a_record(
    desk: Desk, programme: str, answers: dict[str, Any], topic: str | None
) -> None:
    assert privacy.topic_of(desk.seat, desk.programmes.get(programme), answers) == topic


def test_a_referral_says_nothing_of_it_unless_it_is_about_it(desk: Desk) -> None:
    person, _ = followed(desk, DISORDER)
    silent = desk.referrals.start(person)
    assert silent.value("present_history_reason") is None
    assert "精神" not in str(silent.value("impression") or "")
    assert silent.value("treatment") is None
    chosen = desk.referrals.start(person, About(programme=DISORDER))
    assert "严重精神障碍随访：危险性评估 （3级）" in str(chosen.value("present_history_reason"))
    assert chosen.value("treatment") == "奥氮平片 10 mg 每日 1 次"


def test_a_referral_about_it_is_hidden_from_others(desk: Desk) -> None:
    person, _ = followed(desk, DISORDER)
    about = referred(desk, person, About(programme=DISORDER))
    other = referred(desk, person, About())
    assert {row.id for row in desk.referrals.all()} == {about, other}
    assert desk.referrals.sheet(other).is_sensitive, "its code keeps still all the same"
    seat(desk, Role.NURSE)
    assert [row.id for row in desk.referrals.all()] == [other]
    assert [row.id for row in desk.referrals.of(person)] == [other]
    assert [event.id for event in desk.records.open(person).events] == [other]
    for act in (desk.referrals.course, desk.referrals.sheet, desk.printing.referral):
        with pytest.raises(errors.NotAllowed):
            act(about)
    with pytest.raises(errors.NotAllowed):
        desk.referrals.receive(about, "accepted")


def test_a_referral_of_a_suspect_is_hidden_though_nothing_was_known_before(desk: Desk) -> None:
    person = registered(desk)
    suspect = desk.referrals.start(person)
    for link_id, value in (REST | {"impression": "疑似肺结核"}).items():
        suspect = suspect.answer(link_id, value)
    desk.referrals.refer(person, suspect)
    seat(desk, Role.NURSE)
    assert desk.referrals.all() == ()


def test_what_the_hospital_wrote_back_is_hidden_like_what_was_written_here(desk: Desk) -> None:
    person = registered(desk)
    sheet = referred(desk, person, About())
    desk.referrals.receive(sheet, "returned", {"diagnosis": "继发性肺结核", "findings": "痰涂片阳性"})
    assert desk.referrals.course(sheet).feedback["diagnosis"] == "继发性肺结核"
    seat(desk, Role.NURSE)
    course = desk.referrals.course(sheet)
    assert (course.row.status, dict(course.feedback), course.is_withheld) == ("returned", {}, True)
    assert "diagnosis" not in desk.referrals.back(sheet).answers()
    with pytest.raises(errors.NotAllowed):
        desk.printing.referral_back(sheet)
    desk.referrals.receive(sheet, "closed")
    desk.accounts.log_in("admin", PASSWORD)
    assert desk.referrals.course(sheet).feedback["findings"] == "痰涂片阳性", "who closes it loses nothing"


def test_where_a_sensitive_referral_went_is_not_proposed_for_others(desk: Desk) -> None:
    person, _ = followed(desk, DISORDER)
    referred(desk, person, About(programme=DISORDER))
    assert desk.referrals.start(registered(desk, name="刘德厚", phone="13900001111")).value("to_org") is None
    assert desk.referrals.start(person, About(programme=DISORDER)).value("to_org") == "市精神卫生中心"


@pytest.mark.parametrize(("disease", "is_discreet"), [("10", True), ("9", True), ("2", False)])
def test_the_code_on_paper_keeps_still_about_past_diseases(
    desk: Desk, disease: str, *, is_discreet: bool
) -> None:
    person = registered(desk, past_disease=[{"past_disease_code": disease}])
    sheet = desk.referrals.preview(person, desk.referrals.start(person))
    assert sheet.is_sensitive is is_discreet


def test_a_suggestion_after_a_sensitive_diagnosis_is_for_those_who_treat_it(desk: Desk) -> None:
    registered(desk, past_disease=[{"past_disease_code": "8"}])
    (row,) = desk.residents.page().rows
    assert DISORDER in {one.key for one in desk.enrolments.suggested(row.id)}
    seat(desk, Role.NURSE)
    assert DISORDER not in {one.key for one in desk.enrolments.suggested(row.id)}


def test_a_new_sheet_shows_no_last_answers_that_are_hidden(desk: Desk) -> None:
    person = registered(desk)
    sheet = desk.visits.start(person, "archive", "encounter").filling
    hiv = [{"diagnosis_code": "B20.1", "diagnosis_text": "艾滋病"}]
    sheet = sheet.answer("diagnoses", hiv).answer("plan", "抗病毒治疗")
    desk.visits.sign(person, "archive", sheet, is_incomplete=True)
    assert "diagnoses" in desk.visits.start(person, "archive", "encounter").filling.last
    seat(desk, Role.NURSE)
    fresh = desk.visits.start(person, "archive", "encounter")
    assert (dict(fresh.filling.last), fresh.last_on) == ({}, None)


def test_a_past_disease_that_is_not_shown_leaves_on_no_paper(desk: Desk) -> None:
    person = registered(desk, past_disease=[{"past_disease_code": "9", "past_disease_date": "2019-05"}])
    other = registered(desk, name="李四", id_no=None, past_disease=[{"past_disease_code": "2"}])
    seat(desk, Role.NURSE)
    with pytest.raises(errors.NotAllowed):
        desk.printing.archive(person, "personal-information")
    assert desk.printing.archive(other, "personal-information")
    desk.accounts.log_in("admin", PASSWORD)
    desk.accounts.set_sensitive("nurse", [TUBERCULOSIS])
    desk.accounts.log_in("nurse", PASSWORD)
    assert desk.printing.archive(person, "personal-information")
