"""The medicines of a record: rows of its table, and what its form asks for in words of its own."""

from collections.abc import Mapping
from typing import Any

from healthdesk.domain.forms.definition import Form

DRUGS, TAKING, NAME = "drugs", "adherence", "drug_name"
IN_WORDS = (("insulin_kind", "insulin_use"), ("regimen",))
"""Insulin (archive-chronic/12 section 3 item 24) and a course of tuberculosis (14 section 5 item 8)."""

TELLING = frozenset({DRUGS, TAKING, *(keys[0] for keys in IN_WORDS)})
"""The answers of which one tells what somebody takes."""


def tells(form: Form, answers: Mapping[str, Any]) -> bool:
    """Whether a record says what somebody takes, be it nothing; one about a person not reached does not."""
    if form.has(DRUGS) and not form.has(TAKING):
        return True
    return may_tell(answers)


def may_tell(answers: Mapping[str, Any]) -> bool:
    """The same where the form is not at hand: a record that was left empty there says nothing."""
    return any(key in answers for key in TELLING)


def taken(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All that a record names, as rows of the table; what stands in words has a name only."""
    rows = [dict(row) for row in answers.get(DRUGS) or () if row.get(NAME)]
    return [*rows, *({NAME: line} for line in in_words(answers))]


def in_words(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """What stands outside the table, a line each: the kind of insulin with its use, the regimen."""
    lines = (" ".join(str(answers[key]) for key in keys if answers.get(key)) for keys in IN_WORDS)
    return tuple(line for line in lines if line)


def are_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two records name the same medicines, doses and uses."""
    return _rows(one) == _rows(other) and in_words(one) == in_words(other)


def _rows(answers: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return [{key: str(value) for key, value in sorted(row.items())} for row in answers.get(DRUGS) or ()]
