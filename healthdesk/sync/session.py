"""The HTTP session with one platform: whom it trusts, as whom it comes, and how it is cut off.

A certificate is always verified: against the system's authorities, or a file of the region's own; a pinned
fingerprint and a certificate of ours come on top (sync.md 11).
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from healthdesk.base.config import Access
from healthdesk.base.errors import AnswerUnclear, InvalidInput, Unreachable, Untrusted

LARGEST_ANSWER_BYTES = 64 * 1024 * 1024
RETRY_SECONDS = 30.0
LONGEST_RETRY_SECONDS = 3600.0
"""A platform that wants to be left alone for a year has made a mistake: it is asked again in an hour."""
SHA256_DIGITS = 64
_CHUNK_BYTES = 64 * 1024
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Session(requests.Session):
    """`verify` and `cert` are ours alone: no variable of the environment puts another authority in."""

    def merge_environment_settings(self, *args: Any, **kwargs: Any) -> Any:
        """The environment may name a proxy and nothing else."""
        found = super().merge_environment_settings(*args, **kwargs)
        return {**found, "verify": self.verify, "cert": self.cert}


class Bearer(AuthBase):
    """The token of each request. Being there, it keeps names and passwords of a .netrc out."""

    def __init__(self, token: Callable[[], str | None]) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if token := self._token():
            request.headers["Authorization"] = f"Bearer {token}"
        return request


class CuttableAdapter(HTTPAdapter):
    """Keeps its live sockets at hand, so that quitting need not wait for a slow platform."""

    def __init__(self, pin: str = "") -> None:
        self.sockets: list[socket.socket] = []
        self.sent: Callable[[], object] = bool
        """Called when a request is out and its answer is waited for."""
        self._pin = pin
        self._turn = threading.Lock()
        self._is_cut = False
        self._pinned: dict[str, Any] = {"assert_fingerprint": pin} if pin else {}
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=4)

    def another(self) -> "CuttableAdapter":
        """One that trusts the same, with connections of its own."""
        return CuttableAdapter(self._pin)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= self._pinned
        super().init_poolmanager(*args, **kwargs)
        adapter = self

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                adapter.keep(self.sock)

            def getresponse(self) -> Any:
                adapter.sent()
                return super().getresponse()

        class Secure(Plain, HTTPSConnection):
            """Told of alike, over TLS."""

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    def keep(self, live: socket.socket | None) -> None:
        """Remember a connection that was made."""
        with self._turn:  # a token is asked for on the thread of any slot
            self.sockets = [one for one in self.sockets if one.fileno() >= 0]
            if live is not None:
                self.sockets.append(live)
            if self._is_cut:  # while it was made
                self._end()

    def cut(self) -> None:
        """End every connection at once, from any thread, also those that are being made, until `allow`."""
        with self._turn:
            self._is_cut = True
            self._end()

    def allow(self) -> None:
        """Connections may be made again."""
        self._is_cut = False

    def _end(self) -> None:
        for live in self.sockets:
            try:
                live.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


def new_session(access: Access | None = None) -> Session:
    """A session that trusts and says what `access` names. Raises InvalidInput for a file that will not do."""
    access = access or Access()
    session = Session()
    authority = _file("authority", access.authority)
    certificate, key = _file("certificate", access.certificate), _file("key", access.key)
    _require_readable(authority, certificate, key)
    session.verify = authority or True
    session.cert = (certificate, key or certificate) if certificate else None
    session.mount("https://", CuttableAdapter(_pin(access.pin)))
    session.mount("http://", CuttableAdapter())
    return session


def another(session: requests.Session) -> Session:
    """One that trusts and says the same, with connections of its own."""
    made = Session()
    made.verify, made.cert, made.auth = session.verify, session.cert, session.auth
    for prefix, adapter in session.adapters.items():
        made.mount(prefix, adapter.another() if isinstance(adapter, CuttableAdapter) else adapter)
    return made


def require_private(field: str, url: str, *, allows_plain: bool = False) -> None:
    """Off this machine persons and secrets travel encrypted. Raises InvalidInput(field, "unencrypted")."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK and not allows_plain:
        raise InvalidInput(field, "unencrypted")


def _file(field: str, name: str) -> str | None:
    if not name:
        return None
    if not Path(name).is_file():
        raise InvalidInput(field, "absent")
    return name


