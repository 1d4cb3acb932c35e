"""A bad line in front of a real server: what happens to the next upload, once."""

from collections.abc import Callable
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ProtocolError

Accident = Callable[["BadLine", requests.PreparedRequest, dict[str, Any]], requests.Response]


class BadLine(HTTPAdapter):
    """Mounted on a client's session. Requests go to the server but for the `accidents` that wait."""

    writes: tuple[str, ...] = ("POST",)

    def __init__(self) -> None:
        super().__init__(max_retries=0)
        self.accidents: list[Accident] = []

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        if self.accidents and request.method in self.writes and "_search" not in (request.url or ""):
            return self.accidents.pop(0)(self, request, kwargs)
        return self.deliver(request, kwargs)

    def deliver(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
        """As on a good line."""
        return super().send(request, **kwargs)


def lost_on_the_way(
    line: BadLine, request: requests.PreparedRequest, kwargs: dict[str, Any]
) -> requests.Response:
    """The request never arrives, and nobody can tell."""
    raise requests.exceptions.ConnectionError(ProtocolError("reset"))


def answer_lost(
    line: BadLine, request: requests.PreparedRequest, kwargs: dict[str, Any]
) -> requests.Response:
    """The server does its work; the answer is lost."""
    line.deliver(request, kwargs).content  # noqa: B018  read to its end
    raise requests.exceptions.ReadTimeout("no answer")


def doubled(line: BadLine, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
    """A proxy sends the request twice and gives back the second answer."""
    line.deliver(request, kwargs).content  # noqa: B018  read to its end
    return line.deliver(request, kwargs)
