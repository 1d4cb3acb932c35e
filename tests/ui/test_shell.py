"""The window around the screens: navigation by role, search, palette, keys, status, who waits where."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from healthdesk.base.changes import Changes
from healthdesk.base.clock import FixedClock
from healthdesk.base.errors import NotFound
from healthdesk.domain.access import Permission, Role
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.services.rows import ResidentRow
from healthdesk.services.seat import Sitter
from tests.ui.looking import clipped_labels
from tests.ui.plain_screen import PlainScreen
from ui.application.seats import seat_of
from ui.kit.ask import CannedAsk
from ui.kit.bus import Bus
from ui.kit.language import CHINESE, ENGLISH, speak
from ui.kit.navigator import Seat
from ui.kit.places import PLACES, Place, place
from ui.kit.screen import Screen
from ui.kit.tasks import InlineTasks, Lane, Tasks
from ui.shell import Glance, Shell
from ui.shell.hits import reading
from ui.shell.navigation import ENTRY_HEIGHT, LOWEST, LOWEST_BARE, Entry, Navigation
from ui.shell.palette import found
from ui.widgets.keys import KeyFrame

TODAY = date(2026, 11, 23)
HOUSE = 170
"""Pixels of 168号1幢2单元602室 with its insets."""
PEOPLE = ("张伟", "张薇", "赵文静", "周维国", "曾雯")


@dataclass
class FakeResidents:
    """Finds everybody, or nobody for `none`."""

    asked: list[str] = field(default_factory=list)

    def search(self, words: str, limit: int = 20) -> tuple[ResidentRow, ...]:
        self.asked.append(words)
        if words == "none":
            return ()
        return tuple(
            ResidentRow(str(at), name, "2", date(1959, 3, 12), "330106****3524", "1", "幸福里 3-2-501",
                        "138****5521", ("hypertension",), date(2026, 11, 11 + 4 * at))
            for at, name in enumerate(PEOPLE)
        )  # fmt: skip


@dataclass
class FakeDesk:
    residents: FakeResidents = field(default_factory=FakeResidents)
    clock: FixedClock = field(default_factory=lambda: FixedClock.on(TODAY))
    forms: Forms = field(default_factory=Forms.read)


@pytest.fixture
def places() -> tuple[Place, ...]:
    """Some places whose screens are plain ones; the program's own are built in the journeys."""
    names = ("home", "residents", "referrals", "record", "register", "visit")
    return tuple(replace(p, screen="tests.ui.plain_screen:PlainScreen") for p in PLACES if p.id in names)


@pytest.fixture
def shell(qtbot: QtBot, places: tuple[Place, ...]) -> Shell:
    return a_shell(qtbot, places, frozenset(Permission))


def a_shell(qtbot: QtBot, places: tuple[Place, ...], permissions: frozenset[str]) -> Shell:
    seat = Seat("lihui", "李慧", "公卫护士", "幸福路社区卫生服务中心", permissions)
    made = Shell(FakeDesk(), InlineTasks(), Bus(), seat, ask=CannedAsk(), places=places)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
    made.open_first()
    return made


def plain(shell: Shell) -> PlainScreen:
    shown = shell.stack.currentWidget()
    assert isinstance(shown, PlainScreen)
    return shown


