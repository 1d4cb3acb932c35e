"""What the centre keeps about its vaccines ↔ QuestionnaireResponse about the centre, a line each.

FHIR R4's SupplyDelivery says less than the book of a vaccination clinic and is taken by few platforms; a
refused line would leave two workstations with two stocks (docs/decisions/016-stock-is-a-book.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from healthdesk.base import canonical
from healthdesk.fhir import resources
from healthdesk.fhir.resources import OWN, Body, Profile, pruned
from healthdesk.store.base import Tracked

VERSION = "1"
_EMPTY: Mapping[str, Callable[[], Any]] = {"Text": str, "List": list}
"""Kinds of columns that are never NULL and whose empty value FHIR cannot carry."""


@dataclass(frozen=True, slots=True)
class Line:
    """A noun of the stock. `columns` by kind; `at` and `by` name the columns of time and person.

    `void` is the status that means entered in error, "" for a noun that has none.
    """

    name: str
    columns: Mapping[str, str]
    at: str = ""
    by: str = ""
    void: str = ""
    extension: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "extension", OWN + self.name)

    def to_form(self, row: Tracked, profile: Profile) -> Body:
        """The one resource: everything the row holds."""
        is_void = bool(self.void) and getattr(row, "status", "") == self.void
        return pruned(
            {
                "resourceType": "QuestionnaireResponse",
                "id": row.id,
                "extension": [{"url": self.extension, "extension": [*self._parts(row)]}],
                "questionnaire": f"{profile.form}{self.name}|{VERSION}",
                "status": "entered-in-error" if is_void else "completed",
                "authored": resources.stamp(getattr(row, self.at)) if self.at else None,
                "author": resources.named(getattr(row, self.by)) if self.by else None,
            }
        )

    def from_form(self, body: Mapping[str, Any]) -> Body:
        """All columns of the row. Raises ValueError for one without its time."""
        found: Body = {
            name: _EMPTY[kind]() if kind in _EMPTY else None for name, kind in self.columns.items()
        }
        for extension in body.get("extension", ()):
            if extension.get("url") == self.extension:
                parts = {part.get("url"): part for part in extension.get("extension", ())}
                found |= {
                    name: _read(kind, parts[name]) for name, kind in self.columns.items() if name in parts
                }
        if self.at:
            moment = resources.moment(body.get("authored"))
            if moment is None:
                raise ValueError(f"a {self.name} without its time")
            found[self.at] = moment
        if self.by:
            found[self.by] = body.get("author", {}).get("display", "")
        return found

    def is_one(self, body: Mapping[str, Any]) -> bool:
        """Whether a QuestionnaireResponse is such a line."""
        return any(one.get("url") == self.extension for one in body.get("extension", ()))

    def _parts(self, row: Tracked) -> list[Body]:
        parts = []
        for name, kind in self.columns.items():
            value = getattr(row, name)
            if value is None or (kind in _EMPTY and not value):
                continue
            parts.append({"url": name, **_written(kind, value)})
        return parts


def _written(kind: str, value: Any) -> Body:
    match value:
        case bool() | int():
            return {f"value{kind}": value}
        case Decimal():
            return {"valueDecimal": Decimal(format(value.normalize(), "f"))}
        case datetime():
            return {"valueDateTime": resources.stamp(value)}
        case date():
            return {"valueDate": value.isoformat()}
        case list():
            return {"valueString": canonical.encode(value).decode()}
    return {"valueString": str(value)}


def _read(kind: str, part: Mapping[str, Any]) -> Any:
    match kind:
        case "Boolean" | "Integer":
            return part[f"value{kind}"]
        case "Decimal":
            return Decimal(part["valueDecimal"])
        case "Date":
            return resources.day(part["valueDate"])
        case "DateTime":
            return resources.moment(part["valueDateTime"])
        case "List":
            return canonical.decode(part["valueString"])
    return part["valueString"]
