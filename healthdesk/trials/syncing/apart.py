"""The platform of the trials in a process of its own, which says with each answer how long it took."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests

from healthdesk.sync import session as sessions
from healthdesk.sync.client import Client
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.served import OWN_TIME, served

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

JOIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Apart:
    """A platform that runs elsewhere: its address, and how many versions it holds at the start."""

    url: str
    versions: int


@contextmanager
def apart(make: Callable[[], FakePlatform], works_seconds: float = 0.0) -> Iterator[Apart]:
    """The platform that `make` makes, over there. `make` must be importable there; see `served`."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(make, theirs, works_seconds), daemon=True)
    process.start()
    try:
        yield Apart(*ours.recv())
    finally:
        ours.close()
        process.join(JOIN_SECONDS)
        process.terminate()


def _serve(make: Callable[[], FakePlatform], told: "Connection[Any, Any]", works_seconds: float) -> None:
    platform = make()
    with served(platform, works_seconds) as url:
        told.send((url, len(platform.log)))
        try:
            told.recv()
        except EOFError:
            return  # whoever asked for it is done


@dataclass
class Meter:
    """What went over the line: the platform's own seconds, the bytes that came down, and what was asked."""

    own_seconds: float = 0.0
    bytes_down: int = 0
    asked: list[requests.PreparedRequest] = field(default_factory=list)

    def client(self, url: str) -> Client:
        """A client whose every answer is noted here."""
        return Client(url, session=self.session())

    def session(self) -> requests.Session:
        """The client's own kind of session, noted here too."""
        session = sessions.new_session()
        session.hooks["response"].append(self._note)
        return session

    def begin(self) -> None:
        """Count from here."""
        self.own_seconds, self.bytes_down = 0.0, 0
        self.asked.clear()

    def _note(self, answer: requests.Response, **_options: object) -> None:
        self.own_seconds += float(answer.headers.get(OWN_TIME, 0))
        self.bytes_down += int(answer.headers.get("Content-Length", 0))
        self.asked.append(answer.request)