def test_the_day_begins_at_the_first_place(shell: Shell) -> None:
    assert shell.current_place() == "home"
    assert plain(shell).list.hasFocus()


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.VACCINATOR, "immunization"),
        (Role.DOCTOR, "home"),
        (Role.NURSE, "home"),
        (Role.CLERK, "appointments"),
        (Role.MANAGER, "quality"),
        (Role.ADMINISTRATOR, "home"),
    ],
)
def test_the_day_begins_where_the_work_of_the_post_is(
    qtbot: QtBot, places: tuple[Place, ...], role: Role, first: str
) -> None:
    plain = [replace(one, screen=places[0].screen) for one in PLACES if one.position]
    seat = seat_of(Sitter("zhou", "zhou", "周敏", role), "幸福路社区卫生服务中心")
    shell = Shell(FakeDesk(), InlineTasks(), Bus(), seat, ask=CannedAsk(), places=plain)
    qtbot.addWidget(shell)
    with qtbot.waitActive(shell):
        shell.show()
    shell.open_first()
    assert shell.current_place() == first
    QTest.keyClick(shell, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert shell.current_place() == "home"


def test_navigation_shows_what_the_role_may_open(qtbot: QtBot, places: tuple[Place, ...]) -> None:
    shell = a_shell(qtbot, places, frozenset({Permission.VIEW_RECORD}))
    assert shell.findChild(object, "navigation.residents") is not None
    assert shell.findChild(object, "navigation.referrals") is None
    shell.open("referrals")
    assert shell.current_place() == "home"
    assert shell.status.quiet.text()


def test_a_digit_with_ctrl_goes_there_and_back(shell: Shell, qtbot: QtBot) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert shell.current_place() == "residents"
    qtbot.keyClick(shell, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shell.current_place() == "home"


def test_typing_on_a_screen_searches(shell: Shell, qtbot: QtBot) -> None:
    qtbot.keyClicks(plain(shell).list, "zw")
    assert shell.top.search.text() == "zw"
    assert shell.found.isVisible()


def test_enter_opens_the_chosen_person(shell: Shell) -> None:
    QTest.keyClick(shell, Qt.Key.Key_F3)
    QTest.keyClicks(shell.top.search.field, "zw")
    QTest.keyClick(shell.top.search.field, Qt.Key.Key_Down)
    QTest.keyClick(shell.top.search.field, Qt.Key.Key_Return)
    assert shell.current_place() == "record"
    assert plain(shell).shown == [{"resident_id": "1"}]
    assert shell.top.search.text() == ""
    assert not shell.found.isVisible()


@pytest.mark.parametrize(
    ("typed", "opened"),
    [pytest.param("33010619590312352X", True, id="one"), pytest.param("zw", False, id="several")],
)
def test_a_scanner_opens_only_who_is_found_alone(
    qtbot: QtBot, places: tuple[Place, ...], typed: str, *, opened: bool
) -> None:
    shell = a_shell(qtbot, places, frozenset(Permission))
    tasks = Tasks()
    shell.found._tasks = tasks
    shell.found._find = lambda words, limit: FakeResidents().search(words)[: 1 if opened else limit]
    QTest.keyClicks(shell.top.search.field, typed)
    QTest.keyClick(shell.top.search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.found.answered == typed or shell.current_place() == "record")
    tasks.close()
    assert (shell.current_place() == "record") is opened
    assert shell.found.isVisible() is not opened


class SlowTasks(InlineTasks):
    """The answer comes when the test says so."""

    def _hand_in(self, order: Any, lane: Lane) -> None:
        self.answer = lambda: InlineTasks._hand_in(self, order, lane)


@pytest.mark.parametrize("alone", [True, False])
def test_f2_before_the_answer_is_for_nobody_of_the_list_before(shell: Shell, *, alone: bool) -> None:
    """Who is marked then was found for another text: the visit would be written for the wrong person."""
    shell.top.search.field.setFocus()
    QTest.keyClicks(shell.top.search.field, "zw")
    shell.found._tasks = slow = SlowTasks()
    shell.found._find = lambda words, _limit: FakeResidents().search(words)[3 : 4 if alone else 5]
    QTest.keyClicks(shell.top.search.field, "g")
    QTest.keyClick(shell.top.search.field, Qt.Key.Key_F2)
    assert shell.current_place() == "home"
    slow.answer()
    assert shell.current_place() == ("visit" if alone else "home")
    assert not alone or plain(shell).shown == [{"resident_id": "3"}]


def test_f2_before_the_first_answer_is_not_for_whom_the_page_names(shell: Shell) -> None:
    """The page's own F2 writes for the next one due there, and not for whom the box was asked for."""
    shell.found._tasks = slow = SlowTasks()
    shell.found._find = lambda words, _limit: FakeResidents().search(words)[3:4]
    shell.top.search.field.setFocus()
    QTest.keyClicks(shell.top.search.field, "z")
    page = plain(shell)
    QTest.keyClick(shell.top.search.field, Qt.Key.Key_F2)
    assert page.called == []
    slow.answer()
    assert shell.current_place() == "visit"
    assert plain(shell).shown == [{"resident_id": "3"}]


def test_a_click_is_for_the_row_under_it_also_before_the_answer(shell: Shell) -> None:
    shell.top.search.field.setFocus()
    QTest.keyClicks(shell.top.search.field, "zw")
    shell.found._tasks = SlowTasks()
    QTest.keyClicks(shell.top.search.field, "g")
    table = shell.found._list
    third = table.visualRect(table.model().index(2, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=third)
    assert shell.current_place() == "record"
    assert plain(shell).shown == [{"resident_id": "2"}]


def test_f2_in_the_search_writes_a_follow_up(shell: Shell) -> None:
    shell.top.search.field.setFocus()
    QTest.keyClicks(shell.top.search.field, "zw")
    QTest.keyClick(shell.top.search.field, Qt.Key.Key_F2)
    assert shell.current_place() == "visit"


def test_escape_puts_the_list_away(shell: Shell) -> None:
    shell.top.search.field.setFocus()
    QTest.keyClicks(shell.top.search.field, "zw")
    QTest.keyClick(shell.top.search.field, Qt.Key.Key_Escape)
    assert not shell.found.isVisible()
    assert plain(shell).list.hasFocus()


def test_who_is_not_found_can_be_registered_with_what_was_typed(shell: Shell) -> None:
    shell.top.search.field.setFocus()
    QTest.keyClicks(shell.top.search.field, "none")
    QTest.keyClick(shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert shell.current_place() == "register"
    assert plain(shell).shown == [{"typed": "none"}]


def test_the_list_says_how_the_words_were_understood(shell: Shell) -> None:
    shell.top.search.set_text("zw")
    understood = shell.findChild(QLabel, "search.understood")
    assert isinstance(understood, QLabel)
    assert "首字母" in understood.text()
    hit = shell.found._list.current_row()
    assert next(one for one in shell.found._list.rows.columns if one.title == "住址").of(hit).keeps_end
    QApplication.processEvents()
    assert clipped_labels(shell.found) == []


def test_the_page_below_is_not_drawn_again_with_every_key(shell: Shell) -> None:
    class Watch(QObject):
        times = 0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.times += event.type() == QEvent.Type.Paint
            return False

    shell.top.search.set_text("zw")
    QApplication.processEvents()
    watch = Watch(shell)
    plain(shell).installEventFilter(watch)
    shell.top.search.set_text("zwx")
    QApplication.processEvents()
    assert watch.times == 0
    shell.top.search.clear()
    QApplication.processEvents()
    assert watch.times == 1


def test_the_list_grows_at_once_and_grows_shorter_when_no_key_follows(
    shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shorter, it has the page below drawn, and the next key would wait for that."""
    row = FakeResidents().search("zw")[0]
    many = tuple(replace(row, id=str(at)) for at in range(20))
    monkeypatch.setattr(shell.found, "_find", lambda text, _limit: many if text == "zw" else many[:1])
    shell.top.search.set_text("zw")
    QApplication.processEvents()
    whole = shell.found.height()
    shell.top.search.set_text("zwx")
    QApplication.processEvents()
    assert shell.found.height() == whole
    qtbot.waitUntil(lambda: shell.found.height() < whole)
    shell.top.search.set_text("zw")
    assert shell.found.height() == whole


def test_the_list_says_when_somebody_was_last_seen(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = FakeResidents().search("zw")
    seen = (replace(rows[0], last_visit_on=TODAY - timedelta(days=1)), rows[1])
    monkeypatch.setattr(shell.found, "_find", lambda *_args: seen)
    shell.top.search.set_text("zw")
    model = shell.found.findChildren(QTableView)[0].model()
    titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    at = titles.index("上次随访")
    assert [model.index(row, at).data() for row in range(2)] == ["昨天", None]


def test_a_window_of_1366_has_room_for_every_column(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for the last visit, beside whole numbers and days; of an address the house is left."""
    row = replace(
        FakeResidents().search("zw")[0],
        name="阿依古丽·买买提",
        id_masked="330106********3524",
        born=TODAY - timedelta(days=2150),
        next_due=TODAY - timedelta(days=365),
        last_visit_on=TODAY - timedelta(days=400),
    )
    monkeypatch.setattr(
        shell.found, "_find", lambda *_args: tuple(replace(row, id=str(at)) for at in range(20))
    )
    shell.top.search.set_text("zw")
    QApplication.processEvents()
    table = shell.found._list
    widths = {one.title: table.columnWidth(at) for at, one in enumerate(table.rows.columns)}
    assert not any(table.isColumnHidden(at) for at in range(table.rows.columnCount()))
    takes = {one.title: table.sizeHintForColumn(at) for at, one in enumerate(table.rows.columns)}
    assert [title for title, wide in takes.items() if wide > widths[title] and title != "拼音"] == []
    assert widths["住址"] >= HOUSE


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_a_screen_at_200_percent_keeps_search_status_and_sheets_in_sight(
    qtbot: QtBot, places: tuple[Place, ...], language: str
) -> None:
    """1366×768 has 683×384 then: only the place of work is scrolled, and no list is cut below its end."""
    speak(language)
    try:
        shell = a_shell(qtbot, places, frozenset(Permission))
    finally:
        speak(CHINESE)
    shell.stack.currentWidget().setMinimumSize(760, 420)
    shell.resize(683, 384)
    QApplication.processEvents()
    assert (shell.width(), shell.height()) == (683, 384)
    for part in (shell.top, shell.top.search, shell.status, shell.navigation):
        assert shell.rect().contains(part.rect().translated(part.mapTo(shell, part.rect().topLeft())))
    assert clipped_labels(shell.top) == []
    shell.open_palette()
    for _ in range(30):
        QTest.keyClick(shell.palette_sheet, Qt.Key.Key_Down)
    (commands,) = shell.palette_sheet.findChildren(QTableView)
    row = commands.visualRect(commands.currentIndex())
    bottom = commands.viewport().mapTo(shell, row.bottomLeft()).y()
    assert bottom <= shell.palette_sheet.sheet.geometry().bottom()
    shell.palette_sheet.close_sheet()
    shell.show_keys()
    keys = shell.keys_sheet.findChildren(KeyFrame)
    assert keys and all(one.height() >= one.sizeHint().height() for one in keys)
    shell.keys_sheet.close_sheet()
    shell.found._find = lambda *_args: tuple(
        replace(FakeResidents().search("zw")[0], id=str(at)) for at in range(20)
    )
    shell.top.search.set_text("zw")
    assert shell.found.geometry().bottom() <= shell.rect().bottom()


def test_the_letters_that_matched_are_marked() -> None:
    assert reading("张伟", "zw") == ("zhang wei", frozenset({0, 6}))
    assert reading("曾雯", "zw")[0] == "zeng wen"
    assert reading("张伟", "") == ("zhang wei", frozenset())


def test_a_screens_own_key_comes_first(shell: Shell, qtbot: QtBot) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_F2)
    assert plain(shell).called == ["F2"]


def test_f2_offers_the_next_piece_of_work_from_everywhere(shell: Shell) -> None:
    home = plain(shell)
    shell.open("residents")
    actions = {one.id: one for one in shell._actions}
    actions["shell.next"].call()
    assert shell.current_place() == "home"
    assert home.called == ["F2"]


def test_what_the_role_may_not_do_has_no_key(qtbot: QtBot, places: tuple[Place, ...]) -> None:
    shell = a_shell(qtbot, places, frozenset({Permission.VIEW_RECORD}))
    qtbot.keyClick(shell, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert plain(shell).called == []


def test_the_palette_finds_by_pinyin_initials(shell: Shell, qtbot: QtBot) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = shell.palette_sheet.findChild(QLineEdit, "palette.search")
    assert isinstance(box, QLineEdit)
    qtbot.keyClicks(box, "dymd")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert plain(shell).called == ["print"]
    assert not shell.palette_sheet.isVisible()


@pytest.mark.parametrize(
    ("words", "wanted", "is_found"),
    [
        ("打印名单", "名单", True),
        ("打印名单", "md", True),
        ("打印名单", "dayin", True),
        ("去：同步", "tb", True),
        ("打印安排表", "dyapb", True),
        ("打印名单", "xyz", False),
        ("改密码、PIN、胸卡", "pin", True),
    ],
)
def test_an_action_is_found(words: str, wanted: str, *, is_found: bool) -> None:
    assert found(words, wanted) is is_found


def test_f1_shows_the_keys_of_this_screen(shell: Shell, qtbot: QtBot) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_F1)
    said = {label.text() for label in shell.keys_sheet.findChildren(QLabel)}
    assert {"开始随访", "打印名单", "查找居民"} <= said
    assert shell.keys_sheet.accessibleName() == "本屏按键"
    heard = shell.keys_sheet.accessibleDescription()
    assert "F2 开始随访" in heard and "F3 查找居民" in heard
    qtbot.keyClick(shell.keys_sheet, Qt.Key.Key_Escape)
    assert not shell.keys_sheet.isVisible()


def test_a_save_reloads_the_screen_that_is_shown(qtbot: QtBot, places: tuple[Place, ...]) -> None:
    bus = Bus()
    seat = Seat("a", "李慧", "公卫护士", "中心", frozenset(Permission))
    shell = Shell(FakeDesk(), InlineTasks(), bus, seat, ask=CannedAsk(), places=places)
    qtbot.addWidget(shell)
    shell.show()
    shell.open_first()
    bus.announce(Changes(frozenset({"Visit"})))
    bus.announce(Changes(frozenset({"Measure"})))
    qtbot.waitUntil(lambda: bool(plain(shell).reloads))
    assert plain(shell).reloads == [Changes(frozenset({"Visit", "Measure"}))]


def test_an_expected_error_is_a_sentence_not_a_box(shell: Shell) -> None:
    shell.complain(NotFound("Resident", "x"))
    assert shell.status.quiet.text()
    assert "F3" in shell.notice.text()
    assert shell.notice.isVisible()
    assert shell.rect().contains(shell.notice.geometry())
    assert clipped_labels(shell.notice) == []
    close = shell.findChild(QPushButton, "shell.notice.close")
    assert close is not None
    close.click()
    assert not shell.notice.isVisible()


@pytest.mark.parametrize(
    ("glance", "words"),
    [
        pytest.param(Glance(), "未设平台", id="no platform"),
        pytest.param(Glance("offline", "09:40 起", waiting=3), "3 条待上传", id="offline"),
        pytest.param(Glance("in-step"), "全部已上传", id="in step"),
        pytest.param(Glance("rejected", rejected=1), "1 条退回", id="rejected"),
        pytest.param(Glance("conflict", conflicts=2), "2 冲突", id="conflict"),
        pytest.param(Glance("paused", synced_at=datetime(2026, 11, 1, tzinfo=UTC)), "上次同步", id="paused"),
        pytest.param(
            Glance("waiting", backed_up_at=datetime(2026, 11, 1, tzinfo=UTC)), "自动备份", id="waiting"
        ),
        pytest.param(Glance("syncing"), "正在同步", id="syncing"),
    ],
)
def test_the_status_line_says_how_things_stand(shell: Shell, glance: Glance, words: str) -> None:
    shell.status.show_glance(glance)
    assert words in shell.status.accessibleName()
    QApplication.processEvents()
    assert clipped_labels(shell.status) == []


def test_the_guide_sees_what_was_tried(shell: Shell) -> None:
    guide, count = shell.guide, shell.guide.findChild(QLabel, "guide.count")
    assert isinstance(count, QLabel)
    assert not guide.isVisible()
    shell.show_guide()
    QApplication.processEvents()
    assert guide.isVisible() and clipped_labels(guide) == []
    shell.open("residents")
    assert count.text().startswith("1 ")
    healthy = replace(FakeResidents().search("wy")[0], id="well", tags=())
    shell.found._find = lambda *_args: (healthy, *FakeResidents().search("wy"))
    shell.top.search.set_text("wy")
    shell.found.open_current()
    assert shell.current_place() == "record" and count.text().startswith("1 ")
    shell.top.search.set_text("wy")
    QTest.keyClick(shell.top.search.field, Qt.Key.Key_Down)
    shell.found.open_current()
    assert count.text().startswith("2 ")
    shell.open("visit")
    guide.saved(Changes(frozenset({"Draft"})))
    assert count.text().startswith("3 ")
    guide.saved(Changes(frozenset({"Visit"})))
    assert count.text().startswith("4 ")
    leave = shell.findChild(QPushButton, "guide.leave")
    assert leave is not None
    leave.click()
    assert not guide.isVisible()


def test_the_list_hangs_below_the_line_of_the_guide(shell: Shell) -> None:
    def drawn(on: QWidget) -> QRect:
        return QRect(on.mapTo(shell, QPoint()), on.size())

    shell.top.search.set_text("wy")
    plain_place = shell.found.geometry()
    assert (plain_place.y(), plain_place.right()) == (shell.top.height() - 4, shell.width() - 17)
    shell.show_guide()
    QApplication.processEvents()
    words = [one for one in shell.guide.findChildren(QWidget) if one.isVisible()]
    assert words and not [one.objectName() for one in words if drawn(one).intersects(shell.found.geometry())]
    assert shell.found.geometry().bottom() <= shell.rect().bottom()
    shell.guide.hide()
    QApplication.processEvents()
    assert shell.found.geometry() == plain_place


def test_a_pill_says_how_many_wait(shell: Shell) -> None:
    shell.count("referrals", 6)
    entry = shell.findChild(object, "navigation.referrals")
    assert entry is not None
    assert entry.accessibleDescription() == "6"  # type: ignore[attr-defined]


def test_on_a_small_screen_the_navigation_shows_icons_only(shell: Shell) -> None:
    shell.resize(1093, 614)
    assert shell.navigation.width() < 60
    shell.resize(1366, 768)
    assert shell.navigation.width() == 72


def test_nothing_in_the_window_is_cut(shell: Shell) -> None:
    assert clipped_labels(shell) == []


def test_no_two_places_share_an_id_or_a_key() -> None:
    ids = [one.id for one in PLACES]
    keys = [one.shortcut for one in PLACES if one.shortcut]
    assert len(set(ids)) == len(ids)
    assert len(set(keys)) == len(keys)
    assert {one.under for one in PLACES} - set(ids) <= {""}


def test_every_place_can_be_loaded() -> None:
    from importlib import import_module

    for one in PLACES:
        module, _, name = one.screen.partition(":")
        assert issubclass(getattr(import_module(module), name), Screen), one.id
    with pytest.raises(KeyError):
        place("nowhere")


def test_the_navigation_gives_up_air_before_the_window_grows(qtbot: QtBot) -> None:
    places = [one for one in PLACES if one.position]
    navigation = Navigation([*places, replace(places[0], id="one-more")])
    qtbot.addWidget(navigation)
    navigation.resize(72, 700)
    navigation.show()
    assert navigation.height() == 700
    lowest = min(entry.height() for entry in navigation.findChildren(Entry))
    assert LOWEST <= lowest < ENTRY_HEIGHT


def test_the_navigation_fits_a_screen_at_twice_the_size(qtbot: QtBot) -> None:
    """1920×1080 at 200 % is 960×540: icons alone, none over another."""
    navigation = Navigation([one for one in PLACES if one.position])
    qtbot.addWidget(navigation)
    navigation.show()
    navigation.resize(navigation.width(), 540)
    QApplication.processEvents()
    entries = navigation.findChildren(Entry)
    assert navigation.height() == 540
    assert len(entries) >= 10
    assert all(above.geometry().bottom() < below.geometry().top() for above, below in pairwise(entries))
    assert min(entry.height() for entry in entries) >= LOWEST_BARE
