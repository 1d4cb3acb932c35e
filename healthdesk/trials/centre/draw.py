"""Chance with a seed: weighted tables, and the same draw for the same seed."""

import json
import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Any, TypeVar

from healthdesk.base import paths

One = TypeVar("One")


class Draw:
    """A source of chance. Tables are mappings of what to draw to its weight."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  reproducible on purpose, never secret
        self._tables: dict[int, tuple[Mapping[str, float], list[str], list[float]]] = {}

    def pick(self, table: Mapping[str, float]) -> str:
        """One key of `table`, by its weight. The table must live as long as the draw."""
        known = self._tables.get(id(table))
        if known is None:
            known = (table, list(table), list(accumulate(table.values())))
            self._tables[id(table)] = known
        _, keys, sums = known
        return keys[bisect(sums, self._random.random() * sums[-1])]

    def by_age(self, tables: Mapping[str, Mapping[str, float]], age: int) -> Mapping[str, float]:
        """The table of the highest age that is reached; keys are ages in years, ascending."""
        reached = [table for from_age, table in tables.items() if int(from_age) <= age]
        return reached[-1]

    def happens(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self._random.random() < share

    def one(self, choices: Sequence[One]) -> One:
        """Any of `choices`, all alike."""
        return choices[int(self._random.random() * len(choices))]

    def some(self, choices: Sequence[One], count: int) -> list[One]:
        """`count` different ones."""
        return self._random.sample(choices, count)

    def number(self, low: int, high: int) -> int:
        """A whole number; both ends belong to it."""
        return low + int(self._random.random() * (high - low + 1))

    def rising(self) -> float:
        """From 0 to 1, the likelier the larger: a centre has more schoolchildren than infants."""
        return float(self._random.random() ** 0.45)

    def about(self, mean: float, deviation: float) -> float:
        """Normally distributed."""
        return self._random.gauss(mean, deviation)

    def day(self, first: date, last: date) -> date:
        """Any day from `first` to `last`; `first` when they are the wrong way round."""
        return first + timedelta(days=self.number(0, max(0, (last - first).days)))

    def shuffle(self, rows: list[One]) -> None:
        """Another order, in place."""
        self._random.shuffle(rows)


@cache
def material(name: str) -> Any:
    """The contents of resources/demo/`name`.json."""
    return json.loads((paths.resources() / "demo" / f"{name}.json").read_text(encoding="utf-8"))


def share_at(shares: Mapping[str, float], age: int) -> float:
    """The share of the highest age that is reached; 0 below the first."""
    reached = [share for from_age, share in shares.items() if int(from_age) <= age]
    return reached[-1] if reached else 0.0