def _require_readable(authority: str | None, certificate: str | None, key: str | None) -> None:
    """Said here, for in the middle of a handshake it looks as if the line had been cut."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if authority:
        try:
            context.load_verify_locations(authority)
        except OSError:
            raise InvalidInput("authority", "unreadable") from None
    if certificate:
        try:
            context.load_cert_chain(certificate, key, password="")  # or OpenSSL asks at the terminal
        except OSError as error:
            raise _unsuitable(error, certificate, key) from None


def _unsuitable(error: OSError, certificate: str, key: str | None) -> InvalidInput:
    """What is wrong with a certificate of ours or its key."""
    if getattr(error, "reason", "") == "KEY_VALUES_MISMATCH":
        return InvalidInput("key", "not-its-key")
    secret = Path(key or certificate).read_bytes()
    if b"ENCRYPTED" in secret:
        return InvalidInput("key", "with-password")
    is_certificate = b"BEGIN CERTIFICATE" in Path(certificate).read_bytes()
    return InvalidInput("key" if is_certificate else "certificate", "unreadable" if key else "required")


def _pin(text: str) -> str:
    """The fingerprint as openssl or a browser shows it, without its colons."""
    digits = text.replace(":", "").replace(" ", "").lower()
    if digits and (len(digits) != SHA256_DIGITS or not set(digits) <= set("0123456789abcdef")):
        raise InvalidInput("pin", "sha256")
    return digits


def failed(error: requests.RequestException) -> Unreachable | AnswerUnclear | Untrusted:
    """What a request that got no answer says: whether bytes may have been delivered, and to whom not."""
    name = type(error).__name__
    if isinstance(error, requests.exceptions.SSLError):
        return Untrusted(name) if _is_distrust(error) else AnswerUnclear(name)
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return Unreachable(name)
    if isinstance(error, requests.exceptions.ConnectionError) and _never_left(error):
        return Unreachable(name)
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return Unreachable(name)
    return AnswerUnclear(name)


def _reason(error: requests.RequestException) -> object:
    cause = error.args[0] if error.args else None
    return getattr(cause, "reason", cause)


def _is_distrust(error: requests.exceptions.SSLError) -> bool:
    """Whether the certificate was looked at and not accepted; a line cut in the middle is something else."""
    reason = _reason(error)
    inner = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    return isinstance(inner, ssl.SSLCertVerificationError) or "ingerprint" in str(reason)


def _never_left(error: requests.exceptions.ConnectionError) -> bool:
    """Whether the connection was refused or never made, so that no byte was delivered."""
    names = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")
    return type(_reason(error)).__name__ in names


def read(response: requests.Response) -> bytes:
    """The whole body, up to a size no page has. Raises AnswerUnclear."""
    parts, size = [], 0
    for chunk in pieces(response):
        parts.append(chunk)
        size += len(chunk)
        if size > LARGEST_ANSWER_BYTES:
            raise AnswerUnclear("an endless answer")
    return b"".join(parts)


def pieces(response: requests.Response) -> Iterator[bytes]:
    """The body as it comes, unpacked. Raises AnswerUnclear where it ends before its end."""
    try:
        yield from response.iter_content(_CHUNK_BYTES)
    except requests.exceptions.RequestException as error:
        raise AnswerUnclear(type(error).__name__) from None


def arriving(response: requests.Response) -> Iterator[bytes]:
    """The same as soon as anything is here: when the line is cut, of what came before nothing is lost."""
    try:
        while piece := response.raw.read1(_CHUNK_BYTES, decode_content=True):
            yield piece
    except HTTPError as error:
        raise AnswerUnclear(type(error).__name__) from None


def wait_seconds(headers: Mapping[str, str]) -> float:
    """Retry-After, in seconds or as a date of the platform's own clock."""
    text, date = headers.get("Retry-After"), headers.get("Date")
    if text and text.isdecimal():
        return min(float(text), LONGEST_RETRY_SECONDS)
    try:
        wait = parsedate_to_datetime(text or "") - parsedate_to_datetime(date or "")
    except (TypeError, ValueError):  # without a zone or no date at all
        return RETRY_SECONDS
    return min(max(0.0, wait.total_seconds()), LONGEST_RETRY_SECONDS)


@contextmanager
def heard(adapters: Mapping[str, Any], sent: Callable[[], object]) -> Iterator[None]:
    """While the block lasts, `sent` is called whenever a request is out on these adapters."""
    ours = [adapter for adapter in adapters.values() if isinstance(adapter, CuttableAdapter)]
    for adapter in ours:
        adapter.sent = sent
    try:
        yield
    finally:
        for adapter in ours:
            adapter.sent = bool


def allow(adapters: Mapping[str, Any]) -> None:
    """After a cut these adapters may connect again."""
    for adapter in adapters.values():
        if isinstance(adapter, CuttableAdapter):
            adapter.allow()


def cut(adapters: Mapping[str, Any]) -> None:
    """End what is under way on these adapters."""
    for adapter in adapters.values():
        if isinstance(adapter, CuttableAdapter):
            adapter.cut()
