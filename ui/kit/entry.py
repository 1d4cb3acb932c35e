"""What people type for dates and numbers, understood: `0315`, `-7`, `t`, `+3m`, `１５８`, `6。4`."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from healthdesk.base.calendar import add_months, add_years

LONGEST = 32
"""Nothing a person types for a date or a number is longer; a paste beyond it is not looked at."""

_STEP = re.compile(r"([+-])(\d{1,4})([dwmy天日周月年]?)")
_PARTS = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")
_UNITS = {"": "d", "天": "d", "日": "d", "周": "w", "月": "m", "年": "y"}


def read_date(text: str, today: date) -> date | None:
    """The date meant by `text`, or None when it is none.

    `t` today, `-7` a week ago, `+3m` in three months (d, w, m, y); `0315` and `3-15` this year,
    `20260315`, `260315` and `2026-3-15` in full. Nothing is guessed about past or future.
    """
    typed = plain(text).lower()
    if not typed or len(typed) > LONGEST:
        return None
    if typed in ("t", "今天", "今日"):
        return today
    try:
        return _step(typed, today) or _digits(typed, today) or _parts(typed, today)
    except (ValueError, OverflowError):
        return None


def read_month(text: str) -> str | None:
    """`2026-03` for `202603`, `2026-3`, `2026年3月`; None for anything else."""
    found = _MONTH.fullmatch(plain(text))
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    return f"{found[1]}-{int(found[2]):02}"


def read_number(text: str) -> Decimal | None:
    """The number meant by `text`, precision as typed (`6.50` stays `6.50`), or None."""
    typed = plain(text).replace("。", ".").replace("−", "-")
    if not typed or len(typed) > LONGEST or not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", typed):
        return None
    try:
        return Decimal(typed.rstrip("."))
    except InvalidOperation:
        return None


def read_integer(text: str) -> int | None:
    """The whole number meant by `text`, or None."""
    number = read_number(text)
    return None if number is None or number != int(number) else int(number)


def plain(text: str) -> str:
    """Full-width as half-width, without spaces and control characters."""
    if len(text) > LONGEST * 4:
        text = text[: LONGEST * 4]
    shown = unicodedata.normalize("NFKC", text)
    return "".join(mark for mark in shown if not mark.isspace() and unicodedata.category(mark)[0] != "C")


def safe_text(text: str, longest: int, *, lines: bool = False) -> str:
    """A paste made harmless: no control or direction marks, no lone surrogates, `longest` characters."""
    kept = (mark for mark in text[: longest * 2] if _is_written(mark) or (lines and mark == "\n"))
    return "".join(kept)[:longest]


def _is_written(mark: str) -> bool:
    return unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _step(typed: str, today: date) -> date | None:
    found = _STEP.fullmatch(typed)
    if not found:
        return None
    many = int(found[1] + found[2])
    match _UNITS.get(found[3], found[3]):
        case "m":
            return add_months(today, many)
        case "y":
            return add_years(today, many)
        case "w":
            return today + timedelta(weeks=many)
        case _:
            return today + timedelta(days=many)


def _digits(typed: str, today: date) -> date | None:
    if not typed.isascii() or not typed.isdigit():
        return None
    match len(typed):
        case 4:
            return date(today.year, int(typed[:2]), int(typed[2:]))
        case 6:
            return date(2000 + int(typed[:2]), int(typed[2:4]), int(typed[4:]))
        case 8:
            return date(int(typed[:4]), int(typed[4:6]), int(typed[6:]))
        case _:
            return None


def _parts(typed: str, today: date) -> date | None:
    found = _PARTS.fullmatch(typed)
    if not found:
        return None
    return date(int(found[1] or today.year), int(found[2]), int(found[3]))
