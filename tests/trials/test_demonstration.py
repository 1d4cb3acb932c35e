"""The demonstration of README.md's five minutes: whoever follows them can go to their end."""

from pathlib import Path

from healthdesk.desk import Desk
from healthdesk.trials import demonstration


def test_somebody_else_may_hold_the_needle(tmp_path: Path) -> None:
    demonstration.prepare(tmp_path / "demonstration", residents=5)
    desk = Desk.open(tmp_path / "demonstration", demonstration.LOGIN, demonstration.PASSWORD)
    try:
        assert desk.clinic.vaccinators() == ("李慧", "高洁")
    finally:
        desk.close()
