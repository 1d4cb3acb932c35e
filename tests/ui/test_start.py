"""The login is painted before the heavy libraries are loaded; then the whole way in and out."""

import gc
import json
import os
import subprocess
import sys
import threading
import weakref
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from healthdesk.base.clock import SystemClock
from healthdesk.base.config import Place
from healthdesk.services.reception import Reception
from tests.ui.looking import FlashWatch
from tests.ui.working import words
from ui.application import start
from ui.application.doors import StoreDoors
from ui.application.start import _wishes
from ui.application.window import Window
from ui.kit.crash import CrashDesk, describe
from ui.kit.memory import Memory
from ui.kit.tasks import Lane, Tasks
from ui.login.lock import LockPage
from ui.login.page import LoginPage
from ui.login.side import House, Side
from ui.login.wizard import Wizard

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlalchemy", "alembic", "pypinyin", "reportlab", "requests", "keyring", "argon2", "cryptography")
LATER = ("healthdesk.documents", "ui.application.making")
"""Of our own: for papers, and for the demonstration."""

PAINT = """
import json, sys
from pathlib import Path
from ui.application.doors import StoreDoors
from ui.application.start import application, open_window
from ui.kit.tasks import Lane, Tasks
folder = Path(sys.argv[1])
app = application(folder)
window = open_window(folder, Tasks(), StoreDoors(folder))
picture = window.grab()
heavy = [name for name in sys.argv[2:] if name in sys.modules]
print(json.dumps({"heavy": heavy, "wide": picture.width(), "page": window.page().objectName()}))
"""


def test_the_login_is_painted_without_the_heavy_libraries(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PAINT, str(tmp_path / "store"), *HEAVY, *LATER]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(outcome.stdout)
    assert told["heavy"] == []
    assert told["wide"] > 0
    assert told["page"] == "wizard"


def test_the_renderer_of_paper_waits_for_the_first_paper() -> None:
    """Whoever sits down pays for the window and the work desk, and not for a paper nobody asked for."""
    look = "import sys, ui.shell, ui.screens.home.screen; sys.exit('pypdfium2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], cwd=ROOT, check=False).returncode == 0


class Opened(QWidget):
    """In the place of the window: nothing but the program keeps it."""

    def tell_of_crash(self, report: Path) -> None: ...


class Made(QObject):
    """In the place of the making of the demonstration."""

    made = Signal(object)
    given_up = Signal()


@pytest.mark.parametrize("is_demo", [False, True])
def test_the_window_is_kept_as_long_as_the_program_runs(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_demo: bool
) -> None:
    making, opened, alive = Made(), [], []

    def open_window(*_: object) -> Opened:
        window = Opened()
        opened.append(weakref.ref(window))
        return window

    def run(*_: object) -> int:
        making.made.emit(tmp_path)
        gc.collect()
        alive.extend(window() is not None for window in opened)
        return 0

    monkeypatch.setattr(start, "open_window", open_window)
    monkeypatch.setattr(start, "make_demonstration", lambda *_: making)
    monkeypatch.setattr(start, "_enter_demonstration", lambda _window: None)
    monkeypatch.setattr(QApplication, "exec", run)
    assert start.main(["--demo"] if is_demo else ["--store", str(tmp_path / "store")]) == 0
    assert alive == [True]


def test_without_a_display_the_program_says_so(tmp_path: Path) -> None:
    bare = {name: one for name, one in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    bare.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, "main.py", "--store", str(tmp_path)]
    outcome = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("There is no display here")


def type_in(*words: str) -> None:
    for word in words:
        focus = QApplication.focusWidget()
        assert isinstance(focus, QLineEdit)
        focus.setText(word)
        QTest.keyClick(focus, Qt.Key.Key_Return)


