"""The one door off the main thread: seven lanes, one thread each, results come back by a queued signal."""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from queue import SimpleQueue
from typing import Any, TypeVar, overload
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from healthdesk.base.errors import HealthDeskError
from healthdesk.base.progress import Progress

Result = TypeVar("Result")
Done = Callable[[Result], object]
Failed = Callable[[HealthDeskError], object]
Watch = Callable[[int, int], object]

TURN_SECONDS = 0.0005
"""How long a job computes before the window gets its turn. While it paints, the window gives its turn away
some thirty times; beside a busy job a painted list took 137 ms with Python's own 5 ms, 28 ms with this."""


class Lane(Enum):
    """DATABASE: what a click asks for, in order. SEARCH: what is typed in the search box, which waits for
    no click. SCREEN: what a screen counts beside its list, for which no click waits. REPORTS: long reads.
    NETWORK: the synchroniser. TRIAL: whether the platform answers, asked beside a run. PRINTER: papers, one
    after the other.
    """

    DATABASE = "database"
    SEARCH = "search"
    SCREEN = "screen"
    REPORTS = "reports"
    NETWORK = "network"
    TRIAL = "trial"
    PRINTER = "printer"


_READING = (Lane.SEARCH, Lane.SCREEN, Lane.REPORTS)
"""What they do is for the eyes of somebody: cut off it loses nothing."""

REST_SECONDS = 30.0
"""How long `run_last` waits for each lane."""


class Ticket:
    """A job that was handed in; it can be called off until its result has been delivered."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self.has_begun = False
        """Set by the thread of its lane, just before the job."""

    def cancel(self) -> None:
        """Nobody wants it any more: a running job is told, its result is dropped."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether the job was called off."""
        return self._cancelled.is_set()


@dataclass(frozen=True, slots=True)
class _Order:
    job: Callable[..., Any]
    done: Callable[[Any], object] | None
    failed: Failed | None
    crashed: Callable[[], object] | None
    watch: Watch | None
    owner: QObject
    ticket: Ticket
    lane: Lane
    named: tuple[QObject, str] | None
    newest: tuple[QObject, str] | None


class _Meter:
    """The `Progress` a watched job is given; its steps arrive on the main thread."""

    def __init__(self, order: _Order, report: Callable[[_Order, int, int], None]) -> None:
        self._order = order
        self._report = report

    def step(self, done: int, total: int) -> None:
        self._report(self._order, done, total)

    @property
    def is_cancelled(self) -> bool:
        return self._order.ticket.is_cancelled


