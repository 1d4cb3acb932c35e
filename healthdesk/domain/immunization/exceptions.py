"""What a person's special state forbids, puts off or makes conditional."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.immunization.course import Course
from healthdesk.domain.immunization.rules import Edition, SpecialState
from healthdesk.domain.immunization.wording import Reason

ALL = "*"


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The products barred, deferred and asked about (with the condition), each with its reason."""

    barred: Mapping[str, Reason]
    deferred: Mapping[str, Reason]
    asked: Mapping[str, tuple[str, Reason]]

    @property
    def barred_products(self) -> frozenset[str]:
        """The products this person must not have."""
        return frozenset(self.barred)

    def deferral(self, product: str) -> Reason | None:
        """Why the product waits; None when it does not."""
        return self.deferred.get(product) or self.deferred.get(ALL)


def exceptions(course: Course, edition: Edition, day: date) -> Exceptions:
    """What the special states of the edition say about this person on `day`."""
    barred: dict[str, Reason] = {}
    deferred: dict[str, Reason] = {}
    asked: dict[str, tuple[str, Reason]] = {}
    moment = course.moment("", day)
    for state in edition.special_states:
        if moment.holds(state.when):
            reason = _reason(state)
            barred.update(dict.fromkeys(state.bars, reason))
            deferred.update(dict.fromkeys(state.defers, reason))
            asked.update({product: (condition, reason) for product, condition in state.asks.items()})
    return Exceptions(barred, deferred, asked)


def _reason(state: SpecialState) -> Reason:
    return Reason(state.text, state.source, state.confidence)
