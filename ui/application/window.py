"""The one top-level window: login, first start, a shell for each person of the shift, lock."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from healthdesk.base import errors, pinyin
from healthdesk.services.reception import KnownPerson, Reception
from ui.application.background import Background
from ui.application.doors import Doors
from ui.application.frame import PageFrame
from ui.application.idle import IdleWatch
from ui.application.seats import seat_of
from ui.kit import collecting, icons, language, messages, theme, words
from ui.kit.bus import Bus
from ui.kit.held_keys import HeldKeys
from ui.kit.memory import Memory
from ui.kit.tasks import Lane, Tasks
from ui.login.page import LoginPage
from ui.login.people import PersonLine
from ui.login.side import House
from ui.login.wizard import FirstStart, Wizard
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from healthdesk.desk import Desk
    from healthdesk.services.seat import Sitter
    from ui.login.lock import LockPage
    from ui.shell import Glance, Shell

AFTER_PAINT_MS = 100
RARE_AFTER_MS = 1_500


class Window(PageFrame):
    """Starts at the login; `entered` when somebody has sat down and their screen is shown."""

    entered = Signal()

    def __init__(self, reception: Reception, doors: Doors, tasks: Tasks, memory: Memory) -> None:
        super().__init__()
        self.setObjectName("window")
        self._reception, self._doors, self._tasks, self._memory = reception, doors, tasks, memory
        self._bus = Bus(self)
        HeldKeys(self)
        self._desk: Desk | None = None
        self._shells: dict[str, Shell] = {}
        self._lock_page: LockPage | None = None
        self._is_glancing = False
        self._place = reception.place()
        self._idle = IdleWatch(self._place.lock_after_minutes, self)
        self._idle.passed.connect(self.lock)
        self._idle.rested.connect(collecting.sweep)
        self._bus.changed.connect(self._glance)
        self._bus.changed.connect(self._carry_over)
        self._background = Background(tasks, self)
        self._background.ended.connect(self._glance)
        self._background.ended.connect(self._mend_doses)
        self._bus.changed.connect(self._background.note)
        self.setWindowTitle(self.tr("社区卫生工作站"))
        self.setWindowIcon(icons.icon("mark", theme.tokens().accent, 64))
        self._show_door()

    @property
    def desk(self) -> "Desk | None":
        """The open desk, or None before login."""
        return self._desk

    def shell(self) -> "Shell | None":
        """The shell that is shown."""
        shown = self.page()
        return next((shell for shell in self._shells.values() if shell is shown), None)

    def prepare(self) -> None:
        """Load the store's libraries beside the painted login, not before it."""
        QTimer.singleShot(AFTER_PAINT_MS, self, lambda: self._tasks.run(self._doors.prepare, owner=self))
        QTimer.singleShot(RARE_AFTER_MS, self, theme.load_rare)

    def lock(self) -> None:
        """Cover everything; what was being done stays behind it."""
        from ui.login.lock import LockPage

        if self._desk is None or self._lock_page is not None or self.shell() is None:
            return
        known = self._desk.seat.known_logins
        people = [replace(line, quick=known[line.login]) for line in self._people() if line.login in known]
        people.sort(key=lambda line: line.login != self._desk_login())
        self._place = self._reception.place()  # with what was saved since the login
        page = LockPage(self._house(), people)
        page.wanted.connect(self._unlock)
        self._lock_page = page
        self._show(page)
        page.focus_first()

    def tell_of_crash(self, report: Path) -> None:
        """An unexpected error was written down; work goes on."""
        shell = self.shell()
        if shell:
            shell.say(
                self.tr("程序出了意外，已记入 {file}，写过的都已保存").format(file=report.name), "incomplete"
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        self._memory.keep_window(self)
        self._close_desk()
        super().closeEvent(event)

    def _show_door(self) -> None:
        self._place = self._reception.place()
        language.speak(self._place.language)
        if self._reception.is_new:
            wizard = Wizard(self._house())
            wizard.finished.connect(lambda start: self._found(wizard, start))
            self._show(wizard)
            wizard.focus_first()
            return
        try:
            people = self._people()
        except errors.KeysMissing as error:
            said = messages.message(error)
            self._show(EmptyState("incomplete", said.what, said.do, name="login.trouble"))
            return
        page = LoginPage(self._house(), people if self._place.shows_people else (), self._backup_words())
        page.wanted.connect(lambda login, password: self._log_in(page, login, password))
        self._show(page)
        page.focus_first()

    def _log_in(self, page: LoginPage, login: str, password: str) -> None:
        page.set_busy(is_busy=True, words=self.tr("正在打开"))
        self._tasks.run(
            lambda: self._doors.open(login, password), done=self._enter, failed=page.refuse, owner=page
        )

    def _found(self, wizard: Wizard, start: FirstStart) -> None:
        self._tasks.run(
            lambda: self._doors.found(start), done=self._enter, failed=wizard.refuse, owner=wizard
        )

    def _enter(self, desk: "Desk") -> None:
        self._desk = desk
        self._place = self._reception.place()
        desk.on_change(self._bus.announce)
        self._background.begin(desk)
        self._sit_down(desk.seat.sitter)
        self._tasks.run(lambda: desk.schedule, owner=self)  # read once, before a card or a record asks
        self._tasks.run(lambda: desk.due_dates.renew_daily(), owner=self, lane=Lane.REPORTS)
        self._tasks.run(desk.duplicates.settle, owner=self, lane=Lane.REPORTS)
        self._tasks.run(lambda: desk.dose_dates.renew(), owner=self, lane=Lane.REPORTS)
        self._tasks.run(lambda: desk.recall.renew(), owner=self, lane=Lane.REPORTS)
        self._tasks.run(
            desk.upkeep.backup_if_due, done=lambda _file: self._glance(), owner=self, lane=Lane.REPORTS
        )
        name = desk.seat.sitter.full_name  # read once, so that the first search finds the dictionary loaded
        self._tasks.run(lambda: pinyin.spellings(name), owner=self, lane=Lane.REPORTS)
        self._tasks.run(desk.printing.warm, owner=self, lane=Lane.REPORTS)

    def _mend_doses(self) -> None:
        """What came in may have been written while somebody here wrote of the same child."""
        desk = self._desk
        if desk is not None:
            self._tasks.run(desk.dose_dates.mend, owner=self, lane=Lane.REPORTS)

    def _sit_down(self, sitter: "Sitter") -> None:
        """Show this person's own shell: the one left behind, or a new one at its home."""
        from ui.shell import Shell

        if self._desk is None:
            return
        shell = self._shells.get(sitter.login)
        if shell is None:
            shell = Shell(self._desk, self._tasks, self._bus, seat_of(sitter, self._place.centre))
            shell.lock_wanted.connect(self.lock)
            shell.leave_wanted.connect(self.leave)
            self._shells[sitter.login] = shell
            self._show(shell)
            shell.open_first()
            shell.paper.tell_waiting()
        else:
            self._show(shell)
            shell.wake()
        self._idle.start()
        self.entered.emit()

    def _glance(self) -> None:
        """Bring the status line up to date: after every save, and after every run of the synchroniser."""
        from ui.application.glances import look

        desk = self._desk
        if desk is not None and not self._is_glancing:
            self._is_glancing = True
            self._tasks.run(
                lambda: look(desk),
                done=self._show_glance,
                failed=self._stay_dark,
                owner=self,
                lane=Lane.REPORTS,
            )

    def _carry_over(self) -> None:
        """Off the path of a save: it would stop there for the file's own upkeep now and then."""
        if self._desk is not None:
            self._tasks.run(self._desk.upkeep.carry_over, owner=self, lane=Lane.REPORTS)

    def _stay_dark(self, error: errors.HealthDeskError) -> None:
        """The state could not be read; the next save asks again."""
        self._is_glancing = False
        self._tasks.unheard.emit(error)

    def _show_glance(self, glance: "Glance") -> None:
        self._is_glancing = False
        for shell in self._shells.values():
            shell.status.show_glance(glance)
            shell.count("platform", glance.conflicts)

    def _unlock(self, way: str, login: str, secret: str) -> None:
        desk, page = self._desk, self._lock_page
        if desk is None or page is None:
            return
        ways = {
            "pin": lambda: desk.accounts.change_by_pin(login, secret),
            "badge": lambda: desk.accounts.change_by_badge(secret),
            "password": lambda: desk.accounts.log_in(login, secret),
        }
        self._tasks.run(ways[way], done=self._come_back, failed=page.refuse, owner=page)

    def _come_back(self, sitter: "Sitter") -> None:
        self._lock_page = None
        self._sit_down(sitter)

    def leave(self) -> None:
        """Log out: the store is closed, the login comes back."""
        self._close_desk()
        for shell in self._shells.values():
            self.drop_page(shell)
        self._shells.clear()
        self._show_door()

    def _close_desk(self) -> None:
        self._idle.stop()
        self._background.end()
        for shell in self._shells.values():
            shell.paper.break_off()
        if self._desk is not None:
            self._tasks.run_last(self._desk.close, owner=self)
            self._is_glancing = False  # the one under way was called off
            self._desk = None

    def _show(self, page: QWidget) -> None:
        before = self.page()
        self.show_page(page)
        if before is not None and before not in self._shells.values() and before is not page:
            self.drop_page(before)

    def _desk_login(self) -> str:
        return self._desk.seat.sitter.login if self._desk else ""

    def _house(self) -> House:
        told = self._reception.told_password
        place = self._place
        return House(place.centre, place.workstation, hotline=place.hotline, told_password=told)

    def _people(self) -> list[PersonLine]:
        return [
            PersonLine(one.login, one.full_name, words.role(one.role), _seen(one))
            for one in self._reception.people()
        ]

    def _backup_words(self) -> str:
        folder = self._reception.folder / "backups"
        made = max((file.stat().st_mtime for file in folder.glob("*")), default=0.0)
        if not made:
            return ""
        return self.tr("{time} 已备份").format(time=_moment(datetime.fromtimestamp(made).astimezone()))


def _seen(person: KnownPerson) -> str:
    return _moment(person.last_seen.astimezone()) if person.last_seen else ""


def _moment(local: datetime) -> str:
    return f"{words.near_day(local.date(), datetime.now().astimezone().date())} {local:%H:%M}"
