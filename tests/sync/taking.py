"""A new workstation that takes a bulk export of people who have been on the platform since yesterday."""

from dataclasses import replace
from datetime import timedelta

from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station

PEOPLE = 6


def since_yesterday(desk: Station, platform: FakePlatform) -> list[str]:
    """Residents with a visit each, one of them changed since; no request of it is seen. Returns their ids."""
    people = [desk.register(number) for number in range(1, PEOPLE + 1)]
    for one in people:
        desk.visit(one)
    assert desk.sync().state == "in-step"
    desk.edit(people[0], phone="13900000001")
    assert desk.sync().state == "in-step"
    platform.now += timedelta(days=1)
    platform.seen.clear()
    return people


def taking(desk: Station) -> Station:
    """From now on it takes exports, of however few records."""
    desk.link = replace(desk.link, takes_exports=True, fewest_exported=1)
    return desk


def loads_by_history(platform: FakePlatform) -> int:
    """How often the versions of people were asked for from the first one on."""
    return len([one for one in platform.seen if "/fhir/_history" in str(one.url) and "1970" in str(one.url)])
