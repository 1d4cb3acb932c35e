"""Slots whose requests go one after another, in an order that a seed draws: the same story every time."""

import random
from collections.abc import Callable

from healthdesk.sync.company import Company


class Turnwise(Company):
    """One slot works until its next request is ready; then the turn goes to whichever chance says.

    Whatever was noted and not sent, or written there and not acknowledged here, is so in several slots.
    """

    def __init__(self, slots: int, should_stop: Callable[[], bool], chance: random.Random) -> None:
        super().__init__(slots, should_stop)
        self._chance = chance
        self._expected = slots
        self._able: set[int] = set()
        self._resting: set[int] = set()
        self._turn: int | None = None

    def begin(self, slot: int) -> None:
        with self._changed:
            self._able.add(slot)
            if len(self._able) == self._expected:
                self._give()
            self._wait(slot)

    def go(self, slot: int) -> None:
        with self._changed:
            self._give()
            self._wait(slot)

    def tell(self) -> None:
        with self._changed:
            self.news += 1
            self._wake()

    def rest(self, slot: int, since: int) -> bool:
        with self._changed:
            if self.news == since:
                self._able.discard(slot)
                self._resting.add(slot)
                self._give()
                self._wait(slot)
            return self.news != since and not self.is_over()

    def leave(self, slot: int, error: BaseException | None = None) -> None:
        with self._changed:
            self.error = self.error or error
            self._able.discard(slot)
            if error is not None:
                self._wake()
            self._give()

    def _wake(self) -> None:
        self._able |= self._resting
        self._resting.clear()

    def _give(self) -> None:
        if not self._able:
            self._wake()
        self._turn = self._chance.choice(sorted(self._able)) if self._able else None
        self._changed.notify_all()

    def _wait(self, slot: int) -> None:
        self._changed.wait_for(lambda: self._turn == slot)