@pytest.mark.timeout(120)
def test_the_whole_way_in_and_out(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    folder, tasks = tmp_path / "store", Tasks()
    memory = Memory(tmp_path / "window.ini")
    window = Window(Reception(folder, SystemClock()), StoreDoors(folder), tasks, memory)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitActive(window):
        window.show()
    wizard = window.page()
    assert isinstance(wizard, Wizard)
    wizard.focus_first()
    watch = FlashWatch()
    qapp.installEventFilter(watch)
    type_in("幸福路中心", "330106001012", "一诊室", "王辉", "wanghui", "password1", "password1")
    qtbot.waitUntil(lambda: window.shell() is not None, timeout=60_000)
    desk = window.desk
    assert desk is not None
    desk.accounts.set_pin("wanghui", "1234")
    before = window.shell()
    assert before is not None
    before.open("residents")

    replace(Place.read(folder), hotline="0571-8765 4321").write(folder)  # as the settings do
    window.lock()
    lock = window.page()
    assert isinstance(lock, LockPage)
    assert "0571-8765 4321" in words(lock)
    window.activateWindow()
    lock.focus_first()
    QTest.keyClicks(lock.secret.field, "1234")
    QTest.keyClick(lock.secret.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell() is before, timeout=20_000)
    assert before.current_place() == "residents"

    may_end = threading.Event()
    tasks.run(may_end.wait, owner=window, lane=Lane.REPORTS)
    window._glance()
    window.leave()
    may_end.set()
    login = window.page()
    assert isinstance(login, LoginPage)
    QTest.keyClicks(login.secret.field, "not this")
    QTest.keyClick(login.secret.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: login.button.isEnabled() and login.secret.text() == "", timeout=20_000)
    QTest.keyClicks(login.secret.field, "password1")
    QTest.keyClick(login.secret.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell() is not None, timeout=20_000)
    shell = window.shell()
    assert shell is not None and shell.current_place() == "home"  # docs/decisions/023
    qtbot.waitUntil(lambda: not window._is_glancing, timeout=20_000)  # a look that was called off is over
    qapp.removeEventFilter(watch)
    window.close()
    tasks.close()
    assert watch.seen == []


def test_the_door_says_whom_to_call_as_the_settings_have_it_by_now(qtbot: QtBot, tmp_path: Path) -> None:
    Place(hotline="0571-8765 4321").write(tmp_path)
    window = Window(
        Reception(tmp_path, SystemClock()), StoreDoors(tmp_path), Tasks(), Memory(tmp_path / "window.ini")
    )
    qtbot.addWidget(window)
    window.show()
    assert "0571-8765 4321" in words(window)
    Place(hotline="0571-1234 5678").write(tmp_path)
    window.leave()
    assert "0571-1234 5678" in words(window)


def test_a_store_without_its_keys_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "healthdesk.db").write_bytes(b"x")
    window = Window(
        Reception(tmp_path, SystemClock()), StoreDoors(tmp_path), Tasks(), Memory(tmp_path / "window.ini")
    )
    qtbot.addWidget(window)
    page = window.page()
    assert page is not None and page.objectName() == "login.trouble"


@pytest.mark.logs_warnings
def test_a_crash_report_holds_places_and_no_words(tmp_path: Path) -> None:
    crash = CrashDesk(tmp_path)
    try:
        raise ValueError("王秀英 110105195903120024")
    except ValueError as error:
        crash.report(ValueError, error, error.__traceback__)
    (report,) = tmp_path.glob("crash-*.txt")
    text = report.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "test_start.py" in text
    assert "王秀英" not in text
    assert "110105" not in text


def test_the_cause_of_a_crash_is_named_too(tmp_path: Path) -> None:
    try:
        try:
            raise KeyError("a")
        except KeyError as inner:
            raise RuntimeError("b") from inner
    except RuntimeError as error:
        text = describe(RuntimeError, error, error.__traceback__, datetime(2026, 11, 23, tzinfo=UTC))
    assert "because of builtins.KeyError" in text


@pytest.mark.logs_warnings
def test_old_reports_make_room(tmp_path: Path) -> None:
    for at in range(30):
        (tmp_path / f"crash-2020010{at:03}.txt").write_text("old")
    crash = CrashDesk(tmp_path)
    crash.report(ValueError, ValueError(), None)
    assert len(list(tmp_path.glob("crash-*.txt"))) == 20


def test_what_a_killed_program_left_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "fatal.txt").write_text("Segmentation fault")
    crash = CrashDesk(tmp_path)
    assert "Segmentation" in crash.left_behind()
    assert crash.left_behind() == ""


def test_the_wizard_has_the_whole_of_a_narrow_window(qtbot: QtBot) -> None:
    """At 200 % on a screen of 1366: nothing of what is typed lies under the promises beside it."""
    wizard = Wizard(House("幸福路中心"))
    qtbot.addWidget(wizard)
    for wide, is_beside in ((1366, True), (683, False)):
        wizard.resize(wide, 384)
        wizard.show()
        assert wizard.findChildren(Side)[0].isVisible() is is_beside
        left = wizard.centre.field.mapTo(wizard, wizard.centre.field.rect().topLeft()).x()
        assert left > (wizard.findChildren(Side)[0].width() if is_beside else 0)


def test_a_misspelt_store_opens_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        _wishes(["--strore", "/somewhere/else"])
    assert refused.value.code == 2
    assert "--strore" in capsys.readouterr().err
