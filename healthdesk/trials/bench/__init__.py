"""Benches: what the program promises, measured beside the floor. The window adds its own to the registry."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from healthdesk.base.errors import NotFound
from healthdesk.trials.bench.clinic import clinic
from healthdesk.trials.bench.forecasting import immunization, recall
from healthdesk.trials.bench.memory import memory
from healthdesk.trials.bench.paper import forms, referral
from healthdesk.trials.bench.reading import centre, due, renewal
from healthdesk.trials.bench.report import BenchReport, Result, machine
from healthdesk.trials.bench.room import Options, Room
from healthdesk.trials.bench.saving import save
from healthdesk.trials.bench.searching import search
from healthdesk.trials.bench.syncing import sync

__all__ = ["BENCHES", "Bench", "BenchReport", "Options", "Result", "Room", "machine", "run"]

Bench = Callable[[Room], Iterable[Result]]
"""A bench measures in the room it is given and yields its figures."""

BENCHES: Mapping[str, Bench] = MappingProxyType(
    {
        "centre": centre,
        "search": search,
        "due": due,
        "renewal": renewal,
        "referral": referral,
        "blank": forms,
        "save": save,
        "sync": sync,
        "memory": memory,
        "immunization": immunization,
        "recall": recall,
        "clinic": clinic,
    }
)


def run(
    names: Iterable[str] = (),
    options: Options | None = None,
    more: Mapping[str, Bench] = MappingProxyType({}),
    watch: Callable[[Result], None] = lambda _: None,
) -> BenchReport:
    """Run the named benches, or all; `more` adds others, such as those of the window.

    `watch` hears each figure as it comes. Raises NotFound for an unknown name.
    """
    known = {**BENCHES, **more}
    chosen = list(names) or list(known)
    for name in chosen:
        if name not in known:
            raise NotFound("bench", name)
    room = Room(options or Options())
    results: list[Result] = []
    try:
        for name in chosen:
            for result in known[name](room):
                watch(result)
                results.append(result)
    finally:
        room.close()
    return BenchReport(machine(), tuple(results))
