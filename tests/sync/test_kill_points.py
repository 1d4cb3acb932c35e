"""kill -9 at every labelled point of a run, in a process of its own: afterwards each save is there once."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from healthdesk.base.ids import SeededIds
from healthdesk.fhir import given_ids
from healthdesk.store import wrapping
from healthdesk.store.journal import Origin
from healthdesk.store.platform import PLATFORM
from healthdesk.store.programmes import Enrolment
from healthdesk.sync import whole
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.people import TODAY, a_resident_row
from healthdesk.trials.syncing.served import served
from healthdesk.trials.syncing.stations import Station, a_link, a_station
from tests.builders import the_database
from tests.sync.deciding import decide

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
SLOT_POINTS = ("sentinel-made", "slot-made", "noted-sending", "answered", "acknowledged")
GIVING_POINTS = ("created-there", "resource-written", "resource-acknowledged", "marker-written")
MERGING_POINTS = ("merged-by-rule", "conflict-opened")
DECIDING_POINTS = ("head-settled", "conflict-resolved")
QUEUEING_POINTS = ("queueing", "queued")
FIRST_POINTS = ("person-stored", "unit-applied", "person-whole")
EXPORT_POINTS = ("export-begun", "lines-stored", "export-believed")
PEOPLE = 120
"""More than one unit of unsent rows."""

GUARDED_POINTS = ("resource-written", "resource-acknowledged", "marker-written")

VICTIM = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from healthdesk.base.ids import SeededIds
from healthdesk.sync import forerun
from healthdesk.sync.client import Client
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.stations import Station, a_link
from tests.builders import the_database
from tests.sync.deciding import decide
folder, key, url, point, times, job, slots = sys.argv[1:8]
left = int(times)
def reached(here):
    global left
    if here == point:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
database = the_database(Path(folder), bytes.fromhex(key))
database.open()
link = replace(a_link(database, Client(url), SeededIds(50)), reached=reached, slots=int(slots))
link = replace(link, takes_exports=job == "export", fewest_exported=1)
station = Station(database, link)
if job == "decide":
    decide(station, Verdict.THERE)
else:
    forerun.LONG_S = -1 if job == "first" else forerun.LONG_S
    station.sync()
"""

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill on this system"),
]


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_a_labelled_point_leaves_each_save_once(point: str, tmp_path: Path) -> None:
    _live_through(FakePlatform(page_size=4), point, tmp_path)


@pytest.mark.parametrize("point", SLOT_POINTS)
def test_a_kill_while_several_slots_send_leaves_each_save_once(point: str, tmp_path: Path) -> None:
    _live_through(FakePlatform(page_size=4), point, tmp_path, slots=2)


@pytest.mark.parametrize("point", GUARDED_POINTS)
def test_a_kill_in_guarded_mode_leaves_each_save_once(point: str, tmp_path: Path) -> None:
    _live_through(FakePlatform(page_size=4, is_atomic=False), point, tmp_path)


def _live_through(platform: FakePlatform, point: str, folder: Path, slots: int = 1) -> None:
    key = wrapping.new_data_key()
    there = a_station(folder / "there", platform.client(), 2)
    known = there.register(1)
    assert there.settled(there.sync()) == IN_STEP
    here = a_station(folder / "here", platform.client(), 1, key)
    new = here.register(2)
    visits = [here.visit(new) for _ in range(3)]
    here.database.close()
    with served(platform) as url:
        assert _killed_at(folder / "here", key, url, point, slots=slots)
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


@pytest.mark.parametrize("point", GIVING_POINTS)
def test_a_kill_where_the_platform_gives_the_ids_leaves_each_save_once(point: str, tmp_path: Path) -> None:
    platform, key = FakePlatform(takes_own_ids=False), wrapping.new_data_key()
    here = a_station(tmp_path / "here", platform.client(), 1, key)
    resident = here.register(1)
    visits = [here.visit(resident) for _ in range(2)]
    here = _after_a_kill(here, platform, tmp_path / "here", key, point, "sync")
    assert here.settled(here.sync()) == IN_STEP
    for type_, id_ in (("Patient", resident), *(("QuestionnaireResponse", visit) for visit in visits)):
        (one,) = platform.matching(type_, *given_ids.query(type_, id_))
        assert one.version == 1
    here.database.close()


@pytest.mark.parametrize("point", MERGING_POINTS)
def test_a_kill_while_heads_are_merged_loses_neither_side(point: str, tmp_path: Path) -> None:
    platform, key = FakePlatform(), wrapping.new_data_key()
    here, there, resident = _two_desks(platform, tmp_path, key)
    here.edit(resident, phone="13900000001", workplace="甲")
    there.edit(resident, phone="13900000002", current_address="平安里 1")
    there.sync()
    here = _after_a_kill(here, platform, tmp_path / "here", key, point, "sync")
    assert here.settled(here.sync())[3] == len(here.conflicts())
    decide(here, Verdict.THERE)
    _agree(here, there, resident, phone="13900000002", address="平安里 1")
    assert here.row("Resident", resident)["answers"]["workplace"] == "甲"


