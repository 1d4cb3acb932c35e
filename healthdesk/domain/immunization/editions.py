"""Editions of the schedule: groups, what holds for all of them, and what a clinic chooses itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from healthdesk.domain.immunization.intervals import Span
from healthdesk.domain.immunization.rules import Condition, Group


@dataclass(frozen=True, slots=True)
class Gap:
    """A rule that keeps some products apart from an event by at least `min`.

    Given doses of `not_judged` products are not judged by it; the next ones keep it all the same.
    """

    min: Span
    source: str
    confidence: str
    products: frozenset[str] = frozenset()
    not_judged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SpecialState:
    """What a state of the person forbids (`bars`), puts off (`defers`) or makes conditional (`asks`).

    `asks` maps a product to the key of a condition in the wording.
    """

    when: Condition
    text: str
    source: str
    confidence: str
    bars: frozenset[str] = frozenset()
    defers: frozenset[str] = frozenset()
    asks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edition:
    """The schedule as it was in force from a day on.

    `immunoglobulin_gaps` hold for doses after immunoglobulin; `immunoglobulin_after` for immunoglobulin
    after a dose. `apart` products keep a distance from every other vaccine given before.
    """

    id: str
    title: str
    basis: str
    since: date
    source: str
    confidence: str
    groups: Mapping[str, Group]
    live_gap: Gap
    immunoglobulin_gaps: tuple[Gap, ...] = ()
    immunoglobulin_after: tuple[Gap, ...] = ()
    apart: tuple[Gap, ...] = ()
    special_states: tuple[SpecialState, ...] = ()


class Broken(StrEnum):
    """What becomes of a past dose that broke a limit."""

    NOT_COUNTED = "not-counted"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the national text leaves open and the clinic chooses.

    `high_dose_from` is in grams of immunoglobulin a kilogram of the person; for `high_dose_for` after it
    a doctor decides about live vaccines.
    """

    repeat_gap: Span
    catch_up_below: Span
    recall_after: Span
    plan_wait: Span
    high_dose_from: Decimal
    high_dose_for: Span
    rolls_over: bool = False
    past_early_dose: Broken = Broken.NOT_COUNTED
    broken_live_gap: Broken = Broken.NOT_COUNTED
    broken_immunoglobulin_gap: Broken = Broken.NOT_COUNTED
    broken_immunoglobulin_after: Broken = Broken.FLAGGED
