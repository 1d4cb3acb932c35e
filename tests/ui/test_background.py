"""The synchroniser that nobody starts: when it runs, and that it lets go."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtNetwork import QNetworkInformation
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from healthdesk.base import back_off
from healthdesk.base.changes import Changes
from healthdesk.base.config import Place
from healthdesk.desk import Desk
from healthdesk.services.platform import RUN, Outcome
from healthdesk.sync.engine import Engine
from healthdesk.sync.standing import State
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.served import served
from tests.desks import a_desk, registered
from ui.application import background
from ui.application.background import Background
from ui.kit.tasks import Tasks

SAVED = Changes(frozenset({"Intent", "Visit"}))
BUSY_FOR_AN_HOUR = faults.status(503, Retry_After="3600")


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What a test leaves behind is taken away here: on the thread of the next one's run Qt would complain."""
    gc.collect()
    yield
    gc.collect()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = a_desk(tmp_path)
    yield made
    made.close()


@contextmanager
def begun(platform: FakePlatform, desk: Desk, tasks: Tasks, qtbot: QtBot) -> Iterator[tuple[Background, str]]:
    """A worker after its first run, and the address of its platform."""
    with served(platform) as url:
        told(desk, url)
        worker = Background(tasks)
        with qtbot.waitSignal(worker.ended, timeout=20_000):
            worker.begin(desk)
        yield worker, url
        worker.end()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AFTER_START_MS", 10)
    monkeypatch.setattr(background, "AFTER_SAVE_MS", 10)


def told(desk: Desk, url: str) -> None:
    """The workstation knows its platform."""
    place = Place.read(desk.folder)
    Place(place.centre, place.centre_code, place.workstation, url).write(desk.folder)


@pytest.mark.usefixtures("soon")
def test_what_was_saved_goes_out_by_itself_at_the_start_and_after_a_save(
    desk: Desk, tasks: Tasks, qtbot: QtBot
) -> None:
    platform = FakePlatform()
    with served(platform) as url:
        told(desk, url)
        first = registered(desk)
        worker = Background(tasks)
        with qtbot.waitSignal(worker.ended, timeout=20_000):
            worker.begin(desk)
        assert ("Patient", first) in platform.state
        second = registered(desk, name="张伟", phone="13800005522")
        with qtbot.waitSignal(worker.ended, timeout=20_000):
            worker.note(SAVED)
        assert ("Patient", second) in platform.state


@pytest.mark.usefixtures("soon")
def test_what_the_platform_lost_is_found_and_sent_by_itself_but_not_in_every_run(
    desk: Desk, tasks: Tasks, qtbot: QtBot
) -> None:
    platform = FakePlatform()

    def inventories() -> int:
        return sum("/Patient/_search" in (one.url or "") for one in platform.seen)

    with served(platform) as url:
        told(desk, url)
        resident = registered(desk)
        desk.platform.synchronise(url)
        lost = platform.state.pop(("Patient", resident))
        platform.log.remove(lost)
        worker = Background(tasks)
        with qtbot.waitSignal(worker.ended, timeout=20_000):
            worker.begin(desk)
        assert ("Patient", resident) in platform.state
        assert inventories() == 1
        with qtbot.waitSignal(worker.ended, timeout=20_000):
            worker.note(SAVED)
        assert inventories() == 1
        worker.end()


@pytest.mark.usefixtures("soon")
def test_a_platform_that_wants_to_be_left_alone_is_left_alone_also_after_a_save(
    desk: Desk, tasks: Tasks, qtbot: QtBot
) -> None:
    platform = FakePlatform()
    registered(desk)
    platform.fail(BUSY_FOR_AN_HOUR, faults.anything)
    with begun(platform, desk, tasks, qtbot) as (worker, _url):
        asked = len(platform.seen)
        worker.note(SAVED)
        assert worker._timer.remainingTime() >= 3600 * 1000 - 1000
        assert len(platform.seen) == asked


@pytest.mark.usefixtures("soon")
def test_once_a_person_has_reached_the_platform_it_is_asked_at_the_usual_times_again(
    desk: Desk, tasks: Tasks, qtbot: QtBot
) -> None:
    platform = FakePlatform()
    registered(desk)
    platform.fail(BUSY_FOR_AN_HOUR, faults.anything)
    with begun(platform, desk, tasks, qtbot) as (worker, url):
        assert desk.platform.synchronise(url).state == "in-step"  # whoever presses the button is not held up
        worker.note(RUN)
        assert worker._timer.remainingTime() <= background.BETWEEN_MS * (1 + background.JITTER)
        second = registered(desk, name="张伟", phone="13800005522")
        with qtbot.waitSignal(worker.ended, timeout=20_000):
            worker.note(SAVED)
        assert ("Patient", second) in platform.state


