"""The due list, beside its own SQL on the bare driver."""

from collections.abc import Iterator
from contextlib import closing

from healthdesk.trials.bench.report import Result, percentile, within
from healthdesk.trials.bench.room import Room, beside_bare

BUDGET_MS = 100.0
"""Counted and its first page ready (workstation.md 8: with painting)."""


def due(room: Room) -> Iterator[Result]:
    """p95 of counting the tabs and reading the first page of the hypertension list."""
    desk = room.desk

    def read() -> None:
        desk.worklist.counts()
        desk.worklist.due(programme="hypertension", limit=100)

    with closing(room.bare()) as connection:
        pairs = [beside_bare(connection, read) for _ in range(max(5, room.options.rounds // 4))]
    value = percentile([value for value, _ in pairs], 95)
    floor = percentile([floor for _, floor in pairs], 95)
    yield within("due list counted and first page p95", value, "ms", floor=floor, budget=BUDGET_MS)


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
