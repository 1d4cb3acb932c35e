"""Marks of the card: each given dose, and each dose that comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from healthdesk.domain.immunization.editions import Edition
from healthdesk.domain.immunization.evaluation import Verdict
from healthdesk.domain.immunization.forecast import Forecast, Status
from healthdesk.domain.immunization.intervals import Span, days_late
from healthdesk.domain.immunization.outlook import Next, Outlook
from healthdesk.domain.immunization.reasons import Reasons
from healthdesk.domain.immunization.rules import Step


class MarkState(StrEnum):
    """What a mark says; `extra` is a valid dose that fills no place of the table."""

    GIVEN = "given"
    EXTRA = "extra"
    NOT_COUNTED = "not_counted"
    DUE = "due"
    OVERDUE = "overdue"
    AHEAD = "ahead"
    CONDITIONAL = "conditional"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Mark:
    """One dose on the card.

    `on` is the day it was given, or the earliest day it may be given (None while a condition is open);
    `days` counts the days it is overdue; `text` is the sentence behind it. `place` is empty for a dose
    that fills none. `table_age` is the age it stands under, None for the age it was given at.
    `dose_index` is the position of a given dose in the history.
    """

    group: str
    place: str
    product: str
    state: MarkState
    on: date | None
    text: str
    table_age: Span | None = None
    days: int = 0
    dose_index: int | None = None


_STATES = {
    Status.NOT_YET_DUE: MarkState.AHEAD,
    Status.DUE: MarkState.DUE,
    Status.OVERDUE: MarkState.OVERDUE,
    Status.CONDITIONAL: MarkState.CONDITIONAL,
    Status.DEFERRED: MarkState.DEFERRED,
}


def given_marks(outlook: Outlook, verdicts: Iterable[Verdict]) -> Iterator[Mark]:
    """A mark for every place a given dose fills, and one for a dose that fills none."""
    for verdict in verdicts:
        product = outlook.course.schedule.products.get(verdict.vaccine)
        if product is None or not product.counts_for:
            continue
        marks = [_in_group(outlook, verdict, group) for group in product.counts_for]
        if found := [mark for mark in marks if mark]:
            yield from found
        else:
            state = MarkState.EXTRA if verdict.is_valid else MarkState.NOT_COUNTED
            yield _given(verdict, state, product.counts_for[0], "", None)


def _in_group(outlook: Outlook, verdict: Verdict, group: str) -> Mark | None:
    """The place it fills; that of an earlier season or course stands under the age it was given at."""
    rules = outlook.edition.groups[group]
    places = {step.place for step in rules.steps if not step.is_extra}
    place = next((one for one in verdict.places if one in places), None)
    if place is None:
        return None
    filled = outlook.course.progress(group).places.get(place)
    is_by_table = rules.rounds is None and filled is not None
    age = _table_age(outlook.edition, group, filled.step, verdict.vaccine) if filled and is_by_table else None
    return _given(verdict, MarkState.GIVEN, group, place, age)


def coming_marks(outlook: Outlook, found: Iterable[Forecast]) -> Iterator[Mark]:
    """A mark for the next dose of each group and, where it has a date, for those after it."""
    for one in found:
        group = outlook.edition.groups[one.group]
        coming = outlook.next_step(group) if one.product else None
        if coming is None:
            continue
        yield _next(outlook, one, coming)
        if one.earliest:
            reasons = Reasons(outlook, group)
            for later in outlook.following(group, coming):
                if reasons.not_indicated(later.earliest):
                    break
                yield _later(group.key, later)


def _given(verdict: Verdict, state: MarkState, group: str, place: str, age: Span | None) -> Mark:
    return Mark(
        group, place, verdict.vaccine, state, verdict.on, verdict.text, age, dose_index=verdict.dose_index
    )


def _next(outlook: Outlook, one: Forecast, coming: Next) -> Mark:
    return replace(
        _later(one.group, coming),
        state=_STATES[one.status],
        on=one.earliest,
        text=one.reasons[0].text,
        days=days_late(outlook.on, one.overdue) if one.status is Status.OVERDUE and one.overdue else 0,
    )


def _later(group: str, coming: Next) -> Mark:
    step, product = coming.step, coming.offer.product
    age = step.table_age or step.min_age
    return Mark(group, step.place, product, MarkState.AHEAD, coming.earliest, "", age)


def _table_age(edition: Edition, group: str, filled: Step, product: str) -> Span:
    """The age under which the table of this edition shows the place.

    A dose given by an older table stands where the present one has it; where the present one has the
    place under several ages, the age of the rule it was given by decides.
    """
    steps = edition.groups[group].steps if group in edition.groups else ()
    ages = [
        one.table_age or one.min_age for one in steps if one.place == filled.place and product in one.takes
    ]
    own = filled.table_age or filled.min_age
    return own if own in ages or not ages else ages[0]
