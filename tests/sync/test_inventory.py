"""Proof that both sides hold the same."""

from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select

from healthdesk.base.clock import FixedClock
from healthdesk.base.errors import Cancelled
from healthdesk.base.progress import Silence
from healthdesk.store.measures import Measure
from healthdesk.store.platform import PLATFORM, Remote
from healthdesk.sync import healing, inventory
from healthdesk.sync.engine import Engine
from healthdesk.sync.healing import Findings
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import MAPPER, Station
from tests.sync import verified


def faults_of(station: Station) -> list[str]:
    """What `verify` complains about."""
    return verified.faults(station.database, MAPPER.freeze)


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
    healing.heal(here.link, report)
    assert here.row("Resident", third)["sex"] == "1"
    here.sync()
    assert platform.state["Patient", first].body is not None
    assert platform.state["Patient", second].body is None
    assert platform.state["Patient", stranger.id].version == 1
    assert here.row("Resident", first)["status"] == "active"
    assert inventory.take(here.link).is_complete


def healed(station: Station) -> Findings:
    """A run with an inventory of everything."""
    findings = Engine(station.link).run(Silence(), inventory.everything).findings
    assert findings is not None
    return findings


def forget(platform: FakePlatform, type_: str, id_: str) -> None:
    """The platform loses a resource with all of its versions, and says nothing."""
    del platform.state[type_, id_]
    platform.log[:] = [one for one in platform.log if (one.type, one.id) != (type_, id_)]


def test_what_is_found_is_sent_in_the_same_run(here: Station, there: Station, platform: FakePlatform) -> None:
    resident = here.register(1)
    visit = here.visit(resident)
    here.sync()
    there.sync()
    forget(platform, "Patient", resident)
    forget(platform, "QuestionnaireResponse", visit)
    found = healed(here)
    assert set(found.queued_again) == {("Patient", resident), ("QuestionnaireResponse", visit)}
    assert found.is_whole
    assert platform.state["Patient", resident].body is not None
    assert platform.state["QuestionnaireResponse", visit].body is not None
    assert here.settled(here.sync())[0] == "in-step"
    again = healed(here)
    assert (again.queued_again, again.fetched, again.left) == ((), (), ())
    there.sync()
    assert there.rows() == here.rows()
    assert faults_of(here) == faults_of(there) == []


def test_a_version_the_platform_has_gone_back_from_goes_again_on_what_is_there(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    resident = here.register(1)
    here.sync()
    here.edit(resident, phone="13900000009")
    here.sync()
    there.sync()
    lost = platform.state["Patient", resident]
    platform.log.remove(lost)
    platform.state["Patient", resident] = next(
        one for one in platform.log if (one.type, one.id) == ("Patient", resident)
    )
    found = healed(here)
    assert ("Patient", resident) in found.queued_again
    assert "13900000009" in str(platform.body("Patient", resident))
    assert platform.state["Patient", resident].version == 2
    assert healed(here).queued_again == ()
    assert faults_of(here) == []


def test_what_goes_again_never_overwrites_what_another_desk_has_put_there_first(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    """Both find the same loss; our line is cut before the record goes, and the other desk was faster."""
    resident = here.register(1)
    here.sync()
    there.sync()
    forget(platform, "Patient", resident)
    platform.fail(faults.no_route)
    cut = Engine(here.link).run(Silence(), inventory.everything)
    assert (cut.state, cut.waiting) == ("offline", 1)
    healed(there)
    there.edit(resident, phone="13900000009")
    there.sync()
    here.sync()
    assert "13900000009" in str(platform.body("Patient", resident))
    assert [one.label for one in here.conflicts()[0].fields] == ["phone"]
    with here.database.reading() as session:
        assert not session.get_one(Remote, PLATFORM).is_refilling


def test_half_a_list_proves_nothing_missing(here: Station, platform: FakePlatform) -> None:
    for number in range(1, 4):
        here.register(number)
    here.sync()
    link = replace(here.link, should_stop=lambda: True)
    with pytest.raises(Cancelled):
        inventory.take(link, ("Patient",))


def test_a_type_that_may_not_be_listed_stops_nothing_and_is_named(
    here: Station, platform: FakePlatform
) -> None:
    here.register(1)
    here.sync()

    def refuse(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        body = b'{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]}'
        return server.answer(request, 403, body)

    platform.fail(refuse, lambda request: "/Group/_search" in (request.url or ""))
    outcome = Engine(here.link).run(Silence(), inventory.everything)
    assert (outcome.state, outcome.reason) == ("in-step", None)
    assert outcome.findings is not None
    assert outcome.findings.refused == ("Group",)
    assert not outcome.findings.is_whole


def test_each_type_is_due_again_after_a_week_and_after_a_day_without_history(
    here: Station, platform: FakePlatform
) -> None:
    here.register(1)
    here.sync()
    assert inventory.due(here.link) == inventory.everything(here.link)
    healed(here)
    assert inventory.due(here.link) == ()
    late = replace(here.link, clock=FixedClock(here.link.clock.now() + timedelta(days=2)))
    assert inventory.due(late) == ()
    with here.database.writing("probe") as session:
        remote = session.get_one(Remote, PLATFORM)
        remote.probe = (remote.probe or {}) | {"keeps_history": False}
    assert inventory.due(late) == inventory.everything(here.link)


def test_without_history_a_deletion_is_found_by_the_inventory(here: Station, platform: FakePlatform) -> None:
    platform.keeps_history = False
    resident = here.register(1)
    here.sync()
    platform.delete("Patient", resident)
    here.sync()
    assert here.heads("deleted") == 0
    assert healed(here).queued_again == ()
    assert here.heads("deleted") == 1 or len(here.conflicts()) == 1
    assert platform.state["Patient", resident].body is None