@pytest.mark.parametrize("point", DECIDING_POINTS)
def test_a_kill_while_a_person_decides_leaves_the_question_or_the_answer(point: str, tmp_path: Path) -> None:
    platform, key = FakePlatform(), wrapping.new_data_key()
    here, there, resident = _two_desks(platform, tmp_path, key)
    here.edit(resident, phone="13900000001")
    there.edit(resident, phone="13900000002")
    there.sync()
    here.sync()
    asked = len(here.conflicts())
    assert asked
    here = _after_a_kill(here, platform, tmp_path / "here", key, point, "decide")
    assert len(here.conflicts()) in (asked, asked - 1)
    decide(here, Verdict.THERE)
    _agree(here, there, resident, phone="13900000002")


@pytest.mark.parametrize("point", QUEUEING_POINTS)
def test_a_kill_while_a_load_is_queued_sends_each_row_once(point: str, tmp_path: Path) -> None:
    platform, key = FakePlatform(), wrapping.new_data_key()
    here = a_station(tmp_path / "here", platform.client(), 1, key)
    people = [a_resident_row(number) for number in range(1, PEOPLE + 1)]
    ids = [row.id for row in people]
    with here.database.writing("load", origin=Origin.DEMO) as session:
        session.add_bulk(people)
    here = _after_a_kill(here, platform, tmp_path / "here", key, point, "sync")
    assert here.settled(here.sync()) == IN_STEP
    assert {platform.state["Patient", id_].version for id_ in ids} == {1}
    assert here.states().count("acked") == len(here.states())
    here.database.close()


def _two_desks(platform: FakePlatform, folder: Path, key: bytes) -> tuple[Station, Station, str]:
    """Both know one person."""
    here = a_station(folder / "here", platform.client(), 1, key)
    there = a_station(folder / "there", platform.client(), 2)
    resident = here.register(1)
    here.sync()
    there.sync()
    return here, there, resident


@pytest.mark.parametrize("point", FIRST_POINTS)
def test_a_kill_while_a_person_is_fetched_by_name_leaves_nobody_taken_for_whole(
    point: str, tmp_path: Path
) -> None:
    platform, key = FakePlatform(), wrapping.new_data_key()
    there = a_station(tmp_path / "there", platform.client(), 2)
    person = there.register(1)
    there.visit(person)
    enrolled = Enrolment(
        id=there.link.ids.new(), resident_id=person, programme="hypertension", status="active"
    )
    enrolled.enrolled_on, enrolled.missed_calls = TODAY, 0
    with there.database.writing("enrol", lane=person) as session:
        session.add(enrolled)
    there.sync()
    here = a_station(tmp_path / "here", platform.client(), 1, key)
    here = _after_a_kill(here, platform, tmp_path / "here", key, point, "first")
    platform.fail(faults.no_route, faults.anything)
    here.sync()
    with here.database.reading() as session:
        is_said = whole.is_incomplete(session, PLATFORM, [person])
    assert is_said == (point != "person-whole")
    assert here.settled(here.sync()) == IN_STEP
    assert here.rows() == there.rows()
    here.database.close()
    there.database.close()


@pytest.mark.parametrize("point", EXPORT_POINTS)
def test_a_kill_while_an_export_is_taken_brings_all_of_it_once(point: str, tmp_path: Path) -> None:
    platform, key = FakePlatform(exports="well"), wrapping.new_data_key()
    there = a_station(tmp_path / "there", platform.client(), 2)
    there.visit(there.register(1))
    there.sync()
    platform.now += timedelta(days=1)
    here = a_station(tmp_path / "here", platform.client(), 1, key)
    here = _after_a_kill(here, platform, tmp_path / "here", key, point, "export")
    here.link = replace(here.link, takes_exports=True, fewest_exported=1)
    platform.seen.clear()
    assert here.settled(here.sync()) == IN_STEP
    assert len(platform.jobs) == 1
    assert not [
        one for one in platform.seen if "_since=1970" in (one.url or "") and "/Basic" not in str(one.url)
    ]
    assert here.rows() == there.rows()
    here.database.close()
    there.database.close()


def _after_a_kill(
    here: Station, platform: FakePlatform, folder: Path, key: bytes, point: str, job: str
) -> Station:
    here.database.close()
    with served(platform) as url:
        assert _killed_at(folder, key, url, point, job)
    database = the_database(folder, key)
    database.open()
    return Station(database, a_link(database, platform.client(), SeededIds(60)))


def _agree(here: Station, there: Station, resident: str, **columns: str) -> None:
    assert here.settled(here.sync()) == IN_STEP
    assert there.settled(there.sync()) == IN_STEP
    assert here.rows() == there.rows()
    row = there.row("Resident", resident)
    assert {name: row[name] for name in columns} == columns
    here.database.close()
    there.database.close()


def _killed_at(folder: Path, key: bytes, url: str, point: str, job: str = "sync", *, slots: int = 1) -> bool:
    """Run a victim that is killed at the point; False when it never came there."""
    run = subprocess.run(
        [sys.executable, "-c", VICTIM, str(folder), key.hex(), url, point, "1", job, str(slots)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert run.returncode in (0, -signal.SIGKILL), run.stderr.decode()
    return run.returncode == -signal.SIGKILL
