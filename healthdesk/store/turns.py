"""Whose turn it is to write: the person at the desk before the synchroniser."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

AT_WORK_SECONDS = 60.0
"""So long after a save somebody counts as at work; long jobs then write in smaller units."""


class Turns:
    """One writer at a time within this program.

    SQLite alone lets whoever asks again first go first: a thread that commits and begins anew within
    microseconds would keep a person, who asks every few milliseconds, waiting for seconds.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._is_taken = False
        self._people_waiting = 0
        self._person_was_here = -AT_WORK_SECONDS

    @contextmanager
    def take(self, *, is_person: bool) -> Iterator[None]:
        """Wait for the turn and hold it. People do not wait for jobs that came before them."""
        with self._changed:
            self._people_waiting += is_person
            self._changed.wait_for(lambda: not self._is_taken and (is_person or not self._people_waiting))
            self._people_waiting -= is_person
            self._is_taken = True
        try:
            yield
        finally:
            with self._changed:
                self._is_taken = False
                if is_person:
                    self._person_was_here = time.monotonic()
                self._changed.notify_all()

    @property
    def is_person_at_work(self) -> bool:
        """Whether somebody saves now, or did a moment ago."""
        since = time.monotonic() - self._person_was_here
        return self._people_waiting > 0 or since < AT_WORK_SECONDS
