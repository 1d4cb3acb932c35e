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


SOAP = {"subjective": "头晕三天", "objective": "血压 168/98", "assessment": "高血压", "plan": "降压治疗"}


def encounter(desk: Desk, person: str, code: str) -> None:
    filling = desk.visits.start(person, "archive", "encounter").filling
    rows = [{"diagnosis_code": code, "diagnosis_text": "某诊断"}]
    for link_id, value in (SOAP | {"diagnoses": rows}).items():
        filling = filling.answer(link_id, value)
    desk.visits.sign(person, "archive", filling, is_incomplete=True)


def test_a_diagnosis_in_an_encounter_asks_once_and_a_refusal_is_kept(desk: Desk) -> None:
    person = registered(desk)
    encounter(desk, person, "I10.x00")
    encounter(desk, person, "I11")
    (row,) = desk.suggestions.page(programme="hypertension")
    assert (row.resident_id, row.because) == (person, "I10.x00")
    assert "hypertension" in {one.key for one in desk.enrolments.suggested(person)}
    desk.enrolments.decline(person, "hypertension", "在外院管理")
    encounter(desk, person, "I10")
    assert desk.suggestions.page(programme="hypertension") == ()


def test_a_cold_asks_nobody(desk: Desk) -> None:
    encounter(desk, registered(desk), "J00")
    assert [row for row in desk.suggestions.page() if row.because] == []


def test_a_sensitive_diagnosis_is_on_no_list_of_a_nurse(desk: Desk) -> None:
    person = registered(desk)
    encounter(desk, person, "F20.0")
    assert [row.programme for row in desk.suggestions.page() if row.because] == ["severe-mental-disorder"]
    seat(desk, Role.NURSE)
    assert [row for row in desk.suggestions.page() if row.because] == []
