"""Lost, ended, dead, entered in error: the due list and the archive say what is left standing."""

from datetime import date
from typing import Any

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.store.journal import Origin
from healthdesk.store.programmes import Enrolment
from tests.desks import amended, registered, signed

DEATH = {
    "mode": "3",
    "visit_outcome": "9",
    "end_reason": "1",
    "death_date": "2026-10-30",
    "death_cause": "脑卒中",
}


def written(desk: Desk, person: str, programme: str = "hypertension", **answers: Any) -> str:
    """A record with these answers only, kept as it is; returns its id."""
    filling = desk.visits.start(person, programme).filling
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    is_short = "visit_outcome" not in answers
    return desk.visits.sign(person, programme, filling, is_incomplete=is_short).id


def the_enrolment(desk: Desk, person: str, programme: str = "hypertension") -> Any:
    found = [one for one in desk.residents.card(person).enrolments if one.programme == programme]
    return found[-1]


def test_a_quick_record_without_a_pressure_leaves_the_visit_due(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, sbp=158, dbp=92, visit_date="2026-10-19")
    written(desk, person, mode="3", symptoms=["1"])
    assert [row.due_on for row in desk.worklist.due().rows] == [date(2026, 11, 2)]


def test_a_first_quick_record_without_a_pressure_is_due_at_once(desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, mode="3", symptoms=["1"])
    assert [row.due_on for row in desk.worklist.due().rows] == [date(2026, 11, 2)]


def test_a_class_without_the_values_it_needs_is_refused(desk: Desk) -> None:
    person = registered(desk)
    with pytest.raises(errors.InvalidInput) as refused:
        written(desk, person, **{"mode": "3", "symptoms": ["1"], "class": "1"})
    assert (refused.value.field, refused.value.reason) == ("sbp", "required")


def test_the_value_and_class_of_a_void_record_are_gone_from_the_list(desk: Desk) -> None:
    person = registered(desk)
    desk.visits.void(signed(desk, person, sbp=158, dbp=92), "记错人")
    found = the_enrolment(desk, person)
    assert (found.latest, found.latest_grade, found.last_visit_on, found.next_due) == (
        "",
        None,
        None,
        date(2026, 11, 2),
    )


