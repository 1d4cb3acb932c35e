"""Files of a bulk export over a bad line: what came is kept, the rest of that version is asked for."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear
from healthdesk.store.platform import PLATFORM, InboxEntry
from healthdesk.sync import bulk, export_files, export_job
from healthdesk.sync.client import Client
from healthdesk.sync.export_job import Place
from healthdesk.sync.parts import Part
from healthdesk.trials.syncing import faults, piecemeal
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station
from tests.sync.taking import loads_by_history, since_yesterday, taking

A_PIECE = 5


@pytest.fixture(autouse=True)
def _however_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece is of some lines."""
    monkeypatch.setattr(export_files, "LINES_A_PIECE", A_PIECE)


@pytest.fixture
def platform() -> FakePlatform:
    """It makes an export at once, and gives the rest of a file."""
    return FakePlatform(exports="well", pieces="well")


@pytest.fixture
def people(here: Station, platform: FakePlatform) -> list[str]:
    return since_yesterday(here, platform)


@pytest.fixture
def desk(there: Station, platform: FakePlatform, people: list[str]) -> Station:
    return taking(there)


def is_file(request: requests.PreparedRequest) -> bool:
    return "$file" in str(request.url)


def of_forms(request: requests.PreparedRequest) -> bool:
    return is_file(request) and "/QuestionnaireResponse" in str(request.url)


def asked(platform: FakePlatform, when: Callable[[requests.PreparedRequest], bool] = of_forms) -> list[str]:
    """From which byte on each download began, and whether it might come packed."""
    headers = [one.headers for one in platform.seen if when(one)]
    plain = [" plain" if one["Accept-Encoding"] == "identity" else "" for one in headers]
    return [one.get("Range", "all") + how for one, how in zip(headers, plain, strict=True)]


def place(desk: Station) -> Place:
    with desk.database.reading() as session:
        return export_job.place(session, PLATFORM)


def cut_off(desk: Station, platform: FakePlatform) -> Place:
    """A run in which the file of forms is cut; how far it came."""
    platform.fail(faults.torn(0.6), of_forms)
    assert desk.sync().state == "offline"
    return place(desk)


def held(desk: Station) -> list[InboxEntry]:
    with desk.database.reading() as session:
        return list(session.scalars(select(InboxEntry).where(InboxEntry.state == "held")))


@pytest.mark.parametrize("how", ["well", "by-time"])
def test_the_rest_of_a_file_that_was_cut_is_asked_for(
    desk: Station, here: Station, platform: FakePlatform, how: str
) -> None:
    platform.pieces = how
    reached = cut_off(desk, platform)
    assert reached.line % A_PIECE, "part of a piece is kept too"
    assert desk.sync().state == "in-step"
    assert asked(platform) == ["all", f"bytes={reached.part.size}- plain"]
    assert desk.rows() == here.rows()
    assert loads_by_history(platform) == 0


@pytest.mark.parametrize("how", ["", *piecemeal.PIECE_LIES])
def test_where_something_else_comes_than_the_rest_the_file_begins_anew(
    desk: Station, here: Station, platform: FakePlatform, how: str
) -> None:
    platform.pieces = how
    rest = f"bytes={cut_off(desk, platform).part.size}- plain"
    assert desk.sync().state == "in-step"
    unasked, not_believed = how in ("", "weak"), how == "garbled"
    assert asked(platform) == ["all", *([] if unasked else [rest]), *([] if not_believed else ["all"])]
    assert loads_by_history(platform) == (how == "garbled")
    assert held(desk) == []
    assert desk.rows() == here.rows()


