"""What the schedule's files may say, as frozen values: products, steps, groups, editions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from healthdesk.domain.immunization.intervals import Span


class Live(StrEnum):
    """How a living vaccine is given; NO for a vaccine that is not alive."""

    NO = ""
    INJECTED = "injected"
    ORAL = "oral"


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of vaccine. `counts_for` names the groups it fills, in the order they are written down.

    `is_given_alone`: its insert advises against other vaccines on the same day. `from_age` and `below_age`
    bound the ages its insert is for, where no table of the schedule does.
    """

    code: str
    title: str
    name: str
    source: str
    confidence: str
    live: Live = Live.NO
    is_programme: bool = True
    is_historic: bool = False
    route: str = ""
    volume: str = ""
    components: tuple[str, ...] = ()
    counts_for: tuple[str, ...] = ()
    national_codes: tuple[str, ...] = ()
    is_given_alone: bool = False
    from_age: Span | None = None
    below_age: Span | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """All that is given must hold. An empty condition always holds.

    `filled` and `unfilled` are places; `had` any counted dose of one of these products, `not_had` none of
    them; `component_below` and `component_from` count the counted doses with a component; `context` maps a
    fact to the values that fit; `barred` products must not be allowed for this person.
    """

    never: bool = False
    age_from: Span | None = None
    age_below: Span | None = None
    born_from: date | None = None
    born_before: date | None = None
    day_before: date | None = None
    sex: str = ""
    regions: tuple[str, ...] = ()
    weight_below_g: int | None = None
    filled: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    had: tuple[str, ...] = ()
    not_had: tuple[str, ...] = ()
    component_below: Mapping[str, int] = field(default_factory=dict)
    component_from: Mapping[str, int] = field(default_factory=dict)
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    barred: tuple[str, ...] = ()
    unless: "Condition | None" = None


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
    place; for `is_unruled` ones the national text has no rule and a doctor decides. `min_age` is for
    forecasts, `valid_age` the lower limit for given doses, `ages_of` the limits of single products by their
    insert. The dose is overdue from age `before`, or from `within` after the last dose; `window` is the
    recommended longest interval. `table_age` is the column of the card, where it is not `min_age`.
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
    when: Condition = ALWAYS
    proposed: Condition = ALWAYS
    offers: tuple[Offer, ...] = ()
    condition: str = ""
    is_extra: bool = False
    is_unruled: bool = False
    note: str = ""

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
class BloodTest:
    """When to test the blood after the last dose."""

    when: Condition
    opens: Span
    closes: Span
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Group:
    """A series of doses against one disease or one set of diseases."""

    key: str
    title: str
    total: int
    steps: tuple[Step, ...]
    source: str
    confidence: str
    is_programme: bool = True
    since: date | None = None
    not_indicated: tuple[Exclusion, ...] = ()
    blood_test: BloodTest | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A rule that keeps some products apart from an event by at least `min`.

    Given doses of `not_judged` products are not judged by it; the next ones keep it all the same.
    """

    min: Span
    source: str
    confidence: str
    products: frozenset[str] = frozenset()
    not_judged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SpecialState:
    """What a state of the person forbids (`bars`), puts off (`defers`) or makes conditional (`asks`)."""

    when: Condition
    text: str
    source: str
    confidence: str
    bars: frozenset[str] = frozenset()
    defers: frozenset[str] = frozenset()
    asks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edition:
    """The schedule as it was in force from a day on."""

    id: str
    title: str
    basis: str
    since: date
    source: str
    confidence: str
    groups: Mapping[str, Group]
    live_gap: Gap
    immunoglobulin_gaps: tuple[Gap, ...] = ()
    special_states: tuple[SpecialState, ...] = ()


class Broken(StrEnum):
    """What becomes of a past dose that broke a limit."""

    NOT_COUNTED = "not-counted"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the national text leaves open and the clinic chooses."""

    repeat_gap: Span
    catch_up_below: Span
    recall_after: Span
    join_visits: Span
    rolls_over: bool = False
    past_early_dose: Broken = Broken.NOT_COUNTED
    broken_live_gap: Broken = Broken.NOT_COUNTED
    broken_immunoglobulin_gap: Broken = Broken.NOT_COUNTED
