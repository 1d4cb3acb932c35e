"""Programmes joined, declined and left."""

from datetime import timedelta

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.store.residents import Resident
from tests.builders import TODAY
from tests.desks import registered, seat


def suggested(desk: Desk, person: str) -> set[str]:
    return {programme.key for programme in desk.enrolments.suggested(person)}


def test_a_known_disease_suggests_its_programme_until_it_is_settled(desk: Desk) -> None:
    person = registered(desk, past_disease=[{"past_disease_code": "2"}, {"past_disease_code": "3"}])
    assert {"hypertension", "diabetes"} <= suggested(desk, person)
    desk.enrolments.enrol(person, "hypertension")
    desk.enrolments.decline(person, "diabetes", "在外院管理")
    assert {"hypertension", "diabetes"}.isdisjoint(suggested(desk, person))


def test_the_first_visit_is_due_at_once(desk: Desk) -> None:
    desk.enrolments.enrol(registered(desk), "hypertension")
    (row,) = desk.worklist.due().rows
    assert row.due_on == TODAY


def test_nobody_joins_twice_in_the_future_or_after_death(desk: Desk) -> None:
    person = registered(desk)
    with pytest.raises(errors.InvalidInput, match="future"):
        desk.enrolments.enrol(person, "hypertension", on=TODAY + timedelta(days=1))
    desk.enrolments.enrol(person, "hypertension")
    with pytest.raises(errors.InvalidInput, match="already-enrolled"):
        desk.enrolments.enrol(person, "hypertension")
    desk.residents.mark_dead(person, TODAY)
    with pytest.raises(errors.InvalidInput, match="dead"):
        desk.enrolments.enrol(person, "diabetes")


@pytest.mark.parametrize("status", ["merged", "deleted"])
def test_nobody_joins_in_an_archive_that_is_no_more(desk: Desk, status: str) -> None:
    person = registered(desk)
    with desk.database.writing("visit") as session:
        session.get_one(Resident, person).status = status
    with pytest.raises(errors.InvalidInput, match=status):
        desk.enrolments.enrol(person, "hypertension")


def test_the_centres_own_number_counts_for_a_suggestion_too(desk: Desk) -> None:
    person = registered(desk, birth_date="1961-12-20", id_no=None)
    assert "older-people" in suggested(desk, person)
    desk.rules.change("older-people", "older_people_age_rule", "birthday", "按县里的口径")
    assert desk.suggestions.page(programme="older-people") == ()
    assert "older-people" not in suggested(desk, person)


def test_leaving_needs_a_reason_and_takes_the_date_away(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, "hypertension")
    with pytest.raises(errors.InvalidInput, match="reason: required"):
        desk.enrolments.leave(person, "hypertension", " ")
    desk.enrolments.leave(person, "hypertension", "搬离辖区")
    (own,) = desk.enrolments.all()
    assert (own.enrolment.status, own.enrolment.next_due) == ("ended", None)
    with pytest.raises(errors.NotFound):
        desk.enrolments.leave(person, "hypertension", "搬离辖区")


def test_declining_needs_a_reason(desk: Desk) -> None:
    with pytest.raises(errors.InvalidInput, match="reason: required"):
        desk.enrolments.decline(registered(desk), "diabetes", "")


def test_a_sensitive_programme_is_not_for_everybody(desk: Desk) -> None:
    person = registered(desk)
    seat(desk, Role.NURSE)
    with pytest.raises(errors.NotAllowed):
        desk.enrolments.enrol(person, "severe-mental-disorder")
    with pytest.raises(errors.NotFound):
        desk.enrolments.enrol(person, "flying")


@pytest.mark.parametrize(("days", "reason"), [(1, "future"), (-1, "date-order")])
def test_nobody_leaves_tomorrow_or_before_joining(desk: Desk, days: int, reason: str) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, "hypertension")
    with pytest.raises(errors.InvalidInput, match=reason):
        desk.enrolments.leave(person, "hypertension", "迁出", TODAY + timedelta(days=days))
