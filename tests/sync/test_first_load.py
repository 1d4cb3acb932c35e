"""What is said of a record, and what comes first, while a first load has not come to its end."""

from healthdesk.store.platform import PLATFORM
from healthdesk.sync import whole
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station

PAGE = 10


def is_incomplete(station: Station, *whose: str) -> bool:
    """What the header of the record says."""
    with station.database.reading() as session:
        return whole.is_incomplete(session, PLATFORM, whose)


def test_after_a_first_load_that_was_cut_every_record_from_there_is_said_to_be_incomplete(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    people = [here.register(number) for number in range(1, 5)]
    for one in people:
        here.visit(one)
    here.sync()
    own, platform.page_size = there.register(9), PAGE
    platform.fail(faults.no_route, lambda request: "_offset=20" in (request.url or ""))
    assert there.sync().state == "offline"
    platform.fail(faults.no_route, faults.anything)
    there.sync()
    came = [one for one in people if ("Resident", one) in there.rows()]
    assert came
    assert all(is_incomplete(there, one) for one in came)
    assert not is_incomplete(there, own)
    assert there.sync().state == "in-step"
    assert not any(is_incomplete(there, one) for one in (own, *people))
