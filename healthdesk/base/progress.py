"""What a long job reports, and how it learns that nobody wants it any more."""

from typing import Protocol

from healthdesk.base.errors import Cancelled


class Progress(Protocol):
    """Handed to every job that may take longer than a second."""

    def step(self, done: int, total: int) -> None:
        """`done` of `total` pieces are finished; a total of 0: nobody knows how many there are."""
        ...

    @property
    def is_cancelled(self) -> bool:
        """Whether the job should stop at the next safe place."""
        ...


class Silence:
    """A progress that nobody watches and nobody cancels."""

    def step(self, done: int, total: int) -> None:
        """Nobody is listening."""

    @property
    def is_cancelled(self) -> bool:
        return False


class Unwatched:
    """A part of a long job that is not counted; whoever watches the whole can still stop it."""

    def __init__(self, whole: Progress) -> None:
        self._whole = whole

    def step(self, done: int, total: int) -> None:
        """The whole is counted in other pieces."""

    @property
    def is_cancelled(self) -> bool:
        return self._whole.is_cancelled


class Counter:
    """Counts pieces up to `total` (0: nobody knows how many), for jobs that come to nothing when stopped."""

    def __init__(self, progress: Progress, total: int = 0) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, pieces: int) -> None:
        """So many more are finished. Raises Cancelled."""
        if self._progress.is_cancelled:
            raise Cancelled
        self._done += pieces
        self._progress.step(min(self._done, self._total), self._total)
