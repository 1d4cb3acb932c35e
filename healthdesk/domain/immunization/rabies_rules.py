"""What rabies.json says about an exposure besides the doses of vaccine, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass

from healthdesk.domain.immunization.intervals import Span
from healthdesk.domain.immunization.rules import Condition

GROUP = "RABIES"


@dataclass(frozen=True, slots=True)
class Regrading:
    """Exposures that are treated as a higher grade than they were seen as."""

    when: Condition
    grade: str
    text: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Serum:
    """One kind of rabies immunoglobulin, human or equine, with its dose by weight."""

    code: str
    title: str
    iu_per_kg: int


@dataclass(frozen=True, slots=True)
class Passive:
    """Which grades need immunoglobulin, until when after the first dose of vaccine, and of which kinds.

    `words` are the sentences for due, past, not_needed and had_course.
    """

    grades: tuple[str, ...]
    within: Span
    kinds: tuple[Serum, ...]
    words: Mapping[str, str]
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class RabiesRules:
    """Regrading and immunoglobulin."""

    treated_as: tuple[Regrading, ...]
    immunoglobulin: Passive
