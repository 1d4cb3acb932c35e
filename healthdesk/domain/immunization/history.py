"""Which doses were given: Given, and the Progress of a group while they are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from healthdesk.domain.immunization.intervals import Span
from healthdesk.domain.immunization.products import Product
from healthdesk.domain.immunization.rules import Step


@dataclass(frozen=True, slots=True)
class Given:
    """One dose that was given: the product code and the day."""

    vaccine: str
    on: date


class Counted(NamedTuple):
    """A given dose that fills a place of its group."""

    step: Step
    product: str
    on: date


@dataclass(slots=True)
class Progress:
    """How far one group has come while the doses are read in the order of their days.

    `counted`, `places` and `products` are of the present round (season, course after an exposure), which
    opened on `opened_on` under `facts`; a series that is given once has one round. `components` count
    everything ever valid. `last_course` is the last day of the last whole course before this round.
    """

    counted: list[Counted] = field(default_factory=list)
    places: dict[str, Counted] = field(default_factory=dict)
    products: set[str] = field(default_factory=set)
    components: dict[str, int] = field(default_factory=dict)
    uncounted_on: date | None = None
    has_unruled: bool = False
    opened_on: date | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    had_rounds: bool = False
    last_course: date | None = None

    @property
    def first(self) -> Counted | None:
        """The first dose that counts."""
        return self.counted[0] if self.counted else None

    @property
    def last(self) -> Counted | None:
        """The last dose that counts."""
        return self.counted[-1] if self.counted else None

    def copy(self) -> "Progress":
        """The same progress, to be carried on without touching this one."""
        return replace(
            self,
            counted=list(self.counted),
            places=dict(self.places),
            products=set(self.products),
            components=dict(self.components),
        )

    def fill(self, step: Step, product: Product, on: date) -> None:
        """Put a counted dose into the place of its step."""
        dose = Counted(step, product.code, on)
        self.counted.append(dose)
        self.places[step.place] = dose
        self.products.add(product.code)
        self.uncounted_on = None
        self.count(product)

    def count(self, product: Product) -> None:
        """Count what is in a valid dose."""
        for component in product.components:
            self.components[component] = self.components.get(component, 0) + 1

    def open_round(self, on: date, facts: Mapping[str, str] | None = None) -> None:
        """Begin a round, or learn what the one not begun is about."""
        self.opened_on, self.facts = on, facts or {}

    def close_round(self, *, is_whole: bool) -> None:
        """Let the present round be one of those before; its places are free again."""
        if self.counted:
            self.had_rounds = True
            if is_whole:
                self.last_course = self.counted[-1].on
        self.counted, self.places, self.products = [], {}, set()
        self.uncounted_on, self.has_unruled = None, False
        self.opened_on, self.facts = None, {}


class Birthdays:
    """The days on which a person reaches the ages of the schedule; each is worked out once."""

    def __init__(self, born: date, *, rolls_over: bool) -> None:
        self.born = born
        self._rolls_over = rolls_over
        self._days: dict[Span, date] = {}

    def day(self, age: Span) -> date:
        """The first day of that age."""
        known = self._days.get(age)
        if known is None:
            known = self._days[age] = age.after(self.born, rolls_over=self._rolls_over)
        return known


def in_order(history: Iterable[tuple[int, Given]]) -> list[tuple[int, Given]]:
    """Doses by day; those of one day by vaccine, so that the order of entry does not matter."""
    return sorted(history, key=lambda numbered: (numbered[1].on, numbered[1].vaccine, numbered[0]))
