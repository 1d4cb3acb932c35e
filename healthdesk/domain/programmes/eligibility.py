"""Who belongs to a programme, from age, sex, diagnosis and pregnancy."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from healthdesk.base.calendar import add_days, add_months, age_on
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.programme import NO_SETTINGS, Programme
from healthdesk.domain.programmes.rules import Eligibility

CALENDAR_YEAR = "calendar-year"


def eligible(
    programme: Programme, person: Person, on: date, settings: Mapping[str, str] = NO_SETTINGS
) -> bool:
    """Whether the person is in the programme's target on that day; never for one without members.

    Age counts in completed years on the day, or in the year of the birthday where the programme's
    setting says calendar-year.
    """
    chosen = programme.adjusted(settings)
    targets = (chosen.belongs, *chosen.or_belongs) if chosen.has_members else ()
    return any(_belongs(one, person, on) for one in targets)


def could_belong(programme: Programme, person: Person, on: date) -> bool:
    """Whether age and sex allow it, whatever was diagnosed; always for a programme without members."""
    rules = (programme.belongs, *programme.or_belongs) if programme.has_members else ()
    return not rules or any(
        (not rule.sex or person.sex is None or person.sex == rule.sex)
        and (person.born is None or _fits_age(rule, person, on))
        for rule in rules
    )


def birth_ranges(programme: Programme, on: date) -> tuple[tuple[date | None, date], ...]:
    """First and last birth date of those who belong by age alone; empty where a diagnosis or state decides.

    The first is None where there is no upper age.
    """
    rules = (programme.belongs, *programme.or_belongs) if programme.has_members else ()
    by_age = [one for one in rules if not (one.any_condition or one.is_pregnant)]
    return tuple(_birth_range(one, on) for one in by_age if _limits(one))


def _birth_range(rule: Eligibility, on: date) -> tuple[date | None, date]:
    counted_on = date(on.year, 12, 31) if rule.by_calendar_year == CALENDAR_YEAR else on
    months = rule.below_months if rule.below_months is not None else 12 * (rule.below_years or 0)
    first = add_days(add_months(counted_on, -months), 1) if months else None
    return first, add_months(counted_on, -12 * (rule.from_years or 0))


def _limits(rule: Eligibility) -> bool:
    return (rule.from_years, rule.below_years, rule.below_months) != (None, None, None)


def is_scheduled(programme: Programme, person: Person) -> bool:
    """Whether visits are planned: not for somebody who refused where consent is needed."""
    return person.has_consented or not programme.belongs.refused_when


def with_consent(programme: Programme, person: Person, records: Iterable[VisitFacts]) -> Person:
    """The person as the records say: the last one that asked for consent decides; unchanged without any."""
    tests = programme.belongs.refused_when
    for record in reversed(tuple(records) if tests else ()):
        facts = Facts(person, record)
        if any(facts.has(test.answer) for test in tests):
            return replace(person, has_consented=not facts.any_holds(tests))
    return person


def _belongs(rule: Eligibility, person: Person, on: date) -> bool:
    if rule.sex and person.sex != rule.sex:
        return False
    if rule.is_pregnant and not (person.is_pregnant or person.is_lactating):
        return False
    if not person.conditions.isdisjoint(rule.no_condition):
        return False
    if rule.any_condition and person.conditions.isdisjoint(rule.any_condition):
        return False
    return _fits_age(rule, person, on)


def _fits_age(rule: Eligibility, person: Person, on: date) -> bool:
    if not _limits(rule):
        return True
    counted_on = date(on.year, 12, 31) if rule.by_calendar_year == CALENDAR_YEAR else on
    if person.born is None or person.born > counted_on:
        return False
    age = age_on(person.born, counted_on)
    return (
        (rule.from_years is None or age.years >= rule.from_years)
        and (rule.below_years is None or age.years < rule.below_years)
        and (rule.below_months is None or age.total_months < rule.below_months)
    )
