"""What speaks against giving a product on a day: each is a stop, before the injection and never after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from healthdesk.domain.immunization.asking import unasked
from healthdesk.domain.immunization.course import Course
from healthdesk.domain.immunization.evaluation import TOO_YOUNG
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.judging import read_history
from healthdesk.domain.immunization.limits import Candidate, Kind, Limit, kept_by_next
from healthdesk.domain.immunization.outlook import Outlook
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.products import Product
from healthdesk.domain.immunization.rules import Group, Offer, Step
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.wording import Reason


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that forbids the dose. `until` is the day it ends; None when waiting does not help.

    `may_overrule`: a doctor may decide otherwise, with a reason. The codes are the keys of `stops` in
    wording.json.
    """

    code: str
    text: str
    source: str
    confidence: str
    may_overrule: bool
    until: date | None = None


def stops(
    person: Person, history: Iterable[Given], schedule: Schedule, product: str, on: date
) -> tuple[Stop, ...]:
    """All that speaks against `product` (a vaccine code) on `on`; empty when it may be given."""
    doses = tuple(history)
    known = schedule.products.get(product)
    if known is None:
        return (said(schedule, "unknown_product", product=product),)
    if on < person.born:
        return (said(schedule, "before_birth"),)
    course, _ = read_history(person, doses, schedule, until=on)
    outlook = Outlook.of(course, on)
    found = [*_of_product(outlook, known, [dose for dose in doses if dose.on == on])]
    groups = [outlook.edition.groups[key] for key in known.counts_for]
    complete = [group for group in groups if _needs_no_more(outlook, group)]
    if groups and len(complete) == len(groups):
        found.append(said(schedule, "complete", group=groups[0].title))
    found += _of_groups(outlook, [group for group in groups if group not in complete], known)
    return tuple(dict.fromkeys(found))


def unasked_stop(
    person: Person, history: Iterable[Given], schedule: Schedule, product: Product, on: date
) -> Stop | None:
    """The stop of the injection table while a question that bears on the product is open."""
    course, _ = read_history(person, history, schedule, until=on)
    open_ = unasked(Outlook.of(course, on), product)
    return said(schedule, "unasked", questions="".join(one.text for one in open_)) if open_ else None


def _needs_no_more(outlook: Outlook, group: Group) -> bool:
    return bool(outlook.course.progress(group.key).counted) and outlook.is_complete(group)


def _of_product(outlook: Outlook, product: Product, today: list[Given]) -> Iterator[Stop]:
    schedule = outlook.course.schedule
    if product.is_historic:
        yield said(schedule, "historic", product=product.title)
    if any(dose.vaccine == product.code for dose in today) and not _is_second_of_two(outlook, product):
        yield said(schedule, "already_today", product=product.title)
    for dose in today:
        other = schedule.products.get(dose.vaccine)
        if other and other is not product and (product.is_given_alone or other.is_given_alone):
            alone, base = (product, other) if product.is_given_alone else (other, product)
            yield said(schedule, "alone", product=alone.title, base=base.title)
    yield from _of_state(outlook, product)


def _of_state(outlook: Outlook, product: Product) -> Iterator[Stop]:
    """What the state of the person says to it."""
    schedule, special = outlook.course.schedule, outlook.special
    known = outlook.course.person.context
    if known.severe_reaction and not known.contraindicated and not product.is_after_exposure:
        yield said(schedule, "severe_reaction")
    if product.code in special.barred:
        yield _with(schedule, "barred", special.barred[product.code])
    if deferral := special.deferral(product):
        yield _with(schedule, "deferred", deferral)
    if product.code in special.asked:
        yield _with(schedule, "condition", special.asked[product.code][1])


def _is_second_of_two(outlook: Outlook, product: Product) -> bool:
    """Whether the course asks for another dose of the product on this day."""
    for key in product.counts_for:
        coming = outlook.next_step(outlook.edition.groups[key])
        last = outlook.course.progress(key).last
        if coming and last and coming.earliest <= last.on == outlook.on:
            return True
    return False


