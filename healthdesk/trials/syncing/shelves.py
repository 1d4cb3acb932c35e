"""What the platform of the trials keeps: every version of every resource, and how it changes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from healthdesk.base import canonical

BASE = "http://platform.test/fhir"

RECEIVED = {"url": "http://platform.test/received", "valueString": "县平台"}
RECEIVED_TAG = {"system": "http://platform.test/received", "code": "checked"}
"""What a platform adds to what it is sent."""

Key = tuple[str, str]


class Refusal(Exception):
    """The server says no."""

    def __init__(self, status: int, code: str, place: str = "") -> None:
        self.status, self.code, self.place = status, code, place


@dataclass
class Stored:
    """One version of a resource; no body means deleted. `is_blind`: put over another one unseen.

    `is_late`: committed after versions that carry later times.
    """

    type: str
    id: str
    version: int
    time: datetime
    body: bytes | None
    is_blind: bool = False
    is_late: bool = False


def _accepts(_body: Mapping[str, Any]) -> str | None:
    return None


@dataclass(eq=False)
class Shelves:
    """`state` is the newest version of everything; `log` all versions in the order they were committed.

    The flags are what real platforms are known to do or not to do (sync.md 3).
    """

    honours_if_match: bool = True
    honours_if_none_match: bool = True
    honours_if_none_exist: bool = True
    takes_updates: bool = True
    is_atomic: bool = True
    takes_own_ids: bool = True
    keeps_history: bool = True
    has_system_history: bool = True
    forgets_since: bool = False
    skips_ties: bool = False
    searches_people: str = "well"
    """Or it "ignores" the parameter, "finds-nothing" by it, "refuses" it, or takes no "lists" of persons.

    A type after a colon: so of that type only.
    """
    counts_history: bool = True
    adds: str = ""
    """When it adds an element of its own to what a client writes: on every "write", or to what is "new"."""
    stale_status: int = 412
    page_size: int = 200
    now: datetime = datetime(2026, 11, 2, 9, tzinfo=UTC)
    tick: timedelta = timedelta(milliseconds=10)
    log: list[Stored] = field(default_factory=list)
    state: dict[Key, Stored] = field(default_factory=dict)
    refuses: Callable[[Mapping[str, Any]], str | None] = _accepts
    listed: tuple[object, list[Stored]] | None = None
    """What the last question for a list found, and which it was (pages.py)."""

    def write(
        self, type_: str, id_: str, body: Mapping[str, Any] | None, late: timedelta = timedelta(0)
    ) -> Stored:
        """A new version, whoever wrote it; one that commits late carries an earlier time."""
        before = self.state.get((type_, id_))
        version = before.version + 1 if before else 1
        raw, time = None, self.now - late
        if body is not None:
            meta = {**body.get("meta", {}), "versionId": str(version), "lastUpdated": time.isoformat()}
            raw = canonical.encode({**body, "meta": meta})
        one = Stored(type_, id_, version, time, raw, is_late=bool(late))
        self.state[type_, id_] = one
        self.log.append(one)
        return one

    def put(
        self,
        type_: str,
        id_: str,
        body: Mapping[str, Any],
        if_match: str | None,
        if_none_match: str | None = None,
    ) -> Stored:
        """A client's PUT. Raises Refusal."""
        if place := self.refuses(body):
            raise Refusal(422, "invalid", place)
        if body.get("id") != id_ or body.get("resourceType") != type_:
            raise Refusal(400, "invalid")
        one = self.state.get((type_, id_))
        if one is None and not self.takes_own_ids:
            raise Refusal(405, "not-supported")
        if one is not None and not self.takes_updates:
            raise Refusal(405, "not-supported")
        current = None if one is None or one.body is None else f'W/"{one.version}"'
        if if_match is not None and self.honours_if_match and if_match != current:
            raise Refusal(self.stale_status, "conflict")
        if if_none_match == "*" and self.honours_if_none_match and current is not None:
            raise Refusal(412, "conflict")
        made = self.write(type_, id_, self._with_own(body, is_new=one is None))
        made.is_blind = current is not None and if_match != current
        return made

    def create_once(self, type_: str, body: Mapping[str, Any], query: str) -> tuple[Stored, bool]:
        """A client's conditional POST: the one that is there already, or a new one."""
        name, _, token = query.partition("=")
        found = self.matching(type_, name, token) if query and self.honours_if_none_exist else []
        if found:
            return found[0], False
        if place := self.refuses(body):
            raise Refusal(422, "invalid", place)
        id_ = f"{type_.lower()}-{len(self.log) + 1}"
        return self.write(type_, id_, self._with_own({**body, "id": id_}, is_new=True)), True

    def _with_own(self, body: Mapping[str, Any], *, is_new: bool) -> Mapping[str, Any]:
        return with_own(body) if self.adds == "write" or (self.adds == "new" and is_new) else body

    def transact(self, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """A client's transaction: all of it or, on a platform that is not atomic, all before the fault."""
        length, before, answers = len(self.log), dict[Key, Stored | None](), []
        for entry in entries:
            asked, body = entry["request"], entry["resource"]
            type_, _, id_ = asked["url"].partition("/")
            if id_:
                before.setdefault((type_, id_), self.state.get((type_, id_)))
            try:
                if id_:
                    one = self.put(type_, id_, body, asked.get("ifMatch"), asked.get("ifNoneMatch"))
                else:
                    one, _ = self.create_once(type_, body, asked.get("ifNoneExist", ""))
                    before.setdefault((type_, one.id), None)
            except Refusal:
                if self.is_atomic:
                    self._roll_back(length, before)
                raise
            answers.append({"response": replied(one)})
        return answers

    def _roll_back(self, length: int, before: Mapping[Key, Stored | None]) -> None:
        del self.log[length:]
        for key, one in before.items():
            if one is None:
                self.state.pop(key, None)
            else:
                self.state[key] = one

    def amend(self, type_: str, id_: str, late: timedelta = timedelta(0), **changes: Any) -> Stored:
        """Somebody else changes top-level elements of a resource; None takes one out."""
        self.now += timedelta(seconds=1)
        body = self.body(type_, id_) | changes
        return self.write(type_, id_, {key: value for key, value in body.items() if value is not None}, late)

    def delete(self, type_: str, id_: str) -> None:
        """Somebody deletes a resource."""
        self.now += timedelta(seconds=1)
        self.write(type_, id_, None)

    def delete_on(self, type_: str, id_: str, if_match: str | None) -> None:
        """A client's DELETE. Raises Refusal."""
        one = self.state.get((type_, id_))
        if one is None:
            raise Refusal(404, "not-found")
        if if_match is not None and self.honours_if_match and if_match != f'W/"{one.version}"':
            raise Refusal(self.stale_status, "conflict")
        self.delete(type_, id_)

    def body(self, type_: str, id_: str) -> dict[str, Any]:
        """The newest content, decoded."""
        found: dict[str, Any] = canonical.decode(self.state[type_, id_].body or b"{}")
        return found

    def versions(self, type_: str, id_: str) -> list[Stored]:
        """All versions of one resource, oldest first."""
        return [one for one in self.log if (one.type, one.id) == (type_, id_)]

    def matching(self, type_: str, name: str, token: str) -> list[Stored]:
        """Living resources with that identifier or tag."""
        system, _, value = token.partition("|")
        living = [one for one in self.state.values() if one.type == type_ and one.body]
        return [one for one in living if _has(json.loads(one.body or b"{}"), name, system, value)]


def with_own(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with what the platform adds."""
    meta = body.get("meta", {})
    others = [one for one in body.get("extension", ()) if one != RECEIVED]
    tags = [one for one in meta.get("tag", ()) if one != RECEIVED_TAG]
    return {**body, "extension": [*others, RECEIVED], "meta": {**meta, "tag": [*tags, RECEIVED_TAG]}}


def without_own(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body without what the platform adds."""
    meta = dict(body.get("meta", {}))
    lists = {
        "extension": [one for one in body.get("extension", ()) if one != RECEIVED],
        "tag": [one for one in meta.pop("tag", ()) if one != RECEIVED_TAG],
    }
    kept = {key: value for key, value in body.items() if key not in ("extension", "meta")}
    if lists["tag"]:
        meta["tag"] = lists["tag"]
    kept |= {"extension": lists["extension"]} if lists["extension"] else {}
    return kept | ({"meta": meta} if meta else {})


def replied(one: Stored) -> dict[str, str]:
    """What a transaction's answer says of one entry."""
    return {
        "status": "200 OK",
        "location": f"{one.type}/{one.id}/_history/{one.version}",
        "etag": f'W/"{one.version}"',
        "lastModified": one.time.isoformat(),
    }


def _has(body: Mapping[str, Any], name: str, system: str, value: str) -> bool:
    if name == "_tag":
        tags = body.get("meta", {}).get("tag", ())
        return any((tag.get("system"), tag.get("code")) == (system, value) for tag in tags)
    found = body.get("identifier", [])
    named = found if isinstance(found, list) else [found]
    return any((one.get("system"), one.get("value")) == (system, value) for one in named)
