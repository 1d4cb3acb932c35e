"""A screen that is too small for a page: all of it can be reached, and the focus is in sight."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.application.frame import PageFrame

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


def test_a_page_that_is_dropped_is_shown_no_more(qtbot: QtBot) -> None:
    frame, _, _ = shown(qtbot, HALF_A_SCREEN)
    before, another = frame.page(), QWidget()
    frame.show_page(another)
    assert before is not None and frame.page() is another
    frame.drop_page(before)
    assert frame.page() is another
