"""What a bad line, a proxy or a login page does to one request of the FakePlatform."""

import io

import requests
from urllib3 import HTTPResponse
from urllib3.exceptions import NewConnectionError, ProtocolError

from healthdesk.sync.answers import NDJSON
from healthdesk.trials.syncing.fake_platform import FakePlatform, Fault


def anything(request: requests.PreparedRequest) -> bool:
    """Whatever comes."""
    return True


def a_look_at_the_sentinel(request: requests.PreparedRequest) -> bool:
    """The question what became of an upload."""
    return "/Basic/" in (request.url or "") and "If-None-Match" in request.headers


def no_route(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """Nobody is there: no byte is delivered."""
    raise requests.exceptions.ConnectionError(NewConnectionError(None, "no route"))  # type: ignore[arg-type]


def lost_on_the_way(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """The request never arrives, and nobody can tell."""
    raise requests.exceptions.ConnectionError(ProtocolError("reset"))


def answer_lost(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """The server does its work; the answer is lost."""
    platform.serve(request)
    raise requests.exceptions.ReadTimeout("no answer")


def truncated(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """The server does its work; half of the answer arrives."""
    response = platform.serve(request)
    return platform.answer(request, 200, response.content[: len(response.content) // 2])


class _Torn(io.BytesIO):
    """After what is here the line is cut, and everybody notices."""

    def read1(self, size: int | None = -1, /) -> bytes:
        if found := super().read1(-1 if size is None else size):
            return found
        raise ConnectionResetError


def torn(share: float = 1.0, size: int | None = None) -> Fault:
    """That share of the answer's bytes arrives, or so many, and then the line is cut."""

    def fault(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        response = platform.serve(request)
        body = response.raw.read(decode_content=False)
        body = body[: round(len(body) * share) if size is None else size]
        packed = {"Content-Encoding": response.headers.get("Content-Encoding", "identity")}
        response.raw = HTTPResponse(_Torn(body), packed, response.status_code, preload_content=False)
        return response

    return fault


def ended_early(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """A file of lines comes without its last one, and nobody notices."""
    answer = platform.serve(request)
    lines = answer.content.splitlines(keepends=True)
    return platform.answer(request, answer.status_code, b"".join(lines[:-1]), {"Content-Type": NDJSON})


def doubled(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """A proxy sends the request twice and gives back the first answer."""
    first = platform.serve(request)
    platform.serve(request)
    return first


def portal(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """The network's login page, in place of the platform."""
    return platform.answer(request, 200, b"<html>login</html>", {"Content-Type": "text/html"})


def redirected(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """The network sends the request to its login page."""
    return platform.answer(request, 302, b"", {"Location": "http://login.test/"})


def status(code: int, **headers: str) -> Fault:
    """An answer with that status and no FHIR in it."""

    def fault(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        sent = {"Content-Type": "text/plain"} | {
            key.replace("_", "-"): value for key, value in headers.items()
        }
        return platform.answer(request, code, b"no", sent)

    return fault
