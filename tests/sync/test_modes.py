"""Platforms that give the ids, and such as take new resources only: nothing twice, nothing lost."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select

from healthdesk.fhir import given_ids, replacements
from healthdesk.fhir.mapping import Mapper
from healthdesk.fhir.resources import Profile
from healthdesk.store.platform import PLATFORM, Remote, ServerId, Version
from healthdesk.store.referrals import Referral
from healthdesk.sync import inventory
from healthdesk.sync.link import Link
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_station
from tests.fhir import samples

IN_STEP = ("in-step", 0, 0, 0)
GIVES_IDS: tuple[dict[str, Any], ...] = (
    {"takes_own_ids": False},
    {"takes_own_ids": False, "honours_if_none_exist": False},
    {"takes_own_ids": False, "honours_if_match": False},
    {"takes_own_ids": False, "has_system_history": False},
)
TAKES_NEW_ONLY: tuple[dict[str, Any], ...] = (
    {"keeps_history": False},
    {"keeps_history": False, "takes_updates": False},
)
BOTH: dict[str, Any] = {"takes_own_ids": False, "keeps_history": False, "takes_updates": False}
ALL = (*GIVES_IDS, *TAKES_NEW_ONLY, BOTH)


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Callable[[dict[str, Any]], tuple[FakePlatform, Station, Station]]]:
    """A platform with such habits, and two workstations of it."""
    made: list[Station] = []

    def make(habits: dict[str, Any]) -> tuple[FakePlatform, Station, Station]:
        platform = FakePlatform(**habits)
        made.extend(a_station(tmp_path / str(number), platform.client(), number) for number in (1, 2))
        return platform, made[0], made[1]

    yield make
    for station in made:
        station.database.close()


def ours(platform: FakePlatform, type_: str, id_: str) -> list[str]:
    """The ids there of the living resources that say they are our `id_`."""
    return [one.id for one in platform.matching(type_, *given_ids.query(type_, id_))]


def mode(station: Station) -> str:
    """What the probe made of the platform."""
    with station.database.reading() as session:
        return session.get_one(Remote, PLATFORM).mode


@pytest.mark.parametrize("habits", ALL, ids=str)
def test_a_record_goes_there_and_comes_back_and_changes_both_ways(habits: dict[str, Any], desks: Any) -> None:
    _, here, there = desks(habits)
    resident = here.register()
    visit = here.visit(resident)
    assert here.settled(here.sync()) == IN_STEP
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()
    there.edit(resident, phone="13900000001")
    there.change("Visit", visit, doctor="王慧")
    assert there.settled(there.sync()) == IN_STEP
    assert here.settled(here.sync()) == IN_STEP
    assert here.row("Resident", resident)["phone"] == "13900000001"
    assert here.row("Visit", visit)["doctor"] == "王慧"
    here.edit(resident, phone="13900000002")
    here.sync()
    there.sync()
    assert there.rows() == here.rows()


@pytest.mark.parametrize("habits", ALL, ids=str)
def test_two_desks_change_one_person_at_the_same_time_and_agree(habits: dict[str, Any], desks: Any) -> None:
    _, here, there = desks(habits)
    resident = here.register()
    here.sync()
    there.sync()
    here.edit(resident, phone="13900000003")
    there.edit(resident, current_address="平安里 1")
    for desk in (here, there, here, there):
        desk.sync()
    assert here.settled(here.sync()) == IN_STEP
    assert there.settled(there.sync()) == IN_STEP
    assert here.rows() == there.rows()
    row = here.row("Resident", resident)
    assert (row["phone"], row["address"]) == ("13900000003", "平安里 1")


@pytest.mark.parametrize("habits", GIVES_IDS, ids=str)
@pytest.mark.parametrize(
    "fault", [faults.answer_lost, faults.truncated, faults.doubled], ids=lambda one: one.__name__
)
def test_a_lost_answer_makes_nothing_twice(habits: dict[str, Any], fault: Any, desks: Any) -> None:
    platform, here, there = desks(habits)
    here.sync()
    resident = here.register()
    visit = here.visit(resident)
    for type_ in ("Patient", "QuestionnaireResponse", "Encounter", "Observation", "Provenance"):
        platform.fail(fault, lambda request, end=f"/{type_}": (request.url or "").endswith(end))
    for _ in range(8):
        here.sync()
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert there.rows() == here.rows()
    assert len(ours(platform, "Patient", resident)) == 1
    assert len(ours(platform, "QuestionnaireResponse", visit)) == 1


@pytest.mark.parametrize("takes_updates", [True, False])
def test_a_change_is_a_new_resource_and_the_former_stays_as_it_was(takes_updates: bool, desks: Any) -> None:
    platform, here, _ = desks({"keeps_history": False, "takes_updates": takes_updates})
    resident = here.register()
    visit = here.visit(resident)
    here.sync()
    assert mode(here) == "append-only"
    here.change("Visit", visit, doctor="王慧")
    here.edit(resident, phone="13900000004")
    assert here.settled(here.sync()) == IN_STEP
    assert platform.state["QuestionnaireResponse", visit].version == 1
    assert platform.state["Patient", resident].version == 1
    newer = platform.body("QuestionnaireResponse", replacements.id_of(visit, 2))
    assert newer["extension"][-1]["extension"][0]["valueReference"] == {
        "reference": f"QuestionnaireResponse/{visit}"
    }
    asked = platform.body("Task", replacements.id_of(resident, 2))
    assert (asked["intent"], asked["focus"]) == ("proposal", {"reference": f"Patient/{resident}"})
    assert asked["contained"][0]["telecom"][0]["value"] == "13900000004"


def proposed(desks: Any) -> tuple[FakePlatform, Station, Station, str]:
    """A telephone that one desk proposes to a platform without history, and the other has read."""
    platform, here, there = desks({"keeps_history": False})
    resident = here.register()
    here.sync()
    here.edit(resident, phone="13900000005")
    here.sync()
    there.sync()
    return platform, here, there, resident


def test_what_the_platform_makes_of_a_proposal_ends_it(desks: Any) -> None:
    platform, here, there, resident = proposed(desks)
    count = len(platform.log)
    asked = [{"system": "phone", "value": "13900000005", "use": "mobile"}]
    platform.amend("Patient", resident, telecom=asked)
    for desk in (here, there):
        assert desk.settled(desk.sync()) == IN_STEP
        assert desk.row("Resident", resident)["phone"] == "13900000005"
    assert len(platform.log) == count + 1


def test_what_the_platform_changes_beside_a_proposal_undoes_neither(desks: Any) -> None:
    platform, here, there, resident = proposed(desks)
    platform.amend("Patient", resident, address=[{"use": "home", "text": "平安里 9"}])
    for desk in (there, here, there):
        desk.sync()
    for desk in (here, there):
        assert desk.settled(desk.sync()) == IN_STEP
        row = desk.row("Resident", resident)
        assert (row["phone"], row["address"]) == ("13900000005", "平安里 9")


def test_where_platform_and_proposal_disagree_a_person_decides(desks: Any) -> None:
    platform, here, _ = desks({"keeps_history": False})
    resident = here.register()
    here.sync()
    here.edit(resident, phone="13900000005")
    here.sync()
    said = [{"system": "phone", "value": "13900000006", "use": "mobile"}]
    platform.amend("Patient", resident, telecom=said)
    here.sync()
    (conflict,) = here.conflicts()
    assert any(path.startswith("telecom") for path in (field.path for field in conflict.fields))
    assert here.row("Resident", resident)["phone"] == "13900000005"


def test_references_and_ids_are_the_platforms_there_and_ours_here(desks: Any) -> None:
    platform, here, _ = desks({"takes_own_ids": False})
    resident = here.register()
    visit = here.visit(resident)
    here.sync()
    assert mode(here) == "server-ids"
    (patient,), (form,) = ours(platform, "Patient", resident), ours(platform, "QuestionnaireResponse", visit)
    assert platform.body("QuestionnaireResponse", form)["subject"] == {"reference": f"Patient/{patient}"}
    sent = [one.body or b"" for one in platform.log if one.type not in ("Basic", "Provenance")]
    assert not any(f'/{resident}"'.encode() in body for body in sent)
    with here.database.reading() as session:
        assert session.get_one(ServerId, (PLATFORM, "Patient", resident)).there == patient


@pytest.mark.parametrize("is_told", [True, False])
def test_the_platforms_other_address_is_its_own_where_its_file_says_so(desks: Any, is_told: bool) -> None:
    platform, here, there = desks({"takes_own_ids": False})
    resident = here.register()
    visit = here.visit(resident)
    here.sync()
    (patient,), (form,) = ours(platform, "Patient", resident), ours(platform, "QuestionnaireResponse", visit)
    address = "https://health.region.test/r4"
    platform.amend("QuestionnaireResponse", form, subject={"reference": f"{address}/Patient/{patient}"})
    mapper = Mapper(profile=Profile(bases=(f"{address}/",) if is_told else ()))
    was = there.link
    there.link = Link.to(was.client, was.database, mapper, clock=was.clock, ids=was.ids)
    there.sync()
    assert there.row("Visit", visit)["resident_id"] == (resident if is_told else patient)


def test_what_another_system_made_keeps_its_id_and_is_changed_under_it(desks: Any) -> None:
    platform, here, there = desks({"takes_own_ids": False})
    resident = here.register()
    here.sync()
    (patient,) = ours(platform, "Patient", resident)
    made = platform.body("Patient", patient)
    made["identifier"] = [one for one in made["identifier"] if one["system"] != given_ids.SYSTEM]
    platform.write("Patient", "foreign-7", {**made, "id": "foreign-7"})
    here.sync()
    here.edit("foreign-7", phone="13900000007")
    assert here.settled(here.sync()) == IN_STEP
    assert platform.body("Patient", "foreign-7")["telecom"][0]["value"] == "13900000007"
    there.sync()
    assert there.row("Resident", "foreign-7")["phone"] == "13900000007"


def test_a_second_copy_that_comes_late_is_taken_away_and_makes_no_second_person(desks: Any) -> None:
    platform, here, there = desks({"takes_own_ids": False, "honours_if_none_exist": False})
    resident = here.register()
    here.sync()
    (first,) = ours(platform, "Patient", resident)
    late = {key: value for key, value in platform.body("Patient", first).items() if key != "meta"}
    platform.write("Patient", "patient-9999", {**late, "id": "patient-9999"})
    for desk in (there, here, there):
        desk.sync()
    assert ours(platform, "Patient", resident) == [first]
    for desk in (here, there):
        people = [id_ for noun, id_ in desk.rows() if noun == "Resident"]
        assert people == [resident]
        assert desk.row("Resident", resident)["status"] == "active"


def test_another_program_there_is_tried_out_again(desks: Any) -> None:
    platform, here, _ = desks({})
    here.register()
    here.sync()
    assert mode(here) == "full"
    platform.honours_if_match = False
    here.sync()
    assert mode(here) == "full"  # nobody asks twice a day
    platform.software = {"name": "trials", "version": "2"}
    with here.database.writing("trial") as session:
        remote = session.get_one(Remote, PLATFORM)
        remote.probe = remote.probe | {"asked_on": "2026-01-01"}
    here.sync()
    assert mode(here) == "guarded"


def test_who_gave_ids_once_is_spoken_to_by_them_for_ever(desks: Any) -> None:
    platform, here, _ = desks({"takes_own_ids": False})
    resident = here.register()
    here.sync()
    platform.takes_own_ids = True
    with here.database.writing("trial") as session:
        remote = session.get_one(Remote, PLATFORM)
        remote.probe = remote.probe | {"asked_on": "2026-01-01"}
    here.edit(resident, phone="13900000008")
    assert here.settled(here.sync()) == IN_STEP
    assert mode(here) == "server-ids"
    (patient,) = ours(platform, "Patient", resident)
    assert platform.body("Patient", patient)["telecom"][0]["value"] == "13900000008"
    assert ("Patient", resident) not in platform.state


def test_a_replacement_is_known_though_the_former_was_deleted_before_anybody_met_it(desks: Any) -> None:
    platform, here, there = desks(BOTH)
    resident = here.register()
    visit = here.visit(resident)
    here.sync()
    here.change("Visit", visit, doctor="王慧")
    here.sync()
    (former,) = ours(platform, "QuestionnaireResponse", visit)
    platform.delete("QuestionnaireResponse", former)
    there.sync()
    assert {id_ for noun, id_ in there.rows() if noun == "Visit"} == {visit}
    with there.database.reading() as session:
        bodies = session.scalars(select(Version.body).where(Version.type == "Observation")).all()
    assert bodies
    assert all(f"QuestionnaireResponse/{visit}".encode() in body for body in bodies)


@pytest.mark.parametrize("habits", [{"honours_if_match": False}, {"takes_own_ids": False}], ids=str)
def test_what_is_spoken_of_goes_first_where_single_resources_go(habits: dict[str, Any], desks: Any) -> None:
    """HAPI refuses a form that speaks of a request it has not; the request speaks of the form too."""
    platform, here, _ = desks(habits)
    resident = here.register()
    referral = next(row for row in samples.others() if isinstance(row, Referral))
    referral.id, referral.resident_id = here.link.ids.new(), resident
    here.sync()

    def basis(body: Mapping[str, Any]) -> str | None:
        """The complaint about a body that stands on what is not there."""
        based = [tuple(one["reference"].split("/")) for one in body.get("basedOn", ())]
        return None if all(key in platform.state for key in based) else "basedOn"

    platform.refuses = basis
    with here.database.writing("refer") as session:
        session.add(referral)
    assert here.settled(here.sync()) == IN_STEP


@pytest.mark.parametrize("habits", [{"has_system_history": False}, {"keeps_history": False}], ids=str)
@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_type_that_the_platform_does_not_know_stops_nothing(
    habits: dict[str, Any], status: int, desks: Any
) -> None:
    platform, here, _ = desks(habits)
    _does_not_list(platform, "AdverseEvent", status)
    here.visit(here.register(1))
    assert here.settled(here.sync()) == IN_STEP
    _does_not_list(platform, "AdverseEvent", status)
    assert inventory.take(here.link).refused == ()


@pytest.mark.parametrize(("type_", "status"), [("AdverseEvent", 403), ("QuestionnaireResponse", 404)])
def test_what_is_there_and_may_not_be_read_is_not_written_over_either(
    type_: str, status: int, desks: Any
) -> None:
    """Nobody may look, or it knew some before: what stands there is not known."""
    platform, here, _ = desks({"has_system_history": False})
    here.visit(here.register(1))
    assert here.settled(here.sync()) == IN_STEP
    here.register(2)
    _does_not_list(platform, type_, status)
    outcome = here.sync()
    assert (outcome.state, outcome.reason, outcome.waiting) == ("paused", "refused", 1)


def _does_not_list(platform: FakePlatform, type_: str, status: int) -> None:
    """The next time that it is asked for these it refuses."""

    def asks(request: requests.PreparedRequest) -> bool:
        return f"/{type_}/_" in (request.url or "")

    def refusal(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        return platform.answer(request, status, b'{"resourceType": "OperationOutcome"}')

    platform.fail(refusal, asks)
