"""A referral: filled in from what is known, numbered, followed forward only, discreet where it must be."""

from datetime import date, timedelta
from typing import Any

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.prefill import About
from healthdesk.services.referrals import ANYTHING
from tests.builders import TODAY
from tests.desks import registered, seat, signed

REST: dict[str, Any] = {
    "to_org": "市第一人民医院", "to_dept": "心血管内科", "impression": "高血压", "treatment": "按原方案服药",
    "from_phone": "010-88005521", "present_history_reason": "血压控制不满意", "past_history": "高血压",
}  # fmt: skip


def referred(desk: Desk, person: str, about: About = ANYTHING, **changes: Any) -> str:
    """A signed referral; returns its id."""
    filling = desk.referrals.start(person, about)
    for link_id, value in (REST | changes).items():
        filling = filling.answer(link_id, value)
    return desk.referrals.refer(person, filling, about)


def test_the_sheet_knows_the_person_the_centre_and_the_last_visit(desk: Desk) -> None:
    person = registered(desk, drug_allergy=["2"])
    signed(desk, person, sbp=158, dbp=92)
    sheet = desk.referrals.start(person)
    assert sheet.value("name") == "王秀英"
    assert sheet.value("from_doctor") == "张建国"
    assert sheet.value("from_org") == "幸福路社区卫生服务中心"
    assert "158" in str(sheet.value("present_history_reason"))
    assert "青霉素" in str(sheet.value("past_history"))
    assert "氨氯地平" in str(sheet.value("treatment"))


def test_the_next_sheet_goes_where_the_last_one_went(desk: Desk) -> None:
    referred(desk, registered(desk))
    assert desk.referrals.start(registered(desk, name="刘德厚")).value("to_org") == "市第一人民医院"


def test_numbers_count_up_within_the_day(desk: Desk) -> None:
    person = registered(desk)
    made = [referred(desk, person) for _ in range(2)]
    rows = {row.id: row.number for row in desk.referrals.of(person)}
    assert [rows[one] for one in made] == ["ZC20261102-01001", "ZC20261102-01002"]


def test_the_result_is_asked_for_within_two_weeks(desk: Desk) -> None:
    referred(desk, registered(desk))
    (row,) = desk.referrals.all(is_open=True)
    assert (row.status, row.result_due_on) == ("sent", TODAY + timedelta(days=14))


def test_news_moves_forward_only(desk: Desk) -> None:
    referral = referred(desk, registered(desk))
    desk.referrals.receive(referral, "seen")
    for status in ("accepted", "seen", "gone"):
        with pytest.raises(errors.InvalidInput, match="order"):
            desk.referrals.receive(referral, status)
    desk.referrals.receive(referral, "returned", {"diagnosis": "已调整用药"})
    (one,) = desk.referrals.all(is_open=True)
    assert one.result_due_on == desk.clock.today() + timedelta(days=14)
    assert (desk.worklist.waiting().referral_answers, desk.worklist.waiting().referral_results) == (1, 0)
    desk.referrals.receive(referral, "closed", {"findings": "心电图未见异常"})
    assert desk.referrals.all(is_open=True) == ()
    assert desk.worklist.waiting().referral_answers == 0
    assert dict(desk.referrals.course(referral).feedback) == {
        "diagnosis": "已调整用药",
        "findings": "心电图未见异常",
    }


def test_a_sheet_with_gaps_or_for_the_dead_is_refused(desk: Desk) -> None:
    person = registered(desk)
    with pytest.raises(errors.InvalidInput, match="to_org: required"):
        referred(desk, person, to_org=None)
    desk.residents.mark_dead(person, date(2026, 11, 1))
    with pytest.raises(errors.InvalidInput, match="dead"):
        referred(desk, person)
    assert desk.referrals.all() == ()


def test_the_draft_comes_back_and_is_gone_once_signed(desk: Desk) -> None:
    person = registered(desk)
    sheet = desk.referrals.start(person).answer("to_org", "区中医院")
    desk.drafts.keep(
        person, sheet.form.key, form_version=sheet.form.version, document=sheet.entries_document()
    )
    assert desk.referrals.start(person).value("to_org") == "区中医院"
    referred(desk, person)
    assert desk.drafts.mine() == ()


def test_the_paper_says_unsent_and_hides_a_sensitive_programme_in_its_code(desk: Desk) -> None:
    person = registered(desk)
    assert not desk.referrals.sheet(referred(desk, person)).is_sensitive
    desk.enrolments.enrol(person, "severe-mental-disorder")
    sheet = desk.referrals.sheet(referred(desk, person))
    assert (sheet.is_sensitive, sheet.is_unsent, sheet.has_conflict) == (True, True, False)


def test_the_preview_is_the_paper_before_it_is_signed(desk: Desk) -> None:
    person = registered(desk)
    sheet = desk.referrals.preview(person, desk.referrals.start(person).answer("to_org", "区中医院"))
    assert (sheet.name, sheet.to_org, sheet.number) == ("王秀英", "区中医院", "")


def test_printing_is_audited_and_not_for_clerks(desk: Desk) -> None:
    person = registered(desk)
    referral = referred(desk, person)
    assert desk.printing.referral(referral).startswith(b"%PDF")
    assert desk.auditing.who_looked(person)[0].act == "print"
    seat(desk, Role.CLERK)
    with pytest.raises(errors.NotAllowed):
        desk.printing.referral(referral)


def test_nothing_is_found_under_a_wrong_id(desk: Desk) -> None:
    for ask in (desk.referrals.sheet, desk.referrals.resident_of, desk.printing.referral):
        with pytest.raises(errors.NotFound):
            ask("nothing")
