"""Lengths of time as the schedule writes them."""

from datetime import date

import pytest

from healthdesk.domain.immunization.intervals import span


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        pytest.param("28d", "2026-02-01", "2026-03-01", id="days"),
        pytest.param("2w", "2026-02-01", "2026-02-15", id="weeks"),
        pytest.param("6m", "2026-03-31", "2026-09-30", id="last day of a shorter month"),
        pytest.param("1m", "2026-01-31", "2026-02-28", id="february"),
        pytest.param("12m", "2024-02-29", "2025-02-28", id="leap day"),
        pytest.param("13y6m", "2026-08-31", "2040-02-29", id="years and months"),
        pytest.param("24h", "2026-11-22", "2026-11-23", id="hours of the first day"),
        pytest.param("12h", "2026-11-22", "2026-11-23", id="half a day ends with the day"),
        pytest.param("0d", "2026-11-22", "2026-11-22", id="at once"),
    ],
)
def test_a_span_ends_on_a_day(text: str, day: str, expected: str) -> None:
    assert span(text).after(date.fromisoformat(day)).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        pytest.param("1m", "2026-01-31", "2026-03-01", id="no such day"),
        pytest.param("1m", "2026-01-28", "2026-02-28", id="such a day"),
    ],
)
def test_a_missing_day_may_roll_over(text: str, day: str, expected: str) -> None:
    assert span(text).after(date.fromisoformat(day), rolls_over=True).isoformat() == expected


@pytest.mark.parametrize("text", ["", "6", "m", "6 m", "-6m", "6m!"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        span(text)


def test_one_text_is_one_span() -> None:
    assert span("6m") is span("6m")
    assert repr(span("6m")) == "Span(6m)"


def test_the_end_of_time_is_not_passed() -> None:
    assert span("6m").after(date(9999, 12, 31)) == date.max
    assert span("28d").after(date(9999, 12, 31)) == date.max
