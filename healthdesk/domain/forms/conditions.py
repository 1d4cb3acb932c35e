"""enableWhen: which items are asked, given the answers so far."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from healthdesk.domain.forms.answers import Answer, Answers
from healthdesk.domain.forms.definition import Condition, Form, Item, Kind, Operator


def asked(form: Form, answers: Answers) -> frozenset[str]:
    """The link ids of all items that are asked, groups included, columns of tables not.

    An item inside a group that is not asked is not asked either, and an answer that is not asked
    counts as absent for the items after it (conditions point backwards).
    """
    found: set[str] = set()
    _visit(form.items, answers, {}, found)
    return frozenset(found)


def holds(item: Item, answers: Answers) -> bool:
    """Whether the item's own conditions are met by `answers`."""
    if not item.conditions:
        return True
    met = (is_met(condition, answers.get(condition.link_id)) for condition in item.conditions)
    return any(met) if item.condition_any else all(met)


def closed(form: Form, link_id: str, code: str) -> frozenset[str]:
    """The items that are never asked once `link_id` has this code, whatever else is answered."""
    found: set[str] = set()
    for item in form.walk():
        known = {
            condition: is_met(condition, code if condition.link_id == link_id else None)
            for condition in item.conditions
            if condition.link_id == link_id or condition.link_id in found
        }
        is_open = any if item.condition_any else all
        verdicts = [known.get(condition, True) for condition in item.conditions]
        within = any(parent.link_id in found for parent in form.parents(item.link_id))
        if within or (known and not is_open(verdicts)):
            found.add(item.link_id)
    return frozenset(found)


def asked_cells(table: Item, rows: Iterable[Mapping[str, Answer]], answers: Answers) -> tuple[Answers, ...]:
    """The rows without cells of columns that are not asked in them: what was typed before is not said now."""
    columns = {column.link_id: column for column in table.items}
    kept = (
        {
            key: value
            for key, value in row.items()
            if key not in columns or holds(columns[key], {**answers, **row})
        }
        for row in rows
    )
    return tuple(row for row in kept if row)


def is_met(condition: Condition, answer: Answer | None) -> bool:
    """One comparison; without an answer only "does not exist" and "is not" are true."""
    match condition.operator:
        case Operator.EXISTS:
            return (answer is not None) == bool(condition.value)
        case Operator.EQUAL:
            return condition.value in _values(answer)
        case Operator.OTHER:
            return condition.value not in _values(answer)
        case operator:
            return any(_compares(value, operator, condition.value) for value in _values(answer))


def _visit(items: Iterable[Item], answers: Answers, seen: dict[str, Answer], found: set[str]) -> None:
    for item in items:
        if not holds(item, seen):
            continue
        found.add(item.link_id)
        if item.link_id in answers:
            seen[item.link_id] = answers[item.link_id]
        if item.kind is Kind.GROUP:
            _visit(item.items, answers, seen, found)


def _values(answer: Answer | None) -> tuple[object, ...]:
    if answer is None:
        return ()
    return answer if isinstance(answer, tuple) else (answer,)


def _compares(value: object, operator: Operator, limit: object) -> bool:
    """Numbers with numbers, ISO dates with ISO dates; anything else is not comparable."""
    order = _order(value, limit)
    if order is None:
        return False
    match operator:
        case Operator.ABOVE:
            return order > 0
        case Operator.BELOW:
            return order < 0
        case Operator.AT_LEAST:
            return order >= 0
        case _:
            return order <= 0


def _order(value: object, limit: object) -> int | None:
    match value, limit:
        case str(), str():
            return (value > limit) - (value < limit)
        case int() | Decimal(), int() | Decimal():
            return (value > limit) - (value < limit)
        case _:
            return None
