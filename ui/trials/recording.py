"""A record of a thousand events: from opening it to the painted timeline, beside the data alone."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import inspect, select

from healthdesk.base.clock import FixedClock
from healthdesk.desk import Desk, Environment, FirstStart
from healthdesk.store.measures import Measure
from healthdesk.store.visits import Visit
from healthdesk.trials import centre
from healthdesk.trials.bench import Result, Room
from healthdesk.trials.bench.report import milliseconds, percentile, within
from healthdesk.trials.bench.room import AS_OF, LOGIN
from ui.screens.record.screen import RecordScreen
from ui.shell import Shell
from ui.trials.stage import shell_over, wait_for

EVENTS = 1_000
DATA_MS, PAINTED_MS = 100.0, 150.0
"""workstation.md 4."""

RESIDENTS = 200
ROUNDS = 12
BATCH = 100


def record(room: Room) -> Iterator[Result]:
    """On a small centre of its own, where one person has been followed up a thousand times."""
    with TemporaryDirectory(prefix="healthdesk-record-") as folder:
        start = FirstStart("HealthDesk", "1", LOGIN, LOGIN, room.password or "long enough")
        desk = Desk.found(Path(folder) / "store", start, Environment(clock=FixedClock.on(AS_OF)))
        try:
            centre.build(desk.database, residents=RESIDENTS, as_of=AS_OF)
            person = _followed_up(desk)
            other = next(row.id for row in desk.residents.page(None, RESIDENTS).rows if row.id != person)
            bare = [milliseconds(partial(desk.records.open, person)) for _ in range(ROUNDS)]
            with shell_over(desk) as (shell, _):
                _open(shell, person)
                shown = [_reopened(shell, person, other) for _ in range(ROUNDS)]
        finally:
            desk.close()
    data = percentile(bare, 95)
    yield within(f"record of {EVENTS} events, data p95", data, "ms", floor=min(bare), budget=DATA_MS)
    painted = percentile(shown, 95)
    yield within(f"record of {EVENTS} events, painted p95", painted, "ms", floor=data, budget=PAINTED_MS)


def _reopened(shell: Shell, person: str, other: str) -> float:
    """After another person's record, so that all of it is fetched and built."""
    _open(shell, other, least=-1)
    return milliseconds(partial(_open, shell, person))


def _open(shell: Shell, person: str, least: int = EVENTS) -> None:
    shell.open("record", resident_id=person)
    screen = shell.stack.currentWidget()
    if not isinstance(screen, RecordScreen):
        raise TypeError("the record did not open")
    model = screen.views.overview.timeline.model()
    wait_for(lambda: model.rowCount() > least and screen.views.isVisible())
    shell.grab()


def _followed_up(desk: Desk) -> str:
    """Somebody with one follow-up, which is written down again for every third day before it."""
    with desk.database.reading() as session:
        first = session.scalars(select(Visit).where(Visit.programme == "hypertension")).first()
        if first is None:
            raise LookupError("nobody was followed up")
        values = _columns(first)
        measures = [
            _columns(one) for one in session.scalars(select(Measure).where(Measure.visit_id == first.id))
        ]
    for batch in range(0, EVENTS, BATCH):
        with desk.database.writing("visit") as session:
            for at in range(batch, batch + BATCH):
                on = values["visited_on"] - timedelta(days=3 * (at + 1))
                key = f"00000000-0000-4000-8000-{at:012d}"
                session.add(Visit(**values | {"id": key, "visited_on": on}))
                session.flush()
                session.add_all(Measure(**one | {"visit_id": key, "measured_on": on}) for one in measures)
    return str(values["resident_id"])


def _columns(row: Visit | Measure) -> dict[str, Any]:
    mapper: Any = inspect(type(row))
    return {
        column.key: getattr(row, column.key) for column in mapper.column_attrs if column.key != "row_version"
    }
