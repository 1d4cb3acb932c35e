"""Two workstations and one platform; or as many, and a server that nobody here wrote."""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_station
from tests.servers.real_servers import Desks, Server


@pytest.fixture
def platform() -> FakePlatform:
    """A sound platform; faults are asked for by the test."""
    return FakePlatform()


@pytest.fixture
def stations(tmp_path: Path, platform: FakePlatform) -> Iterator[Callable[[int], Station]]:
    """Makes workstations by number and closes them."""
    made: list[Station] = []

    def make(number: int) -> Station:
        made.append(a_station(tmp_path / f"desk{number}", platform.client(), number))
        return made[-1]

    yield make
    for station in made:
        station.database.close()


@pytest.fixture
def here(stations: Callable[[int], Station]) -> Station:
    """Our workstation."""
    return stations(1)


@pytest.fixture
def there(stations: Callable[[int], Station]) -> Station:
    """Another workstation of the same platform."""
    return stations(2)


@pytest.fixture(
    params=(
        {},
        {"honours_if_match": False},
        {"takes_own_ids": False},
        {"has_system_history": False},
        {"keeps_history": False},
    ),
    ids=str,
)
def meeting(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[FakePlatform, Station, Station]]:
    """A platform of each mode, and two desks."""
    platform = FakePlatform(**request.param)
    here, there = (a_station(tmp_path / str(number), platform.client(), number) for number in (1, 2))
    yield platform, here, there
    for desk in (here, there):
        desk.database.close()


@pytest.fixture
def worker(request: pytest.FixtureRequest) -> int:
    """A number of this test alone, from which its ids are made."""
    return 10 * (1 + zlib.crc32(request.node.name.encode()) % 9_000)


@pytest.fixture
def desks(tmp_path: Path, server: Server, worker: int) -> Iterator[Desks]:
    """Workstations of one test, closed after it."""
    desks = Desks(server, tmp_path, worker, [])
    yield desks
    for station in desks.made:
        station.link.client.close()
        station.database.close()
