"""Who belongs to which programme."""

from datetime import date

import pytest

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.eligibility import eligible
from healthdesk.domain.programmes.judgement import Person

KNOWN = Programmes.read()
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("programme", "person", "belongs"),
    [
        pytest.param("hypertension", Person(date(1991, 11, 22)), False, id="no diagnosis"),
        pytest.param(
            "hypertension",
            Person(date(1991, 11, 22), conditions=frozenset({"primary_hypertension"})),
            True,
            id="35 today",
        ),
        pytest.param(
            "hypertension",
            Person(date(1991, 11, 23), conditions=frozenset({"primary_hypertension"})),
            False,
            id="35 tomorrow",
        ),
        pytest.param(
            "hypertension",
            Person(date(1970, 1, 1), conditions=frozenset({"hypertension", "secondary_hypertension"})),
            False,
            id="secondary",
        ),
        pytest.param(
            "diabetes", Person(date(1970, 1, 1), conditions=frozenset({"type2_diabetes"})), True, id="type 2"
        ),
        pytest.param("child", Person(date(2019, 11, 22)), False, id="seventh birthday"),
        pytest.param("child", Person(date(2019, 11, 23)), True, id="the day before"),
        pytest.param("child", Person(date(2026, 12, 1)), False, id="not born yet"),
        pytest.param("child", Person(None), False, id="birth date unknown"),
        pytest.param("maternal", Person(date(1996, 1, 1), "female", is_pregnant=True), True, id="pregnant"),
        pytest.param("maternal", Person(date(1996, 1, 1), "female"), False, id="not pregnant"),
        pytest.param("maternal", Person(date(1996, 1, 1), "male", is_pregnant=True), False, id="a man"),
        pytest.param("older-people", Person(date(1961, 12, 31)), True, id="65 this year"),
        pytest.param("older-people", Person(date(1962, 1, 1)), False, id="65 next year"),
        pytest.param("tcm", Person(date(2023, 11, 23)), True, id="35 months"),
        pytest.param("tcm", Person(date(2000, 1, 1)), False, id="in between"),
        pytest.param("tcm", Person(date(1950, 1, 1)), True, id="older"),
        pytest.param(
            "severe-mental-disorder",
            Person(None, conditions=frozenset({"schizophrenia"})),
            True,
            id="a diagnosis at any age",
        ),
        pytest.param("archive", Person(None), False, id="nobody is enrolled in archives"),
        pytest.param("immunization", Person(date(2024, 1, 1)), True, id="a child to vaccinate"),
    ],
)
def test_belonging_follows_age_sex_and_diagnosis(programme: str, person: Person, belongs: bool) -> None:
    assert eligible(KNOWN.get(programme), person, DAY) is belongs


def test_a_centre_may_count_sixty_five_from_the_birthday() -> None:
    settings = {"older_people_age_rule": "birthday"}
    assert not eligible(KNOWN.get("older-people"), Person(date(1961, 12, 31)), DAY, settings)
    assert eligible(KNOWN.get("older-people"), Person(date(1961, 11, 22)), DAY, settings)
