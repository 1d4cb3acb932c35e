"""One line in a test says what matters about a person or a visit."""

from datetime import date
from typing import Any

from healthdesk.domain.programmes.judgement import Person, VisitFacts

VISIT_DAY = date(2026, 11, 22)
EARLIER = date(2026, 8, 22)


def a_person_of(years: int, **known: Any) -> Person:
    """Somebody who turned `years` in January of the year of the visit."""
    return Person(born=date(VISIT_DAY.year - years, 1, 15), **known)


def a_visit(on: date = VISIT_DAY, mode: str = "clinic", **answers: Any) -> VisitFacts:
    """A visit with no adverse reaction unless said otherwise."""
    return VisitFacts(on, mode, {"symptoms": ["1"], "adr": "1", **answers})
