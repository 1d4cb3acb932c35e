"""How many visits a year asks for."""

from datetime import date

import pytest

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.quota import year_of_visits

KNOWN = Programmes.read()
HYPERTENSION = KNOWN.get("hypertension")


def visits(*days: str, mode: str = "clinic") -> list[VisitFacts]:
    return [VisitFacts(date.fromisoformat(day), mode, {"sbp": 130, "dbp": 80}) for day in days]


@pytest.mark.parametrize(
    ("enrolled", "asked"),
    [
        ("2025-12-31", 4),
        ("2026-01-01", 4),
        ("2026-04-01", 3),
        ("2026-08-10", 2),
        ("2026-12-31", 1),
        ("2027-01-01", 0),
    ],
)
def test_one_visit_is_owed_for_every_started_quarter(enrolled: str, asked: int) -> None:
    person = Person(date(1968, 1, 1), enrolled_on=date.fromisoformat(enrolled))
    year = year_of_visits(HYPERTENSION, person, [], 2026)
    assert year is not None
    assert year.asked == asked


def test_a_visit_by_telephone_does_not_fill_the_quota() -> None:
    made = visits("2026-02-01", "2026-05-01", "2026-08-01") + visits("2026-11-01", mode="phone")
    year = year_of_visits(HYPERTENSION, Person(date(1968, 1, 1)), made, 2026)
    assert year is not None
    assert (year.face_to_face, year.any_mode, year.is_met) == (3, 4, False)


def test_lost_records_and_other_years_do_not_count() -> None:
    lost = VisitFacts(date(2026, 3, 1), "clinic", {"visit_outcome": "2"})
    year = year_of_visits(HYPERTENSION, Person(date(1968, 1, 1)), [*visits("2025-12-31"), lost], 2026)
    assert year is not None
    assert year.any_mode == 0


def test_a_programme_without_a_number_has_no_quota() -> None:
    assert year_of_visits(KNOWN.get("tuberculosis"), Person(None), [], 2026) is None
