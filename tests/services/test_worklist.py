"""The due list: tabs, counts, pages, states, and what this person may see."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.calls import CallResult
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident
from tests.builders import PASSWORD, TODAY
from tests.desks import an_environment, registered, seat, signed


def enrolled(desk: Desk, name: str, due: date, programme: str = "hypertension") -> str:
    """Somebody whose next visit is due on that day; returns the enrolment's id."""
    person = registered(desk, name=name)
    return desk.enrolments.enrol(person, programme, next_due=due)


def names(desk: Desk, tab: str = "all") -> list[str]:
    return [row.name for row in desk.worklist.due(tab=tab).rows]


@pytest.fixture
def week(desk: Desk) -> Desk:
    """Monday: one person ten days late, one due today, one on Thursday, one in a week, one in a month."""
    for name, days in (("甲", -10), ("乙", 0), ("丙", 3), ("丁", 7), ("戊", 30)):
        enrolled(desk, name, TODAY + timedelta(days=days))
    return desk


def test_the_most_overdue_come_first_and_nobody_beyond_the_outlook(week: Desk) -> None:
    assert names(week) == ["甲", "乙", "丙", "丁"]


def test_each_tab_shows_its_own_and_the_counts_agree(week: Desk) -> None:
    shown = {tab: names(week, tab) for tab in ("overdue", "today", "week")}
    assert shown == {"overdue": ["甲"], "today": ["乙"], "week": ["乙", "丙"]}
    counts = week.worklist.counts()
    assert (counts.all, counts.overdue, counts.today, counts.week) == (4, 1, 1, 2)


def test_who_is_due_in_two_programmes_stands_once_by_the_most_urgent(desk: Desk) -> None:
    person = registered(desk, name="甲")
    desk.enrolments.enrol(person, "hypertension", next_due=TODAY + timedelta(days=3))
    desk.enrolments.enrol(person, "diabetes", next_due=TODAY - timedelta(days=10))
    desk.enrolments.enrol(person, "copd", next_due=TODAY + timedelta(days=60))
    enrolled(desk, "乙", TODAY)
    first, second = desk.worklist.due(is_follow_up=True).rows
    assert (first.name, first.programme, first.also) == ("甲", "diabetes", ("hypertension",))
    assert (second.name, second.also) == ("乙", ())
    counts = desk.worklist.counts(is_follow_up=True)
    assert (counts.all, counts.overdue, counts.today, counts.week) == (2, 1, 1, 1)
    for tab, found in (("overdue", ["甲"]), ("today", ["乙"]), ("week", ["乙"])):
        assert [row.name for row in desk.worklist.due(tab=tab, is_follow_up=True).rows] == found
    each = [row.programme for row in desk.worklist.everybody_due()]
    assert each == ["diabetes", "hypertension", "hypertension"]


def test_of_two_windows_that_end_together_the_earlier_begun_leads_in_list_and_counts(desk: Desk) -> None:
    person = registered(desk, name="甲")
    for programme, begins in (("hypertension", TODAY + timedelta(days=5)), ("diabetes", TODAY)):
        desk.enrolments.enrol(person, programme, next_due=begins)
    with desk.database.writing("edit") as session:
        for one in session.scalars(select(Enrolment)):
            one.next_latest = TODAY + timedelta(days=20)
    (row,) = desk.worklist.due(is_follow_up=True).rows
    assert (row.programme, desk.worklist.counts(is_follow_up=True).today) == ("diabetes", 1)


def test_the_departed_are_not_counted(desk: Desk) -> None:
    enrolled(desk, "甲", TODAY)
    with desk.database.writing("edit") as session:
        session.scalars(select(Resident)).one().status = "merged"
    assert (desk.worklist.counts().all, desk.worklist.due().rows) == (0, ())


def test_two_enrolments_in_one_programme_are_one_line(desk: Desk) -> None:
    enrolled(desk, "甲", TODAY)
    with desk.database.writing("edit") as session:
        own = session.scalars(select(Enrolment)).one()
        session.add(Enrolment(**(own.columns() | {"id": "other", "row_version": 1})))
    (row,) = desk.worklist.due(is_follow_up=True).rows
    assert (row.also, desk.worklist.counts(is_follow_up=True).all) == ((), 1)
    assert len(desk.worklist.everybody_due()) == 1, "as `due` prints it"


def test_who_was_written_up_today_is_counted(week: Desk) -> None:
    signed(week, registered(week, name="己"))
    assert week.worklist.counts().signed_today == 1


def test_states_and_days_of_delay(week: Desk) -> None:
    rows = {row.name: row for row in week.worklist.due().rows}
    assert rows["甲"].late_days == 10
    assert rows["甲"].state in ("overdue", "missed")
    assert {rows["乙"].state, rows["丁"].state} <= {"due", "upcoming"}


