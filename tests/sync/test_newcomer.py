"""A desk that joins the others in the middle takes an export; the invariants are asked of it as of them."""

from pathlib import Path

import pytest

from healthdesk.sync import bulk
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.oracles import Oracles
from healthdesk.trials.syncing.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Somebody whose number was changed, another, and a visit that another system has deleted, hours ago."""
    world = World(tmp_path / "world")
    world.register(0)
    world.register(0)
    world.visit(0, 0)
    world.sync(0)
    world.edit(0, 0, 0)
    world.sync(0)
    world.delete_there(0)
    world.visit(0, 1)
    world.sync(0)
    world.pass_time(600)
    return world


def test_who_joins_takes_an_export_and_all_agree(world: World) -> None:
    oracles = Oracles(world)
    world.line.exports = "well"
    newcomer = world.join()
    world.sync(newcomer)
    assert newcomer in world.exported
    assert oracles.after_a_step() == []
    assert world.come_to_rest()
    assert oracles.at_rest() == []
    world.close()


def test_an_export_that_is_believed_and_lacks_a_line_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_is_between", lambda *_counts: True)
    world.line.exports = "uncounted"
    newcomer = world.join()
    world.line.fail(faults.ended_early, lambda request: "$file/0/Observation" in str(request.url))
    world.sync(newcomer)
    (told, *_) = Oracles(world).after_a_step()
    assert "I6: Observation/" in told
    world.close()
