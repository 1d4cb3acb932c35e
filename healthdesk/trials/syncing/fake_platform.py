"""FakePlatform: a FHIR server behind `requests`, with real versions, transactions and history.

Mounted on the client's session; nothing is patched. What goes wrong on the line is in `faults.py`.
"""

import io
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from healthdesk.base import canonical
from healthdesk.sync.client import Client
from healthdesk.trials.syncing import pages
from healthdesk.trials.syncing.exporting import Exporting
from healthdesk.trials.syncing.shelves import BASE, Refusal, Stored

__all__ = ["BASE", "FakePlatform", "Fault", "Refusal", "Stored", "is_upload"]

FHIR = {"Content-Type": "application/fhir+json; charset=utf-8"}
Fault = Callable[["FakePlatform", requests.PreparedRequest], requests.Response]
When = Callable[[requests.PreparedRequest], bool]
Said = tuple[int, bytes, dict[str, str]]


@dataclass(eq=False)
class FakePlatform(Exporting, BaseAdapter):
    """The shelves behind HTTP. `seen` are all requests, `faults` what the next ones will meet."""

    accepts_gzip: bool = True
    software: dict[str, str] = field(default_factory=lambda: {"name": "trials", "version": "1"})
    largest_body: int | None = None
    largest_bundle: int | None = None
    seen: list[requests.PreparedRequest] = field(default_factory=list)
    bytes_sent: int = 0
    faults: list[tuple[When, Fault]] = field(default_factory=list)
    dead_links: set[str] = field(default_factory=set)
    turn: threading.RLock = field(default_factory=threading.RLock)

    def client(self) -> Client:
        """A client whose every request ends here."""
        session = requests.Session()
        session.mount("http://", self)
        return Client(BASE, session=session, timer=self.timer)

    def timer(self) -> float:
        """How long things take is the machine's to say, unless a line has a clock of its own."""
        return time.monotonic()

    def fail(self, fault: Fault, when: When | None = None) -> None:
        """The next request that `when` fits (default: the next upload) meets `fault`, once."""
        self.faults.append((when or is_upload, fault))

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        with self.turn:
            self.seen.append(request)
            meets = next((one for one in self.faults if one[0](request)), None)
            if meets is not None:
                self.faults.remove(meets)
        return meets[1](self, request) if meets else self.serve(request)

    def close(self) -> None:
        """Nothing to give back."""

    def serve(self, request: requests.PreparedRequest) -> requests.Response:
        """What a sound server answers, one after another whoever asks."""
        with self.turn:
            return self._serve(request)

    def _serve(self, request: requests.PreparedRequest) -> requests.Response:
        self.now += self.tick
        try:
            status, body, headers = self._dispatch(request)
        except Refusal as refusal:
            issue: dict[str, Any] = {"severity": "error", "code": refusal.code}
            if refusal.place:
                issue["expression"] = [refusal.place]
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
        packed = {key: value for key, value in (headers or {}).items() if key == "Content-Encoding"}
        response.raw = HTTPResponse(io.BytesIO(body), packed, status, preload_content=False)
        response.request, response.url = request, request.url or ""
        return response

    def _dispatch(self, request: requests.PreparedRequest) -> Said:
        parts = urlsplit(request.url or "")
        path = [unquote(part) for part in parts.path.removeprefix("/fhir").split("/") if part]
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if request.url in self.dead_links:
            raise Refusal(410, "expired")
        if "gzip" in request.headers.get("Content-Encoding", "") and not self.accepts_gzip:
            raise Refusal(415, "not-supported")
        if self.largest_body is not None and len(request.body or b"") > self.largest_body:
            raise Refusal(413, "too-long")
        if path and path[0].startswith("$"):
            return self.export(request.method or "", path, query, request.headers)
        if request.method == "GET":
            return self._get(path, query, request.headers.get("If-None-Match"))
        return self._change(request, path)

    def _get(self, path: list[str], query: Mapping[str, str], known: str | None) -> Said:
        where = "/".join(path)
        match path:
            case ["metadata"]:
                said = {"resourceType": "CapabilityStatement", "software": self.software}
                offers = {"rest": [{"mode": "server", "operation": [{"name": "export"}]}]}
                return 200, canonical.encode(said | (offers if self.exports else {})), {}
            case ["_history"] if self.has_system_history and self.keeps_history:
                return 200, pages.history(self, where, self.log, query), {}
            case [type_, "_history"] if self.keeps_history:
                mine = [one for one in self.log if one.type == type_]
                return 200, pages.history(self, where, mine, query), {}
            case [type_, id_, "_history"] if self.keeps_history:
                mine = self.versions(type_, id_)
                if not mine:
                    raise Refusal(404, "not-found")
                return 200, pages.history(self, where, mine, query), {}
            case [type_, id_] if id_ != "_history":
                return self._read(type_, id_, known)
            case [type_] if type_ != "_history":
                return 200, pages.search(self, type_, query), {}
        raise Refusal(404, "not-supported")

    def _change(self, request: requests.PreparedRequest, path: list[str]) -> Said:
        asked = request.headers
        match request.method, path:
            case "POST", []:
                return 200, self._transaction(_body(request)), {}
            case "POST", [type_, "_search"]:
                form = {key: values[0] for key, values in parse_qs(text(request)).items()}
                return 200, pages.search(self, type_, form), {}
            case "POST", [type_]:
                one, is_new = self.create_once(type_, _body(request), asked.get("If-None-Exist", ""))
                return 201 if is_new else 200, one.body or b"", _headers(one)
            case "PUT", [type_, id_]:
                body = _body(request)
                one = self.put(type_, id_, body, asked.get("If-Match"), asked.get("If-None-Match"))
                return 200, one.body or b"", _headers(one)
            case "DELETE", [type_, id_]:
                self.delete_on(type_, id_, asked.get("If-Match"))
                return 200, b"", {}
        raise Refusal(405, "not-supported")

    def _read(self, type_: str, id_: str, if_none_match: str | None) -> Said:
        one = self.state.get((type_, id_))
        if one is None:
            raise Refusal(404, "not-found")
        if one.body is None:
            raise Refusal(410, "deleted")
        if if_none_match == f'W/"{one.version}"':
            return 304, b"", _headers(one)
        return 200, one.body, _headers(one)

    def _transaction(self, sent: Mapping[str, Any]) -> bytes:
        entries = sent["entry"]
        if self.largest_bundle is not None and len(entries) > self.largest_bundle:
            raise Refusal(413, "too-costly")
        answers = self.transact(entries)
        return canonical.encode({"resourceType": "Bundle", "type": "transaction-response", "entry": answers})


def is_upload(request: requests.PreparedRequest) -> bool:
    """Whether it is a transaction with saves (the probe sends one too)."""
    is_transaction = request.method == "POST" and urlsplit(request.url or "").path.rstrip("/") == "/fhir"
    return is_transaction and '"resourceType":"Provenance"' in text(request)


def text(request: requests.PreparedRequest) -> str:
    """The body of a request, unpacked."""
    body = request.body or b""
    if isinstance(body, bytes) and "gzip" in request.headers.get("Content-Encoding", ""):
        reader = zlib.decompressobj(16 + zlib.MAX_WBITS)  # one member, as some servers read
        body = reader.decompress(body)
        if not reader.eof or reader.unused_data:
            raise ValueError("not one whole gzip member")
    return body.decode() if isinstance(body, bytes) else str(body)


def _body(request: requests.PreparedRequest) -> dict[str, Any]:
    found: dict[str, Any] = canonical.decode(text(request))
    return found


def _headers(one: Stored) -> dict[str, str]:
    return {"ETag": f'W/"{one.version}"', "Last-Modified": format_datetime(one.time, usegmt=True)}
