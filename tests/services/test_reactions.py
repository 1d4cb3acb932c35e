"""Reports of reactions after a dose: where each stands against its limit, the most urgent first."""

from datetime import timedelta
from typing import Any

import pytest

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.reporting import ReportState
from healthdesk.store.visits import Visit
from tests.desks import registered, seat

FORM = "adverse-event"


def minutes_ago(desk: Desk, minutes: int) -> str:
    """A time of today on the clock of the wall, wherever the tests run."""
    return f"{desk.clock.now().astimezone() - timedelta(minutes=minutes):%H:%M}"


def reported(desk: Desk, **changes: Any) -> str:
    """A report of 接种 the day before, found at seven in the morning, signed."""
    answers: dict[str, Any] = {
        "doses": [{"vaccine": "流感疫苗", "given_on": "2026-11-01"}],
        "onset_at": "2026-11-01",
        "onset_time": "10:00",
        "found_at": "2026-11-02",
        "found_time": "07:00",
        "reactions": [{"reaction": "SYNCOPE"}],
        "gravity": ["0"],
        "diagnosis": "晕厥",
        "outcome": "1",
    }
    person = registered(desk, name=changes.pop("name", "王秀英"), id_no=None)
    filling = desk.visits.start(person, "immunization", FORM).filling
    for link_id, value in (answers | changes).items():
        filling = filling.answer(link_id, value)
    return desk.visits.sign(person, "immunization", filling).id


def test_what_is_not_reported_runs_against_its_limit(desk: Desk) -> None:
    reported(desk)
    (row,) = desk.reactions.all()
    assert (row.state, str(row.report_by)) == (ReportState.OPEN, "2026-11-04 07:00:00")
    assert (row.vaccines, row.reactions, row.is_grave) == (("流感疫苗",), ("晕厥",), False)


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(120, ReportState.OPEN), (121, ReportState.OVERDUE)],
)
def test_a_grave_one_has_two_hours_the_last_minute_included(
    desk: Desk, minutes: int, state: ReportState
) -> None:
    reported(desk, gravity=["2"], found_time=minutes_ago(desk, minutes))
    (row,) = desk.reactions.all()
    assert (row.is_grave, row.state) == (True, state)


def test_a_report_in_time_and_a_late_one(desk: Desk) -> None:
    reported(desk, reported_at="2026-11-02", reported_time="08:00", gravity=["1"], outcome="4")
    late = {
        "onset_at": "2026-10-29",
        "found_at": "2026-10-30",
        "doses": [{"vaccine": "流感疫苗", "given_on": "2026-10-29"}],
    }
    reported(desk, name="李四", **late, reported_at="2026-11-02", reported_time="08:30")
    assert {row.name: row.state for row in desk.reactions.all()} == {
        "王秀英": ReportState.REPORTED,
        "李四": ReportState.REPORTED_LATE,
    }


def test_the_most_urgent_stands_first_and_states_are_told_apart(desk: Desk) -> None:
    reported(desk, name="已报", reported_at="2026-11-02", reported_time="08:00")
    reported(desk, name="平常")
    reported(desk, name="严重", gravity=["3"])
    assert [row.name for row in desk.reactions.all()] == ["严重", "平常", "已报"]
    assert [row.name for row in desk.reactions.all(ReportState.REPORTED)] == ["已报"]


def test_a_void_report_is_gone_and_a_judged_one_says_its_cause(desk: Desk) -> None:
    wrong = reported(desk, name="写错")
    desk.visits.void(wrong, "写错人")
    reported(desk, cause="5", outcome="2")
    (row,) = desk.reactions.all()
    assert (row.cause, row.outcome) == ("偶合症", "好转")


def test_whoever_may_see_records_may_see_them(desk: Desk) -> None:
    reported(desk)
    seat(desk, Role.VACCINATOR)
    assert len(desk.reactions.all()) == 1


def test_what_was_begun_and_not_signed_runs_too_and_is_told_to_others_without_its_words(desk: Desk) -> None:
    person = registered(desk, name="王秀英", id_no=None)
    filling = desk.visits.start(person, "immunization", FORM).filling
    answers = {"found_at": "2026-11-02", "found_time": "07:00", "diagnosis": "晕厥", "gravity": ["0"]}
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    document = filling.entries_document()
    desk.drafts.keep(person, FORM, form_version=filling.form.version, document=document)
    (mine,) = desk.reactions.all(ReportState.OPEN)
    assert (mine.drafted_by, mine.is_mine, mine.diagnosis) == (desk.seat.sitter.full_name, True, "晕厥")
    assert str(mine.report_by) == "2026-11-04 07:00:00"
    seat(desk, Role.NURSE)
    (theirs,) = desk.reactions.all()
    assert (theirs.is_mine, theirs.diagnosis, theirs.name) == (False, "", "王秀英")
    assert theirs.report_by == mine.report_by


def test_a_report_of_an_unknown_version_stands_without_a_deadline_and_with_its_numbers(desk: Desk) -> None:
    report = reported(desk, cause="5", outcome="2")
    with desk.database.writing("test") as session:
        session.get_one(Visit, report).form_version = "2099.1"
    (row,) = desk.reactions.all()
    assert (row.is_raw, row.cause, row.outcome, row.report_by) == (True, "5", "2", None)
    assert (row.state, row.vaccines, row.diagnosis) == (ReportState.OPEN, ("流感疫苗",), "晕厥")
