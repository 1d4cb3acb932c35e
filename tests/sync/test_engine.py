"""A run as the window sees it: it stops when asked, never keeps a save waiting, and survives a kill."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from healthdesk.base.ids import SeededIds
from healthdesk.fhir.mapping import Mapper
from healthdesk.store import wrapping
from healthdesk.store.platform import PLATFORM, Remote
from healthdesk.sync.engine import Engine
from healthdesk.sync.sandbox import Sandbox
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_link, a_station
from tests.builders import the_database
from tests.fhir.samples import ROW, a_centre_record

IN_STEP = ("in-step", 0, 0, 0)


@dataclass
class StopsAfter:
    """Somebody who loses patience after some steps."""

    steps: int

    @property
    def is_cancelled(self) -> bool:
        """Whether to stop."""
        return self.steps <= 0

    def step(self, done: int, total: int) -> None:
        """One more piece is done."""
        self.steps -= 1


def test_a_run_that_is_stopped_loses_nothing(here: Station, there: Station, platform: FakePlatform) -> None:
    for number in range(1, 31):
        here.visit(here.register(number))
    for steps in (1, 2, 0):
        Engine(here.link).run(StopsAfter(steps))
    assert here.settled(here.sync()) == IN_STEP
    for steps in (0, 1):
        Engine(there.link).run(StopsAfter(steps))
    assert there.settled(there.sync()) == IN_STEP
    assert here.rows() == there.rows()


def test_a_run_told_to_stop_is_not_called_offline(here: Station, platform: FakePlatform) -> None:
    here.register()
    engine = Engine(here.link)

    def told_to_stop(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        engine.stop()
        return faults.answer_lost(server, request)

    platform.fail(told_to_stop)
    outcome = engine.run(StopsAfter(99))
    assert (outcome.state, outcome.reason, outcome.waiting) == ("waiting", None, 1)
    assert here.settled(here.sync()) == IN_STEP


def test_a_paused_store_asks_nobody(here: Station, platform: FakePlatform) -> None:
    here.register()
    with here.database.writing("pause") as session:
        session.get_one(Remote, PLATFORM).is_paused = True
    outcome = here.sync()
    assert (outcome.state, outcome.reason, outcome.waiting) == ("paused", "asked", 1)
    assert platform.seen == []


def test_an_unsafe_platform_is_found_out_and_gets_nothing(here: Station, platform: FakePlatform) -> None:
    here.register()
    platform.takes_own_ids = False
    platform.refuses = lambda _body: "Basic"
    outcome = here.sync()
    assert (outcome.state, outcome.reason) == ("paused", "unsafe-platform")
    assert not any(type_ == "Patient" for type_, _ in platform.state)


def test_a_platform_without_history_of_everything_is_asked_type_by_type(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    platform.has_system_history = False
    here.visit(here.register())
    here.sync()
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


def test_saving_goes_on_while_a_pull_is_applied(here: Station, there: Station) -> None:
    for number in range(1, 61):
        here.register(number)
    here.sync()
    run = threading.Thread(target=there.sync)
    run.start()
    waits = []
    while run.is_alive():
        started = time.monotonic()
        there.register(500 + len(waits))
        waits.append(time.monotonic() - started)
        run.join(timeout=0.1)
    assert waits
    assert sorted(waits)[len(waits) // 2] < 0.5
    assert there.settled(there.sync()) == IN_STEP


WORKER = """
import sys
from pathlib import Path
from healthdesk.sync.client import Client
from healthdesk.base.ids import SeededIds
from healthdesk.trials.syncing import faults
from tests.builders import the_database
from healthdesk.trials.syncing.stations import Station, a_link
folder, key, url = sys.argv[1:4]
database = the_database(Path(folder), bytes.fromhex(key))
database.open()
station = Station(database, a_link(database, Client(url), SeededIds(int(sys.argv[4]))))
print("ready", flush=True)
while True:
    station.sync()
    station.visit(sys.argv[5])
    print("saved", flush=True)
"""


@pytest.mark.sandbox
@pytest.mark.timeout(120)
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill on this system")
def test_a_kill_at_any_moment_leaves_one_copy_of_every_save(tmp_path: Path) -> None:
    pytest.importorskip("sekmet", reason="the sandbox extra is not installed")
    from healthdesk.sync.client import Client

    with Sandbox(tmp_path / "sandbox", 0) as sandbox:
        key = wrapping.new_data_key()
        here = a_station(tmp_path / "desk", Client(sandbox.url), 1, key)
        resident = here.register()
        here.database.close()
        for round_ in range(4):
            _work_until_killed(
                tmp_path / "desk", key, sandbox.url, 100 + round_, resident, 0.05 + 0.23 * round_
            )
        database = the_database(tmp_path / "desk", key)
        database.open()
        here = Station(database, a_link(database, Client(sandbox.url), SeededIds(900)))
        assert here.settled(here.sync()) == IN_STEP
        there = a_station(tmp_path / "other", Client(sandbox.url), 2)
        there.sync()
        assert there.rows() == here.rows()
        assert len(here.rows()) > 4
        _one_version_each(here)
        for station in (here, there):
            station.link.client.close()
            station.database.close()


def _work_until_killed(folder: Path, key: bytes, url: str, seed: int, resident: str, seconds: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), key.hex(), url, str(seed), resident],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as worker:
        assert worker.stdout is not None
        for _ in ("ready", "saved"):  # however slow the machine is, something was saved
            worker.stdout.readline()
        time.sleep(seconds)
        worker.send_signal(signal.SIGKILL)


def _one_version_each(station: Station) -> None:
    for (noun, id_), _ in station.rows().items():
        type_ = Mapper().parts(noun, id_)[0][0]
        history = station.link.client.get(f"{type_}/{id_}/_history").body
        assert history.count(b'"versionId":') == 1


def test_a_record_about_nobody_travels_and_is_hidden_when_the_platform_deletes_it(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    with here.database.writing("centre-record") as session:
        session.add(a_centre_record())
    assert [here.settled(here.sync()), there.settled(there.sync())] == [IN_STEP, IN_STEP]
    assert there.rows() == here.rows()
    assert there.row("CentreRecord", ROW)["institution_code"] == "12110105400000000X"
    platform.delete("QuestionnaireResponse", ROW)
    there.sync()
    assert there.row("CentreRecord", ROW)["status"] == "void"
