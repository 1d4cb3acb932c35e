"""Temperatures of a refrigerator: which readings alarm, which are missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from healthdesk.domain.immunization.stock_rules import Band, StockRules


@dataclass(frozen=True, slots=True)
class Reading:
    """A temperature in °C, read at a moment."""

    id: str
    at: datetime
    celsius: Decimal
    by: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ColdDay:
    """One day of one refrigerator. `missing` readings should have been there; `excursions` were outside."""

    on: date
    readings: tuple[Reading, ...]
    excursions: tuple[Reading, ...]
    missing: int
    is_too_close: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing is to be said about it."""
        return not (self.excursions or self.missing or self.is_too_close)


def cold_day(
    on: date, readings: Iterable[Reading], band: Band, rules: StockRules, *, is_over: bool
) -> ColdDay:
    """What a day looks like. On a day that is not over (`is_over`) nothing is missing yet."""
    found = tuple(sorted(readings, key=lambda reading: reading.at))
    apart = timedelta(hours=rules.reading_hours_apart)
    counted = _apart(found, apart)
    return ColdDay(
        on=on,
        readings=found,
        excursions=tuple(reading for reading in found if not band.holds(reading.celsius)),
        missing=max(0, rules.readings_a_day - len(found)) if is_over else 0,
        is_too_close=len(found) >= rules.readings_a_day > counted,
    )


def _apart(readings: Sequence[Reading], apart: timedelta) -> int:
    """How many of the readings are each far enough from the one counted before."""
    counted, last = 0, None
    for reading in readings:
        if last is None or reading.at - last >= apart:
            counted, last = counted + 1, reading.at
    return counted
