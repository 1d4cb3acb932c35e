"""Proof that both sides hold the same."""

from sqlalchemy import select

from healthdesk.fhir.bundles import fingerprint
from healthdesk.fhir.mapping import ROWS
from healthdesk.store import consistency
from healthdesk.store.measures import Measure
from healthdesk.sync import inventory
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import MAPPER, Station


def faults_of(station: Station) -> list[str]:
    """What `verify` complains about."""
    with station.database.reading() as session:
        return [
            *consistency.version_faults(session, fingerprint),
            *consistency.head_faults(session, tuple(ROWS.values()), MAPPER.freeze, fingerprint),
            *consistency.intent_faults(session),
        ]


def a_day(here: Station, there: Station, platform: FakePlatform) -> str:
    """Two desks work on the same people, and another system corrects one; returns the resident."""
    resident = here.register(1)
    visit = here.visit(resident)
    here.register(2)
    here.sync()
    there.sync()
    there.edit(resident, workplace="无")
    here.edit(resident, phone="13900000009")
    here.change("Visit", visit, status="void")
    for station in (there, here, there):
        station.sync()
    platform.amend("Patient", resident, address=[{"use": "home", "text": "新华里 9"}])
    for station in (there, here, there):
        station.sync()
    return resident


def test_both_stores_verify_after_a_day(here: Station, there: Station, platform: FakePlatform) -> None:
    resident = a_day(here, there, platform)
    assert here.rows() == there.rows()
    assert here.row("Resident", resident)["answers"]["current_address"] == "新华里 9"
    assert faults_of(here) == faults_of(there) == []


def test_pulled_visits_bring_their_measures(here: Station, there: Station) -> None:
    here.visit(here.register())
    here.sync()
    there.sync()
    with there.database.reading() as session:
        assert {one.code for one in session.scalars(select(Measure))} >= {"sbp", "dbp"}


def test_the_inventory_finds_nothing_when_all_is_well(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    a_day(here, there, platform)
    for station in (here, there):
        report = inventory.take(station.link)
        assert report.is_complete
        assert report.agreeing == len([one for one in platform.state.values() if one.type in inventory.TYPES])


def test_the_inventory_names_what_is_missing_and_different(here: Station, platform: FakePlatform) -> None:
    here.register(1)
    here.register(2)
    here.sync()
    first, second = (f"00000000-0000-4000-8000-{number:012d}" for number in (1, 2))
    del platform.state["Patient", first]
    platform.amend("Patient", second, gender="male")
    platform.write("Patient", "stranger", {"resourceType": "Patient", "id": "stranger"})
    report = inventory.take(here.link)
    assert report.missing_there == (("Patient", first),)
    assert report.newer_there == (("Patient", second),)
    assert report.missing_here == (("Patient", "stranger"),)
    assert not report.is_complete


def test_the_inventory_heals_what_it_finds_and_takes_nothing_away(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    first, second, third = here.register(1), here.register(2), here.register(3)
    for station in (here, there):
        station.sync()
    lost = platform.state.pop(("Patient", first))
    platform.log.remove(lost)
    platform.delete("Patient", second)
    platform.amend("Patient", third, gender="male")
    stranger = platform.write("Patient", "stranger", {"resourceType": "Patient", "id": "stranger"})
    report = inventory.take(here.link)
    assert not report.is_complete
    inventory.heal(here.link, report)
    assert here.row("Resident", third)["sex"] == "1"
    here.sync()
    assert platform.state["Patient", first].body is not None
    assert platform.state["Patient", second].body is None
    assert platform.state["Patient", stranger.id].version == 1
    assert here.row("Resident", first)["status"] == "active"
    assert inventory.take(here.link).is_complete
