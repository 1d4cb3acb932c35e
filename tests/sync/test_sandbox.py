"""Two workstations against a real FHIR server that nobody here wrote."""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from healthdesk.base.errors import Unreachable
from healthdesk.sync import centre
from healthdesk.sync.client import Client
from healthdesk.sync.merge import Verdict
from healthdesk.sync.sandbox import Sandbox
from healthdesk.trials.syncing.stations import Station, a_station

pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(120)]
IN_STEP = ("in-step", 0, 0, 0)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The server, once for all tests; each test uses persons of its own."""
    pytest.importorskip("sekmet", reason="the sandbox extra is not installed")
    with Sandbox(tmp_path_factory.mktemp("sandbox"), 0) as running:
        yield running


@pytest.fixture
def desks(tmp_path: Path, sandbox: Sandbox, worker: int) -> Iterator[Callable[[], Station]]:
    """Makes workstations that speak to the sandbox."""
    made: list[Station] = []

    def make() -> Station:
        number = worker * 10 + len(made)
        made.append(a_station(tmp_path / f"desk{number}", Client(sandbox.url), number))
        return made[-1]

    yield make
    for station in made:
        station.link.client.close()
        station.database.close()


@pytest.fixture
def worker(request: pytest.FixtureRequest) -> int:
    """A number of this test alone, from which its ids are made."""
    return 1 + zlib.crc32(request.node.name.encode()) % 9_000


def test_two_workstations_end_with_the_same_rows(desks: Callable[[], Station], worker: int) -> None:
    here, there = desks(), desks()
    resident = here.register(worker, drug_allergy=["2", "3"])
    visit = here.visit(resident)
    assert here.settled(here.sync()) == IN_STEP
    assert there.settled(there.sync()) == IN_STEP
    mine = here.rows()
    assert {key: there.rows()[key] for key in mine} == mine
    assert str(there.row("Visit", visit)["answers"]["weight"]) == "70.50"


def test_changes_of_different_fields_meet(desks: Callable[[], Station], worker: int) -> None:
    here, there = desks(), desks()
    resident = here.register(worker + 1)
    here.sync()
    there.sync()
    here.edit(resident, phone="13900000001")
    there.edit(resident, current_address="新华里 9")
    here.sync()
    assert there.settled(there.sync()) == IN_STEP
    here.sync()
    assert here.row("Resident", resident)["address"] == "新华里 9"
    assert there.row("Resident", resident)["phone"] == "13900000001"


def test_a_disagreement_is_settled_by_a_person(desks: Callable[[], Station], worker: int) -> None:
    here, there = desks(), desks()
    resident = here.register(worker + 2)
    here.sync()
    there.sync()
    here.edit(resident, phone="13900000001")
    there.edit(resident, phone="13900000002")
    here.sync()
    assert there.sync().state == "conflict"
    (conflict,) = there.conflicts()
    (open_,) = [field for field in conflict.fields if field.verdict is Verdict.OPEN]
    assert (open_.label, open_.here, open_.there) == ("phone", "13900000002", "13900000001")
    assert centre.resolve(there.link, conflict.key, {open_.path: Verdict.HERE}, "李慧")
    assert there.settled(there.sync()) == IN_STEP
    here.sync()
    assert here.row("Resident", resident)["phone"] == "13900000002"
    assert here.row("Resident", resident) | {"row_version": 0} == there.row("Resident", resident) | {
        "row_version": 0
    }


def test_a_taken_port_is_said(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        Sandbox(tmp_path, sandbox.port).start()


def test_nothing_listens_is_offline_and_loses_nothing(tmp_path: Path, worker: int) -> None:
    here = a_station(tmp_path / "desk", Client("http://127.0.0.1:9"), worker)
    here.register(worker + 3)
    outcome = here.sync()
    assert (outcome.state, outcome.reason, outcome.waiting) == ("offline", "unreachable", 1)
    here.database.close()
