"""Requests that follow each other closely: one is acknowledged, one under way, one noted (sync.md 5.2)."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from healthdesk.base.ids import SeededIds
from healthdesk.base.progress import Silence
from healthdesk.fhir import markers
from healthdesk.store import wrapping
from healthdesk.store.platform import PLATFORM, Intent, Slot
from healthdesk.sync.moved import Moved
from healthdesk.sync.transactions import Transactions
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, is_upload
from healthdesk.trials.syncing.served import served
from healthdesk.trials.syncing.stations import Station, a_link, a_station
from tests.builders import the_database

ROOT = Path(__file__).parents[2]
IN_STEP = ("in-step", 0, 0, 0)
PEOPLE = 45
"""Three requests and more: the first one takes ten saves."""

VICTIM = """
import sys
from dataclasses import replace
from pathlib import Path
from healthdesk.base.ids import SeededIds
from healthdesk.sync.client import Client
from healthdesk.trials.syncing.stations import Station, a_link
from tests.builders import the_database
folder, key, url, slots = sys.argv[1:5]
database = the_database(Path(folder), bytes.fromhex(key))
database.open()
Station(database, replace(a_link(database, Client(url), SeededIds(50)), slots=int(slots))).sync()
"""


def _attempts(here: Station) -> list[int]:
    with here.database.reading() as session:
        return list(session.scalars(select(Intent.attempts).order_by(Intent.seq)))


def _sent(here: Station) -> list[str]:
    with here.database.reading() as session:
        return list((session.get_one(Slot, (PLATFORM, 0)).request or {}).get("sent", ()))


def test_what_was_noted_behind_a_request_that_did_not_arrive_counts_as_not_tried(
    here: Station, platform: FakePlatform
) -> None:
    here.sync()
    for number in range(1, PEOPLE + 1):
        here.register(number)
    platform.fail(faults.no_route)
    assert here.sync().state == "offline"
    assert here.states() == ["queued"] * PEOPLE
    assert _attempts(here) == [1] * 10 + [0] * (PEOPLE - 10)
    assert here.settled(here.sync()) == IN_STEP


def test_what_was_noted_behind_a_request_in_doubt_is_in_no_doubt(
    here: Station, platform: FakePlatform
) -> None:
    people = [here.register(number) for number in range(1, PEOPLE + 1)]
    platform.fail(faults.answer_lost)
    platform.fail(faults.lost_on_the_way, faults.a_look_at_the_sentinel)
    here.sync()
    assert here.states() == ["unknown"] * 10 + ["queued"] * (PEOPLE - 10)
    assert here.settled(here.sync()) == IN_STEP
    assert {platform.state["Patient", one].version for one in people} == {1}


def test_the_request_under_way_stays_known_while_the_one_before_it_is_acknowledged(
    here: Station, platform: FakePlatform
) -> None:
    here.sync()
    for number in range(1, PEOPLE + 1):
        here.register(number)
    seen: list[tuple[bool, int]] = []

    def watched(there: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        seen.append((str(request.headers["X-Request-Id"]) in _sent(here), len(_sent(here))))
        platform.fail(watched)
        return there.serve(request)

    platform.fail(watched)
    assert here.settled(here.sync()) == IN_STEP
    assert len(seen) >= 3
    assert all(is_known for is_known, _ in seen)
    assert max(many for _, many in seen) == 2, "the one before it is acknowledged only now"
    assert _sent(here) == []


def test_nothing_follows_once_somebody_says_stop(here: Station, platform: FakePlatform) -> None:
    here.sync()
    for number in range(1, PEOPLE + 1):
        here.register(number)
    stop = threading.Event()
    object.__setattr__(here.link, "should_stop", stop.is_set)

    def stopped(there: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        stop.set()
        return there.serve(request)

    platform.fail(stopped)
    pusher = Transactions(here.link, Silence(), Moved())
    pusher.push()
    assert pusher.moved.sent == 10
    assert here.states() == ["acked"] * 10 + ["queued"] * (PEOPLE - 10)
    assert _sent(here) == []


@pytest.mark.timeout(120)
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill on this system")
@pytest.mark.parametrize("arrival", [1, 2, 3])
@pytest.mark.parametrize("is_written", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("slots", [1, 2])
def test_a_kill_when_a_request_arrives_leaves_each_save_once(
    arrival: int, is_written: bool, slots: int, tmp_path: Path
) -> None:
    platform, key = FakePlatform(), wrapping.new_data_key()
    here = a_station(tmp_path / "here", platform.client(), 1, key)
    here.sync()
    people = [here.register(number) for number in range(1, PEOPLE + 1)]
    here.database.close()
    victim: list[subprocess.Popen[bytes]] = []
    left = [arrival]

    def deadly(there: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        left[0] -= 1
        if left[0] == 0:
            answer = there.serve(request) if is_written else faults.lost_on_the_way
            os.kill(victim[0].pid, signal.SIGKILL)
            victim[0].wait()
            if callable(answer):
                return answer(there, request)
            return answer
        there.fail(deadly)
        return there.serve(request)

    platform.fail(deadly)
    with served(platform) as url:
        command = [sys.executable, "-c", VICTIM, str(tmp_path / "here"), key.hex(), url, str(slots)]
        victim.append(subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}))
        assert victim[0].wait() == -signal.SIGKILL
    database = the_database(tmp_path / "here", key)
    database.open()
    here = Station(database, a_link(database, platform.client(), SeededIds(60)))
    assert here.settled(here.sync()) == IN_STEP
    assert {platform.state["Patient", one].version for one in people} == {1}
    assert here.states() == ["acked"] * PEOPLE
    uploads = [request for request in platform.seen if is_upload(request)]
    counter = markers.read_sentinel(platform.state["Basic", here.sentinel()].body or b"").counter
    assert slots > 1 or counter <= len(uploads)
    database.close()
