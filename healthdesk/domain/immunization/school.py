"""The check at school entry (入托入学查验): what is missing for the age reached, and how it is made up.

By the rules of 2021 (schedule.md 8): missing doses are made up by the clinic within 30 days of the term's
start or the transfer, and looked at again before the end of December.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from healthdesk.domain.immunization.forecast import Forecast, Status, forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.plan import PlannedDose, PlannedVisit, catch_up_plan, owed
from healthdesk.domain.immunization.schedule import Schedule


class Lack(StrEnum):
    """Why a dose is on the list."""

    MISSING = "missing"
    """Its end age has passed; where none is named, it is to be called for (R3b)."""
    DUE = "due"
    """Its age is reached and its end age is not."""
    CONDITIONAL = "conditional"
    """It waits for a test or a doctor's answer."""
    DEFERRED = "deferred"
    """The person's state puts it off."""


@dataclass(frozen=True, slots=True)
class LackingDose:
    """One dose of the programme that is not given.

    `text` says in full what it waits for, which may be nobody else's business; `condition` is the key of what
    must be settled first.
    """

    group: str
    title: str
    number: int
    lack: Lack
    text: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class SchoolCheck:
    """The result of the check on a day, and the plan of what is missing."""

    on: date
    lacking: tuple[LackingDose, ...]
    plan: tuple[PlannedVisit, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be made up; a dose still in time or put off does not count against it."""
        return not any(one.lack in (Lack.MISSING, Lack.CONDITIONAL) for one in self.lacking)


def school_check(person: Person, history: Iterable[Given], schedule: Schedule, on: date) -> SchoolCheck:
    """Check the doses given up to `on`."""
    given = tuple(history)
    missing = [
        _lacking(one, schedule, on) for one in owed(person, given, schedule, on) if _is_reached(one, on)
    ]
    waiting = [_waiting(one, schedule) for one in forecast(person, given, schedule, on) if _waits(one)]
    return SchoolCheck(on, (*missing, *waiting), catch_up_plan(person, given, schedule, on))


def _is_reached(one: PlannedDose, on: date) -> bool:
    return one.is_programme and one.of_age_on <= on


def _waits(one: Forecast) -> bool:
    return one.is_programme and one.status in (Status.CONDITIONAL, Status.DEFERRED)


def _lacking(one: PlannedDose, schedule: Schedule, on: date) -> LackingDose:
    late_from = one.overdue_on or schedule.policy.recall_after.after(one.of_age_on)
    lack = Lack.MISSING if late_from <= on else Lack.DUE
    return LackingDose(one.group, one.title, one.number, lack)


def _waiting(one: Forecast, schedule: Schedule) -> LackingDose:
    lack = Lack.CONDITIONAL if one.status is Status.CONDITIONAL else Lack.DEFERRED
    title = schedule.product_title(one.product or "")
    return LackingDose(
        one.group, title, one.number, lack, one.reasons[0].text if one.reasons else "", one.condition or ""
    )
