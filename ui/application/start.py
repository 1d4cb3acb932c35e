"""The way into the window. Only what the login needs is imported before it is painted."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from healthdesk.base import paths
from healthdesk.base.clock import SystemClock
from healthdesk.base.progress import Progress
from healthdesk.services.reception import Reception
from ui.application.doors import Doors, StoreDoors
from ui.application.window import Window
from ui.kit import language, theme
from ui.kit.crash import CrashDesk
from ui.kit.memory import Memory
from ui.kit.tasks import Tasks
from ui.login.page import LoginPage

if TYPE_CHECKING:
    from ui.application.making import Making


USAGE = 2
NO_DISPLAY = (
    "There is no display here, so no window can open. The commands of `--help` need none, and"
    " `python3 installer/bootstrap.py run` walks a day without one.\n"
)


def main(arguments: Sequence[str]) -> int:
    """Open the window on a store; returns the exit code of the program."""
    wishes = _wishes(arguments)
    if not _has_display():
        sys.stderr.write(NO_DISPLAY)
        return USAGE
    folder = _demonstration() if wishes.demo else Path(wishes.store or paths.default_store())
    app = application(folder)
    keeps_log = folder.exists() and not wishes.demo  # the demonstration of yesterday is taken away
    crash = CrashDesk(folder / "log" if keeps_log else paths.workstation_settings().parent)
    crash.install()
    tasks = Tasks()
    kept: list[Window] = []  # Qt keeps no window: this one would go with the last job that names it

    def open_it(place: Path) -> Window:
        kept.append(_open(tasks, crash, place))
        return kept[-1]

    if wishes.demo:
        making = make_demonstration(tasks, folder)
        making.made.connect(lambda made: _enter_demonstration(open_it(made)))
        making.given_up.connect(app.quit)
    else:
        open_it(folder)
    code = app.exec()
    tasks.close()
    crash.uninstall()
    return code


def application(folder: Path) -> QApplication:
    """The one QApplication, in the colours this workstation has chosen."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app.setApplicationName(paths.APPLICATION)
    app.setDesktopFileName("healthdesk")
    place = Reception(folder, SystemClock()).place()
    theme.apply(app, theme.DARK if place.is_dark else theme.LIGHT)
    language.speak(place.language)
    return app


def open_window(folder: Path, tasks: Tasks, doors: Doors) -> Window:
    """The window at its login, shown."""
    memory = Memory(paths.workstation_settings().with_name("window.ini"))
    window = Window(Reception(folder, SystemClock()), doors, tasks, memory)
    memory.place_window(window)
    window.show()
    window.prepare()
    return window


def _has_display() -> bool:
    """Asked of the system first: without one Qt ends the program with a dump, and no word of use."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


def _demonstration() -> Path:
    """Where it is kept: beside the default store, never in it."""
    return paths.default_store().with_name("demonstration")


def make_demonstration(tasks: Tasks, folder: Path) -> "Making":
    """Today's invented centre, unless it is there. Loaded by name, and not before the window is painted:
    the window's own start must not load the store.
    """
    from ui.application.making import Making

    def make(progress: Progress) -> Path:
        trial = import_module("healthdesk.trials.demonstration")
        trial.prepare(folder, progress=progress)
        return folder

    making = Making()
    making.begin(tasks, make)
    return making


def _open(tasks: Tasks, crash: CrashDesk, folder: Path) -> Window:
    window = open_window(folder, tasks, StoreDoors(folder))
    crash.reported.connect(window.tell_of_crash)
    return window


def _enter_demonstration(window: Window) -> None:
    trial = import_module("healthdesk.trials.demonstration")
    page = window.page()
    window.entered.connect(_guide_once(window))
    if isinstance(page, LoginPage):
        page.wanted.emit(trial.LOGIN, trial.PASSWORD)


def _guide_once(window: Window) -> Callable[[], None]:
    """The five minutes begin with the first person who sits down, and not again at each change."""

    def guide() -> None:
        shell = window.shell()
        if shell is not None:
            window.entered.disconnect(guide)
            shell.show_guide()

    return guide


def _wishes(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="main.py", add_help=False)
    parser.add_argument("--store", default="")
    parser.add_argument("--demo", action="store_true")
    # Nothing is passed over: a misspelt --store would open another store than the one that was meant.
    return parser.parse_args(list(arguments))
