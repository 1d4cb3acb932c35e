"""Whether a condition of the schedule holds for a person on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.immunization.history import Birthdays, Person, Progress
from healthdesk.domain.immunization.rules import ALWAYS, Condition


@dataclass(frozen=True, slots=True)
class Moment:
    """What a condition may ask about: the person, the day, how far the group has come."""

    person: Person
    words: Mapping[str, str]
    birthdays: Birthdays
    day: date
    progress: Progress
    barred: frozenset[str] = frozenset()

    def holds(self, condition: Condition) -> bool:
        """Whether everything the condition asks for is so."""
        if condition is ALWAYS:
            return True
        return (
            not condition.never
            and self._fits_day(condition)
            and self._fits_person(condition)
            and self._fits_progress(condition)
            and not (condition.unless and self.holds(condition.unless))
        )

    def _fits_day(self, condition: Condition) -> bool:
        reached = self.birthdays.day
        return (
            (condition.age_from is None or reached(condition.age_from) <= self.day)
            and (condition.age_below is None or self.day < reached(condition.age_below))
            and (condition.day_before is None or self.day < condition.day_before)
        )

    def _fits_person(self, condition: Condition) -> bool:
        born = self.person.born
        weight = self.person.context.birth_weight_g
        return (
            (condition.born_from is None or born >= condition.born_from)
            and (condition.born_before is None or born < condition.born_before)
            and condition.sex in ("", self.person.sex)
            and (not condition.regions or self.person.context.region in condition.regions)
            and (
                condition.weight_below_g is None or (weight is not None and weight < condition.weight_below_g)
            )
            and all(self.words.get(fact) in fitting for fact, fitting in condition.context.items())
        )

    def _fits_progress(self, condition: Condition) -> bool:
        progress = self.progress
        count = progress.components.get
        return (
            all(place in progress.places for place in condition.filled)
            and progress.places.keys().isdisjoint(condition.unfilled)
            and (not condition.had or not progress.products.isdisjoint(condition.had))
            and progress.products.isdisjoint(condition.not_had)
            and all(count(key, 0) < limit for key, limit in condition.component_below.items())
            and all(count(key, 0) >= limit for key, limit in condition.component_from.items())
            and self.barred.issuperset(condition.barred)
        )
