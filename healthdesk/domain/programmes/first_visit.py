"""The first visit after a notice: within so many hours, and what follows when nobody is met."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from healthdesk.base.calendar import add_days
from healthdesk.domain.forms.answers import as_date
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.grading import LOST, outcome_of
from healthdesk.domain.programmes.judgement import Judgement, Person, Reason, VisitFacts
from healthdesk.domain.programmes.plan import FirstForm
from healthdesk.domain.programmes.programme import Programme

NOTICE_DATE, NOTICE_TIME, VISIT_TIME = "notice_date", "notice_time", "visit_time"
_HOURS_OF_A_DAY = 24
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """Until when the first visit is due, hours and minutes counted."""

    due_by: datetime
    is_overdue: bool


def first_visit(programme: Programme, noticed_at: datetime, at: datetime) -> FirstVisit:
    """The first visit, made (or still waited for) at `at`, counted from the notice.

    Raises ValueError for a programme that sets no time.
    """
    due_by = noticed_at + timedelta(hours=float(_required(programme).within_hours or 0))
    return FirstVisit(due_by, at > due_by)


def fails_the_first_visit(programme: Programme, failed_visits: int) -> bool:
    """Whether so many visits without meeting the person are reported to the higher institution."""
    limit = _required(programme).failures_reported
    return limit is not None and failed_visits >= limit


def is_begun(programme: Programme, person: Person, records: Sequence[VisitFacts]) -> bool:
    """Whether anything was written for the person on the programme's own forms, failed visits apart."""
    return any(
        one.form in programme.forms and outcome_of(programme, Facts(person, one)) != LOST for one in records
    )


def form_due(programme: Programme, person: Person, records: Sequence[VisitFacts]) -> str:
    """The form of the next sheet: the first one until it was written, then the regular one."""
    if programme.first is None or is_begun(programme, person, records):
        return programme.form_key
    return programme.first.form


def last_day(programme: Programme, joined: date) -> date:
    """The last day for the first visit of somebody who joined (was notified) on that day."""
    hours = programme.first.within_hours if programme.first else None
    return add_days(joined, int(hours) // _HOURS_OF_A_DAY) if hours else joined


def at_first_visit(
    programme: Programme, person: Person, judgement: Judgement, visits: Sequence[VisitFacts]
) -> Judgement:
    """The judgement with what only the first visit has: too late, or nobody met again and again."""
    first, visit = programme.first, visits[-1]
    if first is None or first.within_hours is None or visit.form != first.form:
        return judgement
    if judgement.outcome == LOST:
        tries = [one for one in visits if one.form == first.form]
        failed = sum(outcome_of(programme, Facts(person, one)) == LOST for one in tries)
        if not fails_the_first_visit(programme, failed):
            return judgement
        return replace(
            judgement, reports_up=True, reasons=(_reason(first, first.failed_text.format(count=failed)),)
        )
    noticed_at, at = _moments(visit)
    if noticed_at is None or not first_visit(programme, noticed_at, at).is_overdue:
        return judgement
    late = _reason(first, first.late_text.format(hours=(at - noticed_at) // _HOUR))
    return replace(judgement, reasons=(*judgement.reasons, late))


def _moments(visit: VisitFacts) -> tuple[datetime | None, datetime]:
    """When the notice came and the visit was made; an hour nobody wrote down never makes it late."""
    noticed_on = as_date(visit.answers.get(NOTICE_DATE))
    at = datetime.combine(visit.on, _clock(visit.answers.get(VISIT_TIME)) or time.min)
    noticed_at = _clock(visit.answers.get(NOTICE_TIME)) or time.max
    return (datetime.combine(noticed_on, noticed_at) if noticed_on else None), at


def _clock(value: Any) -> time | None:
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        return None


def _reason(first: FirstForm, text: str) -> Reason:
    return Reason(text, first.source, first.confidence)


def _required(programme: Programme) -> FirstForm:
    if programme.first is None or programme.first.within_hours is None:
        raise ValueError("no time is set for the first visit")
    return programme.first
