"""Slots that send at the same time: who waits for the others, and when all is over."""

import threading
from collections.abc import Callable

LOOK_SECONDS = 0.1
"""So often a slot that rests looks whether somebody said stop."""


class Company:
    """The slots of one push. One that can send nothing now rests; when all rest, nothing is left to send."""

    def __init__(self, slots: int, should_stop: Callable[[], bool]) -> None:
        self._changed = threading.Condition()
        self._busy = slots
        self._should_stop = should_stop
        self.news = 0
        self.error: BaseException | None = None

    def is_over(self) -> bool:
        """Whether no further request goes out."""
        return self.error is not None or self._should_stop()

    def begin(self, slot: int) -> None:
        """The thread of a slot is there."""

    def go(self, slot: int) -> None:
        """A slot's next request goes now: none waits for those of the others."""

    def tell(self) -> None:
        """Something has arrived or was put back: what had to wait for it may go now."""
        with self._changed:
            self.news += 1
            self._changed.notify_all()

    def rest(self, slot: int, since: int) -> bool:  # noqa: ARG002  a trial asks who
        """Wait for news after `since`. False when there will be none, or all is over."""
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()
            while self.news == since and self._busy and not self.is_over():
                self._changed.wait(LOOK_SECONDS)
            self._busy += 1
            return self.news != since and not self.is_over()

    def leave(self, slot: int, error: BaseException | None = None) -> None:  # noqa: ARG002
        """A slot is done. An `error` ends the others too, after the request that they have under way."""
        with self._changed:
            self._busy -= 1
            self.error = self.error or error
            self._changed.notify_all()
