"""Settings: users added and changed, the workstation's address, backups, rules with their sources."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from healthdesk.base.config import Place
from healthdesk.base.errors import LoginFailed
from healthdesk.base.progress import Counter, Progress
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.served import served
from tests.desks import a_desk, seat
from tests.ui.looking import clipped_labels, squeezed, window_picture
from tests.ui.working import a_window, click, closing, has, part, press, settle, type_in, words
from ui.kit.actions import key_word, shortcut_clashes
from ui.kit.ask import CannedAsk
from ui.kit.language import CHINESE, ENGLISH, speak
from ui.kit.tasks import Lane, Tasks
from ui.screens.settings.account_sheet import AccountSheet, Task
from ui.screens.settings.backups import BackupsPage
from ui.screens.settings.connection import ConnectionPage
from ui.screens.settings.rules import RulesPage
from ui.screens.settings.screen import SettingsScreen
from ui.screens.settings.users import UsersPage
from ui.screens.settings.workstation import WorkstationPage
from ui.shell import Shell
from ui.widgets.key_button import KeyButton


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def settings(shell: Shell, page: str) -> SettingsScreen:
    shell.open("settings", page=page)
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, SettingsScreen)
    return shown


def users(shell: Shell) -> UsersPage:
    found = settings(shell, "users").findChild(UsersPage)
    assert isinstance(found, UsersPage)
    return found


def test_where_the_window_is_low_the_settings_are_scrolled_not_squeezed(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    shell.resize(910, 512)
    for page in ("workstation", "connection", "own", "backups"):
        screen = settings(shell, page)
        settle()
        assert squeezed(screen) == []


def test_a_user_is_added_and_can_log_in(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    page = users(shell)
    click(shell, "settings.add")
    page.sheet.full_name.insert("李慧")
    page.sheet.login.insert("lihui")
    page.sheet.role.setCurrentIndex(page.sheet.role.findData(Role.NURSE))
    page.sheet.secret.setFocus()
    type_in("long enough")
    press("Return")
    type_in("long enough")
    press("Return")
    settle()
    assert [row.login for row in desk.accounts.all()] == ["admin", "lihui"]
    assert desk.accounts.log_in("lihui", "long enough").role is Role.NURSE


def test_two_different_passwords_are_noticed(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    page = users(shell)
    page.sheet.ask(Task.PASSWORD, "admin", "张建国")
    type_in("long enough")
    press("Return")
    type_in("long enouhg")
    press("Return")
    settle()
    assert "不一样" in words(shell)


def test_a_short_password_is_refused_in_words(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    page = users(shell)
    page.sheet.ask(Task.PASSWORD, "admin", "张建国")
    for _ in range(2):
        type_in("short")
        press("Return")
    settle()
    assert "密码：" in words(shell) and "太短" in words(shell)


def test_a_user_is_disabled_only_when_it_is_meant(qtbot: QtBot, desk: Desk) -> None:
    desk.accounts.add(login="zz", full_name="周某", role=Role.CLERK, password="long enough")
    for sure, is_active in ((False, True), (True, False)):
        shell = a_window(qtbot, desk, CannedAsk(sure=sure))
        page = users(shell)
        page.table.go_to(1)
        click(shell, "settings.active")
        settle()
        assert desk.accounts.all()[1].is_active is is_active
    with pytest.raises(LoginFailed):
        desk.accounts.log_in("zz", "long enough")


def test_a_post_is_changed(qtbot: QtBot, desk: Desk) -> None:
    desk.accounts.add(login="zz", full_name="周某", role=Role.CLERK, password="long enough")
    shell = a_window(qtbot, desk)
    page = users(shell)
    page.table.go_to(1)
    click(shell, "settings.role")
    page.sheet.role.setCurrentIndex(page.sheet.role.findData(Role.DOCTOR))
    click(shell, "settings.account.keep")
    settle()
    assert desk.accounts.all()[1].role is Role.DOCTOR


def test_the_address_is_kept_on_this_workstation(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    page = settings(shell, "workstation").findChild(WorkstationPage)
    assert isinstance(page, WorkstationPage)
    page.url.setFocus()
    type_in("https://fhir.example/")
    page.look.choose(1)
    page.hotline.setText(" 0571-8765 4321 ")
    press("Return")
    settle()
    kept = Place.read(desk.folder)
    assert (kept.platform_url, kept.is_dark, kept.centre, kept.hotline) == (
        "https://fhir.example",
        True,
        "幸福路社区卫生服务中心",
        "0571-8765 4321",
    )


def test_an_address_that_is_none_is_refused_and_a_full_width_one_is_meant(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    page = settings(shell, "workstation").findChild(WorkstationPage)
    assert isinstance(page, WorkstationPage)
    page.url.setText("fhir.example")
    click(shell, "settings.save")
    settle()
    assert Place.read(desk.folder).platform_url == ""
    assert "地址不对" in words(shell)
    assert page.url.hasFocus()
    page.url.setText("https：//fhir．example/")
    click(shell, "settings.save")
    settle()
    assert Place.read(desk.folder).platform_url == page.url.text() == "https://fhir.example"


def test_a_connection_is_tried_beside_a_run_and_says_so(qtbot: QtBot, desk: Desk) -> None:
    tasks, shell, may_end = Tasks(), a_window(qtbot, desk), threading.Event()
    page = WorkstationPage(desk, tasks, shell)
    qtbot.addWidget(page)
    page.show()
    tasks.run(lambda: may_end.wait(10), owner=page, lane=Lane.NETWORK)  # a run that goes on
    with served(FakePlatform()) as url:
        page.url.setText(url)
        click(page, "settings.test")
        qtbot.waitUntil(lambda: "平台应答正常" in words(shell))
    assert not has(page, "settings.trial.stop")
    may_end.set()
    tasks.close()


def test_a_platform_that_keeps_silent_is_given_up_at_a_button(qtbot: QtBot, desk: Desk) -> None:
    is_asked, may_answer = threading.Event(), threading.Event()

    class Silent(FakePlatform):
        def send(self, request, **kwargs):  # type: ignore[no-untyped-def, override]
            is_asked.set()
            may_answer.wait(10)
            return super().send(request, **kwargs)

    tasks = Tasks()
    page = WorkstationPage(desk, tasks, a_window(qtbot, desk))
    qtbot.addWidget(page)
    page.show()
    with served(Silent()) as url:
        page.url.setText(url)
        click(page, "settings.test")
        qtbot.waitUntil(is_asked.is_set)
        qtbot.waitUntil(lambda: "正在试连接" in words(page))
        click(page, "settings.trial.stop")
        assert not has(page, "settings.trial.stop")
        rests: list[bool] = []
        tasks.run(lambda: True, done=rests.append, owner=page, lane=Lane.TRIAL)
        qtbot.waitUntil(lambda: bool(rests))
        assert not may_answer.is_set()  # nothing hangs on the platform any more
        may_answer.set()
    tasks.close()


def test_a_backup_now_is_made_and_shown(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    settings(shell, "backups")
    assert "还没有" in words(shell)
    click(shell, "settings.backup_now")
    settle()
    assert desk.upkeep.last_backup().file is not None
    click(shell, "settings.verify")
    settle()
    assert "完好" in words(shell)


def test_a_backup_can_be_stopped_and_made_again(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = Tasks()
    page = BackupsPage(desk, tasks, a_window(qtbot, desk))
    qtbot.addWidget(page)
    page.show()
    may_end = threading.Event()

    def half_done(_target: object, progress: Progress) -> Path:
        progress.step(30, 60)
        may_end.wait(10)
        Counter(progress).add(1)
        raise AssertionError("it was not stopped")

    with monkeypatch.context() as slow:
        slow.setattr(desk.upkeep, "backup", half_done)
        click(page, "settings.backup_now")
        qtbot.waitUntil(lambda: "50 %" in words(page))
        assert not part(page, "settings.verify").isEnabled()
        click(page, "settings.working.stop")
        may_end.set()
        assert not has(page, "settings.working.bar")
        tasks.close()
    click(page, "settings.backup_now")
    qtbot.waitUntil(lambda: desk.upkeep.last_backup().file is not None)
    tasks.close()


def test_every_number_has_its_source(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    page = settings(shell, "rules").findChild(RulesPage)
    assert isinstance(page, RulesPage)
    rows = page.table.rows.rows()
    assert len(rows) >= 20
    assert all(row.setting.source and row.setting.confidence in ("C", "C1", "K", "P") for row in rows)


def test_a_number_is_changed_with_a_reason_and_escape_leaves_it(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    page = settings(shell, "rules").findChild(RulesPage)
    assert isinstance(page, RulesPage)
    keys = [row.setting.key for row in page.table.rows.rows()]
    page.table.setFocus()
    page.table.go_to(keys.index("hypertension.older_systolic_below"))
    press("Return")
    press("Escape")
    assert page.value.isHidden() and page.reason.isHidden()
    press("Return")
    page.value.line.setText("140")
    press("Return")
    page.reason.setText("本区要求")
    press("Return")
    settle()
    changed = [one for one in desk.rules.all() if one.is_own]
    assert [(one.setting.key, one.value) for one in changed] == [("hypertension.older_systolic_below", "140")]


def test_a_choice_is_made_by_digit_and_stands_in_words(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    page = settings(shell, "rules").findChild(RulesPage)
    assert isinstance(page, RulesPage)
    rows = page.table.rows
    at = [row.setting.key for row in rows.rows()].index("older_people_age_rule")
    assert rows.cell(rows.index(at, 2)).text == "按当年年底"
    bare = [row.shown for row in rows.rows() if re.fullmatch(r"[a-zA-Z-]+|\d+[dwmy]", row.shown)]
    assert bare == []
    page.table.setFocus()
    page.table.go_to(at)
    press("Return")
    options = page.value.options
    assert options is not None and not page.reason.hasFocus()
    assert [one.text() for one in options.options()] == ["按当年年底", "按生日当天"]
    press("2")
    assert page.reason.hasFocus()
    page.reason.setText("本县口径")
    press("Return")
    settle()
    changed = [one for one in desk.rules.all() if one.is_own]
    assert [(one.setting.key, one.value, one.shown) for one in changed] == [
        ("older_people_age_rule", "birthday", "按生日当天")
    ]
    press("Return")
    press("Escape")
    assert page.value.isHidden()


def test_a_number_that_was_asked_for_is_changed_whichever_line_is_marked_by_then(
    qtbot: QtBot, desk: Desk
) -> None:
    page = settings(a_window(qtbot, desk), "rules").findChild(RulesPage)
    assert isinstance(page, RulesPage)
    keys = [row.setting.key for row in page.table.rows.rows()]
    at = keys.index("hypertension.older_systolic_below")
    page.table.setFocus()
    page.table.go_to(at)
    press("Return")
    page.value.line.setText("140")
    page.table.go_to(at + 1)
    page.reason.setText("本区要求")
    page.reason.setFocus()
    press("Return")
    settle()
    assert [one.setting.key for one in desk.rules.all() if one.is_own] == [keys[at]]


def test_a_nurse_sees_only_what_is_hers(qtbot: QtBot, desk: Desk) -> None:
    seat(desk, Role.NURSE)
    shell = a_window(qtbot, desk)
    screen = settings(shell, "own")
    titles = [screen.tabs.tabText(at) for at in range(screen.tabs.count())]
    assert "用户" not in titles and "我的" in titles
    click(shell, "settings.own.pin")
    for _ in range(2):
        type_in("1357")
        press("Return")
    settle()
    assert desk.accounts.change_by_pin("nurse", "1357").login == "nurse"
    settings(shell, "workstation")
    assert has(shell, "settings.url") and "由管理员修改" in words(shell)


@pytest.fixture(params=[CHINESE, ENGLISH])
def language(request: pytest.FixtureRequest) -> Iterator[None]:
    speak(request.param)
    yield
    speak(CHINESE)


@pytest.mark.usefixtures("language")
def test_nothing_is_cut_on_any_page(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    for page in ("users", "own", "workstation", "connection", "backups", "rules", "about"):
        settings(shell, page)
        assert clipped_labels(shell) == []


def test_a_sensitive_topic_is_opened_for_a_user_by_name(qtbot: QtBot, desk: Desk) -> None:
    desk.accounts.add(login="zz", full_name="周某", role=Role.NURSE, password="long enough")
    desk.accounts.set_sensitive("zz", ["hiv"])
    shell = a_window(qtbot, desk)
    page = users(shell)
    page.table.go_to(1)
    click(shell, "settings.topics")
    assert page.sheet.topics["hiv"].isChecked()
    assert not page.sheet.secret.isVisible()
    page.sheet.topics["hiv"].setChecked(False)
    page.sheet.topics["tuberculosis"].setChecked(True)
    page.sheet.keep.click()
    settle()
    assert desk.accounts.all()[1].sensitive == ("tuberculosis",)


def test_the_platforms_access_is_typed_and_the_secret_is_not_shown_again(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    shell = a_window(qtbot, desk)
    screen = settings(shell, "connection")
    page = screen.findChild(ConnectionPage)
    assert isinstance(page, ConnectionPage)
    fields = {name: part(shell, f"settings.{name}") for name in ("token_url", "client_id", "secret", "pin")}
    for name, text in (("token_url", "https://auth.hebeihealth.test/token"), ("client_id", "chc-001")):
        fields[name].setFocus()
        type_in(text)
    fields["secret"].setFocus()
    type_in("a-secret-of-a-test")
    page.slots.choose(2)
    page.exports.choose(1)
    window_picture(shell, "settings-connection", tmp_path)
    assert clipped_labels(page) == []
    press("Return")
    settle()
    access = Place.read(desk.folder).access
    assert (access.token_url, access.client_id) == ("https://auth.hebeihealth.test/token", "chc-001")
    assert access.slots == 3
    assert access.takes_exports
    assert desk.credentials.has_secret()
    assert page.secret.text() == ""
    assert "密钥库" in page.secret.placeholderText()
    fields["pin"].setFocus()
    type_in("12:34")
    click(shell, "settings.connection.save")
    settle()
    assert "指纹" in words(shell)
    assert Place.read(desk.folder).access == access


PAGES = ("users", "own", "workstation", "connection", "backups", "rules", "about")


def test_every_button_of_the_settings_has_a_key_and_no_two_have_the_same(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    for page in PAGES:
        screen = settings(shell, page)
        buttons = [one for one in screen.findChildren(KeyButton) if one.isVisibleTo(screen)]
        assert [one.objectName() for one in buttons if not one.key] == []
        assert bool(buttons) is (page != "about")
        assert shortcut_clashes((*screen.commands(), *shell._actions)) == ()
        keys = {key_word(one.shortcut) for one in screen.commands()}
        assert {one.key for one in buttons} <= keys


def test_a_button_of_the_settings_is_pressed_by_its_key_on_its_page_only(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    sheet = users(shell).sheet
    QTest.keyClick(shell, Qt.Key.Key_F4)
    assert sheet.isVisible()
    sheet.close_sheet()
    screen = settings(shell, "workstation")
    QTest.keyClick(shell, Qt.Key.Key_F4)
    assert not sheet.isVisible()
    page = screen.findChild(WorkstationPage)
    assert isinstance(page, WorkstationPage)
    page.lock.setValue(7)
    QTest.keyClick(shell, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert Place.read(desk.folder).lock_after_minutes == 7
    screen.tabs.setCurrentIndex(PAGES.index("own"))
    QTest.keyClick(shell, Qt.Key.Key_F7)
    assert any(one.isVisible() for one in screen.findChildren(AccountSheet))


def test_who_may_not_change_the_settings_has_no_key_for_it(qtbot: QtBot, desk: Desk) -> None:
    seat(desk, Role.NURSE)
    shell = a_window(qtbot, desk)
    told = {page: {one.id for one in settings(shell, page).commands()} for page in PAGES[1:]}
    assert "settings.save" not in told["workstation"] and "settings.test" in told["workstation"]
    assert "settings.backup_elsewhere" not in told["backups"]
    assert "settings.schedule.take_in" not in told["rules"]
