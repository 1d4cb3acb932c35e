"""The one door off the main thread."""

import sys
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from healthdesk.base.errors import NotFound
from healthdesk.base.progress import Progress
from ui.kit.tasks import TURN_SECONDS, InlineTasks, Lane, Tasks


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def test_the_job_runs_beside_and_the_result_comes_back_here(qtbot: QtBot, tasks: Tasks) -> None:
    owner, here = QObject(), threading.get_ident()
    results: list[tuple[bool, bool]] = []
    tasks.run(
        threading.get_ident,
        done=lambda there: results.append((there != here, threading.get_ident() == here)),
        owner=owner,
    )
    qtbot.waitUntil(lambda: bool(results))
    assert results == [(True, True)]


def test_a_job_that_computes_gives_the_window_its_turn_soon() -> None:
    sys.setswitchinterval(1)
    Tasks().close()
    assert sys.getswitchinterval() == pytest.approx(TURN_SECONDS)


def test_a_lane_keeps_its_order_and_lanes_run_beside_each_other(qtbot: QtBot, tasks: Tasks) -> None:
    owner, gate, seen = QObject(), threading.Event(), []
    tasks.run(gate.wait, done=lambda _: seen.append("slow"), owner=owner, lane=Lane.NETWORK)
    for at in range(3):
        tasks.run(lambda at=at: at, done=seen.append, owner=owner)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(seen) == 3)
    gate.set()
    qtbot.waitUntil(lambda: len(seen) == 4)
    assert seen == [0, 1, 2, "slow"]


def test_what_only_an_order_still_names_ends_on_the_main_thread(qtbot: QtBot, tasks: Tasks) -> None:
    """A widget that ends in another thread takes the program with it."""
    ended: list[bool] = []
    here = threading.get_ident()

    def ask(*, is_called_off: bool) -> None:
        owner = QObject()
        weakref.finalize(owner, lambda: ended.append(threading.get_ident() == here))
        ticket = tasks.run(lambda: None, owner=owner)
        if is_called_off:
            ticket.cancel()

    gate = threading.Event()
    tasks.run(gate.wait, owner=tasks)
    ask(is_called_off=False)
    ask(is_called_off=True)
    gate.set()
    for _ in range(2):
        done: list[None] = []
        tasks.run(lambda: None, done=done.append, owner=tasks)
        qtbot.waitUntil(lambda done=done: bool(done))  # type: ignore[misc]
    assert ended == [True, True]


def test_a_dead_owner_is_not_called(qtbot: QtBot, tasks: Tasks) -> None:
    owner, other, seen = QObject(), QObject(), []
    gate = threading.Event()
    tasks.run(gate.wait, done=lambda _: seen.append("dead"), owner=owner)
    tasks.run(lambda: None, done=lambda _: seen.append("alive"), owner=other)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["alive"]


def test_a_cancelled_result_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    owner, gate, seen = QObject(), threading.Event(), []
    ticket = tasks.run(gate.wait, done=lambda _: seen.append("cancelled"), owner=owner)
    tasks.run(lambda: None, done=lambda _: seen.append("next"), owner=owner)
    ticket.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["next"]


def test_what_closes_the_store_waits_for_what_runs_and_calls_off_what_only_reads(
    qtbot: QtBot, tasks: Tasks
) -> None:
    owner, may_end, done = QObject(), threading.Event(), list[str]()
    has_begun = threading.Event()

    def report() -> None:
        has_begun.set()
        may_end.wait(10)
        done.append("report")

    tasks.run(report, owner=owner, lane=Lane.REPORTS)
    tasks.run(lambda: done.append("another report"), owner=owner, lane=Lane.REPORTS)
    tasks.run(lambda: done.append("save"), owner=owner)
    assert has_begun.wait(10)
    tasks.run_last(lambda: done.append("closed"), owner=owner)
    tasks.run(lambda: done.append("opened"), owner=owner)
    qtbot.waitUntil(lambda: "save" in done)
    may_end.set()
    qtbot.waitUntil(lambda: "opened" in done)
    assert done == ["save", "report", "closed", "opened"]


def fail() -> None:
    raise NotFound("Resident")


def test_an_expected_error_goes_to_who_asked(qtbot: QtBot, tasks: Tasks) -> None:
    owner, heard = QObject(), []
    tasks.run(fail, failed=heard.append, owner=owner)
    qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0], NotFound)


def test_an_expected_error_nobody_asked_about_is_still_heard(qtbot: QtBot, tasks: Tasks) -> None:
    owner = QObject()
    with qtbot.waitSignal(tasks.unheard) as heard:
        tasks.run(fail, owner=owner)
    assert isinstance(heard.args[0], NotFound)


def test_a_bug_is_raised_on_the_main_thread_and_the_lane_lives_on(qtbot: QtBot, tasks: Tasks) -> None:
    owner, seen = QObject(), []
    with capture_exceptions() as exceptions:
        tasks.run(lambda: 1 / 0, owner=owner)
        tasks.run(lambda: "after", done=seen.append, owner=owner)
        qtbot.waitUntil(lambda: bool(seen))
    assert [kind for kind, _, _ in exceptions] == [ZeroDivisionError]


def test_progress_is_reported_here(qtbot: QtBot, tasks: Tasks) -> None:
    owner, steps, seen = QObject(), [], []

    def job(progress: Progress) -> str:
        progress.step(1, 2)
        progress.step(2, 2)
        return "done"

    tasks.run(job, done=seen.append, progress=lambda done, total: steps.append((done, total)), owner=owner)
    qtbot.waitUntil(lambda: bool(seen))
    assert steps == [(1, 2), (2, 2)]


def test_a_job_learns_that_it_was_cancelled(qtbot: QtBot, tasks: Tasks) -> None:
    owner, started, noticed = QObject(), threading.Event(), threading.Event()

    def job(progress: Progress) -> None:
        started.set()
        while not progress.is_cancelled:
            threading.Event().wait(0.001)
        noticed.set()

    ticket = tasks.run(job, progress=lambda *_: None, owner=owner)
    assert started.wait(5)
    ticket.cancel()
    assert noticed.wait(5)


def test_inline_tasks_have_finished_when_run_returns() -> None:
    seen: list[int] = []
    InlineTasks().run(lambda: 7, done=seen.append, owner=QObject())
    assert seen == [7]


def test_of_what_is_asked_for_again_and_again_one_runs_and_one_waits(qtbot: QtBot, tasks: Tasks) -> None:
    owner, other, begun, gate = QObject(), QObject(), threading.Event(), threading.Event()
    done: list[str] = []

    def first() -> str:
        begun.set()
        gate.wait(10)
        return "first"

    tasks.run(first, done=done.append, owner=owner, latest="counts")
    begun.wait(10)
    for at in range(20):
        tasks.run(lambda at=at: str(at), done=done.append, owner=owner, latest="counts")  # type: ignore[misc]
    tasks.run(lambda: "other name", done=done.append, owner=owner, latest="rows")
    tasks.run(lambda: "other owner", done=done.append, owner=other, latest="counts")
    gate.set()
    qtbot.waitUntil(lambda: "other owner" in done)
    assert done == ["first", "19", "other name", "other owner"]
