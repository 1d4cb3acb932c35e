"""Screening: what makes somebody outside a programme a suspect, and what follows."""

from dataclasses import dataclass
from datetime import date

from healthdesk.base.calendar import add_days
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.judgement import Person, Reason, VisitFacts
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.rules import Action


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A suspect: what to do, and the last day to ask whether the referral was followed."""

    action: Action
    action_text: str
    result_due: date
    reason: Reason


def screened(programme: Programme, person: Person, visit: VisitFacts) -> Suspicion | None:
    """The suspicion a visit raises; None without one, or where the programme does not screen."""
    screening = programme.screening
    if screening is None or not Facts(person, visit).any_holds(screening.any_of):
        return None
    return Suspicion(
        screening.action,
        screening.action_text,
        add_days(visit.on, screening.result_due_days),
        Reason(screening.reason, screening.source, screening.confidence),
    )
