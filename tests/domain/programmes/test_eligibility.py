"""Who belongs to which programme."""

from datetime import date, timedelta

import pytest

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.eligibility import birth_ranges, eligible
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


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("older-people", ((None, date(1961, 12, 31)),)),
        ("child", ((date(2019, 11, 3), date(2026, 11, 2)),)),
        ("hypertension", ()),
        ("maternal", ()),
        ("archive", ()),
    ],
)
def test_the_birth_dates_of_those_who_belong_by_age(key: str, expected: tuple[object, ...]) -> None:
    assert birth_ranges(KNOWN.get(key), date(2026, 11, 2)) == expected


def test_both_ends_of_a_birth_range_belong_and_their_neighbours_do_not() -> None:
    on = date(2026, 11, 2)
    child = KNOWN.get("child")
    ((first, last),) = birth_ranges(child, on)
    assert first is not None
    assert eligible(child, Person(first), on) and eligible(child, Person(last), on)
    assert not eligible(child, Person(first - timedelta(days=1)), on)


def test_a_diagnosis_is_known_by_the_beginning_of_its_code() -> None:
    named = KNOWN.get("hypertension").diagnosed_by
    assert named is not None
    assert named.matches("I10.x00") and named.matches("i11.900") and named.matches("I10")
    assert not named.matches("I15.0") and not named.matches("")
