"""The due list, beside its own SQL on the bare driver."""

from collections.abc import Callable, Iterator
from contextlib import closing

from healthdesk.trials.bench.report import Result, milliseconds, percentile, within
from healthdesk.trials.bench.room import Room, beside_bare

RENEWAL_SECONDS = 60.0
"""For 100,000 residents, in the background."""

BUDGET_MS = 100.0
"""Counted and its first page ready (workstation.md 8: with painting)."""


def due(room: Room) -> Iterator[Result]:
    """p95 of counting the tabs and reading a first page: of hypertension, and of every programme."""
    worklist = room.desk.worklist

    def hypertension() -> None:
        worklist.counts()
        worklist.due(programme="hypertension", limit=100)

    def everything() -> None:
        worklist.counts(is_follow_up=True)
        worklist.due(is_follow_up=True, limit=100)

    yield _read(room, "due list counted and first page p95", hypertension)
    yield _read(room, "due list of all programmes p95", everything)


def renewal(room: Room) -> Iterator[Result]:
    """Every due date of every programme worked out anew, as the first login of a day does it."""
    taken = milliseconds(room.desk.due_dates.renew) / 1_000
    residents = room.options.residents
    budget = RENEWAL_SECONDS * max(1.0, residents / 100_000)
    yield within(f"due dates of {residents} residents anew", taken, "s", floor=None, budget=budget)


def _read(room: Room, name: str, read: Callable[[], None]) -> Result:
    with closing(room.bare()) as connection:
        pairs = [beside_bare(connection, read) for _ in range(max(5, room.options.rounds // 4))]
    value = percentile([value for value, _ in pairs], 95)
    floor = percentile([floor for _, floor in pairs], 95)
    return within(name, value, "ms", floor=floor, budget=BUDGET_MS)


def centre(room: Room) -> Iterator[Result]:
    """How long the synthetic centre took; told only when this run made it."""
    file = room.desk.database.file
    if room.build_seconds is not None:
        size = file.stat().st_size / 1_000_000
        residents = room.options.residents
        yield within(
            f"synthetic centre of {residents} residents",
            room.build_seconds,
            "s",
            floor=None,
            budget=60.0 * max(1.0, residents / 100_000),
        )
        yield Result("file a thousand residents", round(size / residents * 1000, 2), "MB")
