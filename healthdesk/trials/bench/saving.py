"""A signed visit durably on disk, alone and while a pull is applied, beside a bare encrypted commit."""

import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

from healthdesk.base.ids import RandomIds
from healthdesk.desk import Desk
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.visit_sheet import VisitSheet
from healthdesk.store.journal import Origin
from healthdesk.store.platform import PLATFORM, InboxEntry
from healthdesk.sync.apply import apply
from healthdesk.sync.client import Client
from healthdesk.sync.link import Link
from healthdesk.trials.bench.report import Result, milliseconds, percentile, within
from healthdesk.trials.bench.room import AS_OF, Room
from healthdesk.trials.centre.making import Plan, batches

BUDGET_MS = 20.0
PROGRAMME = "hypertension"
ROW_BYTES = 8_000
PULLED_RESIDENTS = 1_200
NOWHERE = "http://127.0.0.1:9/fhir"
TODAY: dict[str, Any] = {
    "mode": "1",
    "visit_outcome": "1",
    "symptoms": ["1"],
    "sbp": 136,
    "dbp": 82,
    "height": "165",
    "weight": "66.5",
    "weight_target": "65.0",
    "heart_rate": 72,
    "smoke": 0,
    "drink": "0",
    "ex_times": 5,
    "ex_min": 30,
    "salt": "2",
    "psych": "1",
    "compliance": "1",
    "adherence": "1",
    "adr": "1",
    "drugs": [{"drug_name": "氨氯地平片", "drug_times": 1, "drug_dose": "5", "drug_unit": "mg"}],
}


def save(room: Room) -> Iterator[Result]:
    """p95 of signing, first alone, then beside a synchroniser that applies what it pulled."""
    desk, rounds = room.desk, room.options.rounds
    due = desk.worklist.due(programme=PROGRAMME, limit=4 * rounds).rows
    people = [row.resident_id for row in due if row.due_on <= AS_OF][: 2 * rounds]
    half = len(people) // 2
    floor = percentile(bare_commits(room, rounds), 95)
    with the_log_carried_over(desk):
        alone = [_signed(desk, resident_id) for resident_id in people[:half]]
    yield within("signed visit durable p95", percentile(alone, 95), "ms", floor=floor, budget=BUDGET_MS)
    with _a_pull_under_way(desk, room.options.seed + 1), the_log_carried_over(desk):
        beside = [_signed(desk, resident_id) for resident_id in people[half:]]
    name = "signed visit durable, pull under way p95"
    yield within(name, percentile(beside, 95), "ms", floor=floor, budget=BUDGET_MS)


def _signed(desk: Desk, resident_id: str) -> float:
    sheet = desk.visits.start(resident_id, PROGRAMME)
    filling = _filled(sheet)
    return milliseconds(lambda: desk.visits.sign(resident_id, PROGRAMME, filling))


def _filled(sheet: VisitSheet) -> Filling:
    filling = sheet.filling
    for link_id, value in TODAY.items():
        filling = filling.answer(link_id, value)
    return filling.confirm(*filling.carried())


def bare_commits(room: Room, rounds: int) -> list[float]:
    """The same encryption and the same durability for one row of a visit's size, and nothing else."""
    payload = os.urandom(ROW_BYTES)
    with closing(room.bare(room.folder / "bare.db")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (seq INTEGER PRIMARY KEY, body BLOB)")

        def commit() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO bare (body) VALUES (?)", (payload,))
            connection.execute("COMMIT")

        return [milliseconds(commit) for _ in range(rounds)]


@contextmanager
def the_log_carried_over(desk: Desk) -> Iterator[None]:
    """What the window does after each save, in its second lane."""
    saved, is_over = threading.Event(), threading.Event()
    desk.on_change(lambda _changes: saved.set())

    def carry() -> None:
        while not is_over.is_set():
            saved.wait()
            saved.clear()
            desk.upkeep.carry_over()

    lane = threading.Thread(target=carry)
    lane.start()
    try:
        yield
    finally:
        is_over.set()
        saved.set()
        lane.join()


@contextmanager
def _a_pull_under_way(desk: Desk, seed: int) -> Iterator[None]:
    """Another centre's records wait in the inbox, and a second thread applies them meanwhile."""
    plan = Plan(PULLED_RESIDENTS, seed, AS_OF, 2)
    with desk.database.writing("pull", origin=Origin.PLATFORM) as session:
        session.add_all(
            InboxEntry(remote_id=PLATFORM, type=type_, id=id_, server_version="1", body=body)
            for batch in batches(plan)
            for type_, id_, body, *_ in batch.versions
        )
    enough = threading.Event()
    link = Link.to(Client(NOWHERE), desk.database, desk.mapper, clock=desk.clock, ids=RandomIds())
    worker = threading.Thread(target=apply, args=(replace(link, should_stop=enough.is_set),))
    worker.start()
    try:
        yield
    finally:
        enough.set()
        worker.join()
