"""What is believed of an answer, and which error everything else becomes (sync.md 5.4, 5.6)."""

import socket
import threading
import time
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests

from healthdesk.base.errors import (
    AnswerUnclear,
    Outdated,
    PlatformError,
    PlatformFull,
    Refused,
    Unauthenticated,
    Unreachable,
)
from healthdesk.sync.answers import Broken, Incapable, Overloaded
from healthdesk.sync.client import Client
from healthdesk.sync.session import CuttableAdapter
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import BASE, FakePlatform, Fault

ID_NO = "110105195903120022"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.no_route, Unreachable),
        (faults.lost_on_the_way, AnswerUnclear),
        (faults.answer_lost, AnswerUnclear),
        (faults.portal, AnswerUnclear),
        (faults.redirected, AnswerUnclear),
        (faults.status(200), AnswerUnclear),
        (faults.status(401), Unauthenticated),
        (faults.status(403), AnswerUnclear),
        (faults.status(404), AnswerUnclear),
        (faults.status(412), Refused),
        (faults.status(413), Refused),
        (faults.status(405), Incapable),
        (faults.status(415), Incapable),
        (faults.status(426), Outdated),
        (faults.status(429), Overloaded),
        (faults.status(500), Broken),
        (faults.status(502), AnswerUnclear),
        (faults.status(501), Incapable),
        (faults.status(503), Overloaded),
        (faults.status(504), AnswerUnclear),
        (faults.status(507), PlatformFull),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_every_answer_becomes_one_kind_of_error(
    platform: FakePlatform, fault: Fault, error: type[PlatformError]
) -> None:
    client = platform.client()
    platform.fail(fault, faults.anything)
    with pytest.raises(error) as caught:
        client.get("metadata")
    assert type(caught.value) is error


def test_how_long_an_overloaded_platform_wants_to_be_left_alone(platform: FakePlatform) -> None:
    platform.fail(faults.status(503, Retry_After="120"), faults.anything)
    with pytest.raises(Overloaded) as caught:
        platform.client().get("metadata")
    assert caught.value.retry_after == 120


@pytest.mark.parametrize("status", [405, 415, 501])
def test_a_page_for_people_says_nothing_about_the_platform(platform: FakePlatform, status: int) -> None:
    def portal(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        return server.answer(request, status, b"<html>login</html>", {"Content-Type": "text/html"})

    platform.fail(portal, faults.anything)
    with pytest.raises(AnswerUnclear):
        platform.client().get("metadata")


def test_an_overloaded_platform_may_name_a_time_of_its_own_clock(platform: FakePlatform) -> None:
    at = format_datetime(platform.now + timedelta(seconds=90), usegmt=True)
    platform.fail(faults.status(503, Retry_After=at), faults.anything)
    with pytest.raises(Overloaded) as caught:
        platform.client().get("metadata")
    assert caught.value.retry_after == 90


@pytest.mark.parametrize("text", ["soon", "-5", "Thu, 99 Nov 2026", ""])
def test_a_wait_that_is_none_is_half_a_minute(platform: FakePlatform, text: str) -> None:
    platform.fail(faults.status(503, Retry_After=text), faults.anything)
    with pytest.raises(Overloaded) as caught:
        platform.client().get("metadata")
    assert caught.value.retry_after == 30


def test_a_link_to_another_house_is_asked_at_the_known_address(platform: FakePlatform) -> None:
    platform.client().get("http://elsewhere.test/fhir/metadata")
    assert platform.seen[-1].url == f"{BASE}/metadata"


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("https://health.region.test/r4/Patient/1", f"{BASE}/Patient/1"),
        ("https://health.region.test/r4?_getpages=7", f"{BASE}?_getpages=7"),
    ],
)
def test_a_link_by_another_address_of_the_platform_is_asked_at_ours(
    platform: FakePlatform, link: str, asked: str
) -> None:
    client = platform.client()
    client.also_call(["https://health.region.test/r4/"])
    with pytest.raises(PlatformError):
        client.get(link)
    assert platform.seen[-1].url == asked


def test_personal_words_stand_in_no_address_and_no_log(platform: FakePlatform) -> None:
    heard: list[object] = []
    client = platform.client()
    client.listen(heard.append)
    client.search("Patient", {"identifier": f"urn:oid:2.16.156.10011.1.3|{ID_NO}"})
    assert ID_NO not in (platform.seen[-1].url or "")
    assert ID_NO not in repr(heard)


def test_an_address_that_is_none_is_unreachable() -> None:
    for url in ("http://127.0.0.1:9/fhir", "nonsense://x", "http://"):
        with pytest.raises(Unreachable):
            Client(url).get("metadata")


class _Slow(BaseHTTPRequestHandler):
    """Takes the request and answers only when it is released."""

    release = threading.Event()

    def do_GET(self) -> None:
        self.release.wait(20)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


def test_a_request_under_way_is_cut_within_a_second() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Slow)
    serving = threading.Thread(target=server.handle_request)
    serving.start()
    client = Client(f"http://127.0.0.1:{server.server_port}/fhir")
    cutter = threading.Timer(0.3, client.abort)
    cutter.start()
    started = time.monotonic()
    with pytest.raises(AnswerUnclear):
        client.get("metadata")
    assert time.monotonic() - started < 1.3
    _Slow.release.set()
    serving.join()
    server.server_close()
    client.close()


def test_redirects_and_retries_are_off(platform: FakePlatform) -> None:
    client = platform.client()
    platform.fail(faults.redirected, faults.anything)
    with pytest.raises(AnswerUnclear):
        client.get("metadata")
    assert len(platform.seen) == 1


def test_the_real_session_retries_nothing() -> None:
    client = Client(BASE)
    adapter = client._session.get_adapter(BASE)
    assert isinstance(adapter, requests.adapters.HTTPAdapter)
    assert adapter.max_retries.total == 0


def test_a_connection_that_is_made_while_all_are_cut_is_cut_too() -> None:
    adapter = CuttableAdapter()
    adapter.cut()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(5)
        adapter.keep(ours)
        assert theirs.recv(1) == b""
        adapter.allow()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        adapter.keep(ours)
        assert ours.send(b"1") == 1
