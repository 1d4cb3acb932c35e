"""When somebody in a programme with classes is due, as the records say."""

from collections.abc import Sequence
from datetime import date

from healthdesk.domain.programmes.eligibility import is_scheduled, with_consent
from healthdesk.domain.programmes.first_visit import is_begun, last_day
from healthdesk.domain.programmes.judgement import Person
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services import reading, signing
from healthdesk.store.visits import Visit

Window = tuple[str | None, date | None, date | None]
"""Key of a visit with a name of its own, first and last day, as an enrolment holds them."""

NO_WINDOW: Window = (None, None, None)


def due_window(programme: Programme, person: Person, joined: date, past: Sequence[Visit]) -> Window:
    """The window of the last record that plans one; without any, the person is due since joining.

    `past` are the records of the programme, oldest first, those that reached nobody left out. A quick record
    without the values the class needs plans nothing: the visit that was due stays due. After a refusal only
    the task that was opened in spite of it is kept.
    """
    records = [reading.facts(one) for one in past]
    asked = with_consent(programme, person, records)
    has_refused = not is_scheduled(programme, asked)
    for visit in reversed(past):
        if visit.next_due:
            return visit.judgement.get("visit") or None, visit.next_due, visit.next_latest
        if not has_refused:
            continue
        if task_due := signing.day(visit.judgement.get("task_due")):
            return visit.judgement.get("visit") or None, task_due, task_due
        if _settles(programme, visit):
            break
    if has_refused:
        return NO_WINDOW
    if is_begun(programme, asked, records):
        return None, joined, joined
    first = programme.first
    return (first.key if first else None), joined, last_day(programme, joined)


def _settles(programme: Programme, visit: Visit) -> bool:
    """Whether a record leaves nothing open from before it: the refusal itself, or a visit with a class."""
    asked = any(test.answer in visit.answers for test in programme.belongs.refused_when)
    return asked or (programme.is_visit(visit.form_key) and not visit.judgement.get("missing"))
