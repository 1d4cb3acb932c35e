"""The first questions to a platform: what it says counts, what it could not say does not."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import requests

from healthdesk.base import canonical
from healthdesk.store.platform import PLATFORM, Remote
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_station
from healthdesk.trials.syncing.world import WanderingClock


def test_an_overloaded_platform_is_asked_again_and_not_called_unsafe(
    here: Station, platform: FakePlatform
) -> None:
    here.register()
    platform.fail(faults.status(503), faults.anything)
    assert (here.sync().state, here.sync().state) == ("offline", "in-step")


def forbids(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """A clear no, in FHIR."""
    kind = {"Content-Type": "application/fhir+json"}
    return platform.answer(request, 405, b'{"resourceType":"OperationOutcome","issue":[]}', kind)


def test_one_no_makes_no_platform_unsafe(here: Station, platform: FakePlatform) -> None:
    here.register()
    platform.fail(forbids, faults.anything)
    assert here.sync().state == "in-step"
    with here.database.reading() as session:
        assert session.get_one(Remote, PLATFORM).mode == "full"


def test_a_platform_found_unsafe_once_is_asked_again(here: Station, platform: FakePlatform) -> None:
    here.register()
    for _ in range(3):
        platform.fail(forbids, faults.anything)
    assert (here.sync().reason, here.sync().state) == ("unsafe-platform", "in-step")


def test_a_history_that_shows_the_newest_version_alone_is_none(here: Station, platform: FakePlatform) -> None:
    """HAPI that is told to keep no versions answers so: what was overwritten could not be found again."""

    def newest_alone(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        bundle = canonical.decode(platform.serve(request).content)
        only = {key: value for key, value in bundle.items() if key != "link"} | {"entry": bundle["entry"][:1]}
        return platform.answer(request, 200, canonical.encode(only))

    def is_of_one(request: requests.PreparedRequest) -> bool:
        path = urlsplit(request.url or "").path.split("/")
        return path[-1] == "_history" and path[2] == "Basic" and len(path) == 5

    here.register()
    platform.fail(newest_alone, is_of_one)
    assert here.sync().state == "in-step"
    with here.database.reading() as session:
        remote = session.get_one(Remote, PLATFORM)
        assert (remote.mode, (remote.probe or {})["keeps_history"]) == ("append-only", False)


def test_who_never_says_in_time_who_it_is_is_spoken_to_all_the_same(
    here: Station, platform: FakePlatform
) -> None:
    here.register()
    for _ in range(9):
        platform.fail(faults.answer_lost, is_who)
    assert here.sync().state == "in-step"


def test_who_it_is_is_asked_for_alone_and_not_made_anew_for_us(here: Station, platform: FakePlatform) -> None:
    """HAPI needs more than a minute under load for all that it can do, and 2.5 MB; a line is cut before."""
    here.sync()
    (asked,) = filter(is_who, platform.seen)
    assert urlsplit(asked.url or "").query == "_elements=software%2Cdate"
    assert asked.headers["Cache-Control"] == "max-age=86400"


def test_an_answer_that_is_cut_each_day_costs_one_contact_and_no_more(tmp_path: Path) -> None:
    platform, clock = FakePlatform(), WanderingClock()
    here = a_station(tmp_path / "desk", platform.client(), clock=clock)
    here.sync()
    clock.moment += timedelta(days=1)
    here.register()
    platform.fail(faults.truncated, is_who)
    platform.seen.clear()
    assert here.sync().state == "in-step"
    assert here.sync().state == "in-step"
    assert len(list(filter(is_who, platform.seen))) == 1
    assert not [one for one in platform.seen if one.method == "PUT"]  # it was not tried out anew
    here.database.close()


def is_who(request: requests.PreparedRequest) -> bool:
    """The question who the platform is."""
    return urlsplit(request.url or "").path.endswith("/metadata")
