"""Lists that become files: how far they are, a stop that leaves no file, a full disk that is said."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.base import errors
from healthdesk.base.progress import Counter, Progress
from tests.desks import a_desk
from tests.ui.working import a_window, click, closing, has, words
from ui.kit.tasks import Tasks
from ui.shell import Shell
from ui.widgets.saving import Saving


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def shell(qtbot: QtBot, tmp_path: Path) -> Iterator[Shell]:
    with closing(a_desk(tmp_path)) as desk:
        yield a_window(qtbot, desk)


@pytest.fixture
def saving(qtbot: QtBot, shell: Shell, tasks: Tasks) -> Saving:
    made = Saving(tasks, shell, "list.saving")
    made.setParent(shell)
    return made


class Writing:
    """A job of four pieces that waits in the middle."""

    def __init__(self, target: Path) -> None:
        self.target, self.times = target, 0
        self.may_end = threading.Event()

    def __call__(self, progress: Progress) -> Path:
        self.times += 1
        counter = Counter(progress, 4)
        counter.add(1)
        self.may_end.wait(10)
        counter.add(3)
        self.target.write_bytes(b"list")
        return self.target


def test_how_far_it_is_and_where_it_lies(qtbot: QtBot, shell: Shell, saving: Saving, tmp_path: Path) -> None:
    job = Writing(tmp_path / "名单.pdf")
    saving.save(job)
    saving.save(job)
    qtbot.waitUntil(lambda: "25 %" in words(shell))
    job.may_end.set()
    qtbot.waitUntil(lambda: "名单.pdf" in shell.status.quiet.text())
    assert (job.times, has(shell, "list.saving.bar")) == (1, False)


def test_a_stop_leaves_no_file_and_another_can_be_written(
    qtbot: QtBot, shell: Shell, saving: Saving, tmp_path: Path
) -> None:
    job = Writing(tmp_path / "名单.pdf")
    saving.save(job)
    qtbot.waitUntil(lambda: has(shell, "list.saving.stop"))
    click(shell, "list.saving.stop")
    job.may_end.set()
    qtbot.waitUntil(lambda: "已停止，没有写成文件" in shell.status.quiet.text())
    assert not job.target.exists()
    saving.save(Writing(tmp_path / "又一份.pdf"))
    assert saving.is_running


def test_a_stop_after_the_file_is_whole_says_that_it_is_there(
    qtbot: QtBot, shell: Shell, saving: Saving, tmp_path: Path
) -> None:
    target, may_end = tmp_path / "名单.pdf", threading.Event()

    def write(_progress: Progress) -> Path:
        target.write_bytes(b"list")
        may_end.wait(10)
        return target

    saving.save(write)
    qtbot.waitUntil(lambda: target.exists() and has(shell, "list.saving.stop"))
    click(shell, "list.saving.stop")
    assert "没有写成" not in shell.status.quiet.text()
    may_end.set()
    qtbot.waitUntil(lambda: "停止前已经写完：名单在 名单.pdf" in shell.status.quiet.text())
    assert not has(shell, "list.saving.bar")


def test_a_full_disk_is_said(qtbot: QtBot, shell: Shell, saving: Saving) -> None:
    def full(_progress: Progress) -> Path:
        raise errors.DiskFull("no space")

    saving.save(full)
    qtbot.waitUntil(lambda: "磁盘已满" in shell.notice.text())
    assert not saving.is_running
