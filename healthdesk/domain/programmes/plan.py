"""The parts of a programme that plans visits by age or week, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from healthdesk.domain.programmes.rules import Test


class Anchor(StrEnum):
    """The days visits are counted from; `pregnancy` is day 0 of gestation."""

    BIRTH = "birth"
    DISCHARGE = "discharge"
    PREGNANCY = "pregnancy"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Offset:
    """So many months and then days after an anchor."""

    anchor: Anchor
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit of the schedule. Of `opens` and `closes` the first whose anchor is known counts.

    `services` are what belongs to this visit beside the form (hearing, tcm, haemoglobin …). Once the day
    `until` is known (the delivery) nothing of it is left to do.
    """

    key: str
    title: str
    form: str
    opens: tuple[Offset, ...]
    closes: tuple[Offset, ...]
    source: str
    confidence: str
    services: tuple[str, ...] = ()
    until: Anchor | None = None


@dataclass(frozen=True, slots=True)
class FirstForm:
    """What is written first for somebody who joined; the regular form follows.

    `within_hours` of the notice, where the programme says so; `late_text` is said of a later one (`{hours}`
    after the notice), `failed_text` from `failures_reported` visits (`{count}`) on that met nobody.
    `is_visit`: the person is seen for it, so that the rules judge it and plan from it; otherwise the first
    visit is due at once. `needs` are the answers without which they decide nothing.
    """

    key: str
    title: str
    form: str
    source: str
    confidence: str
    within_hours: Decimal | None = None
    late_text: str = ""
    failures_reported: Decimal | None = None
    failed_text: str = ""
    is_visit: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a child's or mother's visit must not pass over. `refers`: refer at once.

    Ages in completed months. `report_within_hours` of the visit the higher institution is told; `{by}` in the
    text is that moment's day.
    """

    key: str
    text: str
    any_of: tuple[Test, ...]
    source: str
    confidence: str
    refers: bool = False
    report_within_hours: Decimal | None = None
    visits: tuple[str, ...] = ()
    from_months: int = 0
    below_months: int | None = None


@dataclass(frozen=True, slots=True)
class ColourWhen:
    """The colour a risk item proposes when any of the tests holds."""

    colour: str
    any_of: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class RiskItem:
    """A line of the risk screening table, by its printed number."""

    number: str
    text: str
    any_of: tuple[Test, ...]
    source: str
    confidence: str
    all_of: tuple[Test, ...] = ()
    colours: tuple[ColourWhen, ...] = ()
    is_infectious: bool = False


@dataclass(frozen=True, slots=True)
class RiskScreening:
    """The screening table. `colours` run from the mildest to the gravest; one alone is infectious.

    `proposal` is what is said of a positive one: `{by}` the last day of the advice, `{colours}` the proposal.
    """

    items: tuple[RiskItem, ...]
    colours: tuple[str, ...]
    colour_texts: Mapping[str, str]
    infectious_colour: str
    advice_within_days: Decimal
    source: str
    confidence: str
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class NeededWhen:
    """An item that must be filled once all of these tests hold."""

    item: str
    all_of: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class YearlyService:
    """A service due once in every calendar year; it counts with a complete form and `counts_when`.

    `makes_managed`: this service decides whether the resident counts as managed. `from_years`: only for
    those who reach that age in the year.
    """

    key: str
    title: str
    form: str
    source: str
    confidence: str
    counts_when: tuple[Test, ...] = ()
    needed_when: tuple[NeededWhen, ...] = ()
    makes_managed: bool = False
    from_years: int = 0
