"""The head's place: records worth a look with names, and a sample that is telephoned through by keys."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.base.progress import Counter, Progress
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.quality.findings import Finding
from tests.desks import a_desk, registered, seat, signed
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, click, closing, has, press, settle, words
from ui.kit.ask import CannedAsk
from ui.kit.tasks import Tasks
from ui.screens.quality.screen import SAMPLE, QualityScreen
from ui.shell import Shell

NAMES = ("王秀英", "李建国", "赵桂兰")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three people with the same pressures of one day."""
    with closing(a_desk(tmp_path)) as made:
        for name in NAMES:
            signed(made, registered(made, name=name, id_no=None))
        yield made


def quality(shell: Shell) -> QualityScreen:
    shell.open("quality")
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, QualityScreen)
    return shown


def test_what_looks_copied_is_named(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    (row,) = quality(shell).findings.rows.rows()
    assert (row.finding.kind.value, set(row.names)) == ("identical", set(NAMES))
    assert not clipped_labels(shell)


def test_nothing_is_said_of_records_before_they_were_looked_at(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks, may_end = Tasks(), threading.Event()

    def half_done(_first: object, _last: object, progress: Progress) -> tuple[Finding, ...]:
        progress.step(1, 4)
        may_end.wait(10)
        Counter(progress).add(1)
        return ()

    monkeypatch.setattr(desk.quality, "findings", half_done)
    screen = QualityScreen(desk, tasks, a_window(qtbot, desk))
    qtbot.addWidget(screen)
    screen.show()
    screen.show_for()
    qtbot.waitUntil(lambda: "25 %" in words(screen))
    assert "没有可疑的记录" not in words(screen)
    click(screen, "quality.working.stop")
    assert "还没有查完" in words(screen)
    may_end.set()
    screen.show_for()
    qtbot.waitUntil(lambda: "没有可疑的记录" in words(screen))
    tasks.close()


def test_the_sample_is_gone_through_with_one_key_each(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    screen = quality(shell)
    screen.tabs.setCurrentIndex(SAMPLE)
    screen.focus_first()
    assert {row.name for row in screen.sample.rows.rows()} == set(NAMES)
    press("F5")
    first = screen.sample.rows.rows()[0]
    assert quality(shell).sample.rows.rows()[0].outcome == "true"
    screen.sample.go_to(1)
    press("F6")
    screen.reason.setText("没有人上门")
    press("Return")
    settle()
    second = quality(shell).sample.rows.rows()[1]
    assert (second.outcome, second.note) == ("false", "没有人上门")
    assert second.visit_id != first.visit_id


def test_the_sheet_is_printed(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "核对表.pdf"
    shell = a_window(qtbot, desk, CannedAsk(path=target))
    quality(shell)
    press("Ctrl+P")
    settle()
    press("Ctrl+S")
    settle()
    assert target.read_bytes().startswith(b"%PDF")


def test_a_nurse_has_no_such_place(qtbot: QtBot, desk: Desk) -> None:
    seat(desk, Role.NURSE)
    assert not has(a_window(qtbot, desk), "navigation.quality")


def test_what_somebody_said_is_kept_for_whoever_was_called(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    screen = quality(shell)
    screen.tabs.setCurrentIndex(SAMPLE)
    screen.focus_first()
    press("F6")
    screen.sample.go_to(2)
    screen.reason.setText("没有人上门")
    screen.reason.setFocus()
    press("Return")
    settle()
    assert [one.outcome for one in quality(shell).sample.rows.rows()] == ["false", "", ""]
