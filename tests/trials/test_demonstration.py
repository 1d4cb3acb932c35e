"""The demonstration of README.md's five minutes: whoever follows them can go to their end."""

from pathlib import Path

import pytest

from healthdesk.base.errors import Cancelled
from healthdesk.desk import Desk
from healthdesk.trials import demonstration


def test_somebody_else_may_hold_the_needle(tmp_path: Path) -> None:
    demonstration.prepare(tmp_path / "demonstration", residents=5)
    desk = Desk.open(tmp_path / "demonstration", demonstration.LOGIN, demonstration.PASSWORD)
    try:
        assert desk.clinic.vaccinators() == ("李慧", "高洁")
    finally:
        desk.close()


class Stopped:
    """Somebody who watches and stops it once there are people."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []

    def step(self, done: int, total: int) -> None:
        self.steps.append((done, total))

    @property
    def is_cancelled(self) -> bool:
        return len(self.steps) > 1


def test_one_that_was_stopped_is_gone_and_made_anew(tmp_path: Path) -> None:
    place, watch = tmp_path / "demonstration", Stopped()
    with pytest.raises(Cancelled):
        demonstration.prepare(place, residents=5, progress=watch)
    assert watch.steps[0] == (0, 5) and watch.steps[-1] == (5, 5)
    assert not place.exists()
    demonstration.prepare(place, residents=5)
    assert (place / demonstration.MARK).exists()