@pytest.mark.usefixtures("soon")
def test_a_platform_that_asks_for_rest_when_a_person_calls_is_left_alone_by_the_worker(
    desk: Desk, tasks: Tasks, qtbot: QtBot
) -> None:
    platform = FakePlatform()
    with begun(platform, desk, tasks, qtbot) as (worker, url):
        registered(desk)
        platform.fail(BUSY_FOR_AN_HOUR, faults.anything)
        assert desk.platform.synchronise(url).reason == "overloaded"
        worker.note(RUN)
        worker.note(SAVED)
        assert worker._timer.remainingTime() >= 3600 * 1000 - 1000


@pytest.mark.usefixtures("soon")
def test_a_run_that_a_fault_of_the_program_ends_is_tried_again_by_itself(
    desk: Desk, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "BETWEEN_MS", 10)
    with served(FakePlatform()) as url:
        told(desk, url)
        worker = Background(tasks)
        with monkeypatch.context() as broken, capture_exceptions() as seen:
            broken.setattr(Engine, "run", lambda *_given, **_named: 1 / 0)
            with qtbot.waitSignal(worker.ended, timeout=20_000):
                worker.begin(desk)
            qtbot.waitUntil(lambda: bool(seen))
        assert (desk.platform.state().state, desk.platform.state().reason) == ("paused", "broken")
        with qtbot.waitSignal(worker.ended, timeout=20_000):
            pass
        assert (desk.platform.state().state, desk.platform.state().reason) == ("in-step", None)
        worker.end()


@pytest.mark.usefixtures("soon")
def test_without_an_address_nobody_is_asked(desk: Desk, tasks: Tasks, qtbot: QtBot) -> None:
    worker = Background(tasks)
    worker.begin(desk)
    qtbot.wait(100)
    assert desk.platform.attempts() == ()
    worker.end()


@pytest.mark.usefixtures("soon")
def test_the_store_closes_within_a_moment_while_the_platform_keeps_silent(
    desk: Desk, tasks: Tasks, qtbot: QtBot
) -> None:
    is_asked, may_answer = threading.Event(), threading.Event()

    class Silent(FakePlatform):
        def send(self, request, **kwargs):  # type: ignore[no-untyped-def, override]
            is_asked.set()
            may_answer.wait(10)
            return super().send(request, **kwargs)

    with served(Silent()) as url:
        told(desk, url)
        registered(desk)
        worker = Background(tasks)
        worker.begin(desk)
        qtbot.waitUntil(is_asked.is_set, timeout=10_000)
        worker.end()
        desk.platform.close()
        assert not desk.platform.state().is_running
        assert desk.platform.keep_in_step(url) is None
        assert desk.platform.state().waiting == 1
        may_answer.set()


def test_when_the_network_is_back_it_does_not_wait_for_its_turn(desk: Desk, tasks: Tasks) -> None:
    worker = Background(tasks)
    worker.begin(desk)
    worker._timer.start(background.LONGEST_MS)
    worker._network_changed(QNetworkInformation.Reachability.Disconnected)
    assert worker._timer.interval() == background.LONGEST_MS
    worker._network_changed(QNetworkInformation.Reachability.Online)
    assert worker._timer.interval() == background.AFTER_START_MS
    worker.end()
    worker._network_changed(QNetworkInformation.Reachability.Online)
    assert not worker._timer.isActive()


def test_where_nobody_answers_it_is_tried_soon_and_then_ever_later(desk: Desk, tasks: Tasks) -> None:
    worker = Background(tasks)
    worker.begin(desk)
    longest = []
    for _ in range(12):
        worker._heed(Outcome(State.OFFLINE, reason="unreachable"))
        waits = {round(worker._next_ms()) for _ in range(200)}
        assert min(waits) >= back_off.SHORTEST_S * 1000
        longest.append(max(waits))
    assert longest[0] <= 4_000 < longest[1] <= 8_000
    assert max(longest) <= back_off.LONGEST_S * 1000
    assert longest[-1] > 10 * 60_000
    worker._heed(Outcome(State.IN_STEP))
    assert worker._next_ms() >= background.BETWEEN_MS * (1 - background.JITTER)
    worker.end()


def test_saves_go_out_together_and_the_last_does_not_put_off_the_first(desk: Desk, tasks: Tasks) -> None:
    worker = Background(tasks)
    worker.begin(desk)
    worker._timer.start(background.BETWEEN_MS)
    worker.note(SAVED)
    assert worker._timer.interval() == background.AFTER_SAVE_MS
    worker._timer.start(background.AFTER_SAVE_MS // 4)  # so much later
    worker.note(SAVED)
    assert worker._timer.interval() == background.AFTER_SAVE_MS // 4
    worker.end()


def test_the_desks_of_a_county_do_not_ask_at_the_same_second(desk: Desk, tasks: Tasks) -> None:
    worker = Background(tasks)
    worker.begin(desk)
    waits = set()
    for _ in range(20):
        worker._timer.stop()
        worker._again()
        waits.add(worker._timer.interval())
    assert len(waits) > 1
    spread = background.BETWEEN_MS * background.JITTER
    assert all(abs(one - background.BETWEEN_MS) <= spread + 1 for one in waits)
    worker.end()
