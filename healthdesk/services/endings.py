"""What a death or the end of a programme changes beside the visit that says so, and how it is taken back."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.domain.programmes.grading import DIED, OVER
from healthdesk.services import reading
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

CLOSED_BY_DEATH = "dead"
"""`end_reason` of an enrolment that ended because the person died."""

DEPARTED = frozenset({"dead", "merged", "deleted"})
"""States of an archive in which nobody is to be called or seen any more."""


def require_open(row: Resident, on: date, link_id: str) -> None:
    """Raises InvalidInput when nothing can have been done with this person on that day."""
    if row.status == "merged":
        raise errors.InvalidInput("resident", "merged")
    if row.born and on < row.born:
        raise errors.InvalidInput(link_id, "before-birth")
    if (row.died_on and on > row.died_on) or (row.status == "dead" and row.died_on is None):
        raise errors.InvalidInput(link_id, "after-death")


def die(session: Session, row: Resident, died_on: date) -> None:
    """The archive is closed by death: every running programme ends, so that nobody calls the family."""
    row.status, row.died_on = "dead", died_on
    for enrolment in reading.enrolments(session, row.id):
        if enrolment.status == "active":
            enrolment.status, enrolment.ended_on, enrolment.end_reason = "ended", died_on, CLOSED_BY_DEATH
            enrolment.due_visit = enrolment.next_due = enrolment.next_latest = None


def take_back(session: Session, visit: Visit) -> list[Enrolment]:
    """What this visit ended goes on again: it was entered in error, or is being corrected.

    Returns the enrolments that run again; their due dates are still to be found.
    """
    outcome = visit.judgement.get("outcome")
    if outcome not in OVER:
        return []
    row = reading.resident(session, visit.resident_id)
    own = reading.enrolments(session, visit.resident_id)
    again = [one for one in own if one.programme == visit.programme and one.ended_on == visit.visited_on]
    if outcome == DIED and row.status == "dead":
        again += [one for one in own if one.end_reason == CLOSED_BY_DEATH and one.ended_on == row.died_on]
        row.status, row.died_on = "active", None
    running = {one.programme for one in own if one.status == "active"}
    again = [one for one in again if one.status == "ended" and one.programme not in running]
    for enrolment in again:
        enrolment.status, enrolment.ended_on, enrolment.end_reason = "active", None, None
    return again


def last_end(own: Iterable[Enrolment], programme: str) -> date | None:
    """The day the last course of this programme ended that runs no more; None without such a course."""
    ends = (one.ended_on for one in own if one.programme == programme and one.status == "ended")
    return max((day for day in ends if day), default=None)


def present_course(past: Sequence[Visit], ended: date | None) -> list[Visit]:
    """The records since that end: neither what was planned before it nor the end itself counts again."""
    if ended is None:
        return list(past)
    return [
        one
        for one in past
        if one.visited_on > ended or (one.visited_on == ended and one.judgement.get("outcome") not in OVER)
    ]


def starts_anew(own: Sequence[Enrolment], visit: Visit) -> bool:
    """Whether a visit without a running enrolment begins one: not when it is void, or from before an end."""
    if visit.status == "void":
        return False
    return not any(one.status == "ended" and (one.ended_on or date.max) >= visit.visited_on for one in own)
