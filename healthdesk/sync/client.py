"""HTTP to the platform. Nothing is repeated, nothing is followed, nothing is believed (sync.md 5.4, 11)."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit, urlunsplit

import requests

from healthdesk.base.errors import (
    AnswerUnclear,
    Outdated,
    PlatformFull,
    Refused,
    Unauthenticated,
    Unreachable,
    Untrusted,
)
from healthdesk.sync import answers, packing, parts
from healthdesk.sync import session as sessions
from healthdesk.sync.answers import Answer
from healthdesk.sync.attempts import Exchange
from healthdesk.sync.packing import End, Payload
from healthdesk.sync.parts import Part
from healthdesk.sync.tokens import Tokens

FHIR = "application/fhir+json"
CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0
NDJSON = "application/fhir+ndjson"
_WHO, _WHAT = "software,date", ",rest"
_A_DAY_OLD = "max-age=86400"


Take: TypeAlias = Callable[[Iterable[bytes], Part], int]
_File: TypeAlias = Callable[[requests.Response], int]


def _no_file() -> int:
    raise AnswerUnclear("not a file of lines")


def _forget(exchange: Exchange) -> None:
    """Nobody keeps a log."""


class Client:
    """One session with one platform. Raises the errors of `PlatformError` and no others."""

    def __init__(
        self,
        base_url: str,
        *,
        session: requests.Session | None = None,
        tokens: Tokens | None = None,
        read_seconds: float = READ_SECONDS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.addresses: tuple[str, ...] = (self.base_url,)
        self._session = session or sessions.new_session()
        self._tokens = tokens
        if tokens is not None:
            self._session.auth = sessions.Bearer(tokens.bearer)
        self._note: Callable[[Exchange], None] = _forget
        self._timeout = (CONNECT_SECONDS, read_seconds)
        self._timer = timer
        self.last_seconds = 0.0
        self._is_packed = False
        self._is_aborted = False
        self._others: list[Client] = []

    def get(self, path: str, params: Mapping[str, str] | None = None, version: str | None = None) -> Answer:
        """GET `path` under the base, or an absolute link of the same platform.

        `version` asks for 304 when the resource still has it.
        """
        headers = {"If-None-Match": f'W/"{version}"'} if version else {}
        return self._exchange("GET", path, params=params, headers=headers)

    def statement(self, *, with_offers: bool = False) -> Answer:
        """Who it says it is, and what it offers if that is asked for.

        For whoever takes no copy HAPI makes 2.5 MB anew, which costs it minutes.
        """
        asked = {"_elements": _WHO + (_WHAT if with_offers else "")}
        return self._exchange("GET", "metadata", params=asked, headers={"Cache-Control": _A_DAY_OLD})

    def search(self, type_: str, params: Mapping[str, str]) -> Answer:
        """POST _search, so that no search value stands in a URL or a log."""
        return self._exchange("POST", f"{type_}/_search", data=dict(params))

    def create_once(self, type_: str, body: bytes, query: str) -> Answer:
        """POST with If-None-Exist: the one that is there already counts as made."""
        return self._exchange("POST", type_, data=Payload(body), headers={"If-None-Exist": query})

    def put(
        self, type_: str, id_: str, body: bytes, version: str | None = None, *, is_new: bool = False
    ) -> Answer:
        """PUT one resource outside a transaction, for the probe and where transactions cannot be trusted."""
        headers = {"If-Match": f'W/"{version}"'} if version else {}
        headers |= {"If-None-Match": "*"} if is_new else {}
        return self._exchange("PUT", f"{type_}/{id_}", data=Payload(body), headers=headers)

    def delete(self, type_: str, id_: str, version: str | None = None) -> Answer:
        """DELETE one resource: a trial of the probe, or a second copy of what we made."""
        headers = {"If-Match": f'W/"{version}"'} if version else {}
        return self._exchange("DELETE", f"{type_}/{id_}", headers=headers)

    def transact(self, bundle: Payload, request_id: str, sent: Callable[[], object] = bool) -> Answer:
        """POST a transaction. `sent` is called when it is out and the answer is waited for."""
        headers = {"X-Request-Id": request_id, "Prefer": "return=minimal"}
        with sessions.heard(self._session.adapters, sent):
            return self._exchange("POST", "", data=bundle, headers=headers)

    def job(self, path: str, params: Mapping[str, str] | None = None, *, is_over: bool = False) -> Answer:
        """Work that the platform does beside its answers: begun, asked for at its address, or given up."""
        method, headers = "DELETE" if is_over else "GET", {"Prefer": "respond-async"} if params else {}
        return self._exchange(method, path, params=params, headers=headers)

    def download(self, path: str, take: Take, part: Part) -> None:
        """What follows on `part` of a file of lines, or all of it.

        `take` is given it piece by piece, as it comes, and where it begins; it says how many bytes it was.
        What `take` raises ends the download. Raises NotTheRest for what neither follows nor begins, and
        Refused with 416.
        """

        def file(response: requests.Response) -> int:
            return take(sessions.arriving(response), parts.begun(response, part))

        self._exchange("GET", path, headers={"Accept": NDJSON} | parts.asked(part), file=file)

    def pack(self, *, is_packed: bool) -> None:
        """Whether transactions and resources go out in gzip; only a platform that was tried gets them so."""
        self._is_packed = is_packed

    def ahead(self, end: bytes) -> End:
        """The end of a transaction that goes later, packed now if it will go packed."""
        return packing.ahead(end) if self._is_packed else End(end)

    def abreast(self, many: int) -> list["Client"]:
        """So many, each with a session of its own for a thread of its own; this one, with which all end."""
        while len(self._others) < many - 1:
            session = sessions.another(self._session)
            other = Client(self.base_url, session=session, tokens=self._tokens, timer=self._timer)
            self._others.append(other)
        for other in self._others:
            other._timeout = self._timeout  # noqa: SLF001  of the same class
            other.addresses = self.addresses
            other.listen(self._note)
            other.pack(is_packed=self._is_packed)
            if self._is_aborted:  # while it was made, by another thread
                other.abort()
        return [self, *self._others[: many - 1]]

    def also_call(self, addresses: Iterable[str]) -> None:
        """The platform calls itself by these too: its links there are followed on the address we know."""
        self.addresses = (self.base_url, *(one.rstrip("/") for one in addresses))

    def listen(self, note: Callable[[Exchange], None]) -> None:
        """Tell `note` what every request cost."""
        self._note = note

    def close(self) -> None:
        """Give back the connections."""
        self._session.close()
        for other in self._others:
            other.close()

    def abort(self) -> None:
        """Cut the request that is under way, from any thread; it ends as an unclear answer.

        No further one goes out until `resume`.
        """
        self._is_aborted = True
        sessions.cut(self._session.adapters)
        for other in self._others:
            other.abort()

    def resume(self) -> None:
        """A new run begins."""
        self._is_aborted = False
        sessions.allow(self._session.adapters)
        for other in self._others:
            other.resume()

    def _exchange(  # noqa: PLR0913  keywords; a request is made of all of them
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        file: _File | None = None,
    ) -> Answer:
        """One answer; a token that ended on the way is renewed once, and the refused request goes again."""
        if self._is_aborted:
            raise Unreachable("aborted")
        if isinstance(data, Payload):
            data = data.packed() if self._is_packed else data.plain()
        try:
            return self._exchange_once(method, path, params=params, data=data, headers=headers, file=file)
        except Unauthenticated:
            if self._tokens is None or not self._tokens.forget():
                raise
        return self._exchange_once(method, path, params=params, data=data, headers=headers, file=file)

    def _exchange_once(  # noqa: PLR0913  as above
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        file: _File | None = None,
    ) -> Answer:
        started = self._timer()
        status, size, outcome = None, 0, "unreachable"
        url, place = self._places(path)
        try:
            response = self._send(method, url, params, data, headers or {})
            status, outcome = response.status_code, "unclear"
            with response:
                is_file = file is not None and answers.is_file(response)
                body = b"" if is_file else sessions.read(response)
                size, answer = len(body), answers.judged(response, body)
                if file is not None:
                    size = file(response) if is_file else _no_file()
            outcome = "answered"
            return answer
        except (Refused, Unauthenticated, Outdated, PlatformFull):
            outcome = "refused"
            raise
        except Untrusted:
            outcome = "untrusted"
            raise
        except AnswerUnclear:
            outcome = "unclear"
            raise
        finally:
            self.last_seconds = self._timer() - started
            spent = round(self.last_seconds * 1000)
            sent = len(data) if isinstance(data, bytes) else 0
            request_id = (headers or {}).get("X-Request-Id")
            self._note(Exchange(method, place, request_id, sent, size, spent, status, outcome))

    def _places(self, path: str) -> tuple[str, str]:
        """Where it is asked for, and what the log says of that. A link of the platform may be no address."""
        try:
            return self._url(path), urlsplit(path).path[:40]
        except ValueError:
            raise AnswerUnclear("no address") from None

    def _url(self, path: str) -> str:
        """Links of the platform are followed on the address we know: bodies and tokens go nowhere else."""
        if "://" not in path:
            return f"{self.base_url}/{path}".rstrip("/")
        for address in self.addresses:
            if path.startswith((f"{address}/", f"{address}?")):
                return self.base_url + path.removeprefix(address)
        return urlunsplit(urlsplit(self.base_url)[:2] + urlsplit(path)[2:])

    def _send(
        self, method: str, url: str, params: Mapping[str, str] | None, data: Any, headers: Mapping[str, str]
    ) -> requests.Response:
        sent = {"Accept": FHIR, "Cache-Control": "no-cache", **headers}
        if isinstance(data, bytes):
            sent["Content-Type"] = f"{FHIR}; charset=utf-8"
            sent |= {"Content-Encoding": "gzip"} if self._is_packed else {}
        try:
            return self._session.request(
                method,
                url,
                params=params,
                data=data,
                headers=sent,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            )
        except requests.exceptions.RequestException as error:
            raise sessions.failed(error) from None
