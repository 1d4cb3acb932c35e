"""The guided first visit: the keys that a step names lead where it says, whoever was opened before."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from tests.desks import a_desk, registered, signed
from tests.ui.working import a_window, closing, focus, press, settle
from ui.shell.guide import STEPS

KEYS = re.compile(r"Ctrl\+\w|F\d+|Enter")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def test_the_step_of_the_visit_leads_to_a_sheet_also_from_a_record_without_programmes(
    qtbot: QtBot, desk: Desk
) -> None:
    signed(desk, registered(desk), visit_date=date(2026, 7, 1).isoformat())
    well = registered(desk, name="朱伟", id_no=None, phone="13900007777")
    shell = a_window(qtbot, desk)
    shell.show_guide()
    shell.guide.findChild(QPushButton, "guide.next").click()
    shell.open("record", resident_id=well)
    settle()
    at = next(at for at, step in enumerate(STEPS) if step.place == "visit")
    count = shell.guide.findChild(QLabel, "guide.count")
    assert isinstance(count, QLabel) and count.text().startswith(f"{at + 1} ")
    for key in KEYS.findall(STEPS[at].text.partition("：")[0]):
        press(key.replace("Enter", "Return"))
        settle()
    assert shell.current_place() == "visit"
    assert focus().startswith("field.")
    assert count.text().startswith(f"{at + 2} ")