def test_pages_join_without_a_gap_or_a_repetition(desk: Desk) -> None:
    for number in range(7):
        enrolled(desk, f"王{number}", TODAY - timedelta(days=number % 2))
    seen, after = [], None
    for _ in range(5):
        page = desk.worklist.due(limit=2, after=after)
        seen += [row.enrolment_id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 7
    assert len(desk.worklist.everybody_due()) == 7


def test_the_list_of_one_programme_and_of_another_day(week: Desk) -> None:
    enrolled(week, "庚", TODAY, "diabetes")
    assert [row.name for row in week.worklist.due(programme="diabetes").rows] == ["庚"]
    later = week.worklist.due(as_of=TODAY + timedelta(days=30)).rows
    assert "戊" in [row.name for row in later]


def on_another_day(desk: Desk, days: int) -> Desk:
    """The same store, so many days after today."""
    desk.close()
    return Desk.open(desk.folder, "admin", PASSWORD, an_environment(TODAY + timedelta(days), 1 + days))


def test_three_days_of_calls_in_vain_make_a_resident_lost_and_keep_the_date(desk: Desk) -> None:
    enrolment = enrolled(desk, "甲", TODAY - timedelta(days=40))
    noted = []
    for days in range(3):
        desk = on_another_day(desk, days)
        noted += [desk.calls.note(enrolment, CallResult.NOT_REACHED) for _ in range(2)]
    (row,) = desk.worklist.due().rows
    desk.close()
    assert [one.missed for one in noted] == [1, 1, 2, 2, 3, 3]
    assert [one.is_lost for one in noted] == [False] * 4 + [True] * 2
    assert (row.state, row.due_on) == ("lost", TODAY - timedelta(days=40))


def test_somebody_who_answers_is_lost_no_more_and_a_booking_is_shown(desk: Desk) -> None:
    enrolment = enrolled(desk, "甲", TODAY - timedelta(days=40))
    for days in range(3):
        desk = on_another_day(desk, days)
        desk.calls.note(enrolment, CallResult.WRONG_NUMBER)
    assert desk.worklist.due().rows[0].state == "lost"
    day = TODAY + timedelta(days=2)
    assert desk.calls.note(enrolment, CallResult.BOOKED, booked_on=day).missed == 0
    (row,) = desk.worklist.due().rows
    desk.close()
    assert (row.state, row.call_result, row.booked_on) == ("overdue", "booked", day)


def test_a_booking_needs_a_day_that_is_not_past(desk: Desk) -> None:
    enrolment = enrolled(desk, "甲", TODAY)
    for day in (None, TODAY - timedelta(days=1)):
        with pytest.raises(errors.InvalidInput, match="booked_on"):
            desk.calls.note(enrolment, CallResult.BOOKED, booked_on=day)
    with pytest.raises(errors.InvalidInput, match="booked_on"):
        desk.calls.note(enrolment, CallResult.REFUSED, booked_on=TODAY)
    with pytest.raises(errors.NotFound):
        desk.calls.note("nobody", CallResult.REACHED)


def test_a_visit_ends_what_was_said_on_the_telephone(desk: Desk) -> None:
    person = registered(desk)
    enrolment = desk.enrolments.enrol(person, "hypertension")
    desk.calls.note(enrolment, CallResult.BOOKED, booked_on=TODAY)
    signed(desk, person)
    (row,) = desk.worklist.due(as_of=TODAY + timedelta(days=90)).rows
    assert (row.call_result, row.called_on, row.booked_on) == ("", None, None)


def test_a_doctor_sees_what_waits_for_a_doctor(desk: Desk) -> None:
    person = registered(desk)
    seat(desk, Role.NURSE)
    signed(desk, person, sbp=158, dbp=92)
    assert desk.worklist.waiting().for_doctor == 1


def test_drafts_of_oneself_wait(desk: Desk) -> None:
    person = registered(desk)
    sheet = desk.visits.start(person, "hypertension").filling
    desk.drafts.keep(
        person, sheet.form.key, form_version=sheet.form.version, document=sheet.entries_document()
    )
    assert desk.worklist.waiting().drafts == 1
    seat(desk, Role.NURSE)
    assert desk.worklist.waiting().drafts == 0


def test_the_month_is_counted_by_programme(week: Desk) -> None:
    signed(week, registered(week, name="己"))
    (progress,) = week.worklist.progress()
    assert (progress.programme, progress.done) == ("hypertension", 1)
    assert progress.planned > progress.done


def test_the_month_does_not_wait_for_who_has_moved_away(week: Desk) -> None:
    planned = sum(one.planned for one in week.worklist.progress())
    gone = week.worklist.due(limit=1).rows[0].resident_id
    with week.database.writing("edit") as session:
        session.get_one(Resident, gone).status = "moved"
    assert sum(one.planned for one in week.worklist.progress()) == planned - 1


def test_a_sensitive_programme_is_on_no_list_of_a_clerk(desk: Desk) -> None:
    enrolled(desk, "甲", TODAY, "severe-mental-disorder")
    seat(desk, Role.CLERK)
    assert desk.worklist.due().rows == ()
    assert desk.worklist.counts().all == 0
    with pytest.raises(errors.NotAllowed):
        desk.calls.note("x", CallResult.REACHED)


def test_a_page_and_the_counts_walk_along_the_index_of_the_persons(week: Desk) -> None:
    """By the status SQLite would read the due list of everybody: seconds with a million people."""
    page = _plans(week, lambda: week.worklist.due(is_follow_up=True))
    (also,) = (way for asked, way in page if "resident_id IN (" in asked and "next_due <=" in asked)
    (step,) = also
    assert step.startswith("SEARCH enrolment USING COVERING INDEX ix_enrolment_person (resident_id=?")
    counted = _plans(week, lambda: week.worklist.counts(is_follow_up=True))
    (counts,) = (way for asked, way in counted if "GROUP BY enrolment.resident_id" in asked)
    assert "SCAN enrolment USING COVERING INDEX ix_enrolment_person" in counts
    assert not [step for step in counts if "TEMP B-TREE" in step]


def _plans(desk: Desk, act: Callable[[], object]) -> list[tuple[str, list[str]]]:
    """Every question that `act` asks, with the way SQLite goes, step by step."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    with desk.database.reading() as session:
        ask = session.connection().exec_driver_sql
        return [
            (statement, [row[3] for row in ask(f"EXPLAIN QUERY PLAN {statement}", values)])
            for statement, values in asked
        ]
