"""A random sample that anybody can draw again: the same period, number and seed give the same records."""

import random
from collections.abc import Sequence


def draw(record_ids: Sequence[str], size: int, seed: int) -> tuple[str, ...]:
    """`size` of the ids at random, whatever order they came in. Raises ValueError for a negative size."""
    if size < 0:
        raise ValueError("a sample has no negative size")
    ordered = sorted(set(record_ids))
    return tuple(random.Random(seed).sample(ordered, min(size, len(ordered))))  # noqa: S311  no secret
