"""Tuberculosis: the first home visit after the notice, and the share of doses taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from healthdesk.domain.forms.tuberculosis import dose_rate
from healthdesk.domain.programmes.programme import Programme


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """Until when the first home visit is due, hours and minutes counted."""

    due_by: datetime
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class DosesTaken:
    """The share of doses taken, in per cent with one decimal, and whether that is regular intake."""

    percent: Decimal
    is_regular: bool


def first_visit(programme: Programme, noticed_at: datetime, at: datetime) -> FirstVisit:
    """The first home visit, made (or still waited for) at `at`: within 72 hours of the notice."""
    due_by = noticed_at + timedelta(hours=float(programme.numbers["first_visit_within_hours"]))
    return FirstVisit(due_by, at > due_by)


def fails_the_first_visit(programme: Programme, failed_visits: int) -> bool:
    """Whether so many visits without meeting the person are reported to the higher institution."""
    return failed_visits >= programme.numbers["failed_visits_reported"]


def doses_taken(programme: Programme, taken: int, due: int) -> DosesTaken:
    """The share of the whole course. Raises ValueError unless 0 <= taken <= due and something was due."""
    if not 0 <= taken <= due or not due:
        raise ValueError("doses")
    exact = Decimal(taken) * 100 / Decimal(due)
    is_regular = exact >= programme.numbers["regular_from_percent"]
    return DosesTaken(dose_rate(Decimal(taken), Decimal(due)), is_regular)
