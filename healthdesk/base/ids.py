"""New ids: random in life, seeded in demonstrations and tests."""

import random
import uuid
from typing import Protocol


class Ids(Protocol):
    """Where every new row gets its key from."""

    def new(self) -> str:
        """A fresh version-4 UUID in lower case."""
        ...


class RandomIds:
    """Ids from the operating system's random source."""

    def new(self) -> str:
        return str(uuid.uuid4())


class SeededIds:
    """The same ids in the same order for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  reproducible on purpose, never secret

    def new(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))


def derived_id(parent: str, part: str) -> str:
    """The id of a resource that belongs to a row: the same for the same row and part, everywhere."""
    return str(uuid.uuid5(uuid.UUID(parent), part))
