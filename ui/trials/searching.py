"""From a keystroke in the search box to the painted list, by kind of text, beside the bare search."""

from collections.abc import Iterator
from functools import partial
from time import perf_counter

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QTableView

from healthdesk.base import pinyin
from healthdesk.trials.bench import BENCHES, Result, Room
from healthdesk.trials.bench.report import milliseconds, percentile, within
from healthdesk.trials.bench.searching import KINDS, sample
from ui.shell import Shell
from ui.shell.search_list import SearchList
from ui.trials.stage import rest, shell_over, wait_for

BUDGET_MS = 30.0
"""Keystroke to painted list, p95 (workstation.md 3)."""

REST_MS = 300
"""After the desk has opened and a first list was painted once, as in a window somebody works in."""

EMPTIED_MS = 100
"""Until the page that the list had covered is painted: the key that is measured does not empty the box."""


def search(room: Room) -> Iterator[Result]:
    """The service's figures by kind of text, then what the eye waits for."""
    yield from BENCHES["search"](room)
    desk, people = room.desk, sample(room)
    pinyin.spellings(people[0].name)  # the window loads the dictionary once somebody has logged in
    everything: list[float] = []
    floors: list[float] = []
    with shell_over(desk) as (shell, _):
        watch = _PaintWatch(shell.found)
        _painted(shell, watch, people[0].name)
        rest(REST_MS)
        for kind, typed in KINDS.items():
            texts = [typed(row) for row in people]
            shown = [_painted(shell, watch, text) for text in texts]
            bare = [milliseconds(partial(desk.residents.search, text)) for text in texts]
            for percent in (50, 95, 99):
                value, floor = percentile(shown, percent), percentile(bare, percent)
                yield Result(f"painted {kind} p{percent}", round(value, 3), "ms", round(floor, 3))
            everything += shown
            floors += bare
    yield within(
        "keystroke to painted list p95",
        percentile(everything, 95),
        "ms",
        floor=percentile(floors, 95),
        budget=BUDGET_MS,
    )


class _PaintWatch(QObject):
    """Knows whose answer the list showed when it was last painted."""

    def __init__(self, found: SearchList) -> None:
        super().__init__(found)
        self._found = found
        self.painted = ""
        found.findChildren(QTableView)[0].viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  Qt's
        if event.type() == QEvent.Type.Paint:
            self.painted = self._found.answered
        return False


def _painted(shell: Shell, watch: _PaintWatch, text: str) -> float:
    """Milliseconds of the last key of `text`, the ones before it answered and painted already."""
    box, begun = shell.top.search, text[:-1]
    box.set_text(begun)
    wait_for(lambda: watch.painted == begun.strip() or not begun)
    if not begun:
        rest(EMPTIED_MS)
    started = perf_counter()
    box.field.insert(text[-1])
    wait_for(lambda: watch.painted == text)
    return (perf_counter() - started) * 1000
