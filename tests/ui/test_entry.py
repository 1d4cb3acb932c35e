"""Dates and numbers as people type them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.entry import plain, read_date, read_integer, read_month, read_number, safe_text

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("t", TODAY),
        ("今天", TODAY),
        ("0315", date(2026, 3, 15)),
        ("3-15", date(2026, 3, 15)),
        ("3月15日", date(2026, 3, 15)),
        ("260315", date(2026, 3, 15)),
        ("20260315", date(2026, 3, 15)),
        ("2026-3-15", date(2026, 3, 15)),
        ("2026.03.15", date(2026, 3, 15)),
        ("２０２６０３１５", date(2026, 3, 15)),
        ("-7", date(2026, 11, 16)),
        ("-7天", date(2026, 11, 16)),
        ("+2w", date(2026, 12, 7)),
        ("+3m", date(2027, 2, 23)),
        ("+3月", date(2027, 2, 23)),
        ("-1y", date(2025, 11, 23)),
        (" +3M ", date(2027, 2, 23)),
    ],
)
def test_a_date_is_understood(typed: str, meant: date) -> None:
    assert read_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0230",
        "1332",
        "abc",
        "7",
        "12345",
        "2026-13-01",
        "+3x",
        "20260231",
        "t t",
        "9" * 1_000_000,
        "-99999",
    ],
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert read_date(typed, TODAY) is None


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(typed: str) -> None:
    assert read_date(typed, TODAY) is None or isinstance(read_date(typed, TODAY), date)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_a_whole_date_is_read_back(day: date) -> None:
    assert read_date(day.isoformat(), TODAY) == day
    assert read_date(f"{day:%Y%m%d}", TODAY) == day


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2026-3", "2026-03"), ("202603", "2026-03"), ("2026年3月", "2026-03"), ("2026-13", None), ("3", None)],
)
def test_a_month_is_understood(typed: str, meant: str | None) -> None:
    assert read_month(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("158", Decimal(158)),
        ("１５８", Decimal(158)),
        ("6.50", Decimal("6.50")),
        ("6。4", Decimal("6.4")),
        ("6.", Decimal(6)),
        (".5", Decimal("0.5")),
        ("−3", Decimal(-3)),
        ("1e9", None),
        ("NaN", None),
        ("1 2", Decimal(12)),
        ("", None),
        ("9" * 1_000_000, None),
    ],
)
def test_a_number_keeps_its_precision(typed: str, meant: Decimal | None) -> None:
    assert read_number(typed) == meant
    if meant is not None:
        assert str(read_number(typed)) == str(meant)


def test_a_whole_number_is_no_fraction() -> None:
    assert read_integer("76") == 76
    assert read_integer("6.5") is None


@given(st.text())
def test_a_paste_holds_no_control_marks(text: str) -> None:
    safe = safe_text(text, 50)
    assert len(safe) <= 50
    assert safe.isprintable() or all(mark.isspace() for mark in safe if not mark.isprintable()) or safe


def test_control_marks_and_directions_are_dropped() -> None:
    assert safe_text("a\x00b\u202ec\r\nd\x7f", 50) == "abcd"
    assert safe_text("a\nb", 50, lines=True) == "a\nb"
    assert plain("１ 2\t3") == "123"