class Tasks(QObject):
    """Runs jobs beside the window. `unheard` carries expected errors nobody asked to be told about."""

    unheard = Signal(object)
    _finished = Signal(object, object, object)
    _stepped = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN_SECONDS)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._stepped.connect(self._show_step, Qt.ConnectionType.QueuedConnection)
        self._queues: dict[Lane, SimpleQueue[_Order | None]] = {}
        self._threads: list[threading.Thread] = []
        self._under_way: dict[tuple[QObject, str], Ticket] = {}
        self._latest: dict[tuple[QObject, str], Ticket] = {}
        self._last: dict[Lane, _Order] = {}
        """Delivered, and held until the next of its lane is: by then its thread has let go of it. A widget
        whose last mention is in an order must not end in a thread."""
        self._tickets: dict[Lane, WeakSet[Ticket]] = {lane: WeakSet() for lane in Lane}

    @overload
    def run(
        self,
        job: Callable[[], Result],
        *,
        done: Done[Result] | None = None,
        failed: Failed | None = None,
        crashed: Callable[[], object] | None = None,
        owner: QObject,
        lane: Lane = Lane.DATABASE,
        once: str = "",
        latest: str = "",
    ) -> Ticket: ...

    @overload
    def run(
        self,
        job: Callable[[Progress], Result],
        *,
        done: Done[Result] | None = None,
        failed: Failed | None = None,
        crashed: Callable[[], object] | None = None,
        owner: QObject,
        lane: Lane = Lane.DATABASE,
        progress: Watch,
        once: str = "",
        latest: str = "",
    ) -> Ticket: ...

    def run(  # noqa: PLR0913  all but the job are named
        self,
        job: Callable[..., Any],
        *,
        done: Callable[[Any], object] | None = None,
        failed: Failed | None = None,
        crashed: Callable[[], object] | None = None,
        owner: QObject,
        lane: Lane = Lane.DATABASE,
        progress: Watch | None = None,
        once: str = "",
        latest: str = "",
    ) -> Ticket:
        """Do `job` in its lane, then `done(result)` here, unless `owner` is gone or the ticket cancelled.

        An expected error goes to `failed`, or to `unheard`; any other is raised on the main thread, where
        the crash hook reports it, after `crashed()`. With `progress` the job is given a `Progress`.

        `once` names something that a second click must not do again: while a job of this owner with that
        name is under way, another is not begun, and the ticket is that of the first.

        `latest` names something that is asked for again and again: a job of this owner with that name that
        still waits for its lane is dropped for this one, so that at most one runs and one waits.
        """
        named = (owner, once) if once else None
        if named and named in self._under_way and not self._under_way[named].is_cancelled:
            return self._under_way[named]
        newest = (owner, latest) if latest else None
        order = _Order(job, done, failed, crashed, progress, owner, Ticket(), lane, named, newest)
        if named:
            self._under_way[named] = order.ticket
        if newest:
            self._replace(newest, order.ticket)
        self._tickets[lane].add(order.ticket)
        self._hand_in(order, lane)
        return order.ticket

    def run_last(self, job: Callable[[], object], *, owner: QObject) -> None:
        """Do `job`, which closes what all others use: what only reads is called off, the rest is waited for.

        The rest is what was handed in before, in whatever lane; none is waited for longer than REST_SECONDS.
        """
        for lane in _READING:
            for ticket in self._tickets[lane]:
                ticket.cancel()
        rests = []
        for lane in [lane for lane in self._queues if lane is not Lane.DATABASE]:
            rests.append(threading.Event())
            self.run(rests[-1].set, owner=owner, lane=lane)

        def at_rest() -> None:
            for rest in rests:
                rest.wait(REST_SECONDS)
            job()

        self.run(at_rest, owner=owner)

    def close(self, wait_seconds: float = 5.0) -> bool:
        """Finish what is queued, then end the threads; whether all have ended within so many seconds each."""
        for queue in self._queues.values():
            queue.put(None)
        for thread in self._threads:
            thread.join(wait_seconds)
        has_ended = not any(thread.is_alive() for thread in self._threads)
        self._queues.clear()
        self._threads.clear()
        return has_ended

    def _replace(self, named: tuple[QObject, str], ticket: Ticket) -> None:
        before = self._latest.get(named)
        if before is not None and not before.has_begun:
            before.cancel()
        self._latest[named] = ticket

    def _hand_in(self, order: _Order, lane: Lane) -> None:
        if lane not in self._queues:
            queue: SimpleQueue[_Order | None] = SimpleQueue()
            thread = threading.Thread(target=self._work, args=(queue,), name=lane.value, daemon=True)
            self._queues[lane] = queue
            self._threads.append(thread)
            thread.start()
        self._queues[lane].put(order)

    def _work(self, queue: "SimpleQueue[_Order | None]") -> None:
        while (order := queue.get()) is not None:
            if order.ticket.is_cancelled:
                self._finished.emit(order, None, None)
            else:
                order.ticket.has_begun = True
                self._attempt(order)
            del order

    def _attempt(self, order: _Order) -> None:
        try:
            result = order.job(_Meter(order, self._stepped.emit)) if order.watch else order.job()
        except BaseException as error:  # noqa: BLE001  nothing may end the lane; it is raised again in _deliver
            self._finished.emit(order, None, error)
        else:
            self._finished.emit(order, result, None)

    @Slot(object, object, object)
    def _deliver(self, order: _Order, result: Any, error: BaseException | None) -> None:
        self._last[order.lane] = order
        self._forget(order)
        if order.ticket.is_cancelled or not isValid(order.owner):
            if error is not None and not isinstance(error, HealthDeskError):
                raise error
            return
        if error is None:
            if order.done:
                order.done(result)
        elif not isinstance(error, HealthDeskError):
            if order.crashed:
                order.crashed()
            raise error
        elif order.failed:
            order.failed(error)
        else:
            self.unheard.emit(error)

    def _forget(self, order: _Order) -> None:
        for name, known in ((order.named, self._under_way), (order.newest, self._latest)):
            if name and known.get(name) is order.ticket:
                del known[name]

    @Slot(object, object, object)
    def _show_step(self, order: _Order, done: int, total: int) -> None:
        if order.watch and not order.ticket.is_cancelled and isValid(order.owner):
            order.watch(done, total)


class InlineTasks(Tasks):
    """For tests: the job runs at once, on the spot, and the result is there when `run` returns."""

    def _hand_in(self, order: _Order, lane: Lane) -> None:  # noqa: ARG002  one lane for all
        try:
            result = order.job(_Meter(order, self._show_step)) if order.watch else order.job()
        except Exception as error:  # noqa: BLE001  it is raised again in _deliver
            self._deliver(order, None, error)
        else:
            self._deliver(order, result, None)
