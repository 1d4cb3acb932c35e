"""A follow-up opened and typed into, beside the same number of bare fields and the bare rules."""

from collections.abc import Iterator
from functools import partial
from time import perf_counter

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QWidget

from healthdesk.trials.bench import Result, Room
from healthdesk.trials.bench.report import milliseconds, percentile, within
from ui.trials.stage import shell_over, wait_for

OPEN_MS = 400.0
KEY_MS = 50.0
ROUNDS = 8
"""Opening: within the half second in which a click feels answered. A key: the longest stall allowed."""


def forms(room: Room) -> Iterator[Result]:
    """Due person to the sheet ready for typing, and a digit to its judgement painted."""
    desk = room.desk
    people = [row.resident_id for row in desk.worklist.due(programme="hypertension", limit=ROUNDS).rows]
    with shell_over(desk) as (shell, _):
        opened, typed = [], []
        for person in people:
            opened.append(milliseconds(partial(_open, shell, person)))
            typed += [milliseconds(partial(_strike, shell, mark)) for mark in "146"]
    yield within("follow-up opened p95", percentile(opened, 95), "ms", floor=_bare_fields(48), budget=OPEN_MS)
    sheet = desk.visits.start(people[0], "hypertension")
    floor = milliseconds(lambda: sheet.judge(sheet.filling.answer("sbp", 146).answer("dbp", 86)))
    yield within("key to judgement p95", percentile(typed, 95), "ms", floor=floor, budget=KEY_MS)


def _open(shell: QWidget, person: str) -> None:
    shell.open("visit", resident_id=person)  # type: ignore[attr-defined]  # a Shell
    wait_for(lambda: shell.stack.currentWidget().is_ready)  # type: ignore[attr-defined]  # the visit screen
    shell.grab()
    field = shell.findChild(QWidget, "field.sbp")
    if field is not None:
        field.setFocus()


def _strike(shell: QWidget, mark: str) -> None:
    started = perf_counter()
    QTest.keyClicks(QApplication.focusWidget() or shell, mark)
    while perf_counter() - started < 0.001:
        QApplication.processEvents()
    shell.repaint()


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
