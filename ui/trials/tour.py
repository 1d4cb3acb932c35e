"""`main.py tour --out DIR`: the real screens over an invented centre, each saved as a picture.

With `--forms DIR` filled forms instead, screen and paper beside each other.
"""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from healthdesk.desk import Desk, FirstStart
from healthdesk.domain.access import Permission, Role
from healthdesk.trials import centre
from ui.kit import theme, words
from ui.kit.language import speak
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.login.lock import LockPage, Way
from ui.login.page import LoginPage
from ui.login.people import PersonLine
from ui.login.side import House
from ui.login.wizard import Wizard
from ui.screens.record.views import COVER
from ui.shell import Shell
from ui.trials import side_by_side
from ui.trials.clinic_walk import ClinicWalk
from ui.trials.stage import draw_unseen_without_a_display, rest, settled, shell_over
from ui.trials.tour_wishes import WHOLE, Wishes, wishes_of

CENTRE = "幸福路社区卫生服务中心"
LOGIN, NAME, PASSWORD = "lihui", "李慧", "a tour of the house"
RESIDENTS = 400
FEMALE = "2"
NOBODY = "查无此人"
DARK_MARK = "-dark"
"""Ends the names of dark pictures, so that both looks stand in one folder."""


class Camera:
    """Saves what a widget shows; `taken` are the files in order. `mark` ends the name of each."""

    def __init__(self, folder: Path, only: frozenset[str] = frozenset(), mark: str = "") -> None:
        self._folder, self._only, self._mark = folder, only, mark
        self.taken: list[Path] = []
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, widget: QWidget, name: str) -> None:
        """One picture, said on standard output."""
        if self._only and name not in self._only:
            return
        file = self._folder / f"{name}{self._mark}.png"
        widget.grab().save(str(file))
        self.taken.append(file)
        sys.stdout.write(f"{file}\n")


class Walk:
    """Through every place of one shell."""

    def __init__(self, desk: Desk, shell: Shell, tasks: Tasks, camera: Camera) -> None:
        self._desk, self._shell, self._tasks, self._camera = desk, shell, tasks, camera

    def go(self) -> None:
        """The day, place by place. What a centre has nobody for is left out."""
        self._settle()
        self._camera.take(self._shell, "02-home")
        self._sheets()
        self._search("zw", "03-search")
        self._search(NOBODY, "03b-nobody")
        ill = self._someone_due("hypertension")
        if ill:
            self._see("04-record", "record", resident_id=ill)
            self._see("04b-cover", "record", resident_id=ill, tab=COVER)
            self._visit(ill)
            self._see("05c-check-up", "visit", resident_id=ill, form="health-checkup")
            self._see("05d-encounter", "visit", resident_id=ill, form="encounter")
            self._see("07-referral", "referral", resident_id=ill)
            title = self._desk.forms.current("hypertension-visit").title
            self._see("11-paper", "paper", resident_id=ill, form="hypertension-visit", title=title)
        small = self._someone_due("child")
        if small:
            self._see("05e-child", "visit", resident_id=small, programme="child")
        self._other_sheets()
        self._see("05f-follow-ups", "visits", tab="asking")
        lists = ("07b-referrals", "07c-appointments", "06b-immunization", "06c-recall", "06d-reactions")
        for name in (*lists, "06e-reports", "09-residents"):
            self._see(name, name.partition("-")[2])
        self._see("06f-public-health", "centre-records")
        # In the second year of life a card has something in every state.
        child = self._of_age(1, 3) or self._someone_due("immunization")
        if child:
            self._see("06-card", "card", resident_id=child)
            self._see("06c-questions", "card", resident_id=child, questions=True)
        self._see("08-sync", "platform")
        if self._desk.seat.may(Permission.SEE_AUDIT):
            self._see("13-quality", "quality")
        if self._desk.seat.may(Permission.KEEP_STOCK):
            self._see("14-stock", "stock")
            self._see("14b-refrigerators", "stock", tab="cold")
        self._register()
        for page in ("users", "own", "workstation", "connection", "backups", "rules", "about"):
            self._see(f"12-settings-{page}", "settings", page=page)

    def _see(self, name: str, place: str, **args: Any) -> Screen | None:
        self._shell.open(place, **args)
        self._settle()
        self._camera.take(self._shell, name)
        shown = self._shell.stack.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def _other_sheets(self) -> None:
        """Forms that look otherwise: many questions on one's constitution, a first antenatal visit."""
        for name, whose, form in (
            ("05g-tcm", self._of_age(65, 120), "tcm-elderly"),
            ("05h-antenatal", self._of_age(20, 40, FEMALE), "antenatal-first"),
        ):
            if whose:
                self._see(name, "visit", resident_id=whose, form=form)

    def _sheets(self) -> None:
        """What a key lays over the page: every command, and the keys of the page."""
        self._shell.open_palette()
        self._settle()
        self._camera.take(self._shell, "02b-palette")
        self._shell.palette_sheet.close_sheet()
        self._shell.show_keys()
        self._settle()
        self._camera.take(self._shell, "02c-keys")
        self._shell.keys_sheet.close_sheet()

    def _search(self, words: str, name: str) -> None:
        box = self._shell.top.search
        _type(box.field, words)
        self._settle()
        self._camera.take(self._shell, name)
        box.clear()
        box.left.emit()

    def _visit(self, resident_id: str) -> None:
        screen = self._see("05-visit", "visit", resident_id=resident_id, programme="hypertension")
        form = getattr(screen, "form", None)
        if form is None or not form.go_to("sbp"):
            return
        for key, value in (("sbp", "186"), ("dbp", "112")):
            form.go_to(key)
            if field := QApplication.focusWidget():
                _type(field, value)
        self._settle()
        self._camera.take(self._shell, "05b-visit-emergency")

    def _register(self) -> None:
        self._shell.open("register")
        self._settle()
        known = self._desk.residents.page(None, 20).rows
        field = self._shell.findChild(QWidget, "field.name")
        if known and isinstance(field, QWidget):
            _type(field, known[-1].name)
            born = self._shell.findChild(QWidget, "field.birth_date")
            if isinstance(born, QWidget) and known[-1].born:
                _type(born, known[-1].born.isoformat())
        self._settle()
        self._camera.take(self._shell, "10-registration")

    def _someone_due(self, programme: str) -> str:
        rows = self._desk.worklist.due(programme=programme, limit=1).rows
        return rows[0].resident_id if rows else ""

    def _of_age(self, least: int, below: int, sex: str = "") -> str:
        """The first in the list between two ages, in years."""
        today = self._desk.clock.today()
        page = self._desk.residents.page(None, RESIDENTS)

        def fits(born: date) -> bool:
            return least * 365 < (today - born).days < below * 365

        fitting = (row.id for row in page.rows if row.born and fits(row.born) and row.sex in (sex or row.sex))
        return next(fitting, "")

    def _settle(self) -> None:
        settled(self._shell, self._tasks)


