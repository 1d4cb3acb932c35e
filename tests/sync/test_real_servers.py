"""Journeys of two workstations against FHIR servers that nobody here wrote (docs/platforms.md).

sekmet-fhir runs every day; HAPI FHIR on PostgreSQL by night, where Java, Maven and PostgreSQL can be had.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from healthdesk.base import canonical
from healthdesk.base.errors import Unreachable
from healthdesk.fhir import bundles
from healthdesk.fhir.bundles import Entry
from healthdesk.store.appointments import Appointment, BookingSlot
from healthdesk.store.immunization import Vaccination
from healthdesk.store.platform import Intent, Slot, Version
from healthdesk.sync import centre, cursors, forerun
from healthdesk.sync.client import Client
from healthdesk.sync.merge import Verdict
from healthdesk.sync.packing import Payload
from healthdesk.sync.sandbox import Sandbox
from healthdesk.trials.syncing.stations import a_station
from tests.fhir import samples
from tests.servers.bad_line import Accident, BadLine, answer_lost, doubled, lost_on_the_way
from tests.servers.real_servers import (
    IN_STEP,
    Desks,
    Server,
    another_hand_is_told_from_ours,
    arrives_whole,
    hapi,
    secured,
    sekmet,
)

pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(1800)]
IDLE = ("in-step", 0, 0)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(sekmet, id="sekmet"),
        pytest.param(secured, id="sekmet with OAuth2 and TLS"),
        pytest.param(hapi(), id="hapi", marks=pytest.mark.nightly),
    ],
)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server, once for all tests; each test uses persons of its own."""
    with request.param(tmp_path_factory.mktemp("server")) as running:
        yield running


def test_two_workstations_end_with_the_same_rows(desks: Desks, worker: int) -> None:
    here, there = desks(), desks()
    arrives_whole(here, there, worker)
    for station in (here, there):
        outcome = station.sync()
        assert (outcome.state, outcome.sent, outcome.received) == IDLE


