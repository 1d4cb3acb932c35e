"""Process start to the painted login; login to the painted home; memory of the whole program."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

from healthdesk.trials.bench import Result, Room
from healthdesk.trials.bench.report import percentile, within

START_MS = 600.0
HOME_MS = 1500.0
MEMORY_MB = 300.0
"""workstation.md section 8."""

RUNS = 7
MOST_IMPORTS = 12
_IMPORT = re.compile(r"import time:\s+(?P<own>\d+) \|\s+(?P<all>\d+) \| +(?P<name>[\w.]+)")
_COUNTED = ("ui", "healthdesk", "PySide6", "msgspec", "json", "asyncio", "email", "logging", "importlib")

_BARE = """
from PySide6.QtWidgets import QApplication, QWidget
class Bare(QWidget):
    def paintEvent(self, event):
        print("painted", flush=True)
app = QApplication(["bare"])
bare = Bare()
bare.show()
app.processEvents()
"""

_LOGIN = """
import pathlib, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.application.doors import StoreDoors
from ui.application.start import application, open_window
from ui.kit.tasks import Tasks
folder = pathlib.Path(sys.argv[1])
app = application(folder)
window = open_window(folder, Tasks(), StoreDoors(folder))
app.processEvents()
window.grab()
print("painted", flush=True)
heavy = {"sqlalchemy", "alembic", "pypinyin", "reportlab", "requests", "keyring"} & set(sys.modules)
print(*sorted(heavy), flush=True)
"""

_HOME = """
import pathlib, sys, time
from PySide6.QtWidgets import QApplication, QTableView
from healthdesk.base.clock import FixedClock
from healthdesk.desk import Desk, Environment
from healthdesk.trials.bench.room import AS_OF
from ui.kit import theme
from ui.trials.stage import shell_over, wait_for
app = QApplication(["healthdesk"])
theme.apply(app, theme.LIGHT)
folder, login, password = pathlib.Path(sys.argv[1]), sys.argv[2], sys.stdin.readline().strip()
begun = time.perf_counter()
desk = Desk.open(folder, login, password, Environment(clock=FixedClock.on(AS_OF)))
opened = time.perf_counter()
with shell_over(desk) as (shell, tasks):
    table = shell.stack.currentWidget().findChild(QTableView, "home.table")
    wait_for(lambda: table.model().rowCount() > 0)
    shell.grab()
    print((opened - begun) * 1000, (time.perf_counter() - begun) * 1000, flush=True)
    for text in ("wang", "zw", "1957", "wang 1957"):
        desk.residents.search(text)
    desk.printing.warm()
    for place in ("residents", "referrals", "sync", "settings", "home"):
        shell.open(place)
        app.processEvents()
    line = next(row for row in open("/proc/self/status") if row.startswith("VmRSS"))
    print(int(line.split()[1]) / 1000, flush=True)
desk.close()
"""


def start(room: Room) -> Iterator[Result]:
    """Warm start to the first paint, beside a bare window's; and that nothing heavy came along."""
    folder = str(room.folder)
    room.lend()
    floors = [_until_painted(_BARE)[0] for _ in range(RUNS)]
    runs = [_until_painted(_LOGIN, folder) for _ in range(RUNS)]
    value = percentile([milliseconds for milliseconds, _ in runs], 50)
    yield within("start to painted login", value, "ms", floor=percentile(floors, 50), budget=START_MS)
    yield from _imports(folder)
    heavy = runs[0][1].split()
    yield Result("heavy packages before the login", len(heavy), "packages", None, 0, ok=not heavy)


def _imports(folder: str) -> Iterator[Result]:
    """What importing costs on the way to the login: the modules that take longest, with what they bring."""
    process = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", _LOGIN, folder],
        capture_output=True,
        text=True,
        env=_environment(),
        check=True,
    )
    found = [match for line in process.stderr.splitlines() if (match := _IMPORT.match(line))]
    whole = sum(int(one["own"]) for one in found) / 1000
    yield Result("imports before the login", round(whole, 1), "ms")
    top = [one for one in found if one["name"].split(".")[0] in _COUNTED]
    top.sort(key=lambda one: -int(one["all"]))
    for one in top[:MOST_IMPORTS]:
        yield Result(f"import {one['name']}", int(one["all"]) / 1000, "ms")


def window(room: Room) -> Iterator[Result]:
    """Login to a searchable home, and the memory of the whole program after every place was open."""
    folder, login, password = str(room.folder), room.options.login, room.password
    room.lend()
    process = subprocess.Popen(
        [sys.executable, "-c", _HOME, folder, login],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=_environment(),
    )
    answer, _ = process.communicate(password + "\n")
    times, memory = answer.strip().split("\n")
    opened, home = (float(word) for word in times.split())
    yield within("login to searchable home", home, "ms", floor=opened, budget=HOME_MS)
    yield within("memory of the whole program", float(memory), "MB", floor=None, budget=MEMORY_MB)


def _until_painted(program: str, *arguments: str) -> tuple[float, str]:
    """Milliseconds from starting Python to the first paint, and what the program said afterwards."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True, env=_environment()
    )
    if process.stdout is None:
        raise RuntimeError("no pipe")
    process.stdout.readline()
    milliseconds = (time.perf_counter() - begun) * 1000
    rest, _ = process.communicate()
    return milliseconds, rest


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path) or "."}
