"""FakePlatform: a FHIR server behind `requests`, with real versions, transactions and history.

Mounted on the client's session; nothing is patched. What goes wrong is in `tests/faults.py`.
"""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from healthdesk.base import canonical
from healthdesk.sync.client import Client

BASE = "http://platform.test/fhir"
FHIR = {"Content-Type": "application/fhir+json; charset=utf-8"}
Fault = Callable[["FakePlatform", requests.PreparedRequest], requests.Response]


class Refusal(Exception):
    """The server says no."""

    def __init__(self, status: int, code: str, place: str = "") -> None:
        self.status, self.code, self.place = status, code, place


@dataclass
class Stored:
    """One version of one resource; no body means deleted."""

    type: str
    id: str
    version: int
    time: datetime
    body: bytes | None


@dataclass(eq=False)
class FakePlatform(BaseAdapter):
    """`state` is the newest version of everything; `log` all versions in order."""

    honours_if_match: bool = True
    is_atomic: bool = True
    has_system_history: bool = True
    forgets_since: bool = False
    stale_status: int = 412
    page_size: int = 200
    now: datetime = datetime(2026, 11, 2, 9, tzinfo=UTC)
    log: list[Stored] = field(default_factory=list)
    state: dict[tuple[str, str], Stored] = field(default_factory=dict)
    seen: list[requests.PreparedRequest] = field(default_factory=list)
    bytes_sent: int = 0
    refuses: Callable[[Mapping[str, Any]], str | None] = lambda body: None
    faults: list[tuple[Callable[[requests.PreparedRequest], bool], Fault]] = field(default_factory=list)
    dead_links: set[str] = field(default_factory=set)

    def client(self) -> Client:
        """A client whose every request ends here."""
        session = requests.Session()
        session.mount("http://", self)
        return Client(BASE, session=session)

    def fail(self, fault: Fault, when: Callable[[requests.PreparedRequest], bool] | None = None) -> None:
        """The next request that `when` fits (default: the next transaction) meets `fault`, once."""
        self.faults.append((when or is_upload, fault))

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        self.seen.append(request)
        for position, (when, fault) in enumerate(self.faults):
            if when(request):
                del self.faults[position]
                return fault(self, request)
        return self.serve(request)

    def close(self) -> None:
        """Nothing to give back."""

    def serve(self, request: requests.PreparedRequest) -> requests.Response:
        """What a sound server answers."""
        self.now += timedelta(milliseconds=10)
        try:
            status, body, headers = self._dispatch(request)
        except Refusal as refusal:
            issue = {"severity": "error", "code": refusal.code}
            if refusal.place:
                issue["expression"] = [refusal.place]  # type: ignore[assignment]
            outcome = {"resourceType": "OperationOutcome", "issue": [issue]}
            return self.answer(request, refusal.status, canonical.encode(outcome))
        return self.answer(request, status, body, headers)

    def answer(
        self,
        request: requests.PreparedRequest,
        status: int,
        body: bytes,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """A response with `body`."""
        self.bytes_sent += len(body)
        response = requests.Response()
        response.status_code = status
        response.headers.update(FHIR | {"Date": format_datetime(self.now, usegmt=True)} | dict(headers or {}))
        response.raw = HTTPResponse(body=io.BytesIO(body), preload_content=False, status=status)
        response.request, response.url = request, request.url or ""
        return response

    def _dispatch(self, request: requests.PreparedRequest) -> tuple[int, bytes, dict[str, str]]:
        parts = urlsplit(request.url or "")
        path = [unquote(part) for part in parts.path.removeprefix("/fhir").split("/") if part]
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if request.url in self.dead_links:
            raise Refusal(410, "expired")
        if request.method == "GET":
            return self._get(path, query, request.headers.get("If-None-Match"))
        return self._change(request, path)

    def _get(
        self, path: list[str], query: Mapping[str, str], known: str | None
    ) -> tuple[int, bytes, dict[str, str]]:
        match path:
            case ["metadata"]:
                return 200, b'{"resourceType":"CapabilityStatement"}', {}
            case ["_history"] if self.has_system_history:
                return 200, self._history(self.log, query), {}
            case [type_, "_history"]:
                return 200, self._history([one for one in self.log if one.type == type_], query), {}
            case [type_, id_, "_history"]:
                return 200, self._history_of(type_, id_, query), {}
            case [type_, id_]:
                return self._read(type_, id_, known)
        raise Refusal(404, "not-supported")

    def _change(
        self, request: requests.PreparedRequest, path: list[str]
    ) -> tuple[int, bytes, dict[str, str]]:
        match request.method, path:
            case "POST", []:
                return 200, self._transaction(_body(request)), {}
            case "POST", [type_, "_search"]:
                form = {key: values[0] for key, values in parse_qs(_text(request)).items()}
                return 200, self._search(type_, form), {}
            case "POST", [type_]:
                return self._create_once(type_, _body(request), request.headers.get("If-None-Exist", ""))
            case "PUT", [type_, id_]:
                one = self._put(type_, id_, _body(request), request.headers.get("If-Match"))
                return 200, one.body or b"", _headers(one)
            case "DELETE", [type_, id_]:
                self.delete(type_, id_)
                return 200, b"", {}
        raise Refusal(405, "not-supported")

    def _history_of(self, type_: str, id_: str, query: Mapping[str, str]) -> bytes:
        mine = [one for one in self.log if (one.type, one.id) == (type_, id_)]
        if not mine:
            raise Refusal(404, "not-found")
        return self._history(mine, query)

    def _read(self, type_: str, id_: str, if_none_match: str | None) -> tuple[int, bytes, dict[str, str]]:
        one = self.state.get((type_, id_))
        if one is None:
            raise Refusal(404, "not-found")
        if one.body is None:
            raise Refusal(410, "deleted")
        if if_none_match == f'W/"{one.version}"':
            return 304, b"", _headers(one)
        return 200, one.body, _headers(one)

    def _transaction(self, bundle: Mapping[str, Any]) -> bytes:
        before = dict(self.state), list(self.log)
        answers = []
        for entry in bundle["entry"]:
            asked = entry["request"]
            type_, id_ = asked["url"].split("/")
            try:
                one = self._put(type_, id_, entry["resource"], asked.get("ifMatch"))
            except Refusal:
                if self.is_atomic:
                    self.state, self.log = before
                raise
            response = {
                "status": "200 OK",
                "etag": f'W/"{one.version}"',
                "lastModified": one.time.isoformat(),
            }
            answers.append({"response": response})
        return canonical.encode({"resourceType": "Bundle", "type": "transaction-response", "entry": answers})

    def _put(self, type_: str, id_: str, body: Mapping[str, Any], if_match: str | None) -> Stored:
        if place := self.refuses(body):
            raise Refusal(422, "invalid", place)
        if body.get("id") != id_ or body.get("resourceType") != type_:
            raise Refusal(400, "invalid")
        one = self.state.get((type_, id_))
        current = None if one is None or one.body is None else f'W/"{one.version}"'
        if if_match is not None and self.honours_if_match and if_match != current:
            raise Refusal(self.stale_status, "conflict")
        return self.write(type_, id_, body)

    def write(self, type_: str, id_: str, body: Mapping[str, Any] | None) -> Stored:
        """A new version, whoever wrote it."""
        before = self.state.get((type_, id_))
        version = before.version + 1 if before else 1
        raw = None
        if body is not None:
            meta = {**body.get("meta", {}), "versionId": str(version), "lastUpdated": self.now.isoformat()}
            raw = canonical.encode({**body, "meta": meta})
        one = Stored(type_, id_, version, self.now, raw)
        self.state[type_, id_] = one
        self.log.append(one)
        return one

    def amend(self, type_: str, id_: str, **changes: Any) -> Stored:
        """Somebody else changes top-level elements of a resource; None takes one out."""
        self.now += timedelta(seconds=1)
        body = self.body(type_, id_) | changes
        return self.write(type_, id_, {key: value for key, value in body.items() if value is not None})

    def delete(self, type_: str, id_: str) -> None:
        """Somebody deletes a resource."""
        self.now += timedelta(seconds=1)
        self.write(type_, id_, None)

    def body(self, type_: str, id_: str) -> dict[str, Any]:
        """The newest content, decoded."""
        return canonical.decode(self.state[type_, id_].body or b"{}")  # type: ignore[no-any-return]

    def _create_once(
        self, type_: str, body: Mapping[str, Any], query: str
    ) -> tuple[int, bytes, dict[str, str]]:
        found = self._matching(type_, query.partition("=")[2])
        if found:
            return 200, found[0].body or b"", _headers(found[0])
        id_ = f"{type_.lower()}-{len(self.log) + 1}"
        one = self.write(type_, id_, {**body, "id": id_})
        return 201, one.body or b"", _headers(one)

    def _matching(self, type_: str, token: str) -> list[Stored]:
        system, _, value = token.partition("|")
        return [
            one
            for one in self.state.values()
            if one.type == type_
            and one.body
            and any(
                i == {**i, "system": system, "value": value}
                for i in json.loads(one.body).get("identifier", ())
            )
        ]

    def _search(self, type_: str, form: Mapping[str, str]) -> bytes:
        if "identifier" in form:
            found = self._matching(type_, form["identifier"])
        else:
            found = [one for one in self.state.values() if one.type == type_ and one.body]
            found.sort(key=lambda one: one.time)
            since = form.get("_lastUpdated", "").removeprefix("ge")
            found = [one for one in found if not since or one.time >= datetime.fromisoformat(since)]
        shown = found[: self.page_size]
        links = [{"relation": "next", "url": f"{BASE}/{type_}?page=2"}] if len(found) > len(shown) else []
        entries = [{"resource": json.loads(one.body or b"null")} for one in shown]
        return _bundle("searchset", len(found), links, entries)

    def _history(self, versions: list[Stored], query: Mapping[str, str]) -> bytes:
        count = min(int(query.get("_count", "50")), self.page_size)
        offset = int(query.get("_offset", "0"))
        since = query.get("_since")
        found = sorted(versions, key=lambda one: one.time, reverse=True)
        if since:
            found = [one for one in found if one.time >= datetime.fromisoformat(since)]
        links = []
        if offset + count < len(found):
            kept = f"&_since={since}" if since and not self.forgets_since else ""
            links = [
                {"relation": "next", "url": f"{BASE}/_history?_count={count}&_offset={offset + count}{kept}"}
            ]
        entries = [_entry(one) for one in found[offset : offset + count]]
        return _bundle("history", len(found), links, entries)


def is_upload(request: requests.PreparedRequest) -> bool:
    """Whether it is a transaction with saves (the probe sends one too)."""
    is_transaction = request.method == "POST" and urlsplit(request.url or "").path.rstrip("/") == "/fhir"
    return is_transaction and '"resourceType":"Provenance"' in _text(request)


def _entry(one: Stored) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "fullUrl": f"{BASE}/{one.type}/{one.id}",
        "request": {"method": "PUT" if one.body else "DELETE", "url": f"{one.type}/{one.id}"},
        "response": {"status": "200", "etag": f'W/"{one.version}"', "lastModified": one.time.isoformat()},
    }
    if one.body:
        entry["resource"] = canonical.decode(one.body)
    return entry


def _bundle(type_: str, total: int, links: list[Any], entries: list[Any]) -> bytes:
    bundle = {"resourceType": "Bundle", "type": type_, "total": total, "link": links, "entry": entries}
    return canonical.encode(bundle)


def _headers(one: Stored) -> dict[str, str]:
    return {"ETag": f'W/"{one.version}"'}


def _text(request: requests.PreparedRequest) -> str:
    body = request.body or b""
    return body.decode() if isinstance(body, bytes) else str(body)


def _body(request: requests.PreparedRequest) -> dict[str, Any]:
    return canonical.decode(_text(request))  # type: ignore[no-any-return]
