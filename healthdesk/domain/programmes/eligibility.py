"""Who belongs to a programme, from age, sex, diagnosis and pregnancy."""

from collections.abc import Mapping
from datetime import date

from healthdesk.domain.programmes.judgement import Person
from healthdesk.domain.programmes.programme import NO_SETTINGS, Programme

CALENDAR_YEAR = "calendar-year"


def eligible(
    programme: Programme, person: Person, on: date, settings: Mapping[str, str] = NO_SETTINGS
) -> bool:
    """Whether the person is in the programme's target on that day.

    Age counts in completed years on the day, or in the year of the birthday where the programme's
    setting says calendar-year.
    """
    belongs = programme.adjusted(settings).belongs
    if belongs.sex and person.sex != belongs.sex:
        return False
    if belongs.is_pregnant and not (person.is_pregnant or person.is_lactating):
        return False
    if not person.conditions.isdisjoint(belongs.no_condition):
        return False
    if belongs.any_condition and person.conditions.isdisjoint(belongs.any_condition):
        return False
    counted_on = date(on.year, 12, 31) if belongs.by_calendar_year == CALENDAR_YEAR else on
    return _fits(person.years_on(counted_on), belongs.from_years, belongs.below_years)


def is_scheduled(programme: Programme, person: Person) -> bool:
    """Whether visits are planned: not for somebody who refused where consent is needed."""
    return person.has_consented or not programme.belongs.needs_consent


def _fits(years: int | None, from_years: int | None, below_years: int | None) -> bool:
    if from_years is None and below_years is None:
        return True
    if years is None:
        return False
    return (from_years is None or years >= from_years) and (below_years is None or years < below_years)
