"""The papers of the immunization desk in the window: chosen on the card, a booklet fitted to its lines."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.services.doses import NewDose
from tests.builders import TODAY
from tests.desks import a_desk, registered
from tests.documents.reading import text
from tests.ui.working import a_window, closing, press, settle, type_in, words
from ui.kit.ask import CannedAsk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture
def child(desk: Desk) -> str:
    """Two months old, with a dose of yesterday."""
    made = registered(desk, name="李小宝", birth_date="2026-08-20", id_no=None)
    desk.immunization.record(made, NewDose("HepB", TODAY - timedelta(days=1), "L-HEPB"))
    return made


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("catch-up-plan", "疫苗补种计划"),
        ("school-check", "预防接种完成情况查验单"),
        ("consent", "百白破疫苗"),
        ("booklet-trial", "国家免疫规划疫苗接种记录（一）"),
        ("booklet-whole", "L-HEPB"),
    ],
)
def test_each_paper_is_seen_and_saved(
    qtbot: QtBot, desk: Desk, child: str, tmp_path: Path, kind: str, said: str
) -> None:
    saved = tmp_path / "out.pdf"
    shell = a_window(qtbot, desk, CannedAsk(path=saved))
    shell.open("paper", clinic=kind, resident_id=child, title="纸张", vaccine="DTaP")
    settle()
    press("Ctrl+S")
    settle()
    assert said in text(saved.read_bytes())


def test_the_list_is_on_the_card(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    shell.open("card", resident_id=child)
    settle()
    press("Ctrl+P")
    type_in("bzjh")
    press("Return")
    settle()
    assert shell.stack.currentWidget().objectName() == "paper"
    assert "补种计划" in words(shell)


def test_nothing_new_is_said_and_nothing_is_printed_twice(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    for _ in range(2):
        shell.open("paper", clinic="booklet", resident_id=child, title="接种证")
        settle()
    assert "没有新增的行" in words(shell)


def test_the_trial_page_is_moved_by_keys_and_remembered(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    shell.open("paper", clinic="booklet-trial", resident_id=child, title="对位试页")
    settle()
    for key in ("Ctrl+Right", "Ctrl+Right", "Ctrl+Up"):
        press(key)
    settle()
    assert "right=1.0" in (desk.folder / "printer.ini").read_text(encoding="utf-8")
    assert "down=-0.5" in (desk.folder / "printer.ini").read_text(encoding="utf-8")
