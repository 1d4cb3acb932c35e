"""A bad line: every request meets its fate, by a list that a test or a seed has drawn."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import requests

from healthdesk.base import canonical
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, Fault


class Fate(StrEnum):
    """What becomes of one request on its way, or of its answer."""

    ARRIVES = "arrives"
    NO_ROUTE = "no-route"
    DROPPED_BEFORE = "dropped-before"
    DROPPED_AFTER = "dropped-after"
    DOUBLED = "doubled"
    DOUBLED_LATE = "doubled-late"
    DELAYED = "delayed"
    TRUNCATED = "truncated"
    REPLACED = "replaced"
    REDIRECTED = "redirected"
    REORDERED = "reordered"
    SHORTENED = "shortened"
    THROTTLED = "throttled"
    BROKEN = "broken"
    BROKEN_AFTER = "broken-after"
    LOGIN = "login"
    KILLED_BEFORE = "killed-before"
    KILLED_AFTER = "killed-after"


class Killed(BaseException):
    """The program ends here, as by kill -9: nothing of it may catch this and go on."""


@dataclass(eq=False)
class Line(FakePlatform):
    """`fates` are those of the next requests; when they are used up the line is good.

    `wandering` are copies of requests that are still on their way and may arrive at any time.
    """

    fates: deque[Fate] = field(default_factory=deque)
    wandering: list[requests.PreparedRequest] = field(default_factory=list)

    def begin(self, fates: Iterable[Fate]) -> None:
        """The next requests meet these."""
        self.fates = deque(fates)

    def fault(self, fate: Fate) -> Fault:
        """What `fate` does, for one request among many."""
        met = _FATES[fate]
        return lambda _platform, request: met(self, request)

    def release(self, at: int = 0) -> None:
        """A wandering copy arrives at last; nobody waits for its answer."""
        if self.wandering:
            self.serve(self.wandering.pop(at % len(self.wandering)))

    def calm(self) -> None:
        """The line is good again; what still wanders arrives."""
        self.fates.clear()
        while self.wandering:
            self.release()

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        fate = self.fates.popleft() if self.fates else Fate.ARRIVES
        met = _FATES.get(fate)
        if met is None:
            return super().send(request)
        self.seen.append(request)
        return met(self, request)


def _doubled_late(line: Line, request: requests.PreparedRequest) -> requests.Response:
    line.wandering.append(request)
    return line.serve(request)


def _delayed(line: Line, request: requests.PreparedRequest) -> requests.Response:
    line.wandering.append(request)
    raise requests.exceptions.ReadTimeout("late")


def _reordered(line: Line, request: requests.PreparedRequest) -> requests.Response:
    return _with_entries(line, request, lambda entries: entries[::-1])


def _shortened(line: Line, request: requests.PreparedRequest) -> requests.Response:
    return _with_entries(line, request, lambda entries: entries[:-1])


def _with_entries(
    line: Line, request: requests.PreparedRequest, change: Callable[[list[Any]], list[Any]]
) -> requests.Response:
    """The answer's entries, changed on the way, if it is one of a transaction."""
    answer = line.serve(request)
    if answer.status_code != requests.codes.ok or b"transaction-response" not in answer.content:
        return answer
    body = canonical.decode(answer.content)
    return line.answer(request, 200, canonical.encode(body | {"entry": change(body["entry"])}))


def _broken_after(line: Line, request: requests.PreparedRequest) -> requests.Response:
    line.serve(request)
    return faults.status(502)(line, request)


def _killed_before(line: Line, request: requests.PreparedRequest) -> requests.Response:
    raise Killed


def _killed_after(line: Line, request: requests.PreparedRequest) -> requests.Response:
    line.serve(request)
    raise Killed


_FATES: dict[Fate, Callable[[Line, requests.PreparedRequest], requests.Response]] = {
    Fate.NO_ROUTE: faults.no_route,
    Fate.DROPPED_BEFORE: faults.lost_on_the_way,
    Fate.DROPPED_AFTER: faults.answer_lost,
    Fate.DOUBLED: faults.doubled,
    Fate.DOUBLED_LATE: _doubled_late,
    Fate.DELAYED: _delayed,
    Fate.TRUNCATED: faults.truncated,
    Fate.REPLACED: faults.portal,
    Fate.REDIRECTED: faults.redirected,
    Fate.REORDERED: _reordered,
    Fate.SHORTENED: _shortened,
    Fate.THROTTLED: faults.status(503, Retry_After="1"),
    Fate.BROKEN: faults.status(500),
    Fate.BROKEN_AFTER: _broken_after,
    Fate.LOGIN: faults.status(401),
    Fate.KILLED_BEFORE: _killed_before,
    Fate.KILLED_AFTER: _killed_after,
}
