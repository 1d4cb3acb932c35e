"""Who belongs to a programme, from age, sex, diagnosis and pregnancy."""

from collections.abc import Mapping
from datetime import date

from healthdesk.base.calendar import age_on
from healthdesk.domain.programmes.judgement import Person
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


def is_scheduled(programme: Programme, person: Person) -> bool:
    """Whether visits are planned: not for somebody who refused where consent is needed."""
    return person.has_consented or not programme.belongs.needs_consent


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
    limits = (rule.from_years, rule.below_years, rule.below_months)
    if all(limit is None for limit in limits):
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
