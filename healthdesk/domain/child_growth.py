"""What a child's weight, length and head say on the day they were measured (maternal-child/06).

The standard is that of the day: WS/T 423-2022 since it is in force, WHO 2006 before. Ages are completed
months and the rest of days as a share of 30.4375; length is lying below 24 months and standing from then on.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

from healthdesk.base.calendar import add_days, age_on
from healthdesk.domain.growth import GrowthTables, Row

DAYS_A_MONTH = Decimal("30.4375")
STANDS_FROM_MONTH = 24
TERM_WEEKS = 40
PRETERM_BELOW_WEEKS = 37
CORRECTED_UNTIL_MONTHS = 24


class Indicator(StrEnum):
    """The tables, by their names in resources/growth."""

    WEIGHT = "weight_for_age"
    LENGTH = "length_height_for_age"
    HEAD = "head_circumference_for_age"
    BMI = "bmi_for_age"
    WEIGHT_FOR_LENGTH = "weight_for_length"
    WEIGHT_FOR_HEIGHT = "weight_for_height"


@dataclass(frozen=True, slots=True)
class Body:
    """What was measured on a day: kg and cm. `sex` is `male` or `female`; `on` is not before `born`."""

    sex: str
    born: date
    on: date
    weight: Decimal | None = None
    length: Decimal | None = None
    head: Decimal | None = None

    @property
    def months(self) -> Decimal:
        """The age in months, with the rest of days as a fraction."""
        age = age_on(self.born, self.on)
        return age.total_months + age.days / DAYS_A_MONTH

    @property
    def for_size(self) -> Indicator:
        """Weight by length while the child lies, by height once it stands."""
        is_standing = age_on(self.born, self.on).total_months >= STANDS_FROM_MONTH
        return Indicator.WEIGHT_FOR_HEIGHT if is_standing else Indicator.WEIGHT_FOR_LENGTH

    def place(self, indicator: Indicator) -> tuple[Decimal, Decimal] | None:
        """Where the table is entered and what is compared there; None when something was not measured."""
        match indicator:
            case Indicator.WEIGHT:
                return _pair(self.months, self.weight)
            case Indicator.LENGTH:
                return _pair(self.months, self.length)
            case Indicator.HEAD:
                return _pair(self.months, self.head)
            case Indicator.BMI:
                return _pair(self.months, _mass_index(self.weight, self.length))
        return None if self.length is None else _pair(self.length, self.weight)


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one value. `tick` is what the paper ticks; `level` is one of the five grades of WS/T 423-2022.

    `nutrition` is empty when nothing is wrong. `band` names the percentiles the value lies between, empty at
    an open end. `z` is that of WHO 2006, None outside its tables. Out of range: nothing else is said.
    """

    indicator: Indicator
    value: Decimal
    standard: str
    tick: str = ""
    level: str = ""
    nutrition: str = ""
    band: tuple[str, str] = ("", "")
    z: float | None = None
    is_out_of_range: bool = False


@lru_cache(maxsize=256)  # a sheet asks the same of a body a dozen times at every key
def verdict(tables: GrowthTables, body: Body, indicator: Indicator) -> Verdict | None:
    """What the standard of that day says; None when the value is not known."""
    place = body.place(indicator)
    if place is None:
        return None
    key, value = place
    who = tables.who_2006(body.sex, indicator, key, value)
    if body.on < tables.wst_words.valid_from:
        return Verdict(indicator, value, who.standard, who.tick, z=who.z, is_out_of_range=who.is_out_of_range)
    grown = tables.wst_423(body.sex, indicator, key, value, "sd")
    if grown.is_out_of_range:
        return Verdict(indicator, value, grown.standard, z=who.z, is_out_of_range=True)
    percentiles = tables.limits(body.sex, indicator, key, "percentile")
    return Verdict(
        indicator,
        value,
        grown.standard,
        tick=tables.wst_words.ticks[grown.grade],
        level=grown.grade,
        nutrition=grown.nutrition or "",
        band=_band(percentiles[1], value) if percentiles else ("", ""),
        z=who.z,
    )


@lru_cache(maxsize=64)
def nutrition(tables: GrowthTables, body: Body) -> tuple[str, ...] | None:
    """Every verdict on nutrition, in the words of the standard; empty when nothing is wrong.

    None while weight or length is unknown or outside the tables, and before WS/T 423-2022 was in force.
    Thin or heavy is read from weight for length or height, and from the body mass index where that says
    nothing.
    """
    found = [
        verdict(tables, body, one)
        for one in (Indicator.WEIGHT, Indicator.LENGTH, body.for_size, Indicator.BMI)
    ]
    known = [one for one in found if one is not None and one.level]
    if len(known) < len(found):
        return None
    weight, length, size, mass_index = (one.nutrition for one in known)
    return tuple(word for word in (weight, length, size or mass_index) if word)


def printed(tables: GrowthTables, words: tuple[str, ...]) -> tuple[str, ...]:
    """The same in the coarser words of the paper form, which knows no severe degree and no obesity."""
    coarse = tables.wst_words.printed
    return tuple(dict.fromkeys(coarse.get(word, word) for word in words)) or (tables.wst_words.normal,)


def limits(
    tables: GrowthTables, body: Body, indicator: Indicator, deviations: int
) -> tuple[Decimal, Decimal] | None:
    """The values so many standard deviations below and above, by WS/T 423-2022; None outside the table."""
    place = body.place(indicator)
    found = tables.limits(body.sex, indicator, place[0], "sd") if place else None
    return (found[1][f"-{deviations}SD"], found[1][f"+{deviations}SD"]) if found else None


def corrected_birth(born: date, weeks: int) -> date | None:
    """The day a preterm child counts from: when it would have been 40 weeks; None at term."""
    return add_days(born, 7 * (TERM_WEEKS - weeks)) if weeks < PRETERM_BELOW_WEEKS else None


def corrected(body: Body, weeks: int) -> Body | None:
    """The same child at its corrected age, a view only; None at term, before it begins, after 2 years."""
    zero = corrected_birth(body.born, weeks)
    is_over = age_on(body.born, body.on).total_months > CORRECTED_UNTIL_MONTHS
    return None if zero is None or zero > body.on or is_over else replace(body, born=zero)


def _band(row: Row, value: Decimal) -> tuple[str, str]:
    names = list(row)
    passed = sum(value >= row[name] for name in names)
    return (names[passed - 1] if passed else "", names[passed] if passed < len(names) else "")


def _pair(key: Decimal, value: Decimal | None) -> tuple[Decimal, Decimal] | None:
    return None if value is None else (key, value)


def _mass_index(weight: Decimal | None, length: Decimal | None) -> Decimal | None:
    if weight is None or length is None or length <= 0:
        return None
    return (weight * 10_000 / (length * length)).quantize(Decimal("0.1"), ROUND_HALF_UP)
