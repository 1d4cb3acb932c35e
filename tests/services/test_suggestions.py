"""The to-confirm list: by age, by diagnosis, until somebody has said yes or no."""

from datetime import date

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from tests.desks import registered, seat


def waiting(desk: Desk, programme: str | None = None) -> list[tuple[str, str]]:
    return [(row.name, row.programme) for row in desk.suggestions.page(programme=programme)]


def test_age_alone_puts_somebody_on_the_list_until_it_is_settled(desk: Desk) -> None:
    old = registered(desk, name="王秀英", birth_date="1959-03-08", id_no=None)
    registered(desk, name="何小满", birth_date="1990-03-08", id_no=None)
    assert waiting(desk, "older-people") == [("王秀英", "older-people")]
    many = desk.suggestions.count()
    assert many == len(desk.suggestions.page())
    desk.enrolments.enrol(old, "older-people")
    assert waiting(desk, "older-people") == []
    assert desk.suggestions.count() == many - 1


def test_who_declined_is_not_asked_again(desk: Desk) -> None:
    old = registered(desk, birth_date="1959-03-08", id_no=None)
    desk.enrolments.decline(old, "older-people", "在外院体检")
    assert waiting(desk, "older-people") == []


def test_the_dead_are_not_on_the_list(desk: Desk) -> None:
    old = registered(desk, birth_date="1959-03-08", id_no=None)
    desk.residents.mark_dead(old, desk.clock.today())
    assert waiting(desk) == []


def test_joining_older_people_dates_the_check_up_of_the_year(desk: Desk) -> None:
    old = registered(desk, birth_date="1959-03-08", id_no=None)
    desk.enrolments.enrol(old, "older-people")
    (row,) = desk.worklist.due(programme="older-people").rows
    assert row.visit_title == "年度健康体检"
    assert (row.due_on, row.latest_on) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_child_of_six_months_is_due_for_the_visit_of_that_age(desk: Desk) -> None:
    baby = registered(desk, birth_date="2026-04-20", id_no=None)
    desk.enrolments.enrol(baby, "child")
    (row,) = desk.worklist.due(programme="child").rows
    assert (row.visit_title, row.state) == ("6月龄", "due")
    seat(desk, Role.CLERK)
    assert desk.suggestions.count() >= 0
