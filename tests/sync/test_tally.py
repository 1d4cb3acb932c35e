"""A count after a run that moved something calls for the comparison, and an idle run asks for none."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from healthdesk.base.progress import Silence
from healthdesk.sync import inventory, tally
from healthdesk.sync.engine import Engine
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, text
from healthdesk.trials.syncing.stations import Station, a_station
from healthdesk.trials.syncing.world import WanderingClock

OFTEN = 40
"""More than there are types, each of which is counted in its turn."""


@pytest.fixture
def clock() -> WanderingClock:
    """The desk's clock."""
    return WanderingClock()


@pytest.fixture
def desk(tmp_path: Path, platform: FakePlatform, clock: WanderingClock) -> Iterator[Station]:
    """A desk that was compared with the platform two days ago."""
    desk = a_station(tmp_path / "desk", platform.client(), clock=clock)
    for number in range(1, 4):
        desk.register(number)
    Engine(desk.link).run(Silence(), inventory.everything)
    clock.moment += timedelta(days=2)
    desk.sync()
    yield desk
    desk.database.close()


def is_count(request: requests.PreparedRequest) -> bool:
    """Whether it asks for a number alone."""
    return "_summary=count" in text(request)


def counted_often(desk: Station) -> None:
    """As at the ends of many runs that moved something."""
    for _ in range(OFTEN):
        tally.take(desk.link)


def lose(platform: FakePlatform, type_: str) -> str:
    """The platform has lost a resource, and knows nothing of it any more."""
    id_ = next(key[1] for key, one in platform.state.items() if key[0] == type_ and one.body)
    del platform.state[type_, id_]
    platform.log[:] = [one for one in platform.log if (one.type, one.id) != (type_, id_)]
    return id_


def test_what_the_platform_has_lost_makes_the_comparison_of_its_type_due(
    desk: Station, platform: FakePlatform
) -> None:
    counted_often(desk)
    assert inventory.due(desk.link) == ()
    lost = lose(platform, "QuestionnaireResponse")
    counted_often(desk)
    assert inventory.due(desk.link) == ("QuestionnaireResponse",)
    Engine(desk.link).run(Silence(), inventory.due)
    assert platform.state["QuestionnaireResponse", lost].body
    counted_often(desk)
    assert inventory.due(desk.link) == ()


def test_one_count_a_run_is_some_hundred_bytes_and_an_idle_run_asks_for_none(
    desk: Station, platform: FakePlatform
) -> None:
    desk.register(4)
    platform.seen.clear()
    desk.sync()
    (asked,) = filter(is_count, platform.seen)
    assert len(platform.serve(asked).content) < 300
    platform.seen.clear()
    desk.sync()
    assert not list(filter(is_count, platform.seen))


def test_what_was_compared_today_is_not_compared_again_for_a_number(
    desk: Station, platform: FakePlatform
) -> None:
    Engine(desk.link).run(Silence(), inventory.everything)
    lose(platform, "QuestionnaireResponse")
    counted_often(desk)
    assert inventory.due(desk.link) == ()


def test_a_platform_that_fails_at_counting_ends_no_run(desk: Station, platform: FakePlatform) -> None:
    for number, fault in enumerate((faults.status(500), faults.status(404), faults.truncated), 5):
        desk.register(number)
        platform.fail(fault, is_count)
        assert desk.sync().state == "in-step"
