"""OAuth2 client credentials (RFC 6749 4.4): a token renewed before it ends, and once when it is refused.

The secret stands in one header of one request and nowhere else: in no URL, log, error or file.
"""

import threading
import time
from collections.abc import Callable
from urllib.parse import quote

import msgspec
import requests

from healthdesk.base.errors import AnswerUnclear, PlatformError, Unauthenticated
from healthdesk.sync import session as sessions

TIMEOUT_SECONDS = (5.0, 30.0)
SPARE_SECONDS = 60.0
"""A token is not used in its last minute, nor in the last tenth of a shorter life."""
UNSAID_SECONDS = 300.0
"""How long a token is believed in whose answer does not say (`expires_in` is only RECOMMENDED, 5.1)."""
_REFUSALS = (400, 401, 403)


class _Granted(msgspec.Struct):
    access_token: str
    token_type: str = "bearer"  # noqa: S105  the kind, not a token
    expires_in: float = UNSAID_SECONDS


class Tokens:
    """The tokens of one workstation at one token server."""

    def __init__(  # noqa: PLR0913  keywords; what RFC 6749 names
        self,
        session: requests.Session,
        url: str,
        *,
        client_id: str,
        secret: Callable[[], str],
        scope: str = "",
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = url
        self._client_id = client_id
        self._secret = secret
        self._scope = scope
        self._seconds = seconds
        self._turn = threading.Lock()
        self._token: str | None = None
        self._ends = 0.0

    def bearer(self) -> str:
        """A token that is still good. Raises PlatformError; Unauthenticated when it is not given."""
        with self._turn:  # several slots ask at the same time; one token is enough
            if self._token is None or self._seconds() >= self._ends:
                granted = self._ask()
                spare = min(SPARE_SECONDS, granted.expires_in / 10)
                self._token, self._ends = granted.access_token, self._seconds() + granted.expires_in - spare
            return self._token

    def forget(self) -> bool:
        """The platform refused the token: ask for another one the next time. False when none was sent."""
        was_sent, self._token = self._token is not None, None
        return was_sent

    def _ask(self) -> _Granted:
        form = {"grant_type": "client_credentials"} | ({"scope": self._scope} if self._scope else {})
        who = (quote(self._client_id, safe=""), quote(self._secret(), safe=""))
        try:
            response = self._session.post(
                self._url, data=form, auth=who, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True,
                headers={"Accept": "application/json"},
            )  # fmt: skip
        except requests.exceptions.RequestException as error:
            raise sessions.failed(error) from None
        with response:
            body = sessions.read(response)
        return _granted(response.status_code, body)


def _granted(status: int, body: bytes) -> _Granted:
    if status in _REFUSALS and body[:1] == b"{":
        raise Unauthenticated(f"token {status}")
    if status != requests.codes.ok:
        raise _unclear(status)
    try:
        granted = msgspec.json.decode(body, type=_Granted)
    except msgspec.DecodeError:
        raise _unclear(status) from None
    if granted.token_type.lower() != "bearer" or not granted.access_token.isascii():
        raise Unauthenticated("token type")
    return granted


def _unclear(status: int) -> PlatformError:
    """A portal, a proxy, a server in trouble: the platform itself has said nothing."""
    return AnswerUnclear(f"token {status}")
