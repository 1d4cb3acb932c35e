"""Reading the given doses in the order of their days: which place each fills, by the edition of its day."""

from collections.abc import Iterable
from datetime import date
from enum import Enum, auto
from typing import NamedTuple

from healthdesk.domain.immunization.course import Course
from healthdesk.domain.immunization.editions import Broken, Edition
from healthdesk.domain.immunization.history import Given, in_order
from healthdesk.domain.immunization.limits import Candidate, Kind, Limit, first_broken
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.products import Live, Product
from healthdesk.domain.immunization.rounds import enter_round
from healthdesk.domain.immunization.rules import Group, Step
from healthdesk.domain.immunization.schedule import Schedule


class Outcome(Enum):
    """What became of a dose in a group."""

    COUNTED = auto()
    EXTRA = auto()  # valid, but the table has no place for it
    SURPLUS = auto()  # valid, but no place is left for it
    NOT_COUNTED = auto()  # a limit was broken
    UNRULED = auto()  # no rule says how it counts


_TO_REPEAT = (Outcome.NOT_COUNTED, Outcome.UNRULED)


class Part(NamedTuple):
    """One dose in one group. `broken` is the first limit it broke, also where the clinic lets it count.

    `is_paid`: paid for in a group that is also free; the programme's deadlines are not its own.
    """

    group: Group
    outcome: Outcome
    step: Step | None = None
    broken: Limit | None = None
    is_paid: bool = False

    @property
    def is_valid(self) -> bool:
        """Whether nothing has to be repeated."""
        return self.outcome not in _TO_REPEAT

    @property
    def place(self) -> str:
        """The place it fills or is noted under; empty for none."""
        return self.step.place if self.step and self.is_valid else ""


class Judged(NamedTuple):
    """One given dose and what became of it in each group its product counts for.

    `product` is None for an unknown vaccine. A dose before birth is in no group.
    """

    position: int
    dose: Given
    product: Product | None
    parts: tuple[Part, ...] = ()


def read_history(
    person: Person, history: Iterable[Given], schedule: Schedule, until: date = date.max
) -> tuple[Course, tuple[Judged, ...]]:
    """How far the doses given up to `until` lead, and each of them, in the order of `history`."""
    course = Course.begin(person, schedule)
    judged = [
        _judged(course, index, dose) for index, dose in in_order(enumerate(history)) if dose.on <= until
    ]
    return course, tuple(sorted(judged, key=lambda one: one.position))


def _judged(course: Course, index: int, dose: Given) -> Judged:
    product = course.schedule.products.get(dose.vaccine)
    if product is None or dose.on < course.person.born:
        return Judged(index, dose, product)
    edition = course.schedule.edition(dose.on)
    parts = tuple(
        [_part(course, edition, edition.groups[key], product, dose.on) for key in product.counts_for]
    )
    course.doses.append((dose.on, product))
    if product.live is Live.INJECTED:
        course.live_doses.append((dose.on, product))
    return Judged(index, dose, product, parts)


def _part(course: Course, edition: Edition, group: Group, product: Product, on: date) -> Part:
    if group.rounds:
        enter_round(course, group, on, is_dose=True)
    progress = course.progress(group.key)
    step = _step(course, group, product, on)
    if step is None:
        return Part(group, Outcome.SURPLUS)
    if step.is_unruled:
        progress.has_unruled = True
        return Part(group, Outcome.UNRULED, step)
    candidate = Candidate(group, step, product)
    broken = first_broken(course, edition, candidate, on)
    if broken and not _is_forgiven(course, broken):
        progress.uncounted_on = on
        return Part(group, Outcome.NOT_COUNTED, step, broken)
    if step.is_extra:
        progress.count(product)
        return Part(group, Outcome.EXTRA, step, broken)
    progress.fill(step, product, on)
    is_paid = group.is_also_self_paid and not product.is_programme
    return Part(group, Outcome.COUNTED, step, broken, is_paid)


def _step(course: Course, group: Group, product: Product, on: date) -> Step | None:
    """The first step that takes the product, whose place is free and whose condition holds."""
    moment = course.moment(group.key, on)
    places = moment.progress.places
    for step in group.steps_for(product.code):
        if step.place not in places and moment.holds(step.when):
            return step
    return None


def _is_forgiven(course: Course, limit: Limit) -> bool:
    match limit.kind:
        case Kind.LIVE:
            return course.policy.broken_live_gap is Broken.FLAGGED
        case Kind.LIVE_TOLD:
            return True
        case Kind.IMMUNOGLOBULIN | Kind.DOCTOR:
            return course.policy.broken_immunoglobulin_gap is Broken.FLAGGED
        case Kind.IMMUNOGLOBULIN_AFTER:
            return course.policy.broken_immunoglobulin_after is Broken.FLAGGED
    return course.policy.past_early_dose is Broken.FLAGGED
