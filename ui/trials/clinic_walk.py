"""`main.py tour --clinic DIR`: one child through every station of the clinic, by keyboard and scanner."""

import sys
from contextlib import redirect_stdout
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from healthdesk.base.calendar import add_years
from healthdesk.desk import Desk, FirstStart
from healthdesk.domain.access import Role
from healthdesk.services.doses import NewDose
from healthdesk.services.stock_rows import Receipt
from ui.kit.tasks import Tasks
from ui.shell import Shell
from ui.trials.desk_tasks import InputMethod, focus_name
from ui.trials.keys import KeyFigure, Typist
from ui.trials.stage import settled, shell_over
from ui.widgets.marks import IconLine

NAME, GUARDIAN, BOOKLET = "李沐阳", "韩梅", "3202050101202600001"
INJECTOR, PASSWORD = "wangfang", "a walk of the clinic"
DOSE_BUDGET = 3
"""Two scans and a key for a dose that is proposed (workstation.md 5)."""

AGE_DAYS = 62
MAKER = "北京生物"
PACKS = {"HepB": "81000210318470263901", "IPV": "81000220318470263902", "DTaP": "81000230318470263903"}
"""The trace code of the pack that lies at hand, by vaccine."""


class ClinicWalk:
    """Types and scans as two people of the clinic do, a picture after each step.

    `acts` are the scans and keys of each dose, the booklet of the first among them; `first` is what that
    first one came to.
    """

    first: KeyFigure

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk, self._folder = desk, folder
        self.made: list[Path] = []
        self.acts: list[int] = []
        folder.mkdir(parents=True, exist_ok=True)

    def go(self) -> None:
        """The registrar's half, then the injector's."""
        self._prepare()
        with shell_over(self._desk) as (shell, tasks):
            self._ask(_Seat(shell, tasks))
        self._desk.accounts.log_in(INJECTOR, PASSWORD)
        with shell_over(self._desk) as (shell, tasks):
            self._inject(_Seat(shell, tasks))

    def _prepare(self) -> None:
        """A child with the doses of its first day, a booklet that is known, packs, somebody to inject."""
        desk, today = self._desk, self._desk.clock.today()
        born = today - timedelta(days=AGE_DAYS)
        filling = desk.residents.start()
        answers = {"name": NAME, "sex": "1", "birth_date": born.isoformat(), "phone": "13800005521"}
        for link_id, value in (
            answers | {"current_address": "幸福里 3-2-501", "drug_allergy": ["1"]}
        ).items():
            filling = filling.answer(link_id, value)
        child = desk.residents.register(filling)
        for vaccine in ("HepB", "BCG"):
            desk.immunization.record(child, NewDose(vaccine, born, is_elsewhere=True))
        desk.backgrounds.keep_booklet(child, BOOKLET)
        for vaccine, code in PACKS.items():
            cold, expires = Decimal("4.2"), add_years(today, 1)
            desk.stock_book.receive(
                Receipt(vaccine, _lot(vaccine), MAKER, expires, 20, cold, trace_codes=(code,))
            )
        desk.accounts.add(login=INJECTOR, full_name="王芳", role=Role.VACCINATOR, password=PASSWORD)

    def _ask(self, seat: "_Seat") -> None:
        """Scanned at the door, asked, the booklet compared, agreed to."""
        seat.shell.open("immunization")
        self._take(seat, "01-nobody")
        seat.scan(BOOKLET)
        self._take(seat, "02-questions")
        seat.typist.type("11111")
        self._take(seat, "03-answered")
        seat.press("Ctrl+Return")
        seat.press("Ctrl+B")
        InputMethod(seat.typist).write(GUARDIAN)
        seat.typist.type("\n1")
        self._take(seat, "04-consent")
        seat.press("Ctrl+S")
        self._take(seat, "05-agreed")

    def _inject(self, seat: "_Seat") -> None:
        """Identified again, each dose scanned and given, signed, booked, observed, left."""
        seat.shell.open("immunization")
        self._take(seat, "06-queue")
        seat.typist = Typist(seat.shell)
        seat.typist.think()
        seat.typist.scan(BOOKLET)
        seat.typist.wait_for(lambda: focus_name() == "card.scan")
        self._take(seat, "07-identified")
        for number in range(1, len(PACKS) + 1):
            self._give(seat, number)
            self.acts.append(seat.typist.keys)
            if number == 1:
                self.first = seat.typist.figure("vaccine-dose-proposed", DOSE_BUDGET)
            seat.typist = Typist(seat.shell)
        self._take(seat, "09-given")
        seat.press("Ctrl+Return")
        self._take(seat, "10-next-appointment")
        seat.press("Return")
        self._take(seat, "11-observed")
        seat.press("F11")
        InputMethod(seat.typist).write("接种处红，十分钟")
        seat.press("Return")
        seat.press("F10")
        InputMethod(seat.typist).write("家里有急事")
        self._take(seat, "12-leaving-sooner")
        seat.press("Return")
        seat.press("F2")
        self._take(seat, "13-left")

    def _give(self, seat: "_Seat", number: int) -> None:
        """The pack is scanned, the seven items are read aloud, Enter says that it was given."""
        vaccine = seat.vaccine()
        seat.typist.think()
        seat.typist.scan(PACKS[vaccine])
        seat.typist.wait_for(lambda: seat.reads_aloud(_lot(vaccine)))
        self._take(seat, f"08-seven-items-{number}")
        seat.typist.press("Return")
        seat.typist.wait_for(lambda: not seat.reads_aloud(_lot(vaccine)))

    def _take(self, seat: "_Seat", name: str) -> None:
        seat.settle()
        file = self._folder / f"{name}.png"
        seat.shell.grab().save(str(file))
        self.made.append(file)
        sys.stdout.write(f"{file}\n")


def _lot(vaccine: str) -> str:
    return f"{vaccine.upper()}2026"


def dose_given(folder: Path) -> KeyFigure:
    """What a proposed dose costs whoever holds the needle, from the booklet to the dose written down.

    A clinic is founded in the empty `folder`.
    """
    start = FirstStart("HealthDesk", "1", "clinic", "clinic", PASSWORD, role=Role.ADMINISTRATOR)
    desk = Desk.found(folder / "store", start)
    try:
        walk = ClinicWalk(desk, folder / "pictures")
        with redirect_stdout(sys.stderr):
            walk.go()
    finally:
        desk.close()
    return walk.first


class _Seat:
    """Somebody at the window, who waits for it as people do."""

    def __init__(self, shell: Shell, tasks: Tasks) -> None:
        self.shell, self._tasks = shell, tasks
        self.typist = Typist(shell)

    def settle(self) -> None:
        settled(self.shell, self._tasks)

    def scan(self, code: str) -> None:
        self.settle()
        self.typist.scan(code)
        self.settle()

    def press(self, shortcut: str) -> None:
        self.typist.press(shortcut)
        self.settle()

    def vaccine(self) -> str:
        """The product that the table proposes."""
        box = self.shell.stack.currentWidget().findChild(QComboBox, "card.product")
        if not isinstance(box, QComboBox):
            raise LookupError("card.product")
        return str(box.currentData())

    def reads_aloud(self, lot: str) -> bool:
        """Whether this lot stands among the seven items."""
        seven = self.shell.stack.currentWidget().findChild(QWidget, "card.seven")
        return seven is not None and any(lot in line.text() for line in seven.findChildren(IconLine))
