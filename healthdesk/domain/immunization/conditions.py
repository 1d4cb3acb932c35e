"""Whether a condition of the schedule holds for a person on a day."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from healthdesk.domain.immunization.history import Birthdays, Progress
from healthdesk.domain.immunization.intervals import Span
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.rules import Condition, EarlierCourse


class Moment(NamedTuple):
    """What a condition may ask about: the person, the day, how far the group has come.

    `is_complete` tells it of another group, by its key, on a day.
    """

    person: Person
    words: Mapping[str, str]
    birthdays: Birthdays
    day: date
    group: str
    progress: Progress
    is_complete: Callable[[str, date], bool]
    barred: frozenset[str] = frozenset()

    def holds(self, condition: Condition) -> bool:
        """Whether everything the condition asks for is so."""
        asked = condition.asked
        if len(asked) == 1:  # nearly all ask for one thing or for nothing
            name, value = asked[0]
            return _CHECKS[name](self, value)
        return not asked or all(_CHECKS[name](self, value) for name, value in asked)

    def reached(self, age: Span) -> bool:
        """Whether the person is of that age."""
        return self.birthdays.day(age) <= self.day

    def started_at(self, age: Span) -> bool:
        """Whether the person was of that age at the first dose of this round; now, where there is none."""
        first = self.progress.first
        return self.birthdays.day(age) <= (first.on if first else self.day)

    def filled_on(self, place: str) -> date | None:
        """The day on which the place was filled."""
        dose = self.progress.places.get(place)
        return dose.on if dose else None

    def fits(self, facts: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether each fact, of the exposure or of the person, is one of its words."""
        own, words = self.progress.facts, self.words
        return all((own.get(fact) or words.get(fact)) in fitting for fact, fitting in facts.items())

    def awaits(self, group: str) -> bool:
        """Whether the family asked for another group and it is not complete."""
        return group in self.person.context.wanted and not self.is_complete(group, self.day)

    def number(self, fact: str) -> int | None:
        """A fact that is a number; None while it is not known."""
        found: int | None = getattr(self.person.context, fact)
        return found

    def follows(self, earlier: EarlierCourse) -> bool:
        """Whether such a course lies before the present round."""
        course = self.progress.last_course
        if course is None:
            return False
        start = self.progress.opened_on or self.day
        return (earlier.since is None or earlier.since.after(course) <= start) and (
            earlier.within is None or start < earlier.within.after(course)
        )


def _counts(moment: Moment, component: str) -> int:
    return moment.progress.components.get(component, 0)


def _is_below(moment: Moment, limits: Mapping[str, int]) -> bool:
    known = [(moment.number(fact), limit) for fact, limit in limits.items()]
    return all(number is not None and number < limit for number, limit in known)


def _is_one_day(moment: Moment, places: tuple[str, ...]) -> bool:
    days = {moment.filled_on(place) for place in places}
    return len(days) == 1 and None not in days


_CHECKS: Mapping[str, Callable[[Moment, Any], bool]] = MappingProxyType(
    {
        "never": lambda _moment, _yes: False,
        "age_from": lambda moment, age: moment.reached(age),
        "age_below": lambda moment, age: not moment.reached(age),
        "started_from": lambda moment, age: moment.started_at(age),
        "started_below": lambda moment, age: not moment.started_at(age),
        "born_from": lambda moment, day: moment.person.born >= day,
        "born_before": lambda moment, day: moment.person.born < day,
        "day_before": lambda moment, day: moment.day < day,
        "sex": lambda moment, sex: moment.person.sex == sex,
        "filled": lambda moment, places: all(place in moment.progress.places for place in places),
        "unfilled": lambda moment, places: moment.progress.places.keys().isdisjoint(places),
        "on_day_of": lambda moment, place: moment.filled_on(place) == moment.day,
        "one_day": _is_one_day,
        "had": lambda moment, products: not moment.progress.products.isdisjoint(products),
        "not_had": lambda moment, products: moment.progress.products.isdisjoint(products),
        "component_below": lambda moment, limits: all(
            _counts(moment, key) < limit for key, limit in limits.items()
        ),
        "component_from": lambda moment, limits: all(
            _counts(moment, key) >= limit for key, limit in limits.items()
        ),
        "context": lambda moment, facts: moment.fits(facts),
        "below": _is_below,
        "barred": lambda moment, products: moment.barred.issuperset(products),
        "wanted": lambda moment, _yes: moment.group in moment.person.context.wanted,
        "awaits": lambda moment, groups: all(moment.awaits(group) for group in groups),
        "is_first_round": lambda moment, _yes: not moment.progress.had_rounds,
        "after_course": lambda moment, earlier: moment.follows(earlier),
        "unless": lambda moment, condition: not moment.holds(condition),
    }
)
"""One check for each thing a condition may ask for; the names are the fields of Condition."""
