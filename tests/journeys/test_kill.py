"""`kill -9` in the middle of saving: what was acknowledged is there, nothing is half there."""

import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from healthdesk.desk import Desk
from tests.builders import PASSWORD
from tests.desks import a_desk, an_environment
from tests.journeys.saving import RECEIVED

ROOT = Path(__file__).resolve().parents[2]


def killed_while_saving(folder: Path, after_seconds: float) -> set[str]:
    """The records that the program had acknowledged before it was killed, `after_seconds` after the first."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.saving", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "open\n"
    first = (
        program.stdout.readline()
    )  # by then it is warm: on a busy machine too, it is killed while it saves
    timer = threading.Timer(after_seconds, program.kill)
    timer.start()
    lines = (first + program.stdout.read()).split("\n")
    program.wait()
    program.stdout.close()
    timer.join()
    return {line.split()[1] for line in lines[:-1]}


def kept(desk: Desk) -> set[str]:
    """Every resident, visit and dose of the store."""
    people, doses = desk.residents.everybody(), desk.immunization.all()
    return {row.id for row in (*people, *desk.visits.all(), *doses)}


def on_hand(desk: Desk) -> int:
    """The doses in stock; all that came while nothing was received yet."""
    return sum(row.on_hand for row in desk.stock.lots()) if desk.stock.is_kept() else RECEIVED


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "times", [pytest.param(4, id="4 times"), pytest.param(100, id="100 times", marks=pytest.mark.nightly)]
)
def test_nothing_acknowledged_is_lost_and_the_store_stays_whole(tmp_path: Path, times: int) -> None:
    a_desk(tmp_path).close()
    chance = random.Random(20261102)
    acknowledged: set[str] = set()
    for _ in range(times):
        acknowledged |= killed_while_saving(tmp_path / "store", chance.uniform(0.0, 0.4))
        desk = Desk.open(tmp_path / "store", "admin", PASSWORD, an_environment())
        try:
            assert acknowledged <= kept(desk)
            assert desk.upkeep.verify().faults == ()
            assert on_hand(desk) == RECEIVED - len(desk.immunization.all())
        finally:
            desk.close()
    assert len(acknowledged) > times
