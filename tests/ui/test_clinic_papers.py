"""The papers of the immunization desk in the window: chosen on the card, a booklet fitted to its lines."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.services.doses import NewDose
from tests.builders import TODAY
from tests.desks import a_desk, registered
from tests.documents.reading import text
from tests.ui.working import a_window, closing, press, settle, type_in, words
from ui.kit.ask import CannedAsk
from ui.widgets import paper
from ui.widgets.print_run import draw


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


def test_lines_count_as_printed_once_they_were_handed_out_and_may_be_taken_back(
    qtbot: QtBot, desk: Desk, child: str, tmp_path: Path
) -> None:
    shell = a_window(qtbot, desk, CannedAsk(path=tmp_path / "out.pdf"))

    def look() -> str:
        shell.open("paper", clinic="booklet", resident_id=child, title="接种证")
        settle()
        return words(shell)

    assert "182×128 mm，共 1 页" in look()
    assert "没有新增的行" not in look()
    press("Ctrl+S")
    settle()
    assert "1 行记作已打" in shell.status.quiet.text()
    assert "没有新增的行" in look()
    press("Ctrl+U")
    settle()
    assert "1 行当作没有印过" in shell.status.quiet.text()
    assert "没有新增的行" not in words(shell)


def test_the_trial_page_is_moved_by_keys_and_remembered(qtbot: QtBot, desk: Desk, child: str) -> None:
    shell = a_window(qtbot, desk)
    shell.open("paper", clinic="booklet-trial", resident_id=child, title="对位试页")
    settle()
    for key in ("Ctrl+Right", "Ctrl+Right", "Ctrl+Up"):
        press(key)
    settle()
    assert "right=1.0" in (desk.folder / "printer.ini").read_text(encoding="utf-8")
    assert "down=-0.5" in (desk.folder / "printer.ini").read_text(encoding="utf-8")


@pytest.mark.usefixtures("qtbot")
def test_a_booklet_is_not_stretched_to_the_sheet_of_the_printer(
    desk: Desk, child: str, tmp_path: Path
) -> None:
    """The ink ends where the booklet ends: 174 of its 182 mm, on a sheet 210 mm wide."""
    document = desk.immunization_papers.booklet(child, is_trial=True).document
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setResolution(paper.PRINT_DPI)
    printer.setFullPage(True)
    painter = QPainter(printer)
    page = paper.rendered_page(document, 0, paper.PRINT_SCALE)
    draw(painter, page, printer.resolution(), is_exact=True)
    assert painter.end()
    page = pypdfium2.PdfDocument(tmp_path / "printed.pdf")[0]
    shown = page.render(scale=1).to_pil().convert("L").point(lambda grey: 255 if grey < 200 else 0)
    _, _, right, bottom = shown.getbbox() or (0, 0, 0, 0)
    assert right / 72 * 25.4 == pytest.approx(174, abs=1.5)
    assert bottom / 72 * 25.4 == pytest.approx(24 + 13 * 7.6, abs=1.5)
