"""What is to be done next by age, week or year, and what a planned record is judged as."""

from datetime import date
from typing import Any

import pytest

from healthdesk.domain.programmes.appraisal import appraise
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.next_service import next_service, visit_key
from healthdesk.domain.programmes.rules import Action
from tests.domain.programmes.builders import a_person_of

KNOWN = Programmes.read()
CHILD, OLDER, MATERNAL = KNOWN.get("child"), KNOWN.get("older-people"), KNOWN.get("maternal")
BORN = date(2026, 1, 15)
BABY = Person(BORN, "male")
SEVENTY = Person(date(1956, 5, 5), "female")


def seen(form: str, on: date, **answers: Any) -> VisitFacts:
    return VisitFacts(on, "1", answers, form)


def next_of_child(on: date, *records: VisitFacts) -> tuple[str, date, date] | None:
    found = next_service(CHILD, BABY, records, on)
    return found and (found.key, found.opens_on, found.closes_on)


def test_the_first_visit_of_a_newborn_is_at_home() -> None:
    assert next_of_child(BORN) == ("NB", BORN, date(2026, 1, 29))


def test_after_a_visit_the_next_of_the_schedule_follows() -> None:
    made = seen("newborn-visit", date(2026, 1, 20))
    assert next_of_child(date(2026, 1, 20), made) == ("M1", date(2026, 2, 12), date(2026, 2, 26))


def test_a_visit_says_by_its_key_which_it_is() -> None:
    assert visit_key(CHILD, seen("child-1-8-months", BORN, visit_key="M3")) == "M3"
    assert visit_key(CHILD, seen("newborn-visit", BORN)) == "NB"
    assert visit_key(CHILD, seen("child-1-8-months", BORN)) == ""
    assert visit_key(CHILD, seen("child-1-8-months", BORN, visit_key="M12")) == ""


def test_a_missed_visit_gives_way_to_the_one_that_is_due() -> None:
    assert next_of_child(date(2026, 7, 20)) == ("M6", date(2026, 7, 15), date(2026, 8, 14))


def test_an_overdue_visit_stays_until_the_next_opens() -> None:
    assert next_of_child(date(2026, 6, 1)) == ("M3", date(2026, 4, 15), date(2026, 5, 14))


def test_long_after_the_last_window_nothing_is_planned() -> None:
    assert next_of_child(date(2034, 1, 1)) is None
    assert next_service(CHILD, Person(None), (), BORN) is None


def test_a_second_pregnancy_has_a_schedule_of_its_own() -> None:
    mother = a_person_of(30, sex="female", is_pregnant=True)
    first = (
        seen("antenatal-first", date(2024, 3, 1), lmp="2024-01-10"),
        seen("antenatal-2-5", date(2024, 5, 10), lmp="2024-01-08", visit_key="A2"),
        seen("postpartum-visit", date(2024, 10, 20), delivery_date="2024-10-14"),
        seen("postpartum-42-days", date(2024, 11, 27), delivery_date="2024-10-14"),
    )
    again = seen("antenatal-first", date(2026, 10, 20), lmp="2026-08-24")
    assert next_service(MATERNAL, mother, first, date(2024, 12, 1)) is None
    found = next_service(MATERNAL, mother, [*first, again], date(2026, 12, 20))
    assert found is not None
    assert (found.key, found.opens_on) == ("A2", date(2026, 12, 14))


def test_the_check_up_of_the_year_is_due_until_it_is_complete() -> None:
    today = date(2026, 11, 2)
    due = next_service(OLDER, SEVENTY, (), today)
    assert due is not None
    assert (due.key, due.form, due.opens_on, due.closes_on) == (
        "health-exam",
        "health-checkup",
        date(2026, 1, 1),
        date(2026, 12, 31),
    )
    whole = seen("health-checkup", date(2026, 6, 1), guide=["1"])
    quick = VisitFacts(whole.on, "1", whole.answers, whole.form, is_complete=False)
    after_quick = next_service(OLDER, SEVENTY, (quick,), today)
    assert after_quick is not None and after_quick.key == "health-exam"
    after_whole = next_service(OLDER, SEVENTY, (whole,), today)
    assert after_whole is not None and after_whole.key == "tcm-constitution"


def test_a_year_that_is_done_is_followed_by_the_next() -> None:
    exam = seen("health-checkup", date(2026, 6, 1), guide=["1"])
    tcm = seen("tcm-elderly", date(2026, 6, 1), guidance=["1"])
    due = next_service(OLDER, SEVENTY, (exam, tcm), date(2026, 11, 2))
    assert due is not None
    assert (due.key, due.opens_on) == ("health-exam", date(2027, 1, 1))


def test_nobody_below_the_age_is_asked_for_a_check_up() -> None:
    assert next_service(OLDER, a_person_of(40), (), date(2026, 11, 2)) is None


def test_a_pregnancy_is_dated_by_its_first_record() -> None:
    mother = Person(date(1996, 3, 3), "female", is_pregnant=True)
    booked = seen("antenatal-first", date(2026, 10, 20), lmp="2026-08-24")
    due = next_service(MATERNAL, mother, (booked,), date(2026, 10, 20))
    assert due is not None
    assert (due.key, due.opens_on, due.closes_on) == ("A2", date(2026, 12, 14), date(2027, 1, 17))


def test_a_planned_record_names_its_flags_and_the_next_visit() -> None:
    hot = seen("newborn-visit", date(2026, 1, 20), temp=38)
    judged = appraise(CHILD, BABY, [hot])
    assert judged.action is Action.REFER
    assert [reason.source for reason in judged.reasons] == ["儿童 新生儿立即转诊"]
    assert (judged.next_default, judged.next_latest) == (date(2026, 2, 12), date(2026, 2, 26))
    well = appraise(CHILD, BABY, [seen("newborn-visit", date(2026, 1, 20), temp=36.8)])
    assert (well.action, well.reasons, well.grade) == (None, (), None)


def test_a_record_on_another_form_of_a_graded_programme_has_no_class() -> None:
    disorder = KNOWN.get("severe-mental-disorder")
    judged = appraise(disorder, a_person_of(50), [seen("mental-disorder-supplement", date(2026, 1, 2))])
    assert (judged.grade, judged.missing) == (None, ())


def test_nothing_cannot_be_appraised() -> None:
    with pytest.raises(ValueError, match="nothing"):
        appraise(CHILD, BABY, [])
