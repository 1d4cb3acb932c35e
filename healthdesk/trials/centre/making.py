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
from multiprocessing.connection import Connection

from healthdesk.base.ids import SeededIds
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.fhir.mapping import Mapper
from healthdesk.store.bulk import Batch, prepare
from healthdesk.trials.centre.doses import Doses
from healthdesk.trials.centre.draw import Draw
from healthdesk.trials.centre.follow_ups import FollowUps
from healthdesk.trials.centre.households import Household, Households
from healthdesk.trials.centre.records import Records, Sources
from healthdesk.trials.centre.sheets import Sheets

BATCH = 5_000
"""Residents a batch and a transaction: few index pages are written twice, and memory stays bounded."""

WORTH_A_PROCESS = 15_000
"""Below so many residents a second process would spend longer starting than it saves."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides every name, id and date of a centre."""

    residents: int
    seed: int
    as_of: date
    years: int


def batches(plan: Plan) -> Iterator[Batch]:
    """All rows of the centre, made ready for the file; the same for the same plan."""
    is_frozen = getattr(sys, "frozen", False)
    if plan.residents >= WORTH_A_PROCESS and not is_frozen and (os.cpu_count() or 1) > 1:
        return _beside(plan)
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
    sources = Sources(
        forms,
        programmes,
        Sheets(draw, plan.as_of),
        FollowUps(draw, plan.as_of, programmes),
        Doses(draw, plan.as_of, Schedule.read()),
    )
    records, mapper = Records(draw, ids, plan.as_of, plan.years, sources), Mapper(forms)
    for group in _groups(Households(draw, ids, plan.as_of).make(plan.residents)):
        with no_collector():
            rows = [row for household in group for row in records.of(household)]
            batch = prepare(rows, mapper.freeze)
        yield batch


def _groups(made: Iterator[Household]) -> Iterator[list[Household]]:
    group: list[Household] = []
    members = 0
    for household in made:
        group.append(household)
        members += len(household.members)
        if members >= BATCH:
            yield group
            group, members = [], 0
    if group:
        yield group


def _beside(plan: Plan) -> Iterator[Batch]:
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(plan, sending), daemon=True)
    process.start()
    sending.close()
    try:
        while (batch := receiving.recv()) is not None:
            yield batch
    except EOFError:
        raise RuntimeError("the process that makes the centre ended early") from None
    finally:
        receiving.close()
        process.terminate()
        process.join()


def _send(plan: Plan, sending: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for batch in _here(plan):
        sending.send(batch)
    sending.send(None)
