"""Follow-up, child and check-up sheets opened and typed into, beside bare fields and the bare rules."""

from collections.abc import Iterator, Sequence
from functools import partial
from time import perf_counter

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QWidget

from healthdesk.base.calendar import add_months
from healthdesk.desk import Desk
from healthdesk.trials.bench import Result, Room
from healthdesk.trials.bench.report import milliseconds, percentile, within
from ui.forms.drafting import PAUSE_MS
from ui.trials.stage import rest, shell_over, wait_painted

OPEN_MS = 100.0
KEY_MS = 16.0
ROUNDS = 8
LOOKED_THROUGH = 1_000
THOUGHT_MS = 500.0
"""Opened before the hand is back on the keys; a key within one picture of the screen; a short thought."""

FOLLOW_UP = {"programme": "hypertension"}
CHILD = {"programme": "child", "form": "child-1-8-months"}
"""Beside it stand the growth charts, which follow every key."""

CHECKUP = {"programme": "archive", "form": "health-checkup"}
TYPED: dict[str, tuple[tuple[str, str], ...]] = {
    "hypertension": (("sbp", "146"), ("dbp", "86"), ("symptoms", "1"), ("weight", "62.5")),
    "archive": (
        ("symptom", "3"), ("temperature", "36.5"), ("sbp_left", "146"), ("dbp_left", "86"),
        ("weight", "62.5"), ("exercise_freq", "4"), ("smoke_status", "1"), ("drink_freq", "1"),
        ("lips", "1"), ("teeth", "2"), ("skin", "1"), ("fbg", "7.4"), ("p_brain", "1"), ("assess", "2"),
    ),
    "child": (("weight", "7.85"), ("length", "66.2"), ("head", "43.1")),
}  # fmt: skip
"""Keys into questions, some of which ask or hide others."""


def forms(room: Room) -> Iterator[Result]:
    """The sheet asked for until it is painted, and a key until its judgement is.

    The forms take turns, as on a day of check-ups: a sheet is built when its form comes for the first time,
    which the 95th centile of eight holds, and brought back later. The place they are written in is built once
    a day and not counted. The draft is saved before the next person comes: there is a pause between people,
    in which the window also finishes what it does once after it has come up.
    """
    desk = room.desk
    people = [row.resident_id for row in desk.worklist.due(programme="hypertension", limit=ROUNDS).rows]
    children = _infants(desk)
    opened: dict[str, list[float]] = {key: [] for key in TYPED}
    typed: dict[str, list[float]] = {key: [] for key in TYPED}
    with shell_over(desk) as (shell, _):
        _open(shell, people[-1], FOLLOW_UP)
        rest(2 * PAUSE_MS)
        for person in people:
            for which in (CHECKUP, FOLLOW_UP):
                opened[which["programme"]].append(milliseconds(partial(_open, shell, person, which)))
                typed[which["programme"]] += _typed(shell, TYPED[which["programme"]])
        for child in children:
            opened["child"].append(milliseconds(partial(_open, shell, child, CHILD)))
            typed["child"] += _typed(shell, TYPED["child"])
    sheet = desk.visits.start(people[0], "hypertension")
    rules = milliseconds(lambda: sheet.judge(sheet.filling.answer("sbp", 146).answer("dbp", 86)))
    sizes = (("follow-up", "hypertension", 48), ("check-up", "archive", 160), ("child", "child", 60))
    for name, key, fields in sizes:
        first, keys = percentile(opened[key], 95), percentile(typed[key], 95)
        yield within(f"{name} opened p95", first, "ms", floor=_bare_fields(fields), budget=OPEN_MS)
        yield within(f"{name} key to paint p95", keys, "ms", floor=rules, budget=KEY_MS)


def _infants(desk: Desk) -> list[str]:
    """Whom the sheet of the first year is for: it is not opened for an older child."""
    today = desk.clock.today()
    youngest, oldest = add_months(today, -2), add_months(today, -12)
    due = desk.worklist.due(programme="child", limit=LOOKED_THROUGH).rows
    return [row.resident_id for row in due if row.born and oldest < row.born < youngest][:ROUNDS]


def _typed(shell: QWidget, answers: Sequence[tuple[str, str]]) -> list[float]:
    """The first question at once, while rows below are still being made; the others after a thought."""
    spent = []
    form = shell.stack.currentWidget().form  # type: ignore[attr-defined]  # the visit screen of a Shell
    for at, (link_id, keys) in enumerate(answers):
        if form.go_to(link_id):
            QApplication.processEvents()
            spent += [milliseconds(partial(_strike, shell, key)) for key in keys]
        if at == 0:
            rest(THOUGHT_MS)
    rest(2 * PAUSE_MS)
    return spent


def _open(shell: QWidget, person: str, which: dict[str, str]) -> None:
    shell.open("visit", resident_id=person, **which)  # type: ignore[attr-defined]  # a Shell
    wait_painted(shell, lambda: shell.stack.currentWidget().is_ready)  # type: ignore[attr-defined]


def _strike(shell: QWidget, key: str) -> None:
    """The key, and what it makes the window lay out and draw."""
    QTest.keyClicks(QApplication.focusWidget() or shell, key)
    started = perf_counter()
    while perf_counter() - started < 0.001:
        QApplication.processEvents()


def _bare_fields(count: int) -> float:
    def draw() -> None:
        page = QWidget()
        layout = QFormLayout(page)
        for number in range(count):
            layout.addRow(str(number), QLineEdit())
        page.show()
        page.grab()
        page.close()

    return milliseconds(draw)
