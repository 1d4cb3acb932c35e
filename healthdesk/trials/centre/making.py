"""A centre, batch by batch: in this process, or in a second one while the first writes."""

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing.context import SpawnProcess
from queue import Empty, Full
from typing import TYPE_CHECKING, TypeAlias

from healthdesk.base.ids import SeededIds
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.fhir.mapping import Mapper
from healthdesk.store.bulk import Batch, prepare
from healthdesk.trials.centre.clinic import Clinic
from healthdesk.trials.centre.doses import Doses
from healthdesk.trials.centre.draw import Draw
from healthdesk.trials.centre.follow_ups import FollowUps
from healthdesk.trials.centre.households import Household, Households
from healthdesk.trials.centre.planned import PlannedRecords
from healthdesk.trials.centre.records import Records, Sources
from healthdesk.trials.centre.sheets import Sheets

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

BATCH = 5_000
"""Residents a batch and a transaction: few index pages are written twice, and memory stays bounded."""

WORTH_A_PROCESS = 15_000
"""Below so many residents a second process would spend longer starting than it saves."""


AHEAD = 1
"""Batches that wait for the writer: each is some 70 MB."""

LOOK_AFTER_SECONDS = 1.0

BatchQueue: TypeAlias = "Queue[Batch | None]"


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides every name, id and date of a centre."""

    residents: int
    seed: int
    as_of: date
    years: int
    batch: int = BATCH


def batches(plan: Plan) -> Iterator[Batch]:
    """All rows of the centre, made ready for the file; the same for the same plan."""
    is_frozen = getattr(sys, "frozen", False)
    if plan.residents >= WORTH_A_PROCESS and not is_frozen and (os.cpu_count() or 1) > 1:
        return beside(plan)
    return _here(plan)


@contextmanager
def no_collector() -> Iterator[None]:
    """Half a million rows without a single cycle: looking for cycles would take a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _here(plan: Plan) -> Iterator[Batch]:
    forms, programmes = Forms.read(), Programmes.read()
    draw, ids = Draw(plan.seed), SeededIds(plan.seed)
    own = PlannedRecords(Draw(plan.seed), plan.as_of, forms, programmes)
    clinic = Clinic(plan.seed, plan.as_of, own, programmes.by_key)
    sources = Sources(
        forms,
        programmes,
        Sheets(draw, plan.as_of),
        FollowUps(draw, plan.as_of, programmes),
        PlannedRecords(draw, plan.as_of, forms, programmes),
        Doses(draw, plan.as_of, Schedule.read()),
        clinic if clinic.is_for(plan.residents) else None,
    )
    records, mapper = Records(draw, ids, plan.as_of, plan.years, sources), Mapper(forms)
    for group in _groups(Households(draw, ids, plan.as_of).make(plan.residents), plan.batch):
        with no_collector():
            rows = [row for household in group for row in records.of(household)]
            batch = prepare(rows, mapper.freeze)
        yield batch


def _groups(made: Iterator[Household], batch: int) -> Iterator[list[Household]]:
    group: list[Household] = []
    members = 0
    for household in made:
        group.append(household)
        members += len(household.members)
        if members >= batch:
            yield group
            group, members = [], 0
    if group:
        yield group


def beside(plan: Plan) -> Iterator[Batch]:
    """The same batches out of a second process. Raises RuntimeError when it ends early."""
    context = multiprocessing.get_context("spawn")
    # A bare pipe would hold the maker up until the writer reads; the queue lets it work one batch ahead.
    made: BatchQueue = context.Queue(maxsize=AHEAD)
    process = context.Process(target=_send, args=(plan, made), daemon=True)
    process.start()
    try:
        while (batch := _next(made, process)) is not None:
            yield batch
    finally:
        process.terminate()
        process.join()
        made.close()


def _next(made: BatchQueue, process: SpawnProcess) -> Batch | None:
    while True:
        try:
            return made.get(timeout=LOOK_AFTER_SECONDS)
        except Empty:
            if not process.is_alive():
                raise RuntimeError("the process that makes the centre ended early") from None


def _send(plan: Plan, made: BatchQueue) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # For the whole life of the process: a collection after each batch would take a tenth of its time.
    with no_collector():
        is_wanted = all(_hand_over(made, batch) for batch in _here(plan)) and _hand_over(made, None)
    if not is_wanted:
        made.cancel_join_thread()


def _hand_over(made: BatchQueue, batch: Batch | None) -> bool:
    """False when the process that writes was killed: nobody would ever take the batch."""
    writer = multiprocessing.parent_process()
    while True:
        try:
            made.put(batch, timeout=LOOK_AFTER_SECONDS)
        except Full:
            if writer is not None and not writer.is_alive():
                return False
        else:
            return True
