"""Doses of invented children: on time in most cases, late in some, a few missed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from healthdesk.base.calendar import add_months
from healthdesk.domain.immunization.forecast import forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Context, Person
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.trials.centre.draw import Draw, material
from healthdesk.trials.centre.people import Someone

SEX = {"1": "M", "2": "F"}
COMING = ("due", "overdue", "not_yet_due")
SHELF_DAYS = 400
FOUR_WEEKS = 28


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose before it becomes a row."""

    vaccine: str
    on: date
    lot: str
    maker: str
    expires_on: date
    site: str
    route: str


class Doses:
    """Follows the habits of resources/demo/doses.json; what comes next is asked of the real schedule."""

    def __init__(self, draw: Draw, as_of: date, schedule: Schedule) -> None:
        self._draw = draw
        self._as_of = as_of
        self._schedule = schedule
        self._material = material("doses")
        self._centre = material("centre")

    def of(self, child: Someone) -> list[Dose]:
        """What was given until today, in order."""
        is_late = self._draw.happens(self._centre["late_child"])
        last: dict[str, date] = {}
        given: list[Dose] = []
        age_of_visit, visit = "", child.born
        for vaccine, number, age, for_whom in self._material["doses"]:
            if not _is_meant(child, for_whom):
                continue
            if age != age_of_visit:
                age_of_visit, visit = age, self._visit(child, age, visit, is_late=is_late)
            if number > 1 and self._draw.happens(self._material["missed"]):
                continue
            on = max(visit, last.get(vaccine, child.born) + timedelta(days=self._gap(vaccine, number)))
            if on <= self._as_of:
                last[vaccine] = on
                given.append(self._dose(vaccine, on))
        return sorted(given, key=lambda dose: dose.on)

    def next_due(self, child: Someone, given: list[Dose]) -> date | None:
        """The earliest day something may be given, by the schedule in force; None when nothing is left."""
        person = Person(child.born, SEX[child.sex], Context())
        history = tuple(Given(dose.vaccine, dose.on) for dose in given)
        found = forecast(person, history, self._schedule, self._as_of)
        return min((one.earliest for one in found if one.earliest and one.status in COMING), default=None)

    def _visit(self, child: Someone, age: str, before: date, *, is_late: bool) -> date:
        """The day the child comes for the doses of `age`, four weeks after the last time at least."""
        number = int(age[:-1])
        if age.endswith("d"):
            return child.born + timedelta(days=number)
        delay = self._draw.number(0, 12)
        if is_late and self._draw.happens(0.4):
            low, high = self._centre["late_days"]
            delay = self._draw.number(low, high)
        return max(
            add_months(child.born, number) + timedelta(days=delay), before + timedelta(days=FOUR_WEEKS)
        )

    def _gap(self, vaccine: str, number: int) -> int:
        if number == 1:
            return 0
        gaps: Mapping[str, int] = self._material["smallest_gap_days"]
        return gaps.get(f"{vaccine}{number}") or gaps.get(vaccine) or gaps[""]

    def _dose(self, vaccine: str, on: date) -> Dose:
        product = self._schedule.products[vaccine]
        batch = on.year * 100 + (on.month - 1) // 3 * 3 + 1
        return Dose(
            vaccine=vaccine,
            on=on,
            lot=f"{batch}{self._draw.number(1, 4):02d}",
            maker=str(self._draw.one(self._material["makers"])),
            expires_on=date(on.year, (on.month - 1) // 3 * 3 + 1, 1) + timedelta(days=SHELF_DAYS),
            site=str(self._material["sites"].get(product.route, "")),
            route=product.route,
        )


def _is_meant(child: Someone, for_whom: Mapping[str, Any]) -> bool:
    return (
        child.sex == for_whom.get("sex", child.sex)
        and child.born >= date.fromisoformat(for_whom.get("born_from", "1900-01-01"))
        and child.born < date.fromisoformat(for_whom.get("born_before", "2999-01-01"))
    )
