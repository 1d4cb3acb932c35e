"""The limits a dose must keep: age, intervals, live vaccines, immunoglobulin; each ends on a day."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from healthdesk.domain.immunization.course import Course
from healthdesk.domain.immunization.editions import Edition, Gap, Policy
from healthdesk.domain.immunization.history import Progress
from healthdesk.domain.immunization.intervals import Span
from healthdesk.domain.immunization.person import Immunoglobulin
from healthdesk.domain.immunization.products import Live, Product
from healthdesk.domain.immunization.rules import Group, Step


class Kind(StrEnum):
    """What a limit counts from."""

    AGE = "age"
    INTERVAL = "interval"
    REPEAT = "repeat"
    LIVE = "live"
    LIVE_TOLD = "live_told"
    IMMUNOGLOBULIN = "immunoglobulin"
    IMMUNOGLOBULIN_AFTER = "immunoglobulin_after"
    DOCTOR = "doctor"
    APART = "apart"
    SINCE = "since"
    ROUND = "round"


class Limit(NamedTuple):
    """Not before `day`: `span` after `base_day`, on which `base` (a dose or product, in words) was given."""

    kind: Kind
    day: date
    span: Span
    source: str
    confidence: str
    base: str = ""
    base_day: date | None = None


class Candidate(NamedTuple):
    """A product about to fill a step of a group."""

    group: Group
    step: Step
    product: Product


def first_broken(course: Course, edition: Edition, candidate: Candidate, on: date) -> Limit | None:
    """The first limit that a dose given on `on` broke, in the order they are reported: age first.

    Read for every dose of a centre: of the limits that were kept as few as possible are put into words.
    """
    step, progress = candidate.step, course.progress(candidate.group.key)
    age = step.counts_from(candidate.product.code)
    if (on - course.person.born).days < age.at_most and on < (reached := course.birthdays.day(age)):
        return Limit(Kind.AGE, reached, age, step.source, step.confidence)
    if step.intervals or progress.uncounted_on:
        for limit in _intervals(course.policy, step, progress, given_on=on):
            if on < limit.day:
                return limit
    if candidate.product.live is Live.INJECTED or course.person.context.immunoglobulins:
        for limit in _beside_others(course, edition, candidate.product, on):
            if on < limit.day:
                return limit
    return None


def _beside_others(course: Course, edition: Edition, product: Product, on: date) -> Iterator[Limit]:
    """What live vaccines and immunoglobulin ask of a given dose."""
    is_near = product.live is Live.INJECTED and _is_near_live(course, edition, on)
    spared = edition.live_gap.not_judged
    if is_near and product.code not in spared:
        before = [one for one in course.live_doses if one[0] < on and one[1].code not in spared]
        yield from _live(course, edition, product, before)
    if course.person.context.immunoglobulins:
        yield from _immunoglobulin(course, edition, product, until=on)
        yield from _immunoglobulin_after(course, edition, product, on)
    if is_near:
        yield from _live_told(course, edition, product, on)


def _is_near_live(course: Course, edition: Edition, on: date) -> bool:
    """Whether any injected live dose before `on` is so near that its gap may be broken."""
    last = next((day for day, _ in reversed(course.live_doses) if day < on), None)
    return last is not None and on < edition.live_gap.min.after(last, rolls_over=course.policy.rolls_over)


def kept_by_next(
    course: Course, edition: Edition, candidate: Candidate, on: date, *, is_at_hand: bool = False
) -> tuple[Limit, ...]:
    """The limits the next dose must keep, as seen on `on`.

    A dose is planned at the age of the table; with the product at hand (`is_at_hand`) a self-paid one may
    be given from the age of its insert.

    Two injected live vaccines may be given on one day, so one given today stands in the way only when
    the next cannot be given today for another reason.
    """
    step, progress = candidate.step, course.progress(candidate.group.key)
    by_insert = is_at_hand and not candidate.product.is_programme
    age = step.counts_from(candidate.product.code) if by_insert else step.min_age
    found = [
        Limit(Kind.AGE, course.birthdays.day(age), age, step.source, step.confidence),
        *_intervals(course.policy, step, progress),
        *_immunoglobulin(course, edition, candidate.product, until=on),
        *_apart(course, edition, candidate.product),
        *_opening(candidate, progress),
    ]
    is_open_today = all(limit.day <= on for limit in found)
    live = [one for one in course.live_doses if not (is_open_today and one[0] == on)]
    return (*found, *_live(course, edition, candidate.product, live))


def _intervals(
    policy: Policy, step: Step, progress: Progress, given_on: date | None = None
) -> Iterator[Limit]:
    """What the step asks of the doses before; of one given on a day only what may be broken."""
    for interval in step.intervals:
        base = progress.places.get(interval.from_place) if interval.from_place else progress.last
        if base:
            span = interval.valid if given_on and interval.valid else interval.min
            if given_on and (given_on - base.on).days >= span.at_most:
                continue
            day = span.after(base.on, rolls_over=policy.rolls_over)
            yield Limit(
                Kind.INTERVAL, day, span, step.source, step.confidence, base.step.short_label, base.on
            )
    if progress.uncounted_on:
        yield _repeat(policy, step, progress.uncounted_on)


def _repeat(policy: Policy, step: Step, uncounted_on: date) -> Limit:
    """A repeated dose keeps the usual distance from the one that did not count, or that of its own rule."""
    spans = [policy.repeat_gap, *(interval.min for interval in step.intervals if not interval.from_place)]
    span = min(spans, key=lambda one: one.after(uncounted_on))
    day = span.after(uncounted_on, rolls_over=policy.rolls_over)
    return Limit(Kind.REPEAT, day, span, step.source, "P", base_day=uncounted_on)


def _live(
    course: Course, edition: Edition, product: Product, doses: list[tuple[date, Product]]
) -> Iterator[Limit]:
    if product.live is Live.INJECTED and doses:
        gap = edition.live_gap
        base_day, base = doses[-1]
        day = gap.min.after(base_day, rolls_over=course.policy.rolls_over)
        yield Limit(Kind.LIVE, day, gap.min, gap.source, gap.confidence, base.title, base_day)


def _live_told(course: Course, edition: Edition, product: Product, on: date) -> Iterator[Limit]:
    """A live dose too near to one of a product that no given dose is judged by: told, and it counts."""
    spared = edition.live_gap.not_judged
    near = [
        one for one in course.live_doses if one[0] < on and (product.code in spared or one[1].code in spared)
    ]
    yield from (limit._replace(kind=Kind.LIVE_TOLD) for limit in _live(course, edition, product, near))


def _immunoglobulin(course: Course, edition: Edition, product: Product, *, until: date) -> Iterator[Limit]:
    given = [one for one in course.person.context.immunoglobulins if one.on <= until]
    for gap in edition.immunoglobulin_gaps:
        if given and product.code in gap.products:
            yield max((_after_immunoglobulin(course, gap, one) for one in given), key=lambda limit: limit.day)


def _after_immunoglobulin(course: Course, gap: Gap, given: Immunoglobulin) -> Limit:
    """The usual distance, or the day a doctor named instead."""
    day = gap.min.after(given.on, rolls_over=course.policy.rolls_over)
    if given.live_from is None:
        return Limit(Kind.IMMUNOGLOBULIN, day, gap.min, gap.source, gap.confidence, base_day=given.on)
    return Limit(Kind.DOCTOR, given.live_from, gap.min, gap.source, gap.confidence, base_day=given.on)


def _immunoglobulin_after(course: Course, edition: Edition, product: Product, on: date) -> Iterator[Limit]:
    """Immunoglobulin too soon after the dose: only then is there a limit, and it is broken."""
    for gap in edition.immunoglobulin_after:
        if product.code in gap.products:
            closes = gap.min.after(on)
            for given in course.person.context.immunoglobulins:
                if on < given.on < closes:
                    kind = Kind.IMMUNOGLOBULIN_AFTER
                    yield Limit(kind, given.on, gap.min, gap.source, gap.confidence, base_day=given.on)


def _apart(course: Course, edition: Edition, product: Product) -> Iterator[Limit]:
    for gap in edition.apart:
        others = [one for one in course.doses if one[1].code != product.code]
        if product.code in gap.products and gap.min.days and others:
            base_day, base = others[-1]
            day = gap.min.after(base_day)
            yield Limit(Kind.APART, day, gap.min, gap.source, gap.confidence, base.title, base_day)


def _opening(candidate: Candidate, progress: Progress) -> Iterator[Limit]:
    """The day the programme took the group in, and the day the present round began."""
    group, age = candidate.group, candidate.step.min_age
    if group.since and candidate.product.is_programme:
        yield Limit(Kind.SINCE, group.since, age, group.source, group.confidence)
    if progress.opened_on:
        yield Limit(Kind.ROUND, progress.opened_on, age, group.source, group.confidence)
