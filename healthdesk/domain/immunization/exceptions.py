"""What a person's special state forbids, puts off or makes conditional."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.immunization.course import Course
from healthdesk.domain.immunization.editions import Edition, Policy, SpecialState
from healthdesk.domain.immunization.history import Progress
from healthdesk.domain.immunization.person import Immunoglobulin
from healthdesk.domain.immunization.products import Product
from healthdesk.domain.immunization.wording import Reason

ALL = "*"
INTRAVENOUS = "intravenous"


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The products barred, deferred and asked about (with the condition), each with its reason."""

    barred: Mapping[str, Reason]
    deferred: Mapping[str, Reason]
    asked: Mapping[str, tuple[str, Reason]]
    barred_products: frozenset[str]
    """The products this person must not have."""

    def deferral(self, product: Product) -> Reason | None:
        """Why the product waits; None when it does not. What follows an exposure never waits."""
        if product.is_after_exposure:
            return None
        return self.deferred.get(product.code) or self.deferred.get(ALL)


def exceptions(course: Course, edition: Edition, day: date) -> Exceptions:
    """What the special states of the edition say about this person on `day`."""
    barred: dict[str, Reason] = {}
    deferred: dict[str, Reason] = {}
    asked: dict[str, tuple[str, Reason]] = {}
    known = Progress(facts={"immunoglobulin": immunoglobulin_word(course, day)})
    moment = course.moment("", day)._replace(progress=known)
    for state in edition.special_states:
        if moment.holds(state.when):
            reason = _reason(state)
            barred.update(dict.fromkeys(state.bars, reason))
            deferred.update(dict.fromkeys(state.defers, reason))
            asked.update({product: (condition, reason) for product, condition in state.asks.items()})
    return Exceptions(barred, deferred, asked, frozenset(barred))


def immunoglobulin_word(course: Course, day: date) -> str:
    """high: a large dose in a vein; unclear: in a vein, the dose not known; usual: anything else; or none.

    What a doctor has decided about, and what is long past, counts as usual.
    """
    words = {_word(one, course.policy, day) for one in course.person.context.immunoglobulins if one.on <= day}
    return next((word for word in ("high", "unclear", "usual") if word in words), "none")


def _word(given: Immunoglobulin, policy: Policy, day: date) -> str:
    is_over = day >= policy.high_dose_for.after(given.on)
    if given.product != INTRAVENOUS or given.live_from or is_over:
        return "usual"
    if given.grams_per_kg is None:
        return "unclear"
    return "high" if given.grams_per_kg >= policy.high_dose_from else "usual"


def _reason(state: SpecialState) -> Reason:
    return Reason(state.text, state.source, state.confidence)
