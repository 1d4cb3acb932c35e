"""Reading the answers of one visit: numbers, codes, tests, targets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from healthdesk.base.calendar import add_months
from healthdesk.domain.forms.answers import as_date
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.rules import Target, Test

DANGER_SIGNS = "danger_signs"


def words(value: Any) -> frozenset[str]:
    """The codes in an answer, whatever its shape: 2, "2", True, ["1", "3"]."""
    match value:
        case None | "":
            return frozenset()
        case bool():
            return frozenset({"true" if value else "false"})
        case str():
            return frozenset({value})
        case Iterable():
            return frozenset(word for part in value for word in words(part))
    return frozenset({str(value)})


def number(value: Any) -> Decimal | None:
    """The number in an answer; None when there is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


@dataclass(frozen=True, slots=True)
class Facts:
    """A visit and the person it was made with, ready to be tested.

    `baseline` is the last countable visit in the best class, if there was one.
    """

    person: Person
    visit: VisitFacts
    baseline: VisitFacts | None = None

    @property
    def years(self) -> int:
        """Completed years on the day of the visit; 0 when unknown, which asks for the strictest target."""
        return self.person.years_on(self.visit.on) or 0

    def answer(self, key: str) -> Any:
        """The answer under `key`; `mode` is the mode of the visit, `age` the completed years."""
        match key:
            case "mode":
                return self.visit.mode
            case "age":
                return self.person.years_on(self.visit.on)
        return self.visit.answers.get(key)

    def has(self, key: str) -> bool:
        """Whether the item was answered."""
        return bool(words(self.answer(key)))

    def holds(self, test: Test) -> bool:
        """Whether one test holds; a test on a missing answer does not."""
        if not self._is_about(test):
            return False
        if not test.answer and not test.sum_of:
            return bool(test.person)
        if test.is_answered:
            return self.has(test.answer)
        if test.is_one_of and words(self.answer(test.answer)).isdisjoint(test.is_one_of):
            return False
        if test.older_than_months is not None:
            return self._is_older(test.answer, test.older_than_months)
        limits = (test.at_least, test.at_most, test.above, test.below)
        if test.rises_by is not None or test.falls_by is not None:
            return self._has_moved(test)
        if all(limit is None for limit in limits):
            return bool(test.is_one_of)
        value = self._number(test)
        return value is not None and _is_within(value, test)

    def _is_about(self, test: Test) -> bool:
        is_form = not test.on_forms or self.visit.form in test.on_forms
        return is_form and not (test.person and self.person.states().isdisjoint(test.person))

    def _is_older(self, key: str, months: int) -> bool:
        day = as_date(self.answer(key))
        return day is not None and add_months(day, months) < self.visit.on

    def _has_moved(self, test: Test) -> bool:
        now = number(self.answer(test.answer))
        before = number(self.baseline.answers.get(test.answer)) if self.baseline else None
        if now is None or before is None:
            return False
        return (test.rises_by is not None and now - before >= test.rises_by) or (
            test.falls_by is not None and before - now >= test.falls_by
        )

    def _number(self, test: Test) -> Decimal | None:
        if not test.sum_of:
            return number(self.answer(test.answer))
        values = [found for key in test.sum_of if (found := number(self.answer(key))) is not None]
        return sum(values, Decimal(0)) if values else None

    def any_holds(self, tests: Iterable[Test]) -> bool:
        """Whether at least one of the tests holds."""
        return any(self.holds(test) for test in tests)

    def all_hold(self, tests: Iterable[Test]) -> bool:
        """Whether every one of the tests holds."""
        return all(self.holds(test) for test in tests)

    def target(self, targets: Iterable[Target]) -> Target | None:
        """The target for this person's age on that day."""
        return next((one for one in targets if fits_age(self.years, one.from_years, one.below_years)), None)

    def misses(self, below: Mapping[str, Decimal]) -> bool | None:
        """Whether a measured value is not below its limit; None when any of them was not measured."""
        values = {key: number(self.answer(key)) for key in below}
        if None in values.values():
            return None
        return any(value is not None and value >= below[key] for key, value in values.items())

    @property
    def danger_signs(self) -> frozenset[str]:
        """Signs of the emergency list that were seen at this visit; `none` says that they were asked for."""
        return words(self.visit.answers.get(DANGER_SIGNS)) - {"none"}


def fits_age(years: int, from_years: Decimal, below_years: Decimal | None) -> bool:
    """Whether completed years lie in a band."""
    return from_years <= years and (below_years is None or years < below_years)


def _is_within(value: Decimal, test: Test) -> bool:
    return (
        (test.at_least is None or value >= test.at_least)
        and (test.at_most is None or value <= test.at_most)
        and (test.above is None or value > test.above)
        and (test.below is None or value < test.below)
    )