def test_a_new_desk_that_asks_for_persons_by_name_ends_with_the_same_rows(
    desks: Desks, worker: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HAPI searches all of it by person; sekmet gives everybody's forms, and they come with the stream."""
    here, there = desks(), desks()
    arrives_whole(here, there, worker + 9)
    late = desks()
    monkeypatch.setattr(forerun, "LONG_S", -1)
    assert late.settled(late.sync()) == IN_STEP
    assert late.rows() == here.rows()


def test_a_new_desk_that_takes_an_export_ends_with_the_same_rows(desks: Desks, worker: int) -> None:
    here, there = desks(), desks()
    arrives_whole(here, there, worker + 8)
    late = desks()
    believed: list[str] = []
    late.link = replace(late.link, takes_exports=True, fewest_exported=1, reached=believed.append)
    assert late.settled(late.sync()) == IN_STEP
    assert "export-believed" in believed
    assert late.rows() == here.rows()
    again = late.sync()
    assert (again.state, again.sent, again.received) == IDLE


def test_three_slots_at_once_bring_each_save_once(desks: Desks, worker: int) -> None:
    here, there = desks(), desks()
    here.link = replace(here.link, slots=3)
    people = [here.register(10_000_000 + 100 * worker + number) for number in range(60)]
    assert here.settled(here.sync()) == IN_STEP
    visits = [here.visit(one) for one in people]
    assert here.settled(here.sync()) == IN_STEP
    with here.database.reading() as session:
        moved = [slot.counter for slot in session.scalars(select(Slot).order_by(Slot.slot))]
    assert len(moved) == 3
    assert all(moved[1:]), "each slot has sent something"
    assert {_versions(desks, "QuestionnaireResponse", one) for one in visits[::7]} == {1}
    there.sync()
    mine, theirs = here.rows(), there.rows()
    assert {key: theirs.get(key) for key in mine} == mine


def test_changes_of_different_fields_meet(desks: Desks, worker: int) -> None:
    here, there = desks(), desks()
    resident = here.register(worker + 1)
    here.sync()
    there.sync()
    here.edit(resident, phone="13900000001")
    there.edit(resident, current_address="新华里 9")
    here.sync()
    assert there.settled(there.sync()) == IN_STEP
    here.sync()
    assert here.row("Resident", resident)["address"] == "新华里 9"
    assert there.row("Resident", resident)["phone"] == "13900000001"


def test_a_disagreement_is_settled_by_a_person(desks: Desks, worker: int) -> None:
    here, there = desks(), desks()
    resident = here.register(worker + 2)
    here.sync()
    there.sync()
    here.edit(resident, phone="13900000001")
    there.edit(resident, phone="13900000002")
    here.sync()
    assert there.sync().state == "conflict"
    (conflict,) = there.conflicts()
    (open_,) = [field for field in conflict.fields if field.verdict is Verdict.OPEN]
    assert (open_.label, open_.here, open_.there) == ("phone", "13900000002", "13900000001")
    assert centre.resolve(there.link, conflict.key, {open_.path: Verdict.HERE}, "李慧")
    assert there.settled(there.sync()) == IN_STEP
    here.sync()
    assert here.row("Resident", resident)["phone"] == "13900000002"
    assert here.row("Resident", resident) | {"row_version": 0} == there.row("Resident", resident) | {
        "row_version": 0
    }


@pytest.mark.parametrize("accident", [lost_on_the_way, answer_lost, doubled])
def test_an_upload_that_went_astray_is_there_once(desks: Desks, worker: int, accident: Accident) -> None:
    line = BadLine()
    here = desks.on(line)
    here.sync()
    resident = here.register(worker + 3)
    line.accidents.append(accident)
    for _ in range(2):
        here.sync()
    assert here.settled(here.sync()) == IN_STEP
    assert _versions(desks, "Patient", resident) == 1


def test_an_amendment_that_came_between_stands(desks: Desks, worker: int) -> None:
    line = BadLine()
    here, there = desks.on(line), desks()
    here.sync()
    resident = here.register(worker + 4)
    line.accidents.append(answer_lost)
    here.sync()
    there.sync()
    there.edit(resident, current_address="新华里 10")
    assert there.settled(there.sync()) == IN_STEP
    assert here.settled(here.sync()) == IN_STEP
    assert here.row("Resident", resident)["address"] == "新华里 10"
    assert _versions(desks, "Patient", resident) == 2


def test_what_is_deleted_there_is_hidden_here_and_kept(desks: Desks, worker: int) -> None:
    here, there = desks(), desks()
    resident = here.register(worker + 5)
    dose = next(row for row in samples.others() if isinstance(row, Vaccination))
    dose.id, dose.resident_id = here.link.ids.new(), resident
    with here.database.writing("dose") as session:
        session.add(dose)
        given = dose.id
    here.sync()
    there.sync()
    with here.database.reading() as session:
        save = session.scalars(select(Intent.id).where(Intent.kind == "dose")).one()
    here.link.client.delete("Provenance", save)  # HAPI deletes nothing that something refers to
    here.link.client.delete("Immunization", given)
    there.sync()
    assert there.row("Vaccination", given)["status"] == "void"
    with there.database.reading() as session:
        kept = session.query(Version).filter_by(type="Immunization", id=given).all()
    assert any(b"HepB" in version.body for version in kept)


def test_another_hand_is_told_from_ours(desks: Desks, worker: int) -> None:
    another_hand_is_told_from_ours(desks, worker)


def test_a_later_workstation_reads_a_busy_platform_to_its_end(desks: Desks, worker: int) -> None:
    """More than a page of history, written within the minute in which a server may believe an old count."""
    here = desks()
    here.sync()
    residents = [here.register(worker * 100 + number) for number in range(90)]
    here.sync()
    there = desks()
    there.sync()
    mine = {key for key in there.rows() if key[0] == "Resident"}
    assert {("Resident", one) for one in residents} <= mine


def test_the_last_slot_is_given_once(desks: Desks, worker: int) -> None:
    here, there = desks(), desks()
    people = [here.register(worker + number) for number in (6, 7)]
    here.sync()
    there.sync()
    slot, first, second = (here.link.ids.new() for _ in range(3))
    times = {"start": "2026-11-03T09:00:00+08:00", "end": "2026-11-03T09:20:00+08:00"}
    schedule = {"resourceType": "Schedule", "id": here.link.ids.new(), "actor": [{"display": "接种门诊"}]}
    plan = {"schedule": {"reference": f"Schedule/{schedule['id']}"}, "status": "free"}
    booked: list[dict[str, Any]] = [
        schedule,
        {"resourceType": "Slot", "id": slot, **plan, **times},
        *(_asked(id_, person, slot) | times for id_, person in zip((first, second), people, strict=True)),
    ]
    entries = [Entry(one["resourceType"], one["id"], canonical.encode(one)) for one in booked]
    here.link.client.transact(Payload(bundles.transaction(entries)), here.link.ids.new())
    for station in (here, there):
        assert station.settled(station.sync()) == IN_STEP
    for station, appointment in ((here, first), (there, second)):
        with station.database.writing("appointment") as session:
            held = session.get_one(BookingSlot, slot)
            held.status, held.held_by = "busy", appointment
            session.get_one(Appointment, appointment).status = "booked"
    for station in (here, there, here):
        assert station.settled(station.sync()) == IN_STEP
    for station in (here, there):
        assert [station.row("Appointment", one)["status"] for one in (first, second)] == ["booked", "asked"]
        assert station.row("BookingSlot", slot)["held_by"] == first
        outcome = station.sync()
        assert (outcome.state, outcome.sent, outcome.received) == IDLE


def _asked(id_: str, person: str, slot: str) -> dict[str, Any]:
    """An appointment that somebody asked for."""
    return {
        "resourceType": "Appointment",
        "id": id_,
        "status": "pending",
        "slot": [{"reference": f"Slot/{slot}"}],
        "participant": [{"actor": {"reference": f"Patient/{person}"}, "status": "accepted"}],
    }


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    pytest.importorskip("sekmet", reason="the sandbox extra is not installed")
    with Sandbox(tmp_path / "first", 0) as sandbox, pytest.raises(Unreachable):
        Sandbox(tmp_path / "second", sandbox.port).start()


def test_nothing_listens_is_offline_and_loses_nothing(tmp_path: Path) -> None:
    here = a_station(tmp_path / "desk", Client("http://127.0.0.1:9"), 7)
    here.register(1)
    outcome = here.sync()
    assert (outcome.state, outcome.reason, outcome.waiting) == ("offline", "unreachable", 1)
    here.database.close()


def _versions(desks: Desks, type_: str, id_: str) -> int:
    """With `_since`, because HAPI counts a history without it only now and then."""
    client = desks.server.client()
    answer = client.get(f"{type_}/{id_}/_history", {"_since": cursors.BEGINNING})
    client.close()
    return len(bundles.page(answer.body).entries)
