"""kill -9 at every labelled point of a run, in a process of its own: afterwards each save is there once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from healthdesk.base.ids import SeededIds
from healthdesk.store import wrapping
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.served import served
from healthdesk.trials.syncing.stations import Station, a_link, a_station
from tests.builders import the_database

ROOT = Path(__file__).parents[2]
IN_STEP = ("in-step", 0, 0, 0)
POINTS = (
    "sentinel-made",
    "page-stored",
    "mark-moved",
    "unit-applied",
    "noted-sending",
    "answered",
    "acknowledged",
)
GUARDED_POINTS = ("resource-written", "resource-acknowledged", "marker-written")

VICTIM = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from healthdesk.base.ids import SeededIds
from healthdesk.sync.client import Client
from healthdesk.trials.syncing.stations import Station, a_link
from tests.builders import the_database
folder, key, url, point, times = sys.argv[1:6]
left = int(times)
def reached(here):
    global left
    if here == point:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
database = the_database(Path(folder), bytes.fromhex(key))
database.open()
link = replace(a_link(database, Client(url), SeededIds(50)), reached=reached)
Station(database, link).sync()
"""

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill on this system"),
]


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_a_labelled_point_leaves_each_save_once(point: str, tmp_path: Path) -> None:
    _live_through(FakePlatform(page_size=4), point, tmp_path)


@pytest.mark.parametrize("point", GUARDED_POINTS)
def test_a_kill_in_guarded_mode_leaves_each_save_once(point: str, tmp_path: Path) -> None:
    _live_through(FakePlatform(page_size=4, is_atomic=False), point, tmp_path)


def _live_through(platform: FakePlatform, point: str, folder: Path) -> None:
    key = wrapping.new_data_key()
    there = a_station(folder / "there", platform.client(), 2)
    known = there.register(1)
    assert there.settled(there.sync()) == IN_STEP
    here = a_station(folder / "here", platform.client(), 1, key)
    new = here.register(2)
    visits = [here.visit(new) for _ in range(3)]
    here.database.close()
    with served(platform) as url:
        assert _killed_at(folder / "here", key, url, point)
    database = the_database(folder / "here", key)
    database.open()
    here = Station(database, a_link(database, platform.client(), SeededIds(60)))
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert here.rows() == there.rows()
    assert ("Resident", known) in here.rows()
    assert {platform.state["QuestionnaireResponse", visit].version for visit in visits} == {1}
    assert platform.state["Patient", new].version == 1
    database.close()
    there.database.close()


def _killed_at(folder: Path, key: bytes, url: str, point: str) -> bool:
    """Run a victim that is killed at the point; False when it never came there."""
    run = subprocess.run(
        [sys.executable, "-c", VICTIM, str(folder), key.hex(), url, point, "1"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert run.returncode in (0, -signal.SIGKILL), run.stderr.decode()
    return run.returncode == -signal.SIGKILL
