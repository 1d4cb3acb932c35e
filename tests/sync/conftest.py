"""Two workstations and one platform."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_station


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