def test_after_a_void_record_the_earlier_one_counts_again(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-08-03")
    desk.visits.void(signed(desk, person, sbp=158, dbp=92), "记错人")
    found = the_enrolment(desk, person)
    assert (found.latest, found.latest_grade, found.next_due) == ("132/84", "1", date(2026, 11, 3))


def test_a_void_record_cannot_be_amended_into_life(desk: Desk) -> None:
    person = registered(desk)
    visit_id = signed(desk, person)
    desk.visits.void(visit_id, "记错人")
    with pytest.raises(errors.InvalidInput, match="void"):
        amended(desk, visit_id)


def test_a_death_entered_in_error_is_taken_back_whole(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-08-03")
    desk.enrolments.enrol(person, "diabetes", on=date(2026, 9, 1), next_due=date(2026, 11, 5))
    visit_id = written(desk, person, **DEATH)
    assert desk.residents.card(person).status == "dead"
    assert desk.worklist.due().rows == ()
    desk.visits.void(visit_id, "同名的另一个人")
    card = desk.residents.card(person)
    assert (card.status, card.died_on) == ("active", None)
    assert {one.programme for one in card.enrolments if one.status == "active"} == {
        "hypertension",
        "diabetes",
    }
    assert the_enrolment(desk, person).next_due == date(2026, 11, 3)


def test_a_death_date_can_be_corrected(desk: Desk) -> None:
    person = registered(desk)
    visit_id = written(desk, person, **DEATH)
    amended(desk, visit_id, death_date="2026-10-29")
    card = desk.residents.card(person)
    assert (card.status, card.died_on) == ("dead", date(2026, 10, 29))


def test_whoever_was_lost_by_dying_is_dead(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-10-19", sbp=158, dbp=92)
    written(desk, person, **(DEATH | {"visit_outcome": "2"}))
    assert desk.residents.card(person).status == "dead"
    assert desk.worklist.due().rows == ()


def test_a_visit_after_the_end_begins_anew(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-07-01")
    desk.enrolments.leave(person, "hypertension", "拒绝随访", date(2026, 8, 1))
    signed(desk, person, sbp=158, dbp=92)
    assert [row.due_on for row in desk.worklist.due(as_of=date(2026, 11, 10)).rows] == [date(2026, 11, 16)]


ENDED = {"mode": "3", "visit_outcome": "9", "end_reason": "2", "visit_date": "2026-09-01"}


def test_who_comes_back_after_the_end_stays_and_is_due_at_once(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-07-01")
    written(desk, person, **ENDED)
    desk.enrolments.enrol(person, "hypertension")
    assert desk.due_dates.renew() == 0
    found = the_enrolment(desk, person)
    assert (found.status, found.next_due, found.latest) == ("active", date(2026, 11, 2), "")
    signed(desk, person)
    assert (the_enrolment(desk, person).status, the_enrolment(desk, person).latest) == ("active", "132/84")


def test_a_day_agreed_on_at_the_return_outlives_the_night(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-07-01")
    desk.enrolments.leave(person, "hypertension", "迁出", date(2026, 8, 1))
    desk.enrolments.enrol(person, "hypertension", next_due=date(2026, 11, 9))
    desk.due_dates.renew()
    assert the_enrolment(desk, person).next_due == date(2026, 11, 9)


def test_the_end_of_an_earlier_course_is_corrected_without_running_again(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-07-01")
    ended = written(desk, person, **ENDED)
    desk.enrolments.enrol(person, "hypertension")
    amended(desk, ended)
    card = desk.residents.card(person)
    assert sorted(one.status for one in card.enrolments) == ["active", "ended"]


def test_a_late_record_from_before_the_end_does_not(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-07-01")
    desk.enrolments.leave(person, "hypertension", "迁出", date(2026, 10, 1))
    signed(desk, person, visit_date="2026-09-01")
    assert the_enrolment(desk, person).status == "ended"


def test_a_record_slipped_in_before_a_later_one_does_not_move_the_next_date(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person)
    signed(desk, person, sbp=158, dbp=92, visit_date="2026-09-01")
    found = the_enrolment(desk, person)
    assert (found.latest, found.latest_grade, found.next_due) == ("132/84", "1", date(2027, 2, 2))


def test_a_record_moved_to_another_day_is_judged_by_what_stood_before_that_day(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, sbp=158, dbp=92, visit_date="2026-10-12")
    visit_id = signed(desk, person, sbp=156, dbp=92)
    amended(desk, visit_id, visit_date="2026-10-01", next_date=None)
    moved = next(one for one in desk.visits.full(person) if one.id == visit_id)
    assert moved.judgement["action"] == "adjust"
    assert the_enrolment(desk, person).latest == "158/92"


def pulled(desk: Desk, **columns: Any) -> None:
    """An enrolment as another workstation, perhaps with a newer program, left it on the platform."""
    known = {"id": "22222222-0000-4000-8000-000000000001", "status": "active", "missed_calls": 0}
    day = {"enrolled_on": date(2026, 5, 1), "next_due": date(2026, 11, 2), "next_latest": date(2026, 11, 2)}
    with desk.database.writing("pull", origin=Origin.PLATFORM) as session:
        session.add(Enrolment(**known, **day, **columns))


def test_nobody_is_sent_to_somebody_the_platform_knows_to_be_dead(desk: Desk) -> None:
    person = registered(desk)
    desk.residents.mark_dead(person, date(2026, 10, 1))
    pulled(desk, resident_id=person, programme="diabetes")
    assert desk.worklist.due().rows == ()


def test_a_programme_this_version_does_not_know_stays_on_the_list(desk: Desk) -> None:
    pulled(desk, resident_id=registered(desk), programme="sleep")
    assert [row.programme for row in desk.worklist.due().rows] == ["sleep"]


def test_a_void_record_is_not_voided_again(desk: Desk) -> None:
    person = registered(desk)
    visit_id = written(desk, person, **DEATH)
    desk.visits.void(visit_id, "同名的另一个人")
    desk.residents.mark_dead(person, date(2026, 11, 1))
    with pytest.raises(errors.InvalidInput, match="void"):
        desk.visits.void(visit_id, "再按一次")
    assert desk.residents.card(person).status == "dead", "another source said so"


def test_whoever_was_lost_by_a_void_record_is_lost_no_more(desk: Desk) -> None:
    person = registered(desk)
    visit_id = written(desk, person, mode="3", visit_outcome="2", end_reason="3")
    assert [row.state for row in desk.worklist.due().rows] == ["lost"]
    desk.visits.void(visit_id, "记错人")
    assert [row.state for row in desk.worklist.due().rows] == ["due"]
