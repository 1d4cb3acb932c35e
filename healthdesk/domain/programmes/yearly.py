"""Services due once in a calendar year: the check-up and the constitution of older people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.programmes.eligibility import eligible
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.judgement import Person
from healthdesk.domain.programmes.plan import YearlyService
from healthdesk.domain.programmes.programme import NO_SETTINGS, Programme


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A record of one of the services; `missing` are the items its form still needs."""

    key: str
    facts: Facts
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearOfServices:
    """Which services are due on the day, which were counted, and whether the resident is managed."""

    is_in_target: bool
    due: tuple[str, ...]
    counted: tuple[str, ...]
    is_managed: bool


def year_of_services(
    programme: Programme,
    person: Person,
    records: Sequence[ServiceRecord],
    on: date,
    settings: Mapping[str, str] = NO_SETTINGS,
) -> YearOfServices:
    """The services of the calendar year of `on`; those of another year do not cover it."""
    counted = {one.key for one in records if one.facts.visit.on.year == on.year and _counts(programme, one)}
    is_in_target = eligible(programme, person, on, settings)
    return YearOfServices(
        is_in_target,
        tuple(
            one.key
            for one in programme.yearly
            if is_in_target and one.key not in counted and _reaches(person, on.year, one.from_years)
        ),
        tuple(one.key for one in programme.yearly if one.key in counted),
        any(one.makes_managed and one.key in counted for one in programme.yearly),
    )


def needed(service: YearlyService, facts: Facts) -> tuple[str, ...]:
    """The items that an answer makes necessary and that were not filled."""
    return tuple(
        one.item for one in service.needed_when if facts.all_hold(one.all_of) and not facts.has(one.item)
    )


def _reaches(person: Person, year: int, years: int) -> bool:
    return not years or (person.born is not None and year - person.born.year >= years)


def _counts(programme: Programme, record: ServiceRecord) -> bool:
    service = next((one for one in programme.yearly if one.key == record.key), None)
    return service is not None and not record.missing and record.facts.all_hold(service.counts_when)
