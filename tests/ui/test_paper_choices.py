"""Pages as small pictures; the printer and the size of last time, for each kind of paper."""

import io
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from tests.ui.a_printer import NoPrinters
from tests.ui.working import HeldTasks, settle
from ui.kit.memory import Memory
from ui.kit.tasks import InlineTasks
from ui.widgets import paper
from ui.widgets.handing_out import HandingOut
from ui.widgets.page_list import KEPT
from ui.widgets.paper_preview import Preview
from ui.widgets.print_run import draw
from ui.widgets.printers import Choice, choice_of, set_up


def document(pages: int) -> bytes:
    """A4, a cross on every page."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595.28, 841.89))
    for _ in range(pages):
        canvas.line(50, 50, 500, 800)
        canvas.line(50, 800, 500, 50)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.fixture
def preview(qtbot: QtBot) -> Preview:
    made = Preview("test", "预览", InlineTasks())
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_small_pictures_lead_to_their_page(preview: Preview) -> None:
    preview.show_pages(paper.rendered(document(3), 1.0))
    assert preview.pages.isVisible()
    assert [preview.pages.item(at).text() for at in range(3)] == ["1", "2", "3"]
    preview.pages.setCurrentRow(2)
    assert preview._area.verticalScrollBar().value() == 2 * (842 + 12)
    preview.show_pages(paper.rendered(document(1), 1.0))
    assert not preview.pages.isVisible()


def test_a_paper_fits_beside_the_small_pictures_that_come_with_it(preview: Preview, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not preview._timer.isActive())
    alone = preview.scale()
    asked: list[float] = []
    preview.wanted.connect(asked.append)
    preview.show_pages(paper.rendered(document(3), alone))
    qtbot.waitUntil(lambda: bool(asked))
    assert asked[-1] == preview.scale() < alone


def is_drawn(preview: Preview) -> bool:
    """Whether something dark stands in the middle of what is seen of the large page."""
    picture = preview._area.viewport().grab().toImage()
    middle = (picture.pixelColor(x, y) for x in range(100, 500, 3) for y in range(100, 400, 3))
    return any(colour.lightness() < 100 for colour in middle)


def test_of_a_round_of_letters_only_what_is_looked_at_is_rendered(preview: Preview) -> None:
    preview.show_pages(paper.rendered(document(200), 1.0))
    assert preview.count == 200
    for page in (0, 150, 199, 3):
        preview.go_to_page(page)
        settle()
        assert is_drawn(preview)
        kept = preview._sheet.pictures()
        assert page in kept and len(kept) <= 4
        assert len(preview.pages.pictures()) <= 2 * KEPT + 1


def test_nearer_or_farther_the_same_page_is_looked_at(preview: Preview) -> None:
    raw = document(9)
    preview.wanted.connect(lambda scale: preview.show_pages(paper.rendered(raw, scale)))
    preview.ask()
    settle()
    preview.go_to_page(5)
    bar = preview._area.verticalScrollBar()
    for by in (1, 1, -1, -1):
        preview.step_zoom(by)
        settle()
        assert abs(bar.value() - preview._sheet.top_of(5)) <= 1
    preview.show_pages(paper.rendered(document(1), 1.0))
    settle()
    assert is_drawn(preview)


def test_the_small_picture_of_a_form_is_not_black_with_its_lines(preview: Preview) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595.28, 841.89))
    canvas.setLineWidth(0.3)
    for at in range(20, 820, 7):
        canvas.line(20, at, 570, at)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    preview.show_pages(paper.rendered(file.getvalue(), 1.0))
    small = preview.pages.item(0).icon().pixmap(84, 119).toImage()
    column = [small.pixelColor(small.width() // 2, y).lightness() for y in range(small.height())]
    assert sum(column) / len(column) > 150


def test_a_page_that_is_not_rendered_yet_is_paper_of_its_size(preview: Preview) -> None:
    tasks = HeldTasks()
    preview._tasks = tasks
    tasks.is_holding = True
    preview.show_pages(paper.rendered(document(5), 1.0))
    preview.go_to_page(3)
    settle()
    assert preview._area.verticalScrollBar().value() == 3 * (842 + 12)
    assert not is_drawn(preview)
    tasks.release()
    settle()
    assert is_drawn(preview)


def test_the_small_pictures_come_as_they_are_scrolled_to(preview: Preview) -> None:
    preview.show_pages(paper.rendered(document(200), 1.0))
    assert 0 in preview.pages.pictures() and 120 not in preview.pages.pictures()
    preview.pages.scrollToItem(preview.pages.item(120))
    settle()
    assert 120 in preview.pages.pictures() and 0 not in preview.pages.pictures()


def test_the_size_of_the_paper_is_said() -> None:
    assert paper.size_words((595.28, 841.89)) == paper.size_words((841.89, 595.28)) == "A4"
    assert paper.size_words((182 / 25.4 * 72, 128 / 25.4 * 72)) == "182×128 mm"


def a_way_out(screen: QWidget, file: Path) -> HandingOut:
    """Nothing is printed and nothing said: it only remembers."""
    return HandingOut(screen, None, InlineTasks(), None, printers=NoPrinters(), memory=Memory(file))


def test_each_kind_of_paper_remembers_its_own_printer(qtbot: QtBot, tmp_path: Path) -> None:
    screen = QWidget()
    qtbot.addWidget(screen)
    file = tmp_path / "window.ini"
    out = a_way_out(screen, file)
    out.remember("双向转诊单", Choice("一楼 激光|A", "A5"))
    again = a_way_out(screen, file)
    assert again.last_choice("双向转诊单") == Choice("一楼 激光|A", "A5")
    assert again.last_choice("接种证") == Choice()


@pytest.mark.parametrize("size", ["A4", "A5", "A6"])
def test_the_size_of_last_time_is_set_up_even_without_its_printer(size: str) -> None:
    printer = set_up(Choice("gone", size))
    assert choice_of(printer).size == size


def test_a_page_keeps_its_shape_on_any_sheet() -> None:
    assert paper.fitted(QSize(100, 141), QRect(0, 0, 200, 400)) == QRect(0, 0, 200, 282)
    assert paper.fitted(QSize(100, 141), QRect(0, 0, 400, 282)) == QRect(100, 0, 200, 282)


@pytest.mark.parametrize("sheet", [(2480, 3508), (2479, 3505), (1748, 2480), (1240, 1754)])
def test_a_page_painted_in_strips_has_no_seam(sheet: tuple[int, int]) -> None:
    """A page that is black all over is black in every row of its place."""
    page = QImage(2481, 3508, QImage.Format.Format_RGB32)
    page.fill(0x000000)
    on = QImage(*sheet, QImage.Format.Format_RGB32)
    on.fill(0xFFFFFF)
    painter = QPainter(on)
    draw(painter, page, paper.PRINT_DPI, is_exact=False)
    painter.end()
    place = paper.fitted(page.size(), on.rect())
    shades = {on.pixel(place.center().x(), y) for y in range(place.top(), place.bottom() + 1)}
    assert shades == {0xFF000000}
