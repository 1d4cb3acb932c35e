"""Before anybody sits at the desk: login, first start, lock, and what goes wrong there."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from healthdesk.base.errors import InvalidInput, LoginFailed, StoreLocked
from tests.ui.looking import LONGEST_NAMES, clipped_labels
from ui.login.lock import LockPage
from ui.login.page import LoginPage
from ui.login.people import PersonLine
from ui.login.side import House
from ui.login.wizard import FirstStart, Wizard
from ui.widgets.marks import IconLine

HOUSE = House("幸福路社区卫生服务中心", "一诊室", "0571-8765 4321")
PEOPLE = (
    PersonLine("lihui", "李慧", "公卫护士", "今天 08:12"),
    PersonLine("zhang", "张建国", "全科医生", "昨天 17:40"),
    PersonLine("zhao", LONGEST_NAMES[0], "预防接种", "昨天 16:05"),
    PersonLine("fourth", "林主任", "中心主任", "11-01 16:05"),
)


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    page.resize(1366, 768)
    with qtbot.waitActive(page):
        page.show()


@pytest.fixture
def login(qtbot: QtBot) -> LoginPage:
    made = LoginPage(HOUSE, PEOPLE, "今天 08:00 已备份")
    shown(qtbot, made)
    made.focus_first()
    return made


def test_the_focus_is_in_the_password_of_who_was_here_last(login: LoginPage, qtbot: QtBot) -> None:
    assert QApplication.focusWidget() is login.secret.field
    with qtbot.waitSignal(login.wanted) as wanted:
        QTest.keyClicks(login.secret.field, "12345678")
        QTest.keyClick(login.secret.field, Qt.Key.Key_Return)
    assert wanted.args == ["lihui", "12345678"]


def test_arrows_and_alt_digits_choose_without_leaving_the_password(login: LoginPage) -> None:
    QTest.keyClick(login.secret.field, Qt.Key.Key_Down)
    chosen = login.rows.current()
    assert chosen is not None
    assert chosen.login == "zhang"
    QTest.keyClick(login.secret.field, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    chosen = login.rows.current()
    assert chosen is not None
    assert chosen.login == "zhao"
    assert QApplication.focusWidget() is login.secret.field


def test_somebody_else_types_their_name(login: LoginPage, qtbot: QtBot) -> None:
    QTest.keyClick(login.secret.field, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert QApplication.focusWidget() is login.name
    QTest.keyClicks(login.name, "wanghui")
    QTest.keyClick(login.name, Qt.Key.Key_Return)
    with qtbot.waitSignal(login.wanted) as wanted:
        QTest.keyClicks(login.secret.field, "password1")
        QTest.keyClick(login.secret.field, Qt.Key.Key_Return)
    assert wanted.args == ["wanghui", "password1"]


def test_an_empty_password_is_not_sent(login: LoginPage, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(login.wanted):
        QTest.keyClick(login.secret.field, Qt.Key.Key_Return)
    assert error_of(login) != ""


def error_of(login: LoginPage) -> str:
    found = login.findChild(QLabel, "login.password.error")
    assert isinstance(found, QLabel)
    return found.text() if found.isVisible() else ""


def test_a_wrong_password_is_forgotten_and_said(login: LoginPage) -> None:
    QTest.keyClicks(login.secret.field, "wrong")
    login.refuse(LoginFailed())
    assert login.secret.text() == ""
    assert "不对" in error_of(login)
    QTest.keyClicks(login.secret.field, "r")
    assert error_of(login) == ""


def test_after_too_many_the_button_waits(login: LoginPage, qtbot: QtBot) -> None:
    login.refuse(LoginFailed(8))
    assert "8 秒" in error_of(login)
    assert not login.button.isEnabled()
    with qtbot.assertNotEmitted(login.wanted):
        QTest.keyClicks(login.secret.field, "12345678")
        QTest.keyClick(login.secret.field, Qt.Key.Key_Return)


def test_a_store_that_is_open_elsewhere_is_said(login: LoginPage) -> None:
    login.refuse(StoreLocked())
    assert "另一个" in error_of(login)
    assert login.button.isEnabled()


def test_caps_lock_is_noticed_from_the_letters(login: LoginPage) -> None:
    caps = login.findChild(IconLine, "login.password.caps")
    assert isinstance(caps, IconLine)
    QTest.keyClick(login.secret.field, Qt.Key.Key_A)
    assert not caps.isVisible()
    QTest.keyEvent(QTest.KeyAction.Press, login.secret.field, "A", Qt.KeyboardModifier.NoModifier)
    assert caps.isVisible()


def test_no_word_of_the_login_is_cut(login: LoginPage) -> None:
    assert clipped_labels(login) == []


def test_at_most_three_people_are_listed(login: LoginPage) -> None:
    assert login.findChild(QWidget, "login.person.fourth") is None
    assert login.findChild(QWidget, "login.person.other") is not None


@pytest.fixture
def wizard(qtbot: QtBot) -> Wizard:
    made = Wizard(House())
    shown(qtbot, made)
    made.focus_first()
    return made


def answer(*words: str) -> None:
    for word in words:
        focus = QApplication.focusWidget()
        assert isinstance(focus, QLineEdit)
        focus.setText(word)
        QTest.keyClick(focus, Qt.Key.Key_Return)


def test_the_first_start_is_answered_by_keyboard(wizard: Wizard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(wizard.finished) as finished:
        answer("幸福路中心", "330106001012", "一诊室", "王辉", "wanghui", "pass word", "pass word")
    assert finished.args == [
        FirstStart("幸福路中心", "330106001012", "一诊室", "wanghui", "王辉", "pass word")
    ]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("", "330106001012"), id="no name"),
        pytest.param(("中心", "330106"), id="short code"),
        pytest.param(("中心", "330106001012", "一诊室", "王辉", "w", "short", "short"), id="short password"),
        pytest.param(
            ("中心", "330106001012", "一诊室", "王辉", "w", "password1", "password2"), id="two passwords"
        ),
    ],
)
def test_a_wrong_answer_keeps_the_step(wizard: Wizard, qtbot: QtBot, words: tuple[str, ...]) -> None:
    with qtbot.assertNotEmitted(wizard.finished):
        answer(*words)
    assert clipped_labels(wizard) == []


def test_a_name_that_is_taken_is_said(wizard: Wizard) -> None:
    wizard.refuse(InvalidInput("login", "taken"))
    said = wizard.findChild(IconLine, "wizard.error")
    assert isinstance(said, IconLine)
    assert "换一个" in said.text()


@pytest.fixture
def lock(qtbot: QtBot) -> LockPage:
    made = LockPage(HOUSE, [replace(one, quick=frozenset({"pin"})) for one in PEOPLE[:2]])
    shown(qtbot, made)
    made.focus_first()
    return made


def test_a_pin_brings_the_person_back(lock: LockPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(lock.wanted) as wanted:
        QTest.keyClicks(lock.secret.field, "1234")
        QTest.keyClick(lock.secret.field, Qt.Key.Key_Return)
    assert wanted.args == ["pin", "lihui", "1234"]
    lock.refuse(LoginFailed())
    assert lock.secret.text() == ""
    said = lock.findChild(QLabel, "lock.secret.error")
    assert isinstance(said, QLabel)
    assert "密码" in said.text()
    assert lock.button.isEnabled()


@pytest.mark.parametrize("page", [LockPage, LoginPage])
def test_the_door_of_a_demonstration_tells_its_password(
    qtbot: QtBot, page: type[LockPage] | type[LoginPage]
) -> None:
    told = page(replace(HOUSE, told_password="demonstration"), PEOPLE[:2])
    shown(qtbot, told)
    assert [one for one in told.findChildren(QLabel) if "demonstration" in one.text()]
    assert clipped_labels(told) == []
    silent = page(HOUSE, PEOPLE[:2])
    qtbot.addWidget(silent)
    assert not [one for one in silent.findChildren(QLabel) if "密码是" in one.text()]


def test_another_person_sits_down(lock: LockPage, qtbot: QtBot) -> None:
    QTest.keyClick(lock.secret.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(lock.wanted) as wanted:
        QTest.keyClicks(lock.secret.field, "4321")
        QTest.keyClick(lock.secret.field, Qt.Key.Key_Return)
    assert wanted.args[1] == "zhang"


def test_the_password_always_works(qtbot: QtBot) -> None:
    page = LockPage(HOUSE, PEOPLE[:1])
    shown(qtbot, page)
    with qtbot.waitSignal(page.wanted) as wanted:
        QTest.keyClicks(page.secret.field, "password1")
        QTest.keyClick(page.secret.field, Qt.Key.Key_Return)
    assert wanted.args == ["password", "lihui", "password1"]
    assert clipped_labels(page) == []


def ways(lock: LockPage) -> list[str]:
    """What the page offers of the chosen person; one way is no choice."""
    shown = [one for one in lock.ways.findChildren(QToolButton) if one.isVisible()]
    return [one.text() for one in shown]


def test_a_pin_is_asked_of_nobody_who_has_none(qtbot: QtBot) -> None:
    with_pin, with_badge = (
        replace(one, quick=frozenset({way})) for one, way in zip(PEOPLE[:2], ("pin", "badge"), strict=True)
    )
    page = LockPage(HOUSE, [with_pin, with_badge, PEOPLE[2]])
    shown(qtbot, page)
    asked = []
    for at in range(3):
        page.rows.choose(at)
        asked.append((ways(page), page.secret.field.accessibleName()))
    assert asked == [
        (["PIN", "胸卡", "密码"], "PIN"),
        (["胸卡", "密码"], "密码"),
        (["胸卡", "密码"], "密码"),
    ]


def test_where_nobody_has_more_than_a_password_nothing_is_to_be_chosen(qtbot: QtBot) -> None:
    page = LockPage(HOUSE, PEOPLE[:2])
    shown(qtbot, page)
    assert ways(page) == []
    assert page.secret.field.accessibleName() == "密码"


def test_what_was_typed_for_one_is_not_sent_for_another(lock: LockPage) -> None:
    QTest.keyClicks(lock.secret.field, "12")
    QTest.keyClick(lock.secret.field, Qt.Key.Key_Down)
    assert lock.secret.text() == ""
