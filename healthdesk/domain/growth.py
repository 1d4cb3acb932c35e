"""Child growth: z-scores of WHO 2006 and grades of WS/T 423-2022, from the tables of resources/growth."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from healthdesk.base import canonical
from healthdesk.base.paths import resources

WEIGHT_BASED = frozenset({"weight_for_age", "weight_for_length", "weight_for_height", "bmi_for_age"})

_TAIL_FROM = 3

Row = Mapping[str, Decimal]
Rows = Mapping[Decimal, Row]
Limits = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grown:
    """A verdict on one value. `z` and `tick` by WHO 2006, `grade` and `nutrition` by WS/T 423-2022.

    `row` is the table row used (month or cm; the lower one when two were interpolated).
    """

    standard: str
    z: float | None = None
    tick: str = ""
    grade: str = ""
    nutrition: str | None = None
    row: Decimal | None = None
    is_out_of_range: bool = False


class _Nutrition(msgspec.Struct, frozen=True):
    below: Limits = ()
    from_limits: Limits = msgspec.field(name="from", default=())


class _WhoWords(msgspec.Struct, frozen=True):
    standard: str
    above: str
    below: str
    between: str
    beyond_sd: float


class _WstWords(msgspec.Struct, frozen=True):
    standard: str
    valid_from: date
    last_month: Decimal
    grades: tuple[str, ...]
    ticks: Mapping[str, str]
    normal: str
    printed: Mapping[str, str]
    grade_limits: Mapping[str, tuple[str, ...]]
    nutrition: Mapping[str, _Nutrition]


@dataclass(frozen=True, eq=False)  # one object for all: compared, and kept for, by identity
class GrowthTables:
    """Both standards, by sex (`male`, `female`) and indicator; rows ascend by month or centimetre."""

    who: Mapping[tuple[str, str], Rows]
    wst: Mapping[tuple[str, str, str], Rows]
    who_words: _WhoWords
    wst_words: _WstWords

    @classmethod
    def read(cls, folder: Path | None = None) -> "GrowthTables":
        """The tables of resources/growth."""
        where = folder or resources() / "growth"
        who = canonical.decode((where / "who-2006.json").read_bytes())
        wst = canonical.decode((where / "wst423-2022.json").read_bytes())
        words = canonical.decode((where / "verdicts.json").read_bytes())
        return cls(
            {(one["sex"], one["indicator"]): _rows(one["rows"], who["columns"][1:]) for one in who["tables"]},
            {
                (one["sex"], one["indicator"], method): _rows(one[part], wst[columns])
                for one in wst["tables"]
                for method, part, columns in (
                    ("percentile", "percentiles", "percentile_columns"),
                    ("sd", "sd", "sd_columns"),
                )
            },
            msgspec.convert(words["who"], _WhoWords),
            msgspec.convert(words["wst"], _WstWords),
        )

    def who_2006(self, sex: str, indicator: str, key: Decimal, value: Decimal) -> Grown:
        """The z-score and the three-tick verdict; `key` in months, or length in cm.

        Between two rows L, M and S are interpolated; nothing is extrapolated.
        """
        words = self.who_words
        found = _row_at(self.who[sex, indicator], key)
        if found is None:
            return Grown(words.standard, is_out_of_range=True)
        at, row = found
        z = _z_score(float(value), row, has_tail=indicator in WEIGHT_BASED)
        tick = words.above if z > words.beyond_sd else words.below if z < -words.beyond_sd else words.between
        return Grown(words.standard, z=z, tick=tick, row=at)

    def wst_423(self, sex: str, indicator: str, key: Decimal, value: Decimal, method: str) -> Grown:
        """The five grades by `percentile` or `sd`; a verdict on nutrition only by sd.

        Between two rows the limits are interpolated. The last row of age (81) serves until the seventh
        birthday; nothing else is extrapolated.
        """
        words = self.wst_words
        found = self.limits(sex, indicator, key, method)
        if found is None:
            return Grown(words.standard, is_out_of_range=True)
        at, row = found
        passed = sum(value >= row[column] for column in words.grade_limits[method])
        nutrition = _nutrition(words.nutrition.get(indicator), value, row) if method == "sd" else None
        return Grown(words.standard, grade=words.grades[passed], nutrition=nutrition, row=at)

    def limits(self, sex: str, indicator: str, key: Decimal, method: str) -> tuple[Decimal, Row] | None:
        """The row of WS/T 423-2022 that was used and its limits at `key`; None outside the table."""
        rows = self.wst[sex, indicator, method]
        found = _row_at(rows, key)
        if (
            found is None
            and indicator.endswith("for_age")
            and max(rows) < key < self.wst_words.last_month + 1
        ):
            return self._last_row(rows)
        return found

    def _last_row(self, rows: Rows) -> tuple[Decimal, Row] | None:
        # head circumference ends at three years: only a table that reaches the seventh year is stretched
        last = max(rows)
        step = last - sorted(rows)[-2]
        return (last, rows[last]) if last + step > self.wst_words.last_month else None


@cache
def tables() -> GrowthTables:
    """The shipped tables, read once."""
    return GrowthTables.read()


def _rows(rows: Any, columns: list[str]) -> Rows:
    return {
        Decimal(row[0]): dict(zip(columns, (Decimal(one) for one in row[1:]), strict=True)) for row in rows
    }


def _row_at(rows: Rows, key: Decimal) -> tuple[Decimal, Row] | None:
    if key in rows:
        return key, rows[key]
    lower = max((at for at in rows if at < key), default=None)
    upper = min((at for at in rows if at > key), default=None)
    if lower is None or upper is None:
        return None
    share = (key - lower) / (upper - lower)
    return lower, {name: low + share * (rows[upper][name] - low) for name, low in rows[lower].items()}


def _nutrition(verdicts: _Nutrition | None, value: Decimal, row: Row) -> str | None:
    if verdicts is None:
        return None
    thin = (word for column, word in verdicts.below if value < row[column])
    heavy = (word for column, word in verdicts.from_limits if value >= row[column])
    return next(thin, None) or next(heavy, None)


def _z_score(value: float, row: Row, *, has_tail: bool) -> float:
    skew, median, spread = (float(row[name]) for name in ("L", "M", "S"))
    z = _lms(value, skew, median, spread)
    if not has_tail or abs(z) <= _TAIL_FROM:
        return z
    # beyond three deviations weight is too skewed for the formula: WHO continues in a straight line
    side = math.copysign(1, z)
    third = _at(_TAIL_FROM * side, skew, median, spread)
    second = _at((_TAIL_FROM - 1) * side, skew, median, spread)
    return _TAIL_FROM * side + (value - third) / abs(third - second)


def _lms(value: float, skew: float, median: float, spread: float) -> float:
    if skew == 0:
        return math.log(value / median) / spread
    return (math.pow(value / median, skew) - 1) / (skew * spread)


def _at(z: float, skew: float, median: float, spread: float) -> float:
    if skew == 0:
        return median * math.exp(spread * z)
    return median * math.pow(1 + skew * spread * z, 1 / skew)
