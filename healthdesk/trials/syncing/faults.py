"""What a bad line, a proxy or a login page does to one request of the FakePlatform."""

import requests
from urllib3.exceptions import NewConnectionError, ProtocolError

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
