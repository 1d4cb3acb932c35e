"""How many visits a year asks for, and how many were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.findings import counts, shown_at
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.programme import Programme

_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class YearOfVisits:
    """Visits asked for in the year, and the completed ones by mode."""

    asked: int
    face_to_face: int
    any_mode: int
    is_met: bool


def year_of_visits(
    programme: Programme, person: Person, visits: Sequence[VisitFacts], year: int
) -> YearOfVisits | None:
    """The count for one calendar year; None where the programme has no yearly number.

    Someone enrolled during the year owes one visit for each quarter that had not ended yet
    (indicators, section 2: pro rata, one per started quarter).
    """
    quota = programme.quota
    if quota is None:
        return None
    that_year = (Facts(person, visit) for visit in visits if visit.on.year == year)
    made = [facts.visit for facts in that_year if counts(programme, shown_at(programme, facts))]
    met = sum(visit.is_face_to_face for visit in made)
    share = _share_of_year(person.enrolled_on, year)
    asked = round(quota.visits_per_year * share)
    is_met = len(made) >= asked and met >= round(quota.face_to_face_at_least * share)
    return YearOfVisits(asked, met, len(made), is_met)


def _share_of_year(enrolled_on: date | None, year: int) -> float:
    if enrolled_on is None or enrolled_on.year < year:
        return 1.0
    if enrolled_on.year > year:
        return 0.0
    return (_QUARTERS - (enrolled_on.month - 1) // 3) / _QUARTERS
