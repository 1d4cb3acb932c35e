"""Answers to measures: the numbers of a visit that lists, trends and statistics need.

Which item is a measure, and under which code, the form says (`urn:healthdesk:measure`).
"""

from dataclasses import dataclass
from decimal import Decimal

from healthdesk.domain.forms.answers import Answers, as_number
from healthdesk.domain.forms.definition import Form


@dataclass(frozen=True, slots=True)
class Measured:
    """One number in the unit of its item."""

    code: str
    value: Decimal
    unit: str


def measures(form: Form, answers: Answers) -> tuple[Measured, ...]:
    """Every measure among the answers, in paper order."""
    return tuple(
        Measured(item.measure, number, item.unit or "")
        for item in form.leaves()
        if item.measure and (number := as_number(answers.get(item.link_id))) is not None
    )
