"""From the answers of the background form to the Context of the rules; what nobody said stays unknown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from healthdesk.domain.immunization.person import Context, Exposure, Immunoglobulin


@dataclass(frozen=True, slots=True)
class Coded:
    """An item whose option numbers stand for words of a fact, or for keys of groups."""

    fact: str
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Flag:
    """An item that says yes or no; after the day of the item `until` it says no.

    `is_of_today`: it holds on the day it was asked, and is no fact on another.
    """

    fact: str
    yes: str
    no: str
    until: str = ""
    is_of_today: bool = False


@dataclass(frozen=True, slots=True)
class BirthForm:
    """The form of another programme that says weight and weeks at birth, and its items."""

    form: str
    weight: str
    grams_per_unit: int
    weeks: str


@dataclass(frozen=True, slots=True)
class BackgroundWords:
    """How the form's option numbers are read."""

    source: str
    confidence: str
    birth: BirthForm
    words: Mapping[str, Coded]
    flags: Mapping[str, Flag]
    numbers: Mapping[str, str]
    groups: Mapping[str, Coded]
    products: Mapping[str, str]
    grades: Mapping[str, str]
    sites: Mapping[str, str]
    animals: Mapping[str, str]
    courses: Mapping[str, str]


UNKNOWN_MOTHER = "unknown"
"""A mother whose HBsAg nobody wrote down is not a negative one."""


def context(
    answers: Mapping[str, Any],
    read: BackgroundWords,
    on: date,
    asked_today: frozenset[str] = frozenset(),
) -> Context:
    """What the rules may know on `on`. An option that says 不详 is an answer, and no fact.

    `asked_today` are the items that were answered, or kept, on `on`.
    """
    facts: dict[str, Any] = {"mother_hbsag": UNKNOWN_MOTHER}
    facts |= dict(_words(answers, read)) | dict(_flags(answers, read, on, asked_today))
    facts |= {fact: int(answers[item]) for item, fact in read.numbers.items() if item in answers}
    for item, coded in read.groups.items():
        keys = (coded.codes.get(str(code)) for code in answers.get(item) or ())
        facts[coded.fact] = frozenset(key for key in keys if key)
    return Context(
        **facts,
        immunoglobulins=tuple(_immunoglobulins(answers, read)),
        exposures=tuple(_exposures(answers, read)),
        asked=frozenset(key for key, value in answers.items() if value not in (None, "", [], ())),
        asked_today=asked_today,
    )


def with_birth(known: Context, weight_g: int | None, weeks: int | None) -> Context:
    """The same, with what a form of the birth says where the background does not."""
    weight = known.birth_weight_g if known.birth_weight_g is not None else weight_g
    age = known.gestation_weeks if known.gestation_weeks is not None else weeks
    return replace(known, birth_weight_g=weight, gestation_weeks=age)


def _words(answers: Mapping[str, Any], read: BackgroundWords) -> Iterator[tuple[str, str]]:
    for item, coded in read.words.items():
        if word := coded.codes.get(str(answers.get(item, ""))):
            yield coded.fact, word


def _flags(
    answers: Mapping[str, Any], read: BackgroundWords, on: date, asked_today: frozenset[str]
) -> Iterator[tuple[str, bool]]:
    for item, flag in read.flags.items():
        if flag.is_of_today and item not in asked_today:
            continue
        said = str(answers.get(item, ""))
        if said in (flag.yes, flag.no):
            last = _day(answers.get(flag.until))
            yield flag.fact, said == flag.yes and (last is None or on <= last)


def _immunoglobulins(answers: Mapping[str, Any], read: BackgroundWords) -> Iterator[Immunoglobulin]:
    for row in answers.get("immunoglobulins") or ():
        if on := _day(row.get("immunoglobulin_on")):
            grams = row.get("grams_per_kg")
            product = read.products.get(str(row.get("immunoglobulin_product", "")), "")
            dose = None if grams is None else Decimal(str(grams))
            yield Immunoglobulin(on, product, dose, _day(row.get("live_from")))


def _exposures(answers: Mapping[str, Any], read: BackgroundWords) -> Iterator[Exposure]:
    for row in answers.get("exposures") or ():
        on, grade = _day(row.get("exposure_on")), read.grades.get(str(row.get("exposure_grade", "")))
        if on and grade:
            site = read.sites.get(str(row.get("exposure_site", "")), "other")
            animal = read.animals.get(str(row.get("exposure_animal", "")), "unknown")
            course = read.courses.get(str(row.get("exposure_course", "")), "essen")
            yield Exposure(on, grade, site, animal, course)


def _day(value: Any) -> date | None:
    """The day an answer names; None for one that cannot be read."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
