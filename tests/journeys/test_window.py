"""The whole program in a real window on a real display, by keyboard only."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from healthdesk.base.clock import SystemClock
from healthdesk.base.ids import SeededIds
from healthdesk.desk import Desk, Environment
from tests.builders import PASSWORD, SOFT
from tests.desks import a_start, an_environment, registered, signed

ROOT = Path(__file__).resolve().parents[2]
ID_NO = "110105195903120028"


@pytest.fixture
def display() -> Iterator[str]:
    """A display of our own; the bootstrap installs Xvfb for `test`."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("Xvfb is not here: the window was not tried on a real display")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


def valid(number: str) -> str:
    """The number with its right check character (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
    return number[:17] + "10X98765432"[total % 11]


def a_store_with_somebody_due(folder: Path, today: date) -> None:
    """One resident whose full visit of three months ago is to be followed by another."""
    before = today - timedelta(days=95)
    desk = Desk.found(folder, a_start(), an_environment(before))
    person = registered(desk, drug_allergy=["2"])
    signed(desk, person)
    desk.close()


@pytest.mark.timeout(180)
def test_a_day_at_the_window_by_keyboard_alone(tmp_path: Path, display: str) -> None:
    a_store_with_somebody_due(tmp_path / "store", SystemClock().today())
    settings = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "data")}
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"} | settings
    command = [sys.executable, "-m", "tests.journeys.at_the_window", str(tmp_path / "store"), valid(ID_NO)]
    day = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=150, check=False
    )
    assert day.returncode == 0, day.stdout + day.stderr
    desk = Desk.open(tmp_path / "store", "admin", PASSWORD, Environment(ids=SeededIds(3), hardness=SOFT))
    try:
        assert [(row.grade, row.status) for row in desk.visits.all()] == [("1", "signed")] * 2
        assert {row.name for row in desk.residents.everybody()} == {"王秀英", "陈桂兰"}
        assert desk.upkeep.verify().faults == ()
    finally:
        desk.close()
