"""The first questions to a platform: what it says counts, what it could not say does not."""

import requests

from healthdesk.store.platform import PLATFORM, Remote
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station


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
