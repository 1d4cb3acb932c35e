"""The catch-up plan: the visits that give all that is owed, joined where a few days make it one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.immunization.forecast import Forecast, Status, forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.schedule import Schedule

_OPEN = frozenset({Status.DUE, Status.OVERDUE})


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """One dose of a visit: the vaccine, its Chinese name, and the number printed beside it."""

    group: str
    vaccine: str
    title: str
    number: int
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """Everything given on one day."""

    on: date
    doses: tuple[PlannedDose, ...]


def catch_up_plan(
    person: Person, history: Iterable[Given], schedule: Schedule, on: date, until: date
) -> tuple[PlannedVisit, ...]:
    """The visits from `on` to `until`, each giving all that may be given that day.

    Doses that need a condition to be settled first are left out. A visit waits for doses that open
    within the clinic's `join_visits` days, so that the family comes less often.
    """
    return tuple(_visits(person, [dose for dose in history if dose.on <= on], schedule, on, until))


def _visits(
    person: Person, given: list[Given], schedule: Schedule, day: date, until: date
) -> Iterator[PlannedVisit]:
    while day <= until:
        doses: list[PlannedDose] = []
        found = forecast(person, given, schedule, day)
        while due := [one for one in found if one.status in _OPEN]:  # a course may ask for two on one day
            doses += (_planned(schedule, one) for one in due)
            given = [*given, *(Given(one.product or "", day) for one in due)]
            found = forecast(person, given, schedule, day)
        if doses:
            yield PlannedVisit(day, tuple(doses))
        coming = [one.earliest for one in found if one.earliest and one.status is Status.NOT_YET_DUE]
        if not coming:
            return
        joined = schedule.policy.join_visits.after(min(coming))
        day = max(opens for opens in coming if opens <= joined)


def _planned(schedule: Schedule, one: Forecast) -> PlannedDose:
    vaccine = one.product or ""
    title = schedule.product_title(vaccine)
    return PlannedDose(one.group, vaccine, title, one.number, one.status is Status.OVERDUE)
