"""Reporting limits at their borders, and the dated list of notifiable diseases (archive-chronic/16)."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base.errors import InvalidInput
from healthdesk.domain.codes import shipped as codes
from healthdesk.domain.reporting import ReportingBook, shipped

BOOK = shipped()
DISEASES = codes().get("notifiable-disease")
DIAGNOSED = datetime.fromisoformat("2026-11-02 15:30")
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    """What the clock on the wall shows."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("code", "types", "hours"),
    [
        pytest.param("CHOLERA", {}, 2, id="example 1: class A"),
        pytest.param("PLAGUE", {}, 2, id="class A"),
        pytest.param("SARS", {}, 2, id="managed as class A"),
        pytest.param("ANTHRAX", {"anthrax_type": "1"}, 2, id="example 2: pulmonary anthrax"),
        pytest.param("ANTHRAX", {"anthrax_type": "2"}, 24, id="example 3: cutaneous anthrax"),
        pytest.param("ANTHRAX", {"anthrax_type": "3"}, 24, id="anthrax of no type"),
        pytest.param("ANTHRAX", {}, 2, id="type not yet said"),
        pytest.param("COVID", {}, 24, id="example 4: class B"),
        pytest.param("HAND_FOOT_MOUTH", {}, 24, id="example 6: class C"),
        pytest.param("POLIOMYELITIS", {}, 24, id="no longer in the two-hour group"),
        pytest.param(None, {}, 24, id="another disease"),
        pytest.param("NO_SUCH_CODE", {}, 24, id="unknown"),
    ],
)
def test_each_disease_has_its_limit(code: str | None, types: dict[str, Any], hours: int) -> None:
    limit = BOOK.limit_of_case(code, types)
    assert limit.hours == hours
    assert limit.deadline(DIAGNOSED) == DIAGNOSED + timedelta(hours=hours)


@pytest.mark.parametrize("code", [None, "INFECTIOUS_DIARRHOEA"])
def test_an_outbreak_goes_the_two_hour_way(code: str | None) -> None:
    """Example 13."""
    assert BOOK.limit_of_case(code, {}, is_outbreak_or_new=True).hours == 2


@pytest.mark.parametrize("code", ["CHOLERA", "MEASLES"])
def test_the_last_minute_is_in_time_and_the_next_is_late(code: str) -> None:
    limit = BOOK.limit_of_case(code, {})
    last = limit.deadline(DIAGNOSED)
    assert limit.keeps(DIAGNOSED, DIAGNOSED)
    assert limit.keeps(DIAGNOSED, last)
    assert not limit.keeps(DIAGNOSED, last + MINUTE)


def test_hours_run_over_midnight_new_year_and_the_leap_day() -> None:
    measles, cholera = BOOK.limit_of_case("MEASLES", {}), BOOK.limit_of_case("CHOLERA", {})
    assert cholera.deadline(at("2026-12-31 23:01")) == at("2027-01-01 01:01")
    assert measles.deadline(at("2028-02-28 09:00")) == at("2028-02-29 09:00")


def test_one_suspected_case_of_polio_is_an_event_too() -> None:
    event = BOOK.limit_of_event("POLIOMYELITIS")
    assert event is not None
    assert event.hours == 2
    assert BOOK.limit_of_event("MEASLES") is None
    assert BOOK.limit_of_event(None) is None


def test_a_grave_reaction_is_told_within_two_hours_and_another_within_two_days() -> None:
    assert BOOK.limit_of_reaction(is_grave=True).hours == 2
    assert BOOK.limit_of_reaction(is_grave=False).hours == 48


def test_every_limit_and_disease_says_where_it_stands() -> None:
    for one in (*BOOK.limits.values(), *BOOK.diseases.values(), *BOOK.reactions.values()):
        assert one.source
        assert one.confidence in {"C", "C1", "K", "P"}


def test_the_code_list_and_the_limits_know_the_same_diseases() -> None:
    assert {code.code for code in DISEASES.codes} == set(BOOK.diseases)
    reactions = {code.code for code in codes().get("vaccination-reaction").codes}
    assert reactions - set(BOOK.reactions) == {"OTHER"}
    assert set(BOOK.reactions) <= reactions


def test_the_law_of_2025_lists_40_diseases_and_two_were_added() -> None:
    """2 + 27 + 11 (section 3), then two of class B."""
    listed = DISEASES.search("", date(2025, 9, 1))
    classes = [BOOK.diseases[code.code].class_ for code in listed]
    assert {letter: classes.count(letter) for letter in "ABC"} == {"A": 2, "B": 29, "C": 11}


@pytest.mark.parametrize(
    ("code", "last_before", "first"),
    [
        pytest.param("MPOX", date(2023, 9, 19), date(2023, 9, 20), id="example 5"),
        pytest.param("NOVEL_INFLUENZA", date(2025, 8, 31), date(2025, 9, 1), id="example 15"),
    ],
)
def test_a_disease_is_offered_from_its_first_day(code: str, last_before: date, first: date) -> None:
    disease = DISEASES.get(code)
    assert not disease.is_valid_on(last_before)
    assert disease.is_valid_on(first)


def test_the_old_names_of_influenza_are_read_and_no_more_offered() -> None:
    old = DISEASES.of_text("人感染高致病性禽流感")
    assert old is not None
    assert old.is_valid_on(date(2025, 8, 31))
    assert old not in DISEASES.search("禽流感", date(2025, 9, 1))


@pytest.mark.parametrize(
    ("code", "days", "fits"),
    [
        ("ANAPHYLACTIC_SHOCK", 1, True),
        ("ANAPHYLACTIC_SHOCK", 2, False),
        ("FEVER", 5, True),
        ("FEVER", 6, False),
        ("ENCEPHALITIS", 15, True),
        ("ENCEPHALITIS", 16, False),
        ("GUILLAIN_BARRE", 42, True),
        ("GUILLAIN_BARRE", 43, False),
        ("FEVER", -1, False),
    ],
)
def test_a_reaction_has_its_window(code: str, days: int, *, fits: bool) -> None:
    given = date(2026, 3, 1)
    assert BOOK.reactions[code].fits(given, given + timedelta(days=days)) is fits


def test_windows_in_months_follow_the_calendar() -> None:
    given = date(2026, 1, 31)
    assert BOOK.reactions["STERILE_ABSCESS"].fits(given, date(2026, 4, 30))
    assert not BOOK.reactions["STERILE_ABSCESS"].fits(given, date(2026, 5, 1))
    bone = BOOK.reactions["BCG_OSTEOMYELITIS"]
    assert not bone.fits(given, date(2026, 2, 27))
    assert bone.fits(given, date(2026, 2, 28))
    assert bone.fits(given, date(2027, 1, 31))
    assert not bone.fits(given, date(2027, 2, 1))


@pytest.mark.parametrize("content", ["{", '{"limits": [{"key": "usual"}], "diseases": [], "reactions": []}'])
def test_a_damaged_table_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "limits.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        ReportingBook.read(file)
    assert refused.value.field == "limits.json"
