"""Flags of child visits and the risk screening of pregnancies."""

from datetime import date
from typing import Any

import pytest

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.flags import Risk, flags, risk
from healthdesk.domain.programmes.judgement import Person, VisitFacts

KNOWN = Programmes.read()
DAY = date(2026, 11, 20)


def raised(visit: str, born: date, **answers: Any) -> set[str]:
    facts = Facts(Person(born), VisitFacts(DAY, "clinic", answers))
    return {flag.key for flag in flags(KNOWN.get("child"), facts, visit)}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"temp": "37.5"}, {"temp"}),
        ({"temp": "35.5"}, {"temp"}),
        ({"temp": "37.4", "heart_rate": 100, "resp_rate": 20}, set()),
        ({"heart_rate": 99, "resp_rate": 61}, {"heart_rate", "resp_rate"}),
        ({"jaundice": ["2", "5"]}, {"jaundice"}),
        ({"gest_weeks": 36, "birth_weight": "2.49"}, {"preterm", "low_birth_weight"}),
        ({"hearing_scr": "3"}, {"hearing_rescreen_due"}),
    ],
)
def test_the_home_visit_flags_what_must_be_referred(answers: dict[str, Any], expected: set[str]) -> None:
    assert raised("NB", date(2026, 11, 12), **answers) == expected


def test_limits_of_newborns_are_not_asked_of_older_children() -> None:
    assert raised("M6", date(2026, 5, 20), heart_rate=95) == set()


@pytest.mark.parametrize(
    ("born", "is_anaemic"),
    [
        (date(2026, 5, 21), False),
        (date(2026, 5, 20), True),
        (date(2020, 11, 21), True),
        (date(2020, 11, 20), False),
    ],
)
def test_anaemia_is_judged_from_six_months_to_under_six_years(born: date, is_anaemic: bool) -> None:
    assert ("anaemia" in raised("", born, hb=109)) is is_anaemic


def risk_of(born: date = date(1996, 3, 3), conditions: frozenset[str] = frozenset(), **answers: Any) -> Risk:
    facts = Facts(Person(born, "female", conditions), VisitFacts(DAY, "clinic", answers))
    return risk(KNOWN.get("maternal"), facts)


@pytest.mark.parametrize(
    ("answers", "numbers", "colour"),
    [
        ({"height": "145"}, ["1.2"], "YELLOW"),
        ({"bmi": "25.0"}, [], "GREEN"),
        ({"bmi": "28"}, ["1.3"], "ORANGE"),
        ({"bmi": "18.4"}, ["1.3"], "YELLOW"),
        ({"rh": "1"}, ["1.4"], "YELLOW"),
        ({"para_cs": 1}, ["2.2"], "YELLOW"),
        ({"ob_1": 1, "ob_2": 2}, ["2.4"], "YELLOW"),
        ({"ob_1": 1, "ob_2": 1}, [], "GREEN"),
        ({"ob_6": 1}, ["2.4"], "YELLOW"),
        ({"hb": 59, "plt": 49}, ["6.1", "6.2"], "ORANGE"),
        ({"sbp": 140, "dbp": 80}, [], "GREEN"),
    ],
)
def test_risk_items_are_read_from_the_first_check(
    answers: dict[str, Any], numbers: list[str], colour: str
) -> None:
    found = risk_of(**answers)
    assert ([item.number for item in found.items], found.colour) == (numbers, colour)


def test_raised_pressure_counts_with_a_family_history() -> None:
    found = risk_of(conditions=frozenset({"family_hypertension"}), sbp=140, dbp=80)
    assert [item.number for item in found.items] == ["4.1"]


def test_an_infection_stands_beside_the_colour() -> None:
    found = risk_of(hiv="2")
    assert (found.colour, found.is_infectious, found.advice_by) == ("GREEN", True, date(2026, 12, 4))


@pytest.mark.parametrize(("born", "is_item"), [(date(2007, 11, 20), False), (date(2007, 11, 21), True)])
def test_eighteen_still_counts_as_young(born: date, is_item: bool) -> None:
    assert risk_of(born).is_positive is is_item


def test_a_programme_without_a_screening_table_has_no_risk() -> None:
    with pytest.raises(ValueError, match="table"):
        risk(KNOWN.get("child"), Facts(Person(None), VisitFacts(DAY, "clinic", {})))
