"""Flags of a child visit and risk items of a pregnancy: what the record shows by itself."""

from dataclasses import dataclass
from datetime import date

from healthdesk.base.calendar import add_days, age_on
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.plan import Flag, RiskItem
from healthdesk.domain.programmes.programme import Programme


@dataclass(frozen=True, slots=True)
class Risk:
    """What the screening table gives. The colour is a proposal only: hospitals assess.

    `colour` is the gravest proposed by the items; the infectious colour may stand beside any other.
    """

    items: tuple[RiskItem, ...]
    is_positive: bool
    advice_by: date | None
    colour: str
    is_infectious: bool


def flags(programme: Programme, facts: Facts, visit: str) -> tuple[Flag, ...]:
    """The flags of the programme that this visit (by its key in the schedule) raises."""
    return tuple(flag for flag in programme.flags if _is_raised(flag, facts, visit))


def risk(programme: Programme, facts: Facts) -> Risk:
    """The items of the screening table that can be read from the form.

    Age counts on the day of the visit. Raises ValueError for a programme without a screening table.
    """
    table = programme.risk
    if table is None:
        raise ValueError("no screening table")
    items = tuple(item for item in table.items if _is_present(item, facts))
    proposed = [colour for item in items for colour in _colours(item, facts)]
    return Risk(
        items=items,
        is_positive=bool(items),
        advice_by=add_days(facts.visit.on, int(table.advice_within_days)) if items else None,
        colour=max(proposed, key=table.colours.index, default=table.colours[0]),
        is_infectious=any(item.is_infectious for item in items),
    )


def proposed_colours(programme: Programme, found: Risk) -> str:
    """The colours in words: the gravest of its items, and the infectious one beside it."""
    table = programme.risk
    if table is None:
        return ""
    keys = [found.colour, *([table.infectious_colour] if found.is_infectious else [])]
    return "、".join(table.colour_texts[key] for key in keys)


def _is_raised(flag: Flag, facts: Facts, visit: str) -> bool:
    if flag.visits and visit not in flag.visits:
        return False
    born = facts.person.born
    months = age_on(born, facts.visit.on).total_months if born and born <= facts.visit.on else 0
    if months < flag.from_months or (flag.below_months is not None and months >= flag.below_months):
        return False
    return facts.any_holds(flag.any_of)


def _is_present(item: RiskItem, facts: Facts) -> bool:
    return facts.any_holds(item.any_of) and facts.all_hold(item.all_of)


def _colours(item: RiskItem, facts: Facts) -> list[str]:
    return [one.colour for one in item.colours if facts.any_holds(one.any_of)]
