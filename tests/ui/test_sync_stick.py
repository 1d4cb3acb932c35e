"""Without a network: the queue is written on a stick in the window, and what is wrong with it is said."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.base.config import Place
from healthdesk.base.progress import Silence
from healthdesk.desk import Desk
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.desks import a_desk, registered
from tests.ui.looking import clipped_labels, window_picture
from tests.ui.working import a_window, click, press, settle, type_in
from ui.kit.ask import CannedAsk
from ui.screens.sync.stick import StickSheet
from ui.shell import Shell

WORD = "stick of a test"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk that has met its platform once, and has a registration waiting."""
    with closing(a_desk(tmp_path)) as made:
        platform = FakePlatform()
        link = Link.to(
            platform.client(), made.database, made.mapper, clock=made.clock, ids=made.platform._ids
        )
        registered(made)
        Engine(link).run(Silence())
        registered(made, name="李明", id_no="11010519491231002X", sex="1", birth_date="1949-12-31")
        yield made


def sheet(shell: Shell) -> StickSheet:
    shell.open("platform")
    settle()
    click(shell, "sync.stick")
    settle()
    found = shell.findChild(StickSheet)
    assert isinstance(found, StickSheet)
    return found


def test_the_queue_is_written_and_a_wrong_password_is_said(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "out.hdpackage"
    shell = a_window(qtbot, desk, CannedAsk(path=file))
    shown = sheet(shell)
    type_in("short")
    click(shell, "sync.stick.write")
    settle()
    assert "太短" in shown.said.text()
    assert not file.exists()
    shown.password.setText(WORD)
    click(shell, "sync.stick.write")
    settle()
    assert "已写好 1 条" in shown.said.text()
    assert file.exists()
    window_picture(shell, "sync-stick", tmp_path)
    assert clipped_labels(shown) == []
    shown.password.setText("another word")
    click(shell, "sync.stick.receipt")
    settle()
    assert "不是数据包" in shown.said.text()
    press("Escape")
    settle()
    assert not shown.isVisible()


def test_nothing_is_carried_while_nobody_knows_where_to(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    shell = a_window(qtbot, desk, CannedAsk(path=tmp_path / "a.hdpackage"))
    replace(Place.read(desk.folder), platform_url="").write(desk.folder)
    shown = sheet(shell)
    click(shell, "sync.stick.carry")
    settle()
    assert "平台地址" in shown.said.text()
