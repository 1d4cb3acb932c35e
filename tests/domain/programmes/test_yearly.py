"""Services of older people, once a calendar year."""

from datetime import date
from typing import Any

import pytest

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.yearly import ServiceRecord, needed, year_of_services

OLDER = Programmes.read().get("older-people")
TODAY = date(2026, 11, 22)
SEVENTY = Person(date(1956, 3, 1))


def an_exam(on: date, *missing: str, **answers: Any) -> ServiceRecord:
    return ServiceRecord("health-exam", Facts(SEVENTY, VisitFacts(on, "clinic", answers)), missing)


def test_a_complete_exam_with_guidance_makes_managed() -> None:
    year = year_of_services(OLDER, SEVENTY, [an_exam(date(2026, 3, 5), guide=["1"])], TODAY)
    assert (year.is_managed, year.due, year.counted) == (True, ("tcm-constitution",), ("health-exam",))


def test_an_exam_without_guidance_does_not_count() -> None:
    year = year_of_services(OLDER, SEVENTY, [an_exam(date(2026, 3, 5))], TODAY)
    assert (year.is_managed, year.due) == (False, ("health-exam", "tcm-constitution"))


def test_an_incomplete_exam_does_not_count() -> None:
    year = year_of_services(OLDER, SEVENTY, [an_exam(date(2026, 3, 5), "ecg", guide=["1"])], TODAY)
    assert not year.is_managed


def test_the_exam_of_last_december_does_not_cover_this_year() -> None:
    year = year_of_services(OLDER, SEVENTY, [an_exam(date(2025, 12, 20), guide=["1"])], TODAY)
    assert "health-exam" in year.due


def test_somebody_younger_owes_nothing() -> None:
    year = year_of_services(OLDER, Person(date(1970, 1, 1)), [], TODAY)
    assert (year.is_in_target, year.due) == (False, ())


def test_a_record_of_something_else_is_not_a_service() -> None:
    record = ServiceRecord("haircut", Facts(SEVENTY, VisitFacts(TODAY, "clinic", {})))
    assert year_of_services(OLDER, SEVENTY, [record], TODAY).counted == ()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"elder_cognition": "2"}, ("mmse_total",)),
        ({"elder_cognition": "2", "mmse_total": 22, "elder_mood": "2"}, ("gds_total",)),
        ({"elder_cognition": "1", "elder_mood": "1"}, ()),
    ],
)
def test_a_positive_screen_needs_its_total(answers: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert needed(OLDER.yearly[0], Facts(SEVENTY, VisitFacts(TODAY, "clinic", answers))) == expected
