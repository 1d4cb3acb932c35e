"""What cannot be right in an edition: names nobody knows, ages and intervals that exclude each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date

from healthdesk.domain.immunization.editions import Edition
from healthdesk.domain.immunization.intervals import Span
from healthdesk.domain.immunization.person import Context
from healthdesk.domain.immunization.products import Product
from healthdesk.domain.immunization.rules import ALWAYS, Condition, Group, Step
from healthdesk.domain.immunization.wording import Wording

_ANY_DAY = date(2026, 1, 1)
_ROUND_FACTS = frozenset(
    {"exposure_grade", "seen_grade", "exposure_site", "animal", "rabies_course", "immunoglobulin"}
)
_FACTS = frozenset(one.name for one in fields(Context)) | _ROUND_FACTS


@dataclass(frozen=True, slots=True)
class Known:
    """What an edition may speak of."""

    products: Mapping[str, Product]
    groups: frozenset[str]
    wording: Wording


def of_groups(groups: Mapping[str, Group], known: Known) -> Iterator[str]:
    """The faults of series of doses, each as `place: what`."""
    for group in groups.values():
        for step in group.steps:
            for fault in _of_step(step, group, known):
                yield f"{group.key} {step.place}: {fault}"
        for place in _shadowed(group):
            yield f"{group.key} {place}: a step before it always comes first"
        for exclusion in group.not_indicated:
            yield from (f"{group.key}: {fault}" for fault in _of_condition(exclusion.when, group, known))


def of_edition(edition: Edition, known: Known) -> Iterator[str]:
    """The faults of what holds for all groups of an edition."""
    for product in known.products.values():
        unknown = {*product.counts_for} - edition.groups.keys()
        yield from (f"{product.code}: no group {one}" for one in sorted(unknown))
    yield from _of_states(edition, known)


def _of_step(step: Step, group: Group, known: Known) -> Iterator[str]:
    named = {*step.takes, *step.ages_of, *(offer.product for offer in step.offers)}
    notes = {*step.notes, *(offer.note for offer in step.offers)} - {""}
    yield from (f"no product {one}" for one in sorted(named - known.products.keys()))
    yield from (f"no words for {one}" for one in sorted(notes - known.wording.notes.keys()))
    if step.condition and step.condition not in known.wording.conditions:
        yield f"no words for {step.condition}"
    for condition in (step.when, step.proposed, *(offer.when for offer in step.offers)):
        yield from _of_condition(condition, group, known)
    yield from _of_intervals(step, group)
    yield from _of_ages(step)


def _of_intervals(step: Step, group: Group) -> Iterator[str]:
    places = {one.place for one in group.steps}
    for interval in step.intervals:
        if interval.from_place and interval.from_place not in places:
            yield f"no place {interval.from_place}"
        if interval.valid and _is_longer(interval.valid, interval.min):
            yield "what counts is longer than what is asked for"
        if step.window and _is_longer(interval.min, step.window):
            yield "the window ends before the interval"


def _of_ages(step: Step) -> Iterator[str]:
    if step.before and _is_longer(step.min_age, step.before):
        yield "late before it may be given"
    if step.valid_age and _is_longer(step.valid_age, step.min_age):
        yield "planned before it counts"
    if step.closes and not _is_longer(step.closes, step.min_age):
        yield "closed before it may be given"
    if step.dose > step.total:
        yield "more doses than in all"


def _of_condition(condition: Condition, group: Group, known: Known) -> Iterator[str]:
    places = {step.place for step in group.steps}
    named = {*condition.filled, *condition.unfilled, *condition.one_day, condition.on_day_of} - {""}
    facts = {*condition.context, *condition.below}
    yield from (f"no place {one}" for one in sorted(named - places))
    yield from (f"no fact {one}" for one in sorted(facts - _FACTS))
    yield from (f"no group {one}" for one in sorted({*condition.awaits} - known.groups))
    for low, high in (
        (condition.age_from, condition.age_below),
        (condition.started_from, condition.started_below),
    ):
        if low and high and not _is_longer(high, low):
            yield f"from {low.text} and below {high.text} is nobody"
    if condition.born_from and condition.born_before and condition.born_from >= condition.born_before:
        yield f"born from {condition.born_from} and before {condition.born_before} is nobody"
    if condition.unless:
        yield from _of_condition(condition.unless, group, known)


def _shadowed(group: Group) -> Iterator[str]:
    """Places of steps that can never be reached."""
    for index, step in enumerate(group.steps):
        rivals = [one for one in group.steps[:index] if one.place == step.place and _comes_always(one)]
        if any({*step.takes} <= {*one.takes} for one in rivals):
            yield step.place


def _comes_always(step: Step) -> bool:
    return step.when == ALWAYS and step.proposed == ALWAYS and step.closes is None


def _of_states(edition: Edition, known: Known) -> Iterator[str]:
    for state in edition.special_states:
        named = {*state.bars, *state.defers, *state.asks} - {"*"}
        yield from (f"special state: no product {one}" for one in sorted(named - known.products.keys()))
        unsaid = {*state.asks.values()} - known.wording.conditions.keys()
        yield from (f"special state: no words for {one}" for one in sorted(unsaid))
        facts = {*state.when.context, *state.when.below}
        yield from (f"special state: no fact {one}" for one in sorted(facts - _FACTS))
    for gap in (*edition.immunoglobulin_gaps, *edition.immunoglobulin_after, *edition.apart):
        yield from (f"gap: no product {one}" for one in sorted(gap.products - known.products.keys()))


def _is_longer(one: Span, other: Span) -> bool:
    return one.after(_ANY_DAY) > other.after(_ANY_DAY)