def test_a_time_of_change_that_is_of_this_minute_names_no_version(
    desk: Station, platform: FakePlatform
) -> None:
    platform.pieces = "by-time"

    def cut(line: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        line.jobs[0].made = line.now
        return faults.torn(0.6)(line, request)

    platform.fail(cut, of_forms)
    desk.sync()
    assert desk.sync().state == "in-step"
    assert asked(platform) == ["all", "all"]


@pytest.mark.parametrize("how", ["well", "by-time", "impossible", ""])
def test_of_two_versions_of_a_file_only_the_later_is_applied(
    desk: Station, platform: FakePlatform, people: list[str], how: str
) -> None:
    platform.pieces = how
    platform.fail(faults.torn(0.7), lambda one: is_file(one) and str(one.url).endswith("/Patient"))
    desk.sync()
    job = platform.jobs[0]
    before = {one.id for one in held(desk) if one.type == "Patient"}
    for number, line in enumerate(job.lines["Patient"]):
        body = canonical.decode(line)
        meta = {**body["meta"], "versionId": "17"}
        job.lines["Patient"][number] = canonical.encode({**body, "gender": "male", "meta": meta})
    job.lines["Patient"].reverse()
    job.made += timedelta(minutes=1)
    assert desk.sync().state == "in-step"
    with desk.database.reading() as session:
        found = session.scalars(select(InboxEntry).where(InboxEntry.type == "Patient")).all()
    assert before
    assert {(one.id, one.server_version) for one in found if one.id in people} >= {
        (one, "17") for one in people
    }
    assert not [one for one in found if one.id in people and one.server_version == "1"]


def test_a_file_that_is_cut_at_every_try_comes_a_line_further_each_time(
    desk: Station, here: Station, platform: FakePlatform
) -> None:
    def tear(line: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        longest = max(len(one) for many in line.jobs[0].lines.values() for one in many)
        return faults.torn(size=longest + 1)(line, request)

    lines, is_in_step = -1, False
    while not is_in_step:
        platform.fail(tear, is_file)
        is_in_step = desk.sync().state == "in-step"
        now = place(desk)
        before, lines = lines, 1_000 * now.file + now.line
        assert is_in_step or lines > before
    assert desk.rows() == here.rows()
    assert loads_by_history(platform) == 0


def test_a_file_that_is_cut_at_every_try_and_begins_anew_each_time_ends_in_the_history(
    desk: Station, here: Station, platform: FakePlatform
) -> None:
    platform.pieces = ""
    for _ in range(bulk.MOST_FRUITLESS):
        platform.faults.clear()
        platform.fail(faults.torn(0.9), of_forms)
        outcome = desk.sync()
    assert outcome.state == "in-step"
    assert loads_by_history(platform) == 1
    assert desk.rows() == here.rows()


def test_after_a_packed_file_was_cut_files_are_asked_for_as_they_lie_there(
    desk: Station, here: Station, platform: FakePlatform
) -> None:
    platform.pieces = "packed"
    cut_off(desk, platform)
    size = cut_off(desk, platform).part.size
    assert desk.sync().state == "in-step"
    assert asked(platform) == ["all", "all plain", f"bytes={size}- plain"]
    files = asked(platform, is_file)
    cut = files.index("all plain")
    assert not [one for one in files[:cut] if one.endswith("plain")], "packed it is a tenth"
    assert not [one for one in files[cut:] if not one.endswith("plain")]
    assert desk.rows() == here.rows()


@pytest.fixture
def torn_socket() -> Iterator[str]:
    """A server that promises a hundred bytes, and goes after twelve."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with closing(listening.accept()[0]) as line:
            line.recv(65_536)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/fhir+ndjson\r\nContent-Length: 100\r\n\r\n"
            line.sendall(head + b'{"id": "1"}\n')

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/fhir"
    thread.join(5.0)
    listening.close()


def test_what_came_before_a_cut_is_given_before_it_is_known(torn_socket: str) -> None:
    """A read that waits for a full block would lose what is in it, and a slow line never fills one."""
    came: list[bytes] = []

    def take(pieces: Iterable[bytes], _begun: Part) -> int:
        came.extend(pieces)
        return 0

    client = Client(torn_socket)
    with pytest.raises(AnswerUnclear):
        client.download("file", take, Part())
    client.close()
    assert b"".join(came) == b'{"id": "1"}\n'
