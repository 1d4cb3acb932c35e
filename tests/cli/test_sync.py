"""`sync` against what may stand in the platform's place: its exit code and sentence, and nothing lost."""

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from healthdesk.base.config import Place
from healthdesk.cli.access import SECRET as SECRET_VARIABLE
from healthdesk.desk import Desk
from healthdesk.sync.sandbox import Sandbox
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.served import served
from tests.cli.conftest import Run
from tests.desks import registered
from tests.servers.guarded_platform import CLIENT_ID, SECRET, GuardedPlatform

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def says(status: int, body: bytes = b"no", kind: str = "text/html", **headers: str) -> Behaviour:
    """The same answer to everything."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def cut(request: BaseHTTPRequestHandler) -> None:
    """Promises much, and hangs up after a few bytes."""
    request.send_response(200)
    request.send_header("Content-Type", "application/fhir+json")
    request.send_header("Content-Length", "5000")
    request.end_headers()
    request.wfile.write(b'{"resourceType":')
    request.wfile.flush()
    request.connection.shutdown(socket.SHUT_RDWR)
    request.close_connection = True


class _Impostor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    behaviour: Behaviour

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        type(self).behaviour(self)

    do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815  names of the library

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def impostor() -> Iterator[Callable[[Behaviour], str]]:
    """Starts a server on loopback that behaves so; gives its address."""
    started: list[ThreadingHTTPServer] = []

    def start(behaviour: Behaviour) -> str:
        handler = type("Impostor", (_Impostor,), {"behaviour": staticmethod(behaviour)})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        started.append(server)
        return f"http://127.0.0.1:{server.server_port}/fhir"

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


@pytest.fixture
def waiting(at_desk: Callable[[], Desk]) -> None:
    """One registration that has not been sent."""
    desk = at_desk()
    registered(desk)
    desk.close()


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("behaviour", "state", "sentence"),
    [
        pytest.param(says(200, b"<html>login</html>"), "offline", "login page", id="login page"),
        pytest.param(says(302, Location="http://127.0.0.1:9/"), "offline", "login page", id="redirect"),
        pytest.param(says(401), "paused", "credentials", id="401"),
        pytest.param(says(500), "offline", "Nothing counts as sent", id="500"),
        pytest.param(says(503, kind="application/fhir+json"), "offline", "overloaded", id="503"),
        pytest.param(cut, "offline", "Nothing counts as sent", id="cut in the middle"),
        pytest.param(says(200, b"[" * 100_000, "application/fhir+json"), "offline", "Nothing", id="deep"),
    ],
)
def test_what_is_no_platform_gets_nothing(
    run: Run,
    store: Path,
    impostor: Callable[[Behaviour], str],
    behaviour: Behaviour,
    state: str,
    sentence: str,
) -> None:
    answer = run("sync", "--platform", impostor(behaviour), "--json", store=store)
    assert answer.code == 6
    assert answer.document == {
        "state": state, "sent": 0, "received": 0, "waiting": 1, "rejected": 0, "conflicts": 0,
        "mode": "unknown",
    }  # fmt: skip
    assert sentence in answer.err
    assert run("verify", store=store).code == 0


@pytest.mark.usefixtures("waiting")
def test_nobody_at_the_address_is_offline(run: Run, store: Path) -> None:
    answer = run("sync", "--platform", "http://127.0.0.1:9/fhir", store=store)
    assert answer.code == 6
    assert "does not answer" in answer.out
    assert answer.summary.startswith("offline: 0 sent, 0 received, 1 waiting")


@pytest.mark.parametrize(
    "url", ["", "platform", "ftp://platform", "http://", "http://[::1", "http://127.0.0.1:99999"]
)
def test_an_address_that_is_none_is_wrong_usage(run: Run, store: Path, url: str) -> None:
    assert run("sync", "--platform", url, "--json", store=store).code == 2


@pytest.mark.sandbox
@pytest.mark.usefixtures("waiting")
def test_after_every_trouble_all_is_sent_exactly_once(
    run: Run, store: Path, tmp_path: Path, impostor: Callable[[Behaviour], str]
) -> None:
    for behaviour in (says(503, kind="application/fhir+json"), cut, says(401)):
        assert run("sync", "--platform", impostor(behaviour), store=store).code == 6
    with Sandbox(tmp_path / "platform", port=0) as platform:
        first = run("sync", "--platform", platform.url, "--json", store=store)
        second = run("sync", "--platform", platform.url, "--json", store=store)
    assert (first.code, first.document["state"], first.document["sent"]) == (0, "in-step", 1)
    assert (second.code, second.document["sent"], second.document["received"]) == (0, 0, 0)


@pytest.mark.usefixtures("waiting")
def test_heal_sends_again_what_the_platform_has_lost_and_says_so(run: Run, store: Path) -> None:
    platform = FakePlatform()
    with served(platform) as url:
        words = ("sync", "--platform", url, "--heal", "--json")
        first = run(*words, store=store)
        key = next(key for key in platform.state if key[0] == "Patient")
        del platform.state[key]
        platform.log[:] = [one for one in platform.log if (one.type, one.id) != key]
        second = run(*words, store=store)
        third = run(*words, store=store)
    agreeing = first.document["inventory"]["agreeing"]
    nothing = {
        "agreeing": agreeing,
        "unsent": 0,
        "queued_again": [],
        "fetched": [],
        "left": [],
        "refused": [],
    }
    assert (first.code, first.document["inventory"], second.code) == (0, nothing, 0)
    assert agreeing > 1
    assert second.document["sent"] == 1
    assert second.document["inventory"] == nothing | {
        "agreeing": agreeing - 1, "queued_again": ["/".join(key)],
    }  # fmt: skip
    assert "had lost, or had older, 1: they were queued again" in second.err
    assert third.document["inventory"] == nothing
    assert key in platform.state


@pytest.mark.usefixtures("waiting")
def test_heal_without_a_platform_has_compared_nothing(run: Run, store: Path) -> None:
    answer = run("sync", "--platform", "http://127.0.0.1:9/fhir", "--heal", "--json", store=store)
    assert (answer.code, answer.document["inventory"]) == (6, None)


@pytest.mark.usefixtures("waiting")
def test_a_platform_that_wants_a_token_gets_it_from_the_environment(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with GuardedPlatform() as platform:
        words = ("sync", "--platform", platform.url, "--token-url", platform.token_url)
        monkeypatch.setenv(SECRET_VARIABLE, "wrong")
        wrong = run(*words, "--client-id", CLIENT_ID, store=store)
        monkeypatch.setenv(SECRET_VARIABLE, SECRET)
        given = run(*words, "--client-id", CLIENT_ID, store=store)
    assert wrong.code == 6
    assert "credentials" in wrong.out
    assert platform.granted == ["token-0"]
    assert "offline" in given.out  # this platform gives tokens and knows one answer to everything
    assert SECRET not in given.out + given.err


@pytest.mark.usefixtures("waiting")
def test_more_slots_are_for_one_run_or_kept(run: Run, store: Path) -> None:
    words = ("sync", "--platform", "http://127.0.0.1:9/fhir", "--slots")
    run(*words, "3", store=store)
    assert Place.read(store).access.slots == 1
    run(*words, "3", "--keep-access", store=store)
    assert Place.read(store).access.slots == 3
    assert run(*words, "5", store=store).code == 2


@pytest.mark.usefixtures("waiting")
def test_a_bulk_export_is_taken_where_somebody_wants_it(run: Run, store: Path) -> None:
    words = ("sync", "--platform", "http://127.0.0.1:9/fhir", "--keep-access")
    run(*words, store=store)
    assert not Place.read(store).access.takes_exports
    run(*words, "--bulk-export", store=store)
    assert Place.read(store).access.takes_exports
    run(*words, "--no-bulk-export", store=store)
    assert not Place.read(store).access.takes_exports


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("option", [(), ("--bulk-export",)], ids=("unasked", "asked"))
def test_only_who_wants_an_export_asks_what_the_platform_offers(
    run: Run, store: Path, option: tuple[str, ...]
) -> None:
    platform = FakePlatform(exports="well")
    with served(platform) as url:
        assert run("sync", "--platform", url, *option, store=store).code == 0
    asked = [one.url or "" for one in platform.seen if "metadata" in (one.url or "")]
    assert [("rest" in url) for url in asked] == [bool(option)]


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--platform", "http://192.0.2.1/fhir"), "not encrypted"),
        (("--platform", "https://127.0.0.1:9/fhir", "--authority", "/absent.pem"), "authority"),
        (("--platform", "https://127.0.0.1:9/fhir", "--pin", "12"), "pin"),
        (("--platform", "https://127.0.0.1:9/fhir", "--client-id", "a"), "token_url"),
    ],
)
def test_access_that_will_not_do_is_wrong_usage(
    run: Run, store: Path, words: tuple[str, ...], sentence: str
) -> None:
    answer = run("sync", *words, store=store)
    assert answer.code == 2
    assert sentence in answer.out + answer.err
