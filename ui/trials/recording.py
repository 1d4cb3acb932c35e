"""A record of a thousand events: from opening it to the painted timeline, beside the data alone."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from healthdesk.base.clock import FixedClock
from healthdesk.desk import Desk, Environment, FirstStart
from healthdesk.trials import centre
from healthdesk.trials.bench import Result, Room
from healthdesk.trials.bench.long_record import followed_up
from healthdesk.trials.bench.report import milliseconds, percentile, within
from healthdesk.trials.bench.room import AS_OF, LOGIN
from ui.kit import collecting
from ui.kit.tasks import Tasks
from ui.screens.record.screen import AFTER_PAINT_MS, RecordScreen
from ui.shell import Shell
from ui.trials.stage import rest, settled, shell_over, wait_for

EVENTS = 1_000
DATA_MS, PAINTED_MS = 100.0, 150.0
"""workstation.md 4."""

RESIDENTS = 200
ROUNDS = 20


def record(room: Room) -> Iterator[Result]:
    """On a small centre of its own, where one person has been followed up a thousand times."""
    with TemporaryDirectory(prefix="healthdesk-record-") as folder:
        start = FirstStart("HealthDesk", "1", LOGIN, LOGIN, room.password or "long enough")
        desk = Desk.found(Path(folder) / "store", start, Environment(clock=FixedClock.on(AS_OF)))
        try:
            centre.build(desk.database, residents=RESIDENTS, as_of=AS_OF)
            person = followed_up(desk, EVENTS)
            other = next(row.id for row in desk.residents.page(None, RESIDENTS).rows if row.id != person)
            collecting.settle()  # as in the window: without, its own run of the collector is measured
            bare = [milliseconds(partial(desk.records.open, person)) for _ in range(ROUNDS)]
            with shell_over(desk) as (shell, tasks):
                _open(shell, person)
                shown = [_reopened(shell, tasks, person, other) for _ in range(ROUNDS)]
        finally:
            desk.close()
    data = percentile(bare, 95)
    yield within(f"record of {EVENTS} events, data p95", data, "ms", floor=min(bare), budget=DATA_MS)
    painted = percentile(shown, 95)
    yield within(f"record of {EVENTS} events, painted p95", painted, "ms", floor=data, budget=PAINTED_MS)


def _reopened(shell: Shell, tasks: Tasks, person: str, other: str) -> float:
    """After another person's record has been read, so that all of it is fetched and built."""
    _open(shell, other, least=-1)
    rest(AFTER_PAINT_MS)
    settled(shell, tasks)
    return milliseconds(partial(_open, shell, person))


def _open(shell: Shell, person: str, least: int = EVENTS) -> None:
    shell.open("record", resident_id=person)
    screen = shell.stack.currentWidget()
    if not isinstance(screen, RecordScreen):
        raise TypeError("the record did not open")
    model = screen.views.overview.timeline.model()
    wait_for(lambda: model.rowCount() > least and screen.views.isVisible())
    shell.grab()
