"""One value of a filling with its story: where it comes from, whether it is of today, when it was entered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from healthdesk.domain.forms.answers import Answer, normalise_item
from healthdesk.domain.forms.definition import Carry, Item, Kind


class Origin(StrEnum):
    """Where a value comes from; kept for ever beside it. ELSEWHERE: another system wrote it here."""

    TYPED = "typed"
    CARRIED = "carried"
    DEVICE = "device"
    CALCULATED = "calculated"
    FILLED = "filled"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Entry:
    """A carried value is fresh only when somebody has confirmed it.

    `service_on` is the day the value was true; None means the day of this visit.
    """

    value: Answer
    origin: Origin = Origin.TYPED
    is_fresh: bool = True
    entered_at: datetime | None = None
    service_on: date | None = None


def carried_over(item: Item, value: Answer, service_on: date | None) -> Entry:
    """The answer of last time, to be confirmed; of a table without the columns that are asked anew."""
    if item.kind is Kind.ROWS and isinstance(value, tuple):
        kept = {column.link_id for column in item.items if column.carry is Carry.CONFIRM}
        rows = [
            {key: cell for key, cell in row.items() if key in kept}
            for row in value
            if isinstance(row, Mapping)
        ]
        value = tuple(row for row in rows if row)
    return Entry(value, Origin.CARRIED, False, service_on=service_on)


def to_document(entry: Entry) -> dict[str, Any]:
    """The entry as plain JSON."""
    document: dict[str, Any] = {"value": entry.value, "origin": entry.origin.value, "fresh": entry.is_fresh}
    if entry.entered_at:
        document["at"] = entry.entered_at.isoformat()
    if entry.service_on:
        document["on"] = entry.service_on.isoformat()
    return document


def from_document(item: Item, document: Mapping[str, Any]) -> Entry | None:
    """The entry that `to_document` described; None when its value is empty."""
    value = normalise_item(item, document.get("value"))
    if value is None:
        return None
    at, on = document.get("at"), document.get("on")
    return Entry(
        value=value,
        origin=Origin(document.get("origin", "typed")),
        is_fresh=bool(document.get("fresh", True)),
        entered_at=datetime.fromisoformat(at) if at else None,
        service_on=date.fromisoformat(on) if on else None,
    )
