"""A screen that is too small for a page: all of it can be reached, and the focus is in sight."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.application.frame import PageFrame
from ui.kit.tasks import InlineTasks
from ui.tables.columns import Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView

HALF_A_SCREEN = QSize(683, 384)
"""1366×768 at 200 %."""


def a_page() -> tuple[QWidget, QPushButton, QPushButton]:
    """As large as a screen of the program at least, with a button in two corners."""
    page = QWidget()
    page.setMinimumSize(808, 508)
    first, last = QPushButton("第一", page), QPushButton("签署", page)
    first.setGeometry(8, 8, 90, 32)
    last.setGeometry(700, 460, 90, 32)
    return page, first, last


def shown(qtbot: QtBot, size: QSize) -> tuple[PageFrame, QPushButton, QPushButton]:
    frame = PageFrame()
    qtbot.addWidget(frame)
    page, first, last = a_page()
    frame.show_page(page)
    frame.setMinimumSize(0, 0)
    frame.resize(size)
    with qtbot.waitActive(frame):
        frame.show()
    return frame, first, last


def is_in_sight(frame: PageFrame, button: QPushButton) -> bool:
    corners = (button.rect().topLeft(), button.rect().bottomRight())
    return all(frame.viewport().rect().contains(button.mapTo(frame.viewport(), one)) for one in corners)


def test_what_is_typed_into_comes_into_sight(qtbot: QtBot) -> None:
    frame, first, last = shown(qtbot, HALF_A_SCREEN)
    assert is_in_sight(frame, first) and not is_in_sight(frame, last)
    last.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert is_in_sight(frame, last)
    first.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert is_in_sight(frame, first)


def test_a_page_that_fits_is_not_scrolled(qtbot: QtBot) -> None:
    frame, _, last = shown(qtbot, QSize(1366, 768))
    page = frame.page()
    assert page is not None and page.size() == frame.size()
    last.setFocus()
    assert page.mapTo(frame, QPoint(0, 0)) == QPoint(0, 0)
    assert not frame.verticalScrollBar().isVisible() and not frame.horizontalScrollBar().isVisible()


def test_what_would_be_higher_where_a_line_is_wrapped_is_not_scrolled(qtbot: QtBot) -> None:
    """On 1366×768 the title and the task bar take 70 pixels: the status line must not go out of sight."""
    frame, page = PageFrame(), QWidget()
    qtbot.addWidget(frame)
    page.setMinimumSize(808, 508)
    words = QLabel("签了随访，测量值就画在这里。" * 200, page)
    words.setWordWrap(True)
    QVBoxLayout(page).addWidget(words)
    frame.show_page(page)
    frame.resize(1366, 540)
    with qtbot.waitActive(frame):
        frame.show()
    assert page.size() == frame.size()


def a_list(rows: int) -> TableView[int]:
    table: TableView[int] = TableView(PagedModel([Column("行", str)], InlineTasks(), key=str))
    table.rows.show_rows(list(range(rows)))
    return table


def test_the_current_row_of_a_list_stays_in_sight(qtbot: QtBot) -> None:
    """Of a list that is higher than the room for its page, arrows move to what nobody sees."""
    frame = PageFrame()
    qtbot.addWidget(frame)
    table = a_list(20)
    table.setMinimumSize(400, table.whole_height(20))
    frame.show_page(table)
    frame.setMinimumSize(0, 0)
    frame.resize(HALF_A_SCREEN)
    with qtbot.waitActive(frame):
        frame.show()
    table.setFocus()
    for _ in range(19):
        QTest.keyClick(table, Qt.Key.Key_Down)
    row = table.visualRect(table.currentIndex())
    seen = frame.viewport().rect()
    assert all(
        seen.contains(table.viewport().mapTo(frame.viewport(), corner))
        for corner in (row.topLeft(), QPoint(row.left() + 40, row.bottom()))
    )


def test_what_is_laid_out_after_it_got_the_focus_is_seen_too(qtbot: QtBot) -> None:
    frame, _, last = shown(qtbot, HALF_A_SCREEN)
    last.move(8, 8)
    last.setFocus()
    last.move(700, 460)
    qtbot.waitUntil(lambda: is_in_sight(frame, last))


def test_a_large_page_behind_makes_no_small_one_scroll(qtbot: QtBot) -> None:
    """The login stays behind the window of whoever has logged in."""
    frame, _, _ = shown(qtbot, HALF_A_SCREEN)
    small = QWidget()
    small.setMinimumSize(600, 300)
    frame.show_page(small)
    qtbot.waitUntil(lambda: not frame.verticalScrollBar().isVisible())
    assert not frame.horizontalScrollBar().isVisible()
    assert small.size() == frame.viewport().size()


def test_a_page_that_is_dropped_is_shown_no_more(qtbot: QtBot) -> None:
    frame, _, _ = shown(qtbot, HALF_A_SCREEN)
    before, another = frame.page(), QWidget()
    frame.show_page(another)
    assert before is not None and frame.page() is another
    frame.drop_page(before)
    assert frame.page() is another
