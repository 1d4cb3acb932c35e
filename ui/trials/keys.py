"""Counts the keys of the commonest tasks on the real widgets, and models the seconds they cost.

The keystroke-level model (Card, Moran and Newell, 1983): K, one key of an average skilled typist, and M,
one act of thinking before a unit of work. A chord counts one key for each of its keys. Nobody was measured:
the seconds are modelled, and called so.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from healthdesk.desk import Desk, FirstStart
from healthdesk.domain.access import PERMISSIONS, Role
from healthdesk.trials import centre
from ui.kit.actions import sequence
from ui.kit.bus import Bus
from ui.kit.places import Seat
from ui.kit.tasks import Tasks
from ui.screens.visit.screen import VisitScreen
from ui.shell import Shell

KEY_SECONDS = 0.28
THINK_SECONDS = 1.35
PATIENCE_SECONDS = 30.0

QUICK_BUDGET = 9
FULL_BUDGET = 22
RESIDENTS = 1_000
HEAVY = Decimal(24)
"""From this body mass index on the form asks for a target weight (archive-chronic/11)."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One task: keys against the budget, modelled seconds, and the seconds the machine took of them."""

    name: str
    keys: int
    budget: int
    modelled_seconds: float
    machine_seconds: float

    @property
    def ok(self) -> bool:
        """Whether the budget is kept."""
        return self.keys <= self.budget


class Typist:
    """Types into whatever has the focus, and counts. `think` before each unit of work."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.keys = 0
        self.thoughts = 0
        self.machine_seconds = 0.0

    def think(self) -> None:
        """The person looks and decides."""
        self.thoughts += 1

    def type(self, text: str) -> None:
        """One key for each character; a new line is Enter."""
        for mark in text:
            self.keys += 1
            self.act(partial(self._strike, mark))

    def press(self, shortcut: str) -> None:
        """A key or a chord in Qt's portable words; a chord costs as many keys as it has."""
        self.keys += shortcut.count("+") + 1
        chord = sequence(shortcut)[0]  # type: ignore[index]  # the stubs forget that a sequence is one
        self.act(lambda: QTest.keyClick(self.here(), chord.key(), chord.keyboardModifiers()))

    def scan(self, code: str) -> None:
        """One act of the hand: the scanner types, and ends with Enter."""
        self.keys += 1
        self.act(lambda: QTest.keyClicks(self.here(), code))
        self.act(lambda: QTest.keyClick(self.here(), Qt.Key.Key_Return))

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Let the window work until it is so. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE_SECONDS
        started = time.perf_counter()
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            QApplication.processEvents()
            time.sleep(0.001)
        self.machine_seconds += time.perf_counter() - started

    def figure(self, name: str, budget: int) -> KeyFigure:
        """What it came to."""
        modelled = self.keys * KEY_SECONDS + self.thoughts * THINK_SECONDS
        return KeyFigure(name, self.keys, budget, round(modelled, 2), round(self.machine_seconds, 3))

    def _strike(self, mark: str) -> None:
        if mark == "\n":
            QTest.keyClick(self.here(), Qt.Key.Key_Return)
        else:
            QTest.keyClicks(self.here(), mark)

    def here(self) -> QWidget:
        """What has the focus."""
        return QApplication.focusWidget() or self._shell

    def act(self, act: Callable[[], object]) -> None:
        """Do it, let the window answer, and count its time."""
        started = time.perf_counter()
        act()
        QApplication.processEvents()
        self.machine_seconds += time.perf_counter() - started


@contextmanager
def a_doctors_desk(folder: Path) -> Iterator[tuple[Shell, Desk]]:
    """The window of a doctor at a synthetic centre, founded in the empty `folder`."""
    login, password = "keys", "long enough"
    start = FirstStart("HealthDesk", "1", login, login, password, role=Role.DOCTOR)
    desk = Desk.found(folder, start)
    tasks = Tasks()
    try:
        centre.build(desk.database, residents=RESIDENTS, as_of=desk.clock.today())
        bus = Bus()
        desk.on_change(bus.announce)
        allowed = frozenset(one.value for one in PERMISSIONS[Role.DOCTOR])
        shell = Shell(desk, tasks, bus, Seat(login, login, login, "HealthDesk", allowed))
        shell.resize(1366, 768)
        shell.show()
        shell.activateWindow()
        QTest.qWaitForWindowActive(shell)
        yield shell, desk
        shell.close()
    finally:
        tasks.close()
        desk.close()


