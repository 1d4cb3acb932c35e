"""After an exposure to rabies: the grade it is treated as, and immunoglobulin with its dose by weight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from healthdesk.domain.immunization.exposures import facts, regrading
from healthdesk.domain.immunization.history import Given, Progress
from healthdesk.domain.immunization.judging import read_history
from healthdesk.domain.immunization.person import Exposure, Person
from healthdesk.domain.immunization.rabies_rules import GROUP, Passive, RabiesRules, Serum
from healthdesk.domain.immunization.rounds import enter_round
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.wording import Reason

DUE, PAST, NOT_NEEDED, HAD_COURSE = "due", "past", "not_needed", "had_course"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What an exposure asks for besides vaccine: the grade it is treated as, and why; immunoglobulin.

    `immunoglobulin_until` is the last day it may be given, once a first dose of vaccine was given.
    """

    exposure: Exposure
    grade: str
    needs_immunoglobulin: bool
    immunoglobulin_until: date | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Dosage:
    """How much immunoglobulin: `iu` international units; `ml` where its own label is known."""

    serum: Serum
    iu: int
    ml: Decimal | None


def treatment(person: Person, history: Iterable[Given], schedule: Schedule, on: date) -> Treatment | None:
    """What the last exposure asks for, as seen on `on`; None when none is known."""
    exposure = max(
        (one for one in person.context.exposures if one.on <= on), key=lambda one: one.on, default=None
    )
    if exposure is None:
        return None
    course, _ = read_history(person, history, schedule, until=on)
    enter_round(course, schedule.edition(on).groups[GROUP], on)
    passive, progress = schedule.rabies.immunoglobulin, course.progress(GROUP)
    grade = facts(course, exposure)["exposure_grade"]
    until = passive.within.after(progress.first.on) if progress.first else None
    state = _state(passive, grade, progress, until, on)
    higher = regrading(course, exposure)
    told = [Reason(higher.text, higher.source, higher.confidence)] if higher else []
    told.append(Reason(passive.words[state].format(day=until), passive.source, passive.confidence))
    return Treatment(exposure, grade, state == DUE, until if state == DUE else None, tuple(told))


def _state(passive: Passive, grade: str, progress: Progress, until: date | None, on: date) -> str:
    if grade not in passive.grades:
        return NOT_NEEDED
    if progress.last_course:
        return HAD_COURSE
    return PAST if until and until < on else DUE


def dosages(
    rules: RabiesRules, weight_kg: Decimal, iu_per_ml: Mapping[str, int] | None = None
) -> tuple[Dosage, ...]:
    """The dose of each kind for a weight. `iu_per_ml` is what stands on the label, by kind of serum.

    The strength of one kind says nothing of the other: without its own a kind has units and no volume.
    Raises ValueError for a weight or strength that cannot be, or a kind nobody knows.
    """
    strengths = dict(iu_per_ml or {})
    if weight_kg <= 0 or any(one <= 0 for one in strengths.values()):
        raise ValueError("no weight or strength")
    kinds = rules.immunoglobulin.kinds
    if strengths.keys() - {one.code for one in kinds}:
        raise ValueError("no such kind of immunoglobulin")
    return tuple(_dosage(serum, weight_kg, strengths.get(serum.code)) for serum in kinds)


def _dosage(serum: Serum, weight_kg: Decimal, iu_per_ml: int | None) -> Dosage:
    units = (weight_kg * serum.iu_per_kg).quantize(Decimal(1), ROUND_HALF_UP)
    ml = (units / iu_per_ml).quantize(Decimal("0.1"), ROUND_HALF_UP) if iu_per_ml else None
    return Dosage(serum, int(units), ml)
