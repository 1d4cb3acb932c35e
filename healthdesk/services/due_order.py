"""The orders of the due list beside urgency: along the houses, and by responsible doctor."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from healthdesk.services.rows import DueRow

DUE, STREET, DOCTOR = "due", "street", "doctor"


def house_key(address: str) -> tuple[tuple[int, int, str], ...]:
    """Street by street, and house 3 before house 12."""
    parts = re.findall(r"\d+|\D+", address)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def by_urgency(row: DueRow) -> tuple[Any, ...]:
    """The most urgent first, neighbours together: for paper."""
    return row.latest_on or row.due_on, house_key(row.address)


def by_street(row: DueRow) -> tuple[Any, ...]:
    """Along the houses, for a walk from door to door."""
    return house_key(row.address)


def by_doctor(row: DueRow) -> tuple[Any, ...]:
    """By responsible doctor, each doctor's most urgent first."""
    return row.responsible_doctor, row.latest_on or row.due_on


KEYS: Mapping[str, Callable[[DueRow], tuple[Any, ...]]] = {
    DUE: by_urgency,
    STREET: by_street,
    DOCTOR: by_doctor,
}
