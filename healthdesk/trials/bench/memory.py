"""Memory of a fresh process that opens the centre and works with it, beside one that only starts Python."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from healthdesk.base.clock import FixedClock
from healthdesk.desk import Desk, Environment
from healthdesk.trials.bench.report import Result, within
from healthdesk.trials.bench.room import AS_OF, Room

BUDGET_MB = 300.0
"""The whole program at 100,000 residents; the window adds its own part in `bench window`."""

TEXTS = ("王", "zw", "zhangw", "1957", "160", "幸福里", "王 幸福里", "zw 1957")
STATUS = Path("/proc/self/status")


def memory(room: Room) -> Iterator[Result]:
    """Resident memory after searching, the due list and a record. Nothing where the system does not say."""
    if not STATUS.exists():
        return
    folder, login, password = room.folder, room.options.login, room.password
    room.lend()
    floor = _in_fresh_process(_bare)
    value = _in_fresh_process(_working, folder, login, password)
    yield within("memory of the core at work", value, "MB", floor=floor, budget=BUDGET_MB)


def _in_fresh_process(job: Callable[..., float], *values: object) -> float:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(job, *values).result()


def _bare() -> float:
    return _resident_mb()


def _working(folder: Path, login: str, password: str) -> float:
    desk = Desk.open(folder, login, password, Environment(clock=FixedClock.on(AS_OF)))
    try:
        for words in TEXTS:
            desk.residents.search(words)
        rows = desk.worklist.due(limit=100).rows
        desk.worklist.counts()
        desk.printing.warm()
        for row in rows[:20]:
            desk.residents.card(row.resident_id)
        return _resident_mb()
    finally:
        desk.close()


def _resident_mb() -> float:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000
