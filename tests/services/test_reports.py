"""Case cards and events against their clocks: what is open, what is late, and the moment that closes it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from healthdesk.base.errors import InvalidInput, NotAllowed
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.reporting import ReportState
from healthdesk.services.reports import CASE, EVENT, ReportRow
from healthdesk.store.centre_records import CentreRecord
from healthdesk.store.visits import Visit
from healthdesk.trials.filling_in import plain_answer
from tests.builders import PASSWORD
from tests.desks import registered, seat
from tests.services.test_report_cards import CASE as A_CASE
from tests.services.test_report_cards import begun

LATER = date(2030, 6, 1)


def hours_ago(desk: Desk, hours: float) -> datetime:
    return desk.reports.now().replace(second=0, microsecond=0) - timedelta(hours=hours)


def a_case(desk: Desk, started: datetime, **changes: Any) -> str:
    """A card that was diagnosed then, not reported yet; returns its id."""
    person = registered(desk, name=changes.pop("name", "王秀英"), id_no=None)
    answers = {"diagnosed_at": f"{started:%Y-%m-%d}", "diagnosed_time": f"{started:%H:%M}"}
    filling = begun(desk, person, "infectious-disease", CASE, **{**A_CASE, **answers, **changes})
    return desk.visits.sign(person, "infectious-disease", filling).id


def an_event(desk: Desk, noticed: datetime) -> str:
    """An event of which the centre heard then; returns its id."""
    filling = desk.centre_records.start(EVENT).filling
    answers: dict[str, Any] = {
        "kind": "1",
        "event_name": "幸福里小学腹泻",
        "notice_at": f"{noticed:%Y-%m-%d}",
        "notice_time": f"{noticed:%H:%M}",
        **dict.fromkeys(("first_diagnosed_on", "first_onset", "last_onset", "started_at"), "2026-11-01"),
        "started_time": "08:00",
        "total_cases": 6,
        "exposed_n": 40,
    }
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    for _ in range(3):
        for link_id in filling.gaps():
            filling = filling.answer(link_id, plain_answer(filling.form.item(link_id), "无", LATER))
    return desk.centre_records.sign(filling).id


def only(desk: Desk) -> ReportRow:
    (row,) = desk.reports.all(is_open=True)
    return row


@pytest.mark.parametrize(
    ("disease", "hours", "state", "left"),
    [
        ("MEASLES", 23.5, ReportState.OPEN, 0.5),
        ("MEASLES", 24, ReportState.OPEN, 0),
        ("MEASLES", 25, ReportState.OVERDUE, -1),
        ("CHOLERA", 1, ReportState.OPEN, 1),
        ("CHOLERA", 3, ReportState.OVERDUE, -1),
    ],
)
def test_a_card_runs_against_the_limit_of_its_disease(
    desk: Desk, disease: str, hours: float, state: ReportState, left: float
) -> None:
    a_case(desk, hours_ago(desk, hours), disease_code=disease)
    row = only(desk)
    assert (row.form, row.name, row.state) == (CASE, "王秀英", state)
    assert row.report_by == hours_ago(desk, -left)


def test_one_case_that_is_an_event_has_the_shorter_clock_beside_it(desk: Desk) -> None:
    a_case(desk, hours_ago(desk, 3), disease_code="POLIOMYELITIS")
    row = only(desk)
    assert (row.report_by, row.event_by) == (hours_ago(desk, -21), hours_ago(desk, 1))
    assert (row.first_by, row.state) == (row.event_by, ReportState.OVERDUE)


def test_an_event_has_two_hours_and_the_most_urgent_stands_first(desk: Desk) -> None:
    a_case(desk, hours_ago(desk, 20))
    event = an_event(desk, hours_ago(desk, 1))
    rows = desk.reports.all()
    assert [(row.form, row.state) for row in rows] == [(EVENT, ReportState.OPEN), (CASE, ReportState.OPEN)]
    assert (rows[0].id, rows[0].about, rows[0].report_by) == (event, "幸福里小学腹泻", hours_ago(desk, -1))


def test_the_moment_of_the_report_closes_it_and_is_a_correction(desk: Desk) -> None:
    card = a_case(desk, hours_ago(desk, 30))
    an_event(desk, hours_ago(desk, 1))
    for row in desk.reports.all(is_open=True):
        desk.reports.report(row, hours_ago(desk, 0.5), "补记报告时间")
    assert desk.reports.all(is_open=True) == ()
    assert {row.form: row.state for row in desk.reports.all()} == {
        CASE: ReportState.REPORTED_LATE,
        EVENT: ReportState.REPORTED,
    }
    visit, filling = desk.visits.open(card)
    assert (filling.value("in_time"), visit.amend_reason, len(visit.history)) == ("2", "补记报告时间", 1)


def test_nobody_reports_ahead_of_now_or_before_there_was_a_case(desk: Desk) -> None:
    a_case(desk, hours_ago(desk, 3))
    for at, reason in ((hours_ago(desk, -1), "future"), (hours_ago(desk, 4), "date-order")):
        with pytest.raises(InvalidInput) as refused:
            desk.reports.report(only(desk), at, "补记报告时间")
        assert refused.value.reason == reason
    assert only(desk).reported is None


def test_a_void_card_waits_for_nobody(desk: Desk) -> None:
    desk.visits.void(a_case(desk, hours_ago(desk, 3)), "误报")
    assert desk.reports.all() == ()


def test_of_a_hidden_card_only_the_clock_is_told(desk: Desk) -> None:
    a_case(desk, hours_ago(desk, 25), disease_code="HIV", hiv_type="1")
    assert only(desk).about
    seat(desk, Role.NURSE)
    row = only(desk)
    assert (row.is_hidden, row.id, row.resident_id, row.name, row.about) == (True, "", "", "", "")
    assert row.state is ReportState.OVERDUE
    with pytest.raises(NotAllowed):
        desk.reports.report(row, hours_ago(desk, 1), "补记报告时间")
    desk.accounts.log_in("admin", PASSWORD)
    seat(desk, Role.VACCINATOR)
    with pytest.raises(NotAllowed):
        desk.reports.all()


def test_what_is_of_an_unknown_version_is_listed_as_it_came(desk: Desk) -> None:
    card, event = a_case(desk, hours_ago(desk, 3)), an_event(desk, hours_ago(desk, 1))
    known = {row.form: row.about for row in desk.reports.all()}
    with desk.database.writing("test") as session:
        session.get_one(Visit, card).form_version = "2099.1"
        session.get_one(CentreRecord, event).form_version = "2099.1"
    rows = {row.form: row for row in desk.reports.all(is_open=True)}
    assert {form: (row.is_raw, row.first_by) for form, row in rows.items()} == {
        CASE: (True, None),
        EVENT: (True, None),
    }
    assert (rows[CASE].about, rows[EVENT].about) == (A_CASE["disease_code"], known[EVENT])
    assert known[CASE] != A_CASE["disease_code"]
