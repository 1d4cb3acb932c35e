"""What a long job reports, and how it learns that nobody wants it any more."""

from typing import Protocol


class Progress(Protocol):
    """Handed to every job that may take longer than a second."""

    def step(self, done: int, total: int) -> None:
        """`done` of `total` pieces are finished."""
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
