"""New ids: of their moment and random in life, seeded in demonstrations and tests."""

import os
import random
import time
import uuid
from typing import Protocol

MOMENT_BYTES = 6
"""What of an id tells when it was made: milliseconds since 1970 (RFC 9562, 5.7)."""
_NANOSECONDS_A_MILLISECOND = 1_000_000
OF_ITS_MOMENT = 7
"""The version of a UUID that begins with it."""


class Ids(Protocol):
    """Where every new row gets its key from."""

    def new(self) -> str:
        """A fresh UUID in lower case."""
        ...


class RandomIds:
    """Ids of this moment, with 74 bits from the operating system's random source.

    What is made together lies together in every index of the store (decision 028).
    """

    def new(self) -> str:
        milliseconds = time.time_ns() // _NANOSECONDS_A_MILLISECOND % 256**MOMENT_BYTES  # by any clock
        moment = milliseconds.to_bytes(MOMENT_BYTES, "big")
        return shaped(moment + os.urandom(16 - MOMENT_BYTES), OF_ITS_MOMENT)


class SeededIds:
    """The same ids for the same seed, in no order: nothing may lean on the one in which they were made."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  reproducible on purpose, never secret

    def new(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))


def shaped(raw: bytes, version: int) -> str:
    """16 bytes as a UUID of that version (RFC 9562, 4); `uuid.UUID` takes three times as long."""
    text = raw.hex()
    variant = "89ab"[raw[8] >> 4 & 3]
    return f"{text[:8]}-{text[8:12]}-{version}{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"