def _of_groups(outlook: Outlook, groups: list[Group], product: Product) -> Iterator[Stop]:
    """A combination may come before the age of one of its parts while another part is open to it."""
    found = [list(_of_group(outlook, group, product)) for group in groups]
    is_wanted = not all(found)
    for of_group in found:
        yield from (stop for stop in of_group if not (is_wanted and stop.code == TOO_YOUNG))


def _of_group(outlook: Outlook, group: Group, product: Product) -> Iterator[Stop]:
    course = outlook.course
    moment = course.moment(group.key, outlook.on, outlook.special.barred_products)
    if group.key in course.person.context.contraindicated and not group.follows_exposure:
        yield said(course.schedule, "contraindicated", group=group.title)
    for exclusion in group.not_indicated:
        if exclusion.stops and moment.holds(exclusion.when):
            told = Reason(exclusion.text, exclusion.source, exclusion.confidence)
            stop = _with(course.schedule, "not_indicated", told)
            yield replace(stop, may_overrule=stop.may_overrule and not exclusion.is_final)
    fitting = [
        step for step in course.free_steps(group) if product.code in step.takes and moment.holds(step.when)
    ]
    if not fitting or course.progress(group.key).has_unruled:
        yield said(course.schedule, "no_rule", product=product.title)
        return
    step = next((step for step in fitting if moment.holds(step.proposed)), fitting[0])
    yield from _of_step(outlook, group, step, product)


def _of_step(outlook: Outlook, group: Group, step: Step, product: Product) -> Iterator[Stop]:
    course = outlook.course
    schedule = course.schedule
    moment = course.moment(group.key, outlook.on, outlook.special.barred_products)
    if product.is_programme and not moment.holds(step.proposed):
        yield said(schedule, "not_proposed", product=product.title)
    if step.closes and moment.reached(step.closes):
        yield said(schedule, "closed", label=step.label, limit=schedule.wording.age(step.closes))
    first = _first_offer(outlook, step, group)
    if first and first.product != product.code and any(one.product == product.code for one in step.offers):
        yield said(schedule, "not_now", product=product.title, base=schedule.product_title(first.product))
    if step.condition:
        told = Reason(schedule.wording.conditions[step.condition], step.source, step.confidence)
        yield _with(schedule, "condition", told)
    candidate = Candidate(group, step, product)
    for limit in kept_by_next(course, outlook.edition, candidate, outlook.on, is_at_hand=True):
        if outlook.on < limit.day:
            yield _limited(course, step, limit, outlook.on)


def _first_offer(outlook: Outlook, step: Step, group: Group) -> Offer | None:
    """The product that has to come before all others of the step; None when the choice is free."""
    moment = outlook.course.moment(group.key, outlook.on)
    return next((offer for offer in step.offers if offer.comes_first and moment.holds(offer.when)), None)


def _limited(course: Course, step: Step, limit: Limit, on: date) -> Stop:
    wording = course.schedule.wording
    words = wording.stops[limit.kind]
    text = words.text.format(
        label=step.label,
        base=limit.base,
        base_day=limit.base_day,
        span=wording.span(limit.span),
        limit=wording.age(limit.span),
        age=wording.age_on(course.person.born, on),
        day=limit.day,
        days=(limit.day - on).days,
    )
    code = TOO_YOUNG if limit.kind is Kind.AGE else limit.kind.value
    return Stop(code, text, limit.source, limit.confidence, words.may_overrule, limit.day)


def said(schedule: Schedule, code: str, /, **fill: object) -> Stop:
    """One stop in the words of the schedule's wording."""
    words = schedule.wording.stops[code]
    return Stop(code, words.text.format(**fill), words.source, words.confidence, words.may_overrule)


def _with(schedule: Schedule, code: str, told: Reason) -> Stop:
    return Stop(code, told.text, told.source, told.confidence, schedule.wording.stops[code].may_overrule)
