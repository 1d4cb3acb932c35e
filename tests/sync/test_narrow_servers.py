"""The journeys on servers that give ids or keep no history: sekmet behind a narrow line, HAPI by night."""

from collections.abc import Iterator

import pytest

from healthdesk.base.progress import Silence
from healthdesk.fhir import bundles, given_ids, replacements
from healthdesk.store.platform import PLATFORM, Remote
from healthdesk.sync import centre, inventory
from healthdesk.sync.engine import Engine
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.stations import Station
from tests.servers.bad_line import Accident, answer_lost, doubled, lost_on_the_way
from tests.servers.real_servers import (
    IN_STEP,
    Desks,
    Server,
    another_hand_is_told_from_ours,
    arrives_whole,
    hapi,
    narrowed,
)

pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(1800)]
FORM = "QuestionnaireResponse"
KINDS = {
    "server-ids": {"gives_ids": True},
    "append-only": {"forgets": True},
    "both": {"gives_ids": True, "forgets": True},
}


@pytest.fixture(
    scope="module",
    params=[
        *(pytest.param((kind, narrowed(**KINDS[kind])), id=f"sekmet {kind}") for kind in KINDS),
        *(
            pytest.param((kind, hapi(**KINDS[kind])), id=f"hapi {kind}", marks=pytest.mark.nightly)
            for kind in KINDS
        ),
    ],
)
def kind_and_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Server]]:
    """What is narrow about it, and the server."""
    kind, running = request.param
    with running(tmp_path_factory.mktemp("server")) as server:
        yield kind, server


@pytest.fixture(scope="module")
def server(kind_and_server: tuple[str, Server]) -> Server:
    """For the desks."""
    return kind_and_server[1]


@pytest.fixture(scope="module")
def kind(kind_and_server: tuple[str, Server]) -> str:
    """A key of KINDS."""
    return kind_and_server[0]


def compared(desk: Station) -> None:
    """Everything is there as it is here, and nothing goes again."""
    outcome = Engine(desk.link).run(Silence(), inventory.everything)
    assert desk.settled(outcome) == IN_STEP
    assert outcome.findings is not None
    assert (outcome.findings.queued_again, outcome.findings.left, outcome.findings.fetched) == ((), (), ())


def test_it_is_known_for_what_it_is(desks: Desks, worker: int, kind: str) -> None:
    here = desks()
    here.register(worker)
    assert here.settled(here.sync()) == IN_STEP
    with here.database.reading() as session:
        remote = session.get_one(Remote, PLATFORM)
        assert remote.mode == ("append-only" if kind == "append-only" else "server-ids")
        assert (remote.probe or {})["keeps_history"] is (kind == "server-ids")


def test_everything_arrives_at_another_workstation(desks: Desks, worker: int) -> None:
    here, there = desks(), desks()
    arrives_whole(here, there, worker)
    for desk in (here, there):
        outcome = desk.sync()
        assert (desk.settled(outcome), outcome.sent, outcome.received) == (IN_STEP, 0, 0)
        compared(desk)


def test_a_record_changes_both_ways(desks: Desks, worker: int) -> None:
    here, there = desks(), desks()
    resident = here.register(worker + 1)
    visit = here.visit(resident)
    here.sync()
    there.sync()
    for phone, doctor, writer, reader in (
        ("13900000001", "王慧", there, here),
        ("13900000002", "赵云", here, there),
        ("13900000003", "孙兰", there, here),
    ):
        writer.edit(resident, phone=phone)
        writer.change("Visit", visit, doctor=doctor)
        assert writer.settled(writer.sync()) == IN_STEP
        assert reader.settled(reader.sync()) == IN_STEP
        assert reader.row("Resident", resident)["phone"] == phone
        assert reader.row("Visit", visit)["doctor"] == doctor


def test_changes_of_different_fields_meet(desks: Desks, worker: int) -> None:
    here, there = desks(), desks()
    resident = here.register(worker + 2)
    for desk in (here, there):
        assert desk.settled(desk.sync()) == IN_STEP
    here.edit(resident, phone="13900000003")
    there.edit(resident, current_address="平安里 1")
    for desk in (here, there, here, there):
        desk.sync()
    for desk in (here, there):
        assert desk.settled(desk.sync()) == IN_STEP
        row = desk.row("Resident", resident)
        assert (row["phone"], row["address"]) == ("13900000003", "平安里 1")


def test_another_hand_is_told_from_ours(desks: Desks, worker: int) -> None:
    another_hand_is_told_from_ours(desks, worker)


@pytest.mark.parametrize("accident", [lost_on_the_way, answer_lost, doubled])
def test_what_went_astray_is_there_once(desks: Desks, worker: int, accident: Accident) -> None:
    line = desks.server.line()
    line.writes = ("POST", "PUT")
    here, there = desks.on(line), desks()
    here.sync()
    resident = here.register(worker + 3)
    visit = here.visit(resident)
    line.accidents += [accident] * 3
    for _ in range(4):
        here.sync()
    assert not line.accidents
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert there.row("Visit", visit) == here.row("Visit", visit)
    assert len(copies(here, "Patient", resident)) <= 1
    assert len(copies(here, FORM, visit)) <= 1


def test_a_change_that_was_deleted_there_is_laid_before_who_builds_on_it(
    desks: Desks, worker: int, kind: str
) -> None:
    if kind == "server-ids":
        pytest.skip("a change is no resource of its own there")
    here, there = desks(), desks()
    resident = here.register(worker + 4)
    visit = here.visit(resident)
    here.sync()
    here.change("Visit", visit, doctor="王慧")
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    change = replacements.id_of(visit, 2)
    if kind == "both":
        (change,) = copies(here, FORM, change)
    here.link.client.delete(FORM, change)
    here.change("Visit", visit, doctor="赵云")
    assert here.settled(here.sync()) == ("conflict", 0, 0, 1)
    (conflict,) = here.conflicts()
    choices = {field.path: Verdict.HERE for field in conflict.fields}
    assert centre.resolve(here.link, conflict.key, choices, "李慧")
    assert here.settled(here.sync()) == IN_STEP
    assert there.settled(there.sync()) == IN_STEP
    assert there.row("Visit", visit)["doctor"] == "赵云"


def copies(desk: Station, type_: str, id_: str) -> list[str]:
    """The ids there of what says it is our `id_`; none on a platform that keeps our ids."""
    name, value = given_ids.query(type_, id_)
    return [one.id for one in bundles.page(desk.link.client.search(type_, {name: value}).body).entries]
