"""From a keystroke in the search box to the painted list, beside the search in the service."""

from collections.abc import Iterator
from functools import partial
from time import perf_counter

from PySide6.QtTest import QTest

from healthdesk.trials.bench import BENCHES, Result, Room
from healthdesk.trials.bench.report import milliseconds, percentile, within
from ui.shell import Shell
from ui.trials.stage import shell_over, wait_for

BUDGET_MS = 30.0
"""Keystroke to painted list, p95 (workstation.md 3)."""

TEXTS = ("zw", "zhangw", "wang", "lih", "1957", "5521", "160", "chenx", "liujh", "yangx")


def search(room: Room) -> Iterator[Result]:
    """The service's figures by kind of text, then what the eye waits for."""
    yield from BENCHES["search"](room)
    desk = room.desk
    with shell_over(desk) as (shell, _):
        shown, floors = [], []
        for text in TEXTS * 3:
            floors.append(milliseconds(partial(desk.residents.search, text)))
            shown.append(_painted(shell, text))
    yield within(
        "keystroke to painted list p95",
        percentile(shown, 95),
        "ms",
        floor=percentile(floors, 95),
        budget=BUDGET_MS,
    )


def _painted(shell: Shell, text: str) -> float:
    box, found = shell.top.search, shell.found
    box.set_text(text[:-1])
    wait_for(lambda: found.answered == text[:-1])
    started = perf_counter()
    QTest.keyClicks(box.field, text[-1])
    wait_for(lambda: found.answered == text)
    found.grab()
    return (perf_counter() - started) * 1000
