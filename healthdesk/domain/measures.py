"""Measures: their units, and which values are impossible, doubtful or alarming (conventions, section 7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from pathlib import Path

import msgspec

from healthdesk.base import canonical
from healthdesk.base.errors import NotFound
from healthdesk.base.paths import resources

Bounds = tuple[Decimal | None, Decimal | None]

NARROWEST_PULSE_PRESSURE = 20
WIDEST_PULSE_PRESSURE = 100


class Plausibility(StrEnum):
    """What to do with a value: take it, ask once, or refuse it."""

    FINE = "fine"
    DOUBTFUL = "doubtful"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of measurement of an adult.

    `possible` are hard limits, `plausible` soft ones, both inclusive. A value at or above
    `alarming_from`, above `alarming_above`, or at or below `alarming_to` stands on an emergency list.
    `change` (in the unit) and `change_percent` are the largest differences from the last record that
    raise no doubt. `other_units` says how many of that unit make one of ours.
    """

    code: str
    title: str
    unit: str
    decimals: int
    possible: Bounds
    plausible: Bounds
    alarming_from: Decimal | None = None
    alarming_above: Decimal | None = None
    alarming_to: Decimal | None = None
    change: Decimal | None = None
    change_percent: Decimal | None = None
    other_units: Mapping[str, Decimal] = field(default_factory=dict)
    loinc: str = ""

    def plausibility(self, value: Decimal, last: Decimal | None = None) -> Plausibility:
        """How far to believe `value`, knowing the last record."""
        if not _is_inside(value, self.possible):
            return Plausibility.IMPOSSIBLE
        if not _is_inside(value, self.plausible) or (last is not None and self._jumps(value, last)):
            return Plausibility.DOUBTFUL
        return Plausibility.FINE

    def is_alarming(self, value: Decimal) -> bool:
        """Whether the value alone calls for an urgent referral."""
        return (
            (self.alarming_from is not None and value >= self.alarming_from)
            or (self.alarming_above is not None and value > self.alarming_above)
            or (self.alarming_to is not None and value <= self.alarming_to)
        )

    def converted(self, value: Decimal, unit: str) -> Decimal:
        """`value` given in another known unit, in ours. Raises NotFound for an unknown unit."""
        if unit == self.unit:
            return value
        if unit not in self.other_units:
            raise NotFound("unit", unit)
        return self.rounded(value / self.other_units[unit])

    def rounded(self, value: Decimal) -> Decimal:
        """With as many decimals as the paper has; five rounds up."""
        return value.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP)

    def _jumps(self, value: Decimal, last: Decimal) -> bool:
        difference = abs(value - last)
        return (self.change is not None and difference > self.change) or (
            self.change_percent is not None and difference * 100 > self.change_percent * abs(last)
        )


@dataclass(frozen=True)
class Measures:
    """Every measure this program knows, by code."""

    by_code: Mapping[str, Measure]

    @classmethod
    def read(cls, path: Path | None = None) -> "Measures":
        """The measures of resources/measures.json. Raises OSError or ValueError for a damaged file."""
        document = canonical.decode((path or resources() / "measures.json").read_bytes())
        found = msgspec.convert(document["measures"], list[Measure])
        return cls({measure.code: measure for measure in found})

    def get(self, code: str) -> Measure:
        """The measure called `code`. Raises NotFound."""
        if code not in self.by_code:
            raise NotFound("measure", code)
        return self.by_code[code]


def pressure_plausibility(sbp: Decimal, dbp: Decimal) -> Plausibility:
    """How far to believe a pair: the systolic value is the higher one, the pulse pressure 20 to 100."""
    if sbp <= dbp:
        return Plausibility.IMPOSSIBLE
    is_usual = NARROWEST_PULSE_PRESSURE <= sbp - dbp <= WIDEST_PULSE_PRESSURE
    return Plausibility.FINE if is_usual else Plausibility.DOUBTFUL


def _is_inside(value: Decimal, bounds: Bounds) -> bool:
    low, high = bounds
    return (low is None or value >= low) and (high is None or value <= high)
