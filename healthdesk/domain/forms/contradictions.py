"""What makes a form that can be read one that cannot be filled in: the first fault, with its item."""

from collections.abc import Iterator
from functools import cache

from healthdesk.base.errors import InvalidInput
from healthdesk.domain.codes import Codes
from healthdesk.domain.forms.calculations import CALCULATIONS
from healthdesk.domain.forms.definition import Form, Item, Kind, Operator
from healthdesk.domain.forms.named_checks import HARD, NEEDED, SOFT

_CHOICES = (Kind.CHOICE, Kind.CHOICES)
_SAME = (Operator.EQUAL, Operator.OTHER)


def refuse_contradictions(form: Form) -> None:
    """Raises InvalidInput(field=link id, reason=what is wrong) for the first item that cannot be kept to."""
    seen: dict[str, Item] = {}
    for item in form.walk():
        for fault in _faults(item, seen):
            raise InvalidInput(item.link_id, fault)
        seen[item.link_id] = item


def _faults(item: Item, seen: dict[str, Item]) -> Iterator[str]:
    if not item.text:
        yield "no-text"
    yield from _faults_of_options(item)
    yield from _faults_of_limits(item)
    yield from _faults_of_names(item)
    for condition in item.conditions:
        asked = seen.get(condition.link_id)
        if asked is None:
            yield f"condition on {condition.link_id}, which does not come before"
        elif asked.options and condition.operator in _SAME and not asked.option(str(condition.value)):
            yield f"condition on {condition.link_id}={condition.value}, which it does not offer"


def _faults_of_options(item: Item) -> Iterator[str]:
    codes = [option.code for option in item.options]
    if item.kind in _CHOICES and not codes:
        yield "no-options"
    if len(codes) != len(set(codes)):
        yield "option-number-twice"
    if item.initial is not None and item.options and item.option(item.initial) is None:
        yield f"begins with {item.initial}, which it does not offer"


def _faults_of_limits(item: Item) -> Iterator[str]:
    for limits in (item.hard, item.soft):
        if limits and limits.low is not None and limits.high is not None and limits.low > limits.high:
            yield f"limits {limits}"
    if item.hard and item.soft:
        ends = (end for end in (item.soft.low, item.soft.high) if end is not None)
        if not all(item.hard.holds(end) for end in ends):
            yield f"soft limits {item.soft} outside {item.hard}"


def _faults_of_names(item: Item) -> Iterator[str]:
    if item.calculated and item.calculated not in CALCULATIONS:
        yield f"unknown calculation {item.calculated}"
    for entry in item.check:
        if entry.partition(":")[0] not in HARD | SOFT | NEEDED:
            yield f"unknown check {entry}"
    if item.codes and item.codes not in _lists():
        yield f"unknown code list {item.codes}"


@cache
def _lists() -> frozenset[str]:
    return frozenset(Codes.read().names())
