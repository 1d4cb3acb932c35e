"""What a platform of the trials holds, in our words: whatever ids it gave and however changes lie there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from healthdesk.base import canonical
from healthdesk.fhir import given_ids, replacements
from healthdesk.fhir.given_ids import Key
from healthdesk.sync.replacing import REPLACED
from healthdesk.trials.syncing.shelves import Shelves, Stored


@dataclass(frozen=True, slots=True)
class Told:
    """A version under our id, with the name we know it by; `stored` is how it lies there."""

    type: str
    id: str
    version: str
    body: bytes | None
    stored: Stored


def log(shelves: Shelves) -> list[Told]:
    """All versions in the order they were committed; of second copies none."""
    if shelves.takes_own_ids and shelves.keeps_history:
        return [Told(one.type, one.id, str(one.version), one.body, one) for one in shelves.log]
    names = _names(shelves)
    first = {key: min(there, key=lambda id_: (len(id_), id_)) for key, there in _copies(names).items()}
    ours = {(type_, first[type_, id_]): id_ for type_, id_ in first}
    return [
        _told(one, ours)
        for one in shelves.log
        if first.get((one.type, names.get((one.type, one.id), "")), one.id) == one.id
    ]


def there(shelves: Shelves, type_: str, id_: str) -> str:
    """The id there of what we call `id_`: of the first resource, not of those that replace it."""
    firsts = [one for one in log(shelves) if not one.version.endswith(REPLACED)]
    found = {one.stored.id for one in firsts if (one.type, one.id) == (type_, id_)}
    return min(found, default=id_)


def newest(shelves: Shelves, type_: str, id_: str) -> Mapping[str, Any]:
    """What the newest version says."""
    found = [one for one in log(shelves) if (one.type, one.id) == (type_, id_)]
    said: Mapping[str, Any] = canonical.decode(found[-1].body or b"{}") if found else {}
    return said


def _names(shelves: Shelves) -> dict[Key, str]:
    """Our id of each of the platform's."""
    found = {}
    for one in shelves.log:
        if one.body and (id_ := given_ids.ours(canonical.decode(one.body))):
            found[one.type, one.id] = id_
    return found


def _copies(names: Mapping[Key, str]) -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = {}
    for (type_, id_there), id_ in names.items():
        found.setdefault((type_, id_), []).append(id_there)
    return found


def _told(one: Stored, ours: Mapping[Key, str]) -> Told:
    id_ = ours.get((one.type, one.id), one.id)
    if one.body is None:
        return Told(one.type, id_, str(one.version), None, one)
    body = given_ids.referring(given_ids.bare(canonical.decode(one.body), id_), ours)
    carried = replacements.unwrapped(body)
    if carried is None:
        return Told(one.type, id_, str(one.version), canonical.encode(body), one)
    body, step = carried
    return Told(body["resourceType"], body["id"], f"{step}{REPLACED}", canonical.encode(body), one)
