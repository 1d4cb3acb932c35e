"""Tuberculosis: the share of doses taken over the whole course."""

from dataclasses import dataclass
from decimal import Decimal

from healthdesk.domain.forms.tuberculosis import dose_rate
from healthdesk.domain.programmes.programme import Programme


@dataclass(frozen=True, slots=True)
class DosesTaken:
    """The share of doses taken, in per cent with one decimal, and whether that is regular intake."""

    percent: Decimal
    is_regular: bool


def doses_taken(programme: Programme, taken: int, due: int) -> DosesTaken:
    """The share of the whole course. Raises ValueError unless 0 <= taken <= due and something was due."""
    if not 0 <= taken <= due or not due:
        raise ValueError("doses")
    exact = Decimal(taken) * 100 / Decimal(due)
    is_regular = exact >= programme.numbers["regular_from_percent"]
    return DosesTaken(dose_rate(Decimal(taken), Decimal(due)), is_regular)
