"""A page of the platform that nobody can read: said, and nothing else stands still for it (sync.md 5.6)."""

from pathlib import Path

import requests

from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_station


def broken(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """Whoever put the page together lost a bracket in one of its records."""
    response = platform.serve(request)
    return platform.answer(request, 200, response.content.replace(b'"name":[{', b'"name":[', 1))


def breaks_pages(platform: FakePlatform, path: str) -> None:
    """Each time, until somebody mends it."""

    def is_page(request: requests.PreparedRequest) -> bool:
        return request.method == "GET" and f"{path}?" in (request.url or "")

    for _ in range(99):
        platform.fail(broken, is_page)


def test_a_page_that_nobody_can_read_is_said_and_what_is_saved_here_goes_all_the_same(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    here.register(1)
    here.sync()
    there.register(5)
    there.sync()
    behind = here.register(2)
    here.sync()
    breaks_pages(platform, "/_history")
    mine = there.register(3)
    outcome = there.sync()
    assert (outcome.state, outcome.reason, outcome.sent) == ("paused", "unreadable-page", 1)
    assert ("Patient", mine) in platform.state
    later = there.register(4)
    assert there.sync().sent == 1
    assert ("Patient", later) in platform.state
    platform.faults.clear()
    assert there.settled(there.sync()) == ("in-step", 0, 0, 0)
    assert ("Resident", behind) in there.rows()


def test_before_anything_was_read_nothing_is_sent_past_an_unreadable_page(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    here.register(1)
    here.sync()
    breaks_pages(platform, "/_history")
    there.register(2)
    outcome = there.sync()
    assert (outcome.reason, outcome.sent, outcome.waiting) == ("unreadable-page", 0, 1)
    platform.faults.clear()
    assert there.settled(there.sync()) == ("in-step", 0, 0, 0)


def test_where_types_are_read_one_by_one_the_others_go_on(tmp_path: Path) -> None:
    platform = FakePlatform(has_system_history=False)
    here, there = (a_station(tmp_path / str(number), platform.client(), number) for number in (1, 2))
    resident = here.register(1)
    here.sync()
    there.sync()
    here.edit(resident, phone="13900000009")
    visit = here.visit(resident)
    here.sync()
    breaks_pages(platform, "/Patient/_history")
    outcome = there.sync()
    assert outcome.reason == "unreadable-page"
    assert ("Visit", visit) in there.rows()
    platform.faults.clear()
    assert there.settled(there.sync()) == ("in-step", 0, 0, 0)
    for desk in (here, there):
        desk.database.close()
