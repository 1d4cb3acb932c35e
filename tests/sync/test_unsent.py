"""Rows that came in bulk, without intents, reach the platform too."""

import pytest

from healthdesk.store.journal import Origin
from healthdesk.sync import centre, unsent
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_visit
from tests.builders import a_resident_row

IN_STEP = ("in-step", 0, 0, 0)


def fill(station: Station, count: int, origin: Origin = Origin.DEMO) -> None:
    """A synthetic centre: residents with a visit each."""
    people = [a_resident_row(number) for number in range(1, count + 1)]
    visits = [a_visit(station.link.ids.new(), person.id) for person in people]
    with station.database.writing("load", origin=origin) as session:
        session.add_bulk([*people, *visits])


@pytest.mark.parametrize(("origin", "saves"), [(Origin.DEMO, 120), (Origin.LOCAL, 60)])
def test_what_was_loaded_in_bulk_is_sent_whole(
    here: Station, there: Station, origin: Origin, saves: int
) -> None:
    fill(here, 60, origin)
    outcome = here.sync()
    assert (outcome.sent, here.settled(outcome)) == (saves, IN_STEP)
    there.sync()
    assert there.rows() == here.rows()


def test_a_row_is_one_save_with_all_its_resources(here: Station, platform: FakePlatform) -> None:
    fill(here, 40)
    here.sync()
    saves = [
        body
        for (type_, id_), newest in platform.state.items()
        if type_ == "Provenance" and newest.body
        for body in [platform.body(type_, id_)]
    ]
    assert {len(save["target"]) for save in saves} <= {2, 5}


def test_what_was_queued_once_is_not_queued_again(here: Station, platform: FakePlatform) -> None:
    fill(here, 10)
    walker = unsent.Unsent(here.link)
    assert walker.intend() == 20
    assert unsent.Unsent(here.link).intend() == 0
    assert here.sync().sent == 20
    assert walker.intend() == 0


def test_waiting_counts_rows_that_nobody_queued_yet(here: Station) -> None:
    fill(here, 7)
    with here.database.reading() as session:
        assert centre.counts(session, 1).waiting == 14
