"""Comparing a result with the expected part of a case, as the README of the cases says."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

UNSUPPORTED = "unsupported"
Found = tuple[str, Any, Any]


class Unsupported(Exception):
    """A case uses a kind, programme or word this program does not know."""


def compare(expected: Mapping[str, Any], got: Mapping[str, Any], path: str = "") -> Iterator[Found]:
    """Every listed key that differs, as path, expected and got. A key without a result is unsupported.

    Numbers are compared exactly or within a tolerance, lists of keys as sets, null with nothing.
    """
    for key, wanted in expected.items():
        where = f"{path}.{key}" if path else str(key)
        if key not in got:
            yield where, wanted, UNSUPPORTED
        elif _is_nested(wanted):
            inner = got[key]
            yield from (
                compare(wanted, inner, where) if isinstance(inner, Mapping) else [(where, wanted, inner)]
            )
        elif not _is_same(wanted, plain(got[key])):
            yield where, wanted, plain(got[key])


def plain(value: Any) -> Any:
    """A result in the words of JSON: dates as text, sets and tuples as sorted lists."""
    match value:
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M")
        case date():
            return value.isoformat()
        case Enum():
            return value.value
        case str() | Mapping() | bool() | None:
            return value
        case frozenset() | set():
            return sorted(plain(one) for one in value)
        case Iterable():
            return [plain(one) for one in value]
    return value


def _is_nested(wanted: Any) -> bool:
    return isinstance(wanted, Mapping) and "tolerance" not in wanted


def _is_same(wanted: Any, got: Any) -> bool:
    match wanted:
        case None:
            return got is None or got == []
        case bool():
            return got is wanted
        case Mapping():
            return _is_number(got) and abs(_exact(got) - _exact(wanted["value"])) <= _exact(
                wanted["tolerance"]
            )
        case int() | float() | Decimal():
            return _is_number(got) and _exact(got) == _exact(wanted)
        case list():
            return isinstance(got, list) and sorted(map(str, wanted)) == sorted(map(str, got))
    return bool(wanted == got)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _exact(value: Any) -> Decimal:
    return Decimal(str(value))
