"""A desk of its own for every test of a service."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from healthdesk.desk import Desk
from tests.desks import a_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new store with the administrator 张建国 at the desk."""
    made = a_desk(tmp_path)
    yield made
    made.close()