def follow_ups(shell: Shell, desk: Desk) -> tuple[KeyFigure, ...]:
    """The two returning visits of hypertension."""
    quick, full = returning_residents(desk)
    return quick_record(shell, desk, quick), full_form(shell, desk, full)


def returning_residents(desk: Desk) -> tuple[str, str]:
    """Two people followed up for hypertension alone, whose last follow-up was a full one.

    Raises LookupError when the centre has none.
    """
    found: list[str] = []
    for row in desk.worklist.due(programme="hypertension", limit=RESIDENTS).rows:
        visits = [one for one in desk.visits.full(row.resident_id) if one.programme == "hypertension"]
        card = desk.residents.card(row.resident_id)
        is_alone = [one.programme for one in card.enrolments] == ["hypertension"]
        if is_alone and visits and visits[-1].status == "signed" and _is_slim(visits[-1].answers):
            found.append(row.resident_id)
        if len(found) == 2:
            return found[0], found[1]
    raise LookupError("no two people with hypertension are due")


def _is_slim(answers: Mapping[str, Any]) -> bool:
    """Medicines to keep, and a weight that needs no target: the commonest returning visit."""
    return bool(answers.get("drugs")) and Decimal(str(answers.get("bmi", "99"))) < HEAVY


def quick_record(shell: Shell, desk: Desk, resident_id: str) -> KeyFigure:
    """Pressure, medicines, next date; kept as incomplete. The quick sheet was chosen before (F6)."""
    screen = _visit(shell, resident_id, is_quick=True)
    typist = Typist(shell)
    typist.wait_for(lambda: focus() == "sbp")
    typist.think()
    typist.type("158")
    typist.type("92")
    typist.think()
    typist.type("1")
    typist.press("Ctrl+Shift+Return")
    typist.wait_for(lambda: not screen.is_ready)
    _require(desk, resident_id, "incomplete")
    return typist.figure("returning-hypertension-quick", QUICK_BUDGET)


def full_form(shell: Shell, desk: Desk, resident_id: str) -> KeyFigure:
    """Every required item of the national form: fresh where it must be, carried where it may be."""
    screen = _visit(shell, resident_id, is_quick=False)
    typist = Typist(shell)
    typist.wait_for(lambda: focus() == "mode")
    weight = str(screen.form.filling().last["weight"])
    for unit in (("1", "1"), ("146", "86"), (weight, "76"), ("\n",), ("1", "1"), ("\n",)):
        typist.think()
        for text in unit:
            typist.type(text)
    typist.press("Ctrl+Return")
    typist.wait_for(lambda: not screen.is_ready)
    _require(desk, resident_id, "signed")
    return typist.figure("returning-hypertension-full", FULL_BUDGET)


def focus() -> str:
    """The link id of the question that has the focus; empty outside a form."""
    widget = QApplication.focusWidget()
    while widget is not None:
        if widget.objectName().startswith("field."):
            return widget.objectName().removeprefix("field.").split(".")[0]
        widget = widget.parentWidget()
    return ""


def _visit(shell: Shell, resident_id: str, *, is_quick: bool) -> VisitScreen:
    shell.open("visit", resident_id=resident_id)
    screen = shell.stack.currentWidget()
    if not isinstance(screen, VisitScreen):
        raise TypeError("the visit screen did not open")
    Typist(shell).wait_for(lambda: screen.is_ready)
    if screen.is_quick != is_quick:
        screen.turn_pace()
    return screen


def _require(desk: Desk, resident_id: str, status: str) -> None:
    """What was counted is worth nothing unless it was saved. Raises LookupError."""
    last = desk.visits.full(resident_id)[-1]
    if (last.on, last.status) != (desk.clock.today(), status):
        raise LookupError("the follow-up was not saved")
