"""The cover page of a resident follows the records, and obeys who may know what."""

from datetime import date
from typing import Any

import pytest

from healthdesk.base.errors import NotFound
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.cover.page import CoverPage
from tests.builders import TODAY
from tests.desks import registered, seat, signed
from tests.documents.reading import text


def page_of(desk: Desk, person: str) -> CoverPage:
    return desk.cover_pages.of(person).page


def marked(desk: Desk, person: str, kind: str) -> list[str]:
    return [mark.text for mark in page_of(desk, person).marks[kind]]


def written(desk: Desk, person: str, form: str, **answers: Any) -> str:
    """A record of the archive, as far as it was filled in."""
    sheet = desk.visits.start(person, "archive", form).filling
    for link_id, value in answers.items():
        sheet = sheet.answer(link_id, value)
    return desk.visits.sign(person, "archive", sheet, is_incomplete=True).id


def test_a_mark_goes_with_the_record_behind_it(desk: Desk) -> None:
    person = registered(desk)
    diagnoses = [{"diagnosis_code": "I25", "diagnosis_text": "冠心病"}]
    visit = written(desk, person, "encounter", assessment="冠心病", diagnoses=diagnoses)
    assert marked(desk, person, "chronic") == ["冠心病"]
    desk.visits.void(visit, "记错了人")
    assert marked(desk, person, "chronic") == []


def test_a_programme_is_a_mark_since_the_enrolment(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-05-04")
    (mark,) = page_of(desk, person).marks["chronic"]
    assert (mark.text, mark.since) == ("高血压", "2026-05-04")


def test_last_measures_come_from_any_record(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-05-04", weight="60", height=160)
    written(desk, person, "health-checkup", height=160, weight="50", sbp_left=138, dbp_left=80)
    facts = {fact.label: fact.text for _, section in page_of(desk, person).sections for fact in section}
    assert facts["体重"] == f"50 kg（{TODAY.isoformat()}）"
    assert facts["血压"] == f"138/80 mmHg（{TODAY.isoformat()}）"
    assert marked(desk, person, "weight") == ["体重正常"]


def test_every_record_is_a_service_in_few_words(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-05-04", sbp=158, dbp=92)
    stay = {"adm_in": "2026-03-01", "adm_reason": "肺炎", "adm_org": "云河区第一人民医院"}
    written(desk, person, "health-checkup", assess="2", abnormal_1="肥胖", admissions=[stay])
    services = page_of(desk, person).services
    assert [(one.on, one.kind, one.result) for one in services] == [
        (TODAY, "体检", "有异常、肥胖"),
        (TODAY, "建档", desk.residents.card(person).archive_no),
        (date(2026, 5, 4), "随访", "高血压 158/92 控制不满意"),
        (date(2026, 3, 1), "住院", "肺炎"),
    ]
    assert services[0].org == "幸福路社区卫生服务中心"
    assert services[-1].org == "云河区第一人民医院"


@pytest.mark.parametrize(("role", "is_told"), [(Role.DOCTOR, True), (Role.NURSE, False)])
def test_hepatitis_is_for_those_who_treat_it(desk: Desk, role: Role, *, is_told: bool) -> None:
    person = registered(desk, past_disease=[{"past_disease_code": "10", "past_disease_month": "2009-01"}])
    seat(desk, role)
    assert marked(desk, person, "notifiable") == (["病毒性肝炎"] if is_told else [])
    assert ("肝炎" in text(desk.printing.cover_page(person))) is is_told


def test_printing_it_is_audited(desk: Desk) -> None:
    person = registered(desk)
    assert "居民电子健康档案首页" in text(desk.printing.cover_page(person))
    looks = [(one.act, one.noun) for one in desk.auditing.who_looked(person)]
    assert ("print", "Resident") in looks


def test_nobody_has_no_page(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.cover_pages.of("00000000-0000-4000-8000-000000000000")


def test_the_colour_of_a_pregnancy_is_the_hospitals(desk: Desk) -> None:
    person = registered(desk, birth_date="1996-03-03")
    lmp = {"lmp": "2026-08-24", "para_cs": 1, "gravidity": 2}
    booked = desk.visits.start(person, "maternal").filling
    for link_id, value in lmp.items():
        booked = booked.answer(link_id, value)
    desk.visits.sign(person, "maternal", booked, is_incomplete=True)
    (mark,) = marked(desk, person, "maternal-child")
    assert "色" not in mark
    sheet = desk.visits.start(person, "maternal", "maternal-risk").filling
    sheet = sheet.answer("colours", ["orange", "purple"])
    desk.visits.sign(person, "maternal", sheet, is_incomplete=True)
    (mark,) = marked(desk, person, "maternal-child")
    assert "橙色" in mark and "紫色" in mark