def _type(field: QWidget, text: str) -> None:
    """Key after key; Chinese letters come whole, as from an input method."""
    for mark in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(field, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, mark))


def main(argv: Sequence[str]) -> int:
    """Walk, and say which pictures were made; the exit code."""
    wishes = wishes_of(argv)
    draw_unseen_without_a_display()
    if wishes.percent != WHOLE:
        os.environ["QT_SCALE_FACTOR"] = str(wishes.percent / WHOLE)
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    theme.apply(app, theme.DARK if wishes.is_dark else theme.LIGHT)
    speak(wishes.language)
    if wishes.forms:
        return _forms(wishes.forms)
    if wishes.clinic:
        return _clinic(wishes.clinic)
    camera = Camera(wishes.out, wishes.only, DARK_MARK if wishes.is_dark else "")
    _doors(camera, wishes)
    if wishes.store:
        password = os.environ.get("HEALTHDESK_PASSWORD", "")
        _walk(Desk.open(wishes.store, wishes.user, password), camera, wishes)
    else:
        with TemporaryDirectory(prefix="healthdesk-tour-", ignore_cleanup_errors=True) as folder:
            _walk(_invented(Path(folder) / "store"), camera, wishes)
    sys.stdout.write(f"{len(camera.taken)} pictures in {wishes.out}\n")
    return 0


def _forms(out: Path) -> int:
    with TemporaryDirectory(prefix="healthdesk-tour-", ignore_cleanup_errors=True) as folder:
        desk = _founded(Path(folder) / "store")
        try:
            made = side_by_side.shoot(desk, out)
        finally:
            desk.close()
    sys.stdout.write(f"{len(made)} pictures in {out}\n")
    return 0


def _clinic(out: Path) -> int:
    with TemporaryDirectory(prefix="healthdesk-tour-", ignore_cleanup_errors=True) as folder:
        desk = _founded(Path(folder) / "store")
        try:
            walk = ClinicWalk(desk, out)
            walk.go()
        finally:
            desk.close()
    acts = ", ".join(map(str, walk.acts))
    sys.stdout.write(f"{len(walk.made)} pictures in {out}; scans and keys of each dose: {acts}\n")
    return 0


def _walk(desk: Desk, camera: Camera, wishes: Wishes) -> None:
    try:
        with shell_over(desk) as (shell, tasks):
            shell.resize(wishes.width, wishes.height)
            Walk(desk, shell, tasks, camera).go()
    finally:
        desk.close()


def _invented(folder: Path) -> Desk:
    """A small centre nobody lives in."""
    desk = _founded(folder)
    centre.build(desk.database, residents=RESIDENTS, as_of=desk.clock.today())
    return desk


def _founded(folder: Path) -> Desk:
    """An empty store with somebody at the desk."""
    start = FirstStart(
        centre=CENTRE,
        workstation="1",
        login=LOGIN,
        full_name=NAME,
        password=PASSWORD,
        role=Role.ADMINISTRATOR,
        centre_phone="010-65550000",
    )
    return Desk.found(folder, start)


def _doors(camera: Camera, wishes: Wishes) -> None:
    """First start, login and lock, which stand before any store."""
    role = words.role(Role.ADMINISTRATOR.value)
    house = House(CENTRE, "1")
    known = PersonLine(LOGIN, NAME, role, quick=frozenset({Way.PIN, Way.BADGE}))
    pages: tuple[tuple[str, Wizard | LoginPage | LockPage], ...] = (
        ("00-first-start", Wizard(house)),
        ("01-login", LoginPage(house, (PersonLine(LOGIN, NAME, role),), "")),
        ("01b-lock", LockPage(house, (known,))),
    )
    for name, page in pages:
        page.resize(wishes.width, wishes.height)
        page.show()
        QTest.qWaitForWindowActive(page)
        page.focus_first()
        rest(60)
        camera.take(page, name)
        page.close()
        page.deleteLater()
