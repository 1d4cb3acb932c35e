"""Pages of history and of search results, as platforms cut them: with ties and forgotten words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from healthdesk.base import canonical
from healthdesk.trials.syncing.shelves import BASE, Refusal, Shelves, Stored, replied


def history(shelves: Shelves, path: str, versions: Sequence[Stored], query: Mapping[str, str]) -> bytes:
    """One page of `versions`, newest first."""
    count, offset = min(int(query.get("_count", "50")), shelves.page_size), int(query.get("_offset", "0"))
    since, before = query.get("_since"), query.get("_before")
    found = _listed(shelves, (path, since, before), lambda: _newest_first(versions, since, before))
    shown = found[offset : offset + count]
    links = []
    if offset + count < len(found):
        kept = {"_since": since} if since and not shelves.forgets_since else {}
        going_on = (
            {"_before": shown[-1].time.isoformat()}
            if shelves.skips_ties
            else {"_offset": str(offset + count)} | ({"_before": before} if before else {})
        )
        links = [_next(path, {"_count": str(count)} | going_on | kept)]
    total = len(found) if shelves.counts_history else None
    return bundle("history", total, links, map(_entry, shown))


def _newest_first(versions: Sequence[Stored], since: str | None, before: str | None) -> list[Stored]:
    found = sorted(versions, key=lambda one: one.time, reverse=True)
    if since:
        first = datetime.fromisoformat(since)
        found = [one for one in found if one.time >= first]
    if before:
        last = datetime.fromisoformat(before)
        found = [one for one in found if one.time < last]
    return found


def _listed(shelves: Shelves, asked: object, make: Callable[[], list[Stored]]) -> list[Stored]:
    """What `make` finds, found once while nobody writes: a million is not sorted anew for each page."""
    key = (asked, len(shelves.log), shelves.log[-1] if shelves.log else None)
    if shelves.listed is None or shelves.listed[0] != key:
        shelves.listed = key, make()
    return shelves.listed[1]


def search(shelves: Shelves, type_: str, form: Mapping[str, str]) -> bytes:
    """One page of the living resources of a type."""
    asked = type_, *sorted(item for item in form.items() if item[0] not in ("_offset", "_count"))
    found = _listed(shelves, asked, lambda: _found(shelves, type_, form))
    if form.get("_summary") == "count":
        return bundle("searchset", len(found), [], [])
    count, offset = min(int(form.get("_count", "50")), shelves.page_size), int(form.get("_offset", "0"))
    shown = found[offset : offset + count]
    links = []
    if offset + count < len(found):
        asked = ("patient", "subject", "status")
        kept = {key: value for key, value in form.items() if key[0] == "_" or key in asked}
        links = [_next(type_, kept | {"_offset": str(offset + count)})]
    entries = ({"resource": _elements(one, form.get("_elements"))} for one in shown)
    return bundle("searchset", len(found), links, entries)


def _found(shelves: Shelves, type_: str, form: Mapping[str, str]) -> list[Stored]:
    for name in ("identifier", "_tag"):
        if name in form:
            return shelves.matching(type_, name, form[name])
    found = [one for one in shelves.state.values() if one.type == type_ and one.body]
    if "target" in form:
        named = re.compile(rf'"{form["target"]}["/]'.encode())
        found = [one for one in found if named.search(one.body or b"")]
    if "_id" in form:
        wanted = set(form["_id"].split(","))
        found = [one for one in found if one.id in wanted]
    found = _of_people(shelves, found, form)
    if "status" in form:
        found = [one for one in found if canonical.decode(one.body or b"").get("status") == form["status"]]
    moment = form.get("_lastUpdated", "")
    if moment.startswith("ge"):
        found = [one for one in found if one.time >= datetime.fromisoformat(moment[2:])]
    elif moment:
        found = [one for one in found if one.time == datetime.fromisoformat(moment.removeprefix("eq"))]
    found.sort(key=lambda one: (one.id,) if form.get("_sort") == "_id" else (one.time,))
    return found


def _of_people(shelves: Shelves, found: list[Stored], form: Mapping[str, str]) -> list[Stored]:
    """Those about whom the form names, as far as the platform minds that."""
    named = form.get("patient") or form.get("subject")
    fault, _, of_type = shelves.searches_people.partition(":")
    if named is None or not found:
        return found
    if of_type in ("", found[0].type):
        if fault == "ignores":
            return found
        if fault == "refuses":
            raise Refusal(400, "not-supported")
        if fault == "finds-nothing" or ("," in named and fault == "lists"):
            return []
    whom = [f'"{one}"'.encode() for one in named.split(",")]
    return [one for one in found if any(person in (one.body or b"") for person in whom)]


def _elements(one: Stored, elements: str | None) -> Any:
    body = canonical.decode(one.body or b"null")
    if not elements:
        return body
    return {key: value for key, value in body.items() if key in ("resourceType", *elements.split(","))}


def _entry(one: Stored) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "fullUrl": f"{BASE}/{one.type}/{one.id}",
        "request": {"method": "PUT" if one.body else "DELETE", "url": f"{one.type}/{one.id}"},
        "response": replied(one),
    }
    if one.body:
        entry["resource"] = canonical.decode(one.body)
    return entry


def _next(path: str, query: Mapping[str, str]) -> dict[str, str]:
    return {"relation": "next", "url": f"{BASE}/{path}?{urlencode(query)}"}


def bundle(type_: str, total: int | None, links: Sequence[Any], entries: Iterable[Any]) -> bytes:
    """A Bundle of that type."""
    made = {
        "resourceType": "Bundle",
        "type": type_,
        "total": total,
        "link": list(links),
        "entry": list(entries),
    }
    return canonical.encode({key: value for key, value in made.items() if value is not None})
