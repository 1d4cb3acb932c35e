"""What is asked of somebody whom a visit referred on: by when, until it is written down or seen to."""

from datetime import date, timedelta

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.prefill import About
from healthdesk.services.referral_results import ResultRow
from healthdesk.store.visits import Visit
from tests.builders import PASSWORD, TODAY
from tests.desks import registered, seat, signed
from tests.services.test_chronic_programmes import DISORDER, DISORDER_VISIT, SUPPLEMENT, written
from tests.services.test_referrals import referred

URGENT = {
    "sbp": 188, "dbp": 112, "sbp_second": 184, "dbp_second": 110, "emergency_done": "含服降压药",
    "emergency_outcome": "1", "ref_reason": "血压危急", "ref_org_dept": "市第一人民医院 心内科",
}  # fmt: skip


def sent_on(desk: Desk, person: str, on: date = TODAY) -> str:
    """A visit with an emergency; returns its id."""
    return signed(desk, person, **URGENT, visit_date=on.isoformat())


def open_ones(desk: Desk) -> list[ResultRow]:
    return list(desk.referral_results.waiting())


def test_an_urgent_referral_is_asked_about_within_two_weeks(desk: Desk) -> None:
    person = registered(desk)
    visit = sent_on(desk, person)
    (row,) = open_ones(desk)
    assert (row.visit_id, row.resident_id, row.due_on) == (visit, person, TODAY + timedelta(days=14))
    assert (row.to, row.why) == ("市第一人民医院 心内科", "血压危急")
    assert (desk.referral_results.count().many, desk.referral_results.count().late) == (1, 0)


def test_the_result_closes_it_and_is_kept_with_who_asked(desk: Desk) -> None:
    visit = sent_on(desk, registered(desk), date(2026, 10, 1))
    count = desk.referral_results.count()
    assert (count.many, count.late, count.oldest) == (1, 1, date(2026, 10, 15))
    with pytest.raises(errors.InvalidInput, match="referral_result"):
        desk.referral_results.note(visit, " ")
    desk.referral_results.note(visit, "已住院，调整用药后出院")
    assert open_ones(desk) == []
    kept, _ = desk.visits.open(visit)
    assert isinstance(kept, Visit)
    assert (kept.referral_result, kept.referral_result_on, kept.referral_result_by) == (
        "已住院，调整用药后出院",
        TODAY,
        "张建国",
    )


def test_a_visit_that_referred_nobody_has_no_result(desk: Desk) -> None:
    visit = signed(desk, registered(desk))
    with pytest.raises(errors.InvalidInput):
        desk.referral_results.note(visit, "没有转")


def test_who_was_seen_again_or_has_a_sheet_is_not_asked_for_twice(desk: Desk) -> None:
    seen, sheet = registered(desk), registered(desk, name="李四", id_no=None)
    sent_on(desk, seen, date(2026, 10, 1))
    sent_on(desk, sheet)
    assert len(open_ones(desk)) == 2
    signed(desk, seen)
    referred(desk, sheet, About(programme="hypertension"))
    assert open_ones(desk) == []
    assert [row.resident_id for row in desk.referrals.all(is_open=True)] == [sheet]


def test_a_sheet_about_something_else_closes_nothing_until_somebody_says_it_is_the_one(desk: Desk) -> None:
    person = registered(desk)
    visit = sent_on(desk, person)
    other = referred(desk, person, About(programme="diabetes"), impression="足部溃疡")
    (row,) = open_ones(desk)
    assert (row.visit_id, row.sheet_id) == (visit, other)
    assert row.sheet == "ZC20261102-01001 市第一人民医院"
    desk.referral_results.join(visit, other)
    assert open_ones(desk) == []
    assert desk.referral_results.count().many == 0


def test_the_sheet_of_a_visit_is_for_that_visit_alone(desk: Desk) -> None:
    person, somebody = registered(desk), registered(desk, name="李四", id_no=None)
    first, visit = signed(desk, person, visit_date="2026-10-20"), sent_on(desk, person)
    about_the_first = referred(desk, person, About(first))
    (row,) = open_ones(desk)
    assert (row.visit_id, row.sheet_id) == (visit, "")
    for sheet in (about_the_first, referred(desk, somebody)):
        with pytest.raises(errors.InvalidInput):
            desk.referral_results.join(visit, sheet)
    referred(desk, person, About(visit))
    assert open_ones(desk) == []


def test_of_the_dead_and_of_a_void_record_nobody_asks(desk: Desk) -> None:
    person, other = registered(desk), registered(desk, name="李四", id_no=None)
    sent_on(desk, person)
    desk.visits.void(sent_on(desk, other), "录错了人")
    desk.residents.mark_dead(person, TODAY)
    assert open_ones(desk) == []


def test_a_sensitive_one_is_for_those_who_treat_it(desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, DISORDER, SUPPLEMENT)
    visit = written(
        desk,
        person,
        DISORDER,
        DISORDER_VISIT,
        symptom_level="2",
        symptoms=["1"],
        insight="3",
        risk="4",
        effect="4",
    ).id
    assert [row.visit_id for row in open_ones(desk)] == [visit]
    seat(desk, Role.NURSE)
    assert (open_ones(desk), desk.referral_results.count().many) == ([], 0)
    with pytest.raises(errors.NotAllowed):
        desk.referral_results.note(visit, "已住院")
    desk.accounts.log_in("admin", PASSWORD)
    assert len(open_ones(desk)) == 1
