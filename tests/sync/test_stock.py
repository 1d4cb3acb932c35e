"""Two workstations of a centre keep one stock: whatever order their lines arrive in, they agree."""

from datetime import timedelta

from healthdesk.base.clock import SystemClock
from healthdesk.domain.stock.ledger import Kind, State
from healthdesk.domain.stock.lots import Shelf, lot_id
from healthdesk.services import shelves
from healthdesk.store.immunization import Vaccination
from healthdesk.store.lots import Lot
from healthdesk.store.movements import Movement
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station

LOT = lot_id("DTaP", "北京生物", "202603018")


def written_down(station: Station) -> None:
    """The lot, as a delivery writes it."""
    now = SystemClock().now()
    with station.database.writing("stock") as session:
        session.add(
            Lot(
                id=LOT,
                product="DTaP",
                number="202603018",
                key="202603018",
                manufacturer="北京生物",
                expires_on=(now + timedelta(300)).date(),
                specification="",
                doses_per_vial=1,
                is_free=True,
                changed_by="李慧",
                changed_at=now,
            )
        )


def line(station: Station, kind: Kind, doses: int = 0, about: str | None = None) -> str:
    """A line of the book; returns its id."""
    now, id_ = SystemClock().now(), station.link.ids.new()
    with station.database.writing("stock") as session:
        session.add(
            Movement(
                id=id_,
                lot_id=LOT,
                kind=kind.value,
                doses=doses,
                moved_on=now.date(),
                moved_at=now,
                moved_by="李慧",
                reason="通告",
                about=about,
                trace_codes=[],
            )
        )
    return id_


def dose(station: Station, child: str) -> None:
    """A dose out of the lot."""
    now = SystemClock().now()
    with station.database.writing("dose", lane=child) as session:
        session.add(
            Vaccination(
                id=station.link.ids.new(),
                resident_id=child,
                vaccine="DTaP",
                given_on=now.date(),
                lot="202603018",
                lot_id=LOT,
                injector="李慧",
                registrar="李慧",
                recorded_at=now,
                status="done",
            )
        )


def stands(station: Station) -> Shelf:
    """How the lot stands there."""
    with station.database.reading() as session:
        found = shelves.shelf(session, LOT)
    assert found
    return found


def test_what_both_took_is_gone_on_both(here: Station, there: Station, platform: FakePlatform) -> None:
    child = here.register()
    written_down(here)
    line(here, Kind.RECEIVED, 10)
    here.sync()
    there.sync()
    dose(here, child)
    dose(there, child)
    line(there, Kind.WASTED, -2)
    outcomes = [station.sync() for station in (here, there, here, there)]
    assert stands(here) == stands(there)
    assert stands(here).standing.on_hand == 10 - 1 - 1 - 2
    assert outcomes[-1].conflicts == 0


def test_the_last_dose_taken_twice_is_seen_and_nothing_is_hidden(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    child = here.register()
    written_down(here)
    line(here, Kind.RECEIVED, 1)
    here.sync()
    there.sync()
    dose(here, child)
    dose(there, child)
    for station in (here, there, here):
        station.sync()
    assert stands(here).standing.on_hand == stands(there).standing.on_hand == -1


def test_the_same_lot_written_down_on_both_is_one_lot(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    for station in (here, there):
        written_down(station)
        line(station, Kind.RECEIVED, 10)
    outcomes = [station.sync() for station in (here, there, here, there)]
    assert outcomes[-1].conflicts == 0
    assert stands(here).standing.on_hand == stands(there).standing.on_hand == 20


def test_a_release_from_there_does_not_lift_a_recall_from_here(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    written_down(here)
    held = line(here, Kind.QUARANTINED)
    here.sync()
    there.sync()
    line(here, Kind.RECALLED)
    line(there, Kind.RELEASED, about=held)
    for station in (here, there, here):
        station.sync()
    assert stands(here).standing.state is stands(there).standing.state is State.RECALLED
