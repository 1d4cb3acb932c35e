"""A record of many events: what is seen first is built first, once, and the rest is there as well."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.services.rows import EventRow
from tests.builders import TODAY
from tests.desks import a_desk, registered
from tests.ui.working import a_window, closing, settle
from ui.kit import theme
from ui.screens.record.head import RecordHead
from ui.screens.record.timeline import BATCH, Shown, Timeline, _Delegate

EVENTS = 1_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def events(many: int) -> list[EventRow]:
    return [
        EventRow(str(at), "visit", TODAY - timedelta(days=3 * at), "", "", "", "", "signed")
        for at in range(many)
    ]


def test_of_a_long_list_only_what_is_seen_is_measured_before_it_is_painted(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[int] = []

    def size(self: _Delegate, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        measured.append(index.row())
        return of_row(self, option, index)

    of_row = _Delegate.sizeHint
    monkeypatch.setattr(_Delegate, "sizeHint", size)
    timeline = Timeline(lambda event: Shown(event, event.id, "", ""), frozenset())
    qtbot.addWidget(timeline)
    timeline.resize(400, 600)
    timeline.show()
    timeline.show_events(events(EVENTS), "")
    timeline.grab()
    assert max(measured) <= BATCH
    last = timeline.model().index(timeline.model().rowCount() - 1, 0)
    qtbot.waitUntil(lambda: max(measured) == last.row())
    QTest.keyClick(timeline, Qt.Key.Key_End)
    assert timeline.currentIndex() == last
    assert timeline.viewport().rect().contains(timeline.visualRect(last))


def test_other_colours_leave_a_long_list_where_it_is(qtbot: QtBot, qapp: QApplication) -> None:
    timeline = Timeline(lambda event: Shown(event, event.id, "", ""), frozenset())
    qtbot.addWidget(timeline)
    timeline.resize(400, 600)
    timeline.show()
    timeline.show_events(events(EVENTS), "")
    bar = timeline.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 50 * EVENTS)
    bar.setValue(place := bar.maximum() // 2)
    for colours in (theme.DARK, theme.LIGHT):
        theme.apply(qapp, colours)
        timeline.grab()
        settle()
        assert bar.value() == place
    timeline.show_events(events(EVENTS), "")
    assert bar.value() == 0


def test_the_header_is_built_once_for_each_opening(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    show = RecordHead.show_card

    def noted(self: RecordHead, *args: Any) -> None:
        built.append(args[0].name)
        show(self, *args)

    monkeypatch.setattr(RecordHead, "show_card", noted)
    first, second = registered(desk), registered(desk, name="李四", id_no=None)
    shell = a_window(qtbot, desk)
    for person in (first, second, first):
        shell.open("record", resident_id=person)
        settle()
    assert built == ["王秀英", "李四", "王秀英"]
