"""What the schedule's files may say about series of doses, as frozen values: conditions, steps, groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from healthdesk.domain.immunization.intervals import Span


@dataclass(frozen=True, slots=True)
class EarlierCourse:
    """A whole course, its last dose at least `since` before the present round, less than `within`."""

    since: Span | None = None
    within: Span | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """All that is given must hold. An empty condition always holds.

    `started_from` and `started_below` are the age at the first counted dose of the present round, or now
    where there is none yet. `filled` and `unfilled` are places; `on_day_of` is the place whose day it must
    be, `one_day` places filled on one day. `had` means any counted dose of one of these products, `not_had`
    none of them; `component_below` and `component_from` count the counted doses with a component.
    `context` maps a fact to the words that fit, `below` a number to its limit. `barred`
    products must not be allowed for this person; `wanted`: the family asked for the group, `awaits` are
    groups it asked for that are not complete.
    `is_first_round`: no dose counted in an earlier season or course.
    """

    never: bool = False
    age_from: Span | None = None
    age_below: Span | None = None
    started_from: Span | None = None
    started_below: Span | None = None
    born_from: date | None = None
    born_before: date | None = None
    day_before: date | None = None
    sex: str = ""
    filled: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    on_day_of: str = ""
    one_day: tuple[str, ...] = ()
    had: tuple[str, ...] = ()
    not_had: tuple[str, ...] = ()
    component_below: Mapping[str, int] = field(default_factory=dict)
    component_from: Mapping[str, int] = field(default_factory=dict)
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    below: Mapping[str, int] = field(default_factory=dict)
    barred: tuple[str, ...] = ()
    wanted: bool = False
    awaits: tuple[str, ...] = ()
    is_first_round: bool = False
    after_course: EarlierCourse | None = None
    unless: "Condition | None" = None
    asked: tuple[tuple[str, Any], ...] = field(init=False, repr=False, compare=False, default=())
    """What is asked for at all, so that a condition costs no more than it says."""

    def __post_init__(self) -> None:
        values = ((one.name, getattr(self, one.name)) for one in fields(self) if one.init)
        object.__setattr__(self, "asked", tuple((name, value) for name, value in values if value))


ALWAYS = Condition()


@dataclass(frozen=True, slots=True)
class Interval:
    """At least `min` since the last counted dose (`from_place` empty) or since that of a place.

    `valid` is the shorter limit below which a dose already given does not count; `min` where absent.
    """

    min: Span
    valid: Span | None = None
    from_place: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A product to give at a step, if the condition holds and the person may have it.

    While an offer that `comes_first` holds, the later ones are stopped at the injection table.
    """

    product: str
    when: Condition = ALWAYS
    comes_first: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a series as it is filled under one set of circumstances.

    A given dose is judged by the first step that takes it, whose place is free and whose `when` holds;
    `proposed` is asked besides when a dose is forecast. `is_extra` steps count a dose without filling a
    place; for `is_unruled` ones no rule says how it counts and a doctor decides. `min_age` is for
    forecasts, `valid_age` the lower limit for given doses, `ages_of` the limits of single products by their
    insert. The dose is overdue from age `before`, or from `within` after the last dose; `window` is the
    recommended longest interval; from age `closes` on it is not given any more. `table_age` is the column
    of the card, where it is not `min_age`. `at_once` doses are given on one day, this one among them.
    """

    place: str
    dose: int
    takes: tuple[str, ...]
    min_age: Span
    source: str
    confidence: str
    total: int
    label: str
    short_label: str
    table_age: Span | None = None
    valid_age: Span | None = None
    ages_of: Mapping[str, Span] = field(default_factory=dict)
    intervals: tuple[Interval, ...] = ()
    before: Span | None = None
    within: Span | None = None
    window: Span | None = None
    closes: Span | None = None
    when: Condition = ALWAYS
    proposed: Condition = ALWAYS
    offers: tuple[Offer, ...] = ()
    condition: str = ""
    at_once: int = 1
    is_extra: bool = False
    is_unruled: bool = False
    notes: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The number printed beside the vaccine: that of the place, which for MEN counts A and AC apart."""
        return int(digits) if (digits := self.place[-1:]).isdigit() else self.dose

    def counts_from(self, product: str) -> Span:
        """The age from which a given dose of `product` counts."""
        return self.ages_of.get(product) or self.valid_age or self.min_age


@dataclass(frozen=True, slots=True)
class Exclusion:
    """People for whom the group is not meant, and the sentence that says why.

    `stops` is false where it only means that the dose is not free; `is_final` where no doctor may decide
    otherwise.
    """

    when: Condition
    text: str
    source: str
    confidence: str
    stops: bool = True
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence that is said beside the reasons while `when` holds."""

    text: str
    source: str
    confidence: str
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class BloodTest:
    """When to test the blood after the last dose."""

    when: Condition
    opens: Span
    closes: Span
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Rounds:
    """A series that is given again: every season from a day of the year on, or after every exposure.

    `season_from` is MM-DD. After a new exposure a course not finished goes on if the exposure came within
    `resumes_within` of its first dose; a later one begins a whole course. A dose at least `renews_after`
    after a whole course begins another even where no exposure was written down.
    """

    season_from: str = ""
    by_exposure: bool = False
    resumes_within: Span | None = None
    renews_after: Span | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A series of doses against one disease or one set of diseases.

    `is_also_self_paid`: whoever pays may have it outside the programme's ages and cohorts. Groups of a
    smaller `rank` come first when not everything can be given.
    """

    key: str
    title: str
    total: int
    steps: tuple[Step, ...]
    source: str
    confidence: str
    is_programme: bool = True
    is_also_self_paid: bool = False
    rank: int = 5
    since: date | None = None
    not_indicated: tuple[Exclusion, ...] = ()
    remarks: tuple[Remark, ...] = ()
    blood_test: BloodTest | None = None
    rounds: Rounds | None = None
    _by_product: Mapping[str, tuple[Step, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        products = dict.fromkeys(product for step in self.steps for product in step.takes)
        taking = {
            product: tuple(step for step in self.steps if product in step.takes) for product in products
        }
        object.__setattr__(self, "_by_product", taking)

    def steps_for(self, product: str) -> tuple[Step, ...]:
        """The steps that take a product, in their order."""
        return self._by_product.get(product, ())

    @property
    def follows_exposure(self) -> bool:
        """Whether it is given after an exposure: then nothing speaks against it."""
        return self.rounds is not None and self.rounds.by_exposure
