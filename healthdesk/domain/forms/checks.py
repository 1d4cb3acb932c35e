"""What can be wrong with an answer: faults (refused), doubts (asked once), needs (missing).

A form names checks in `urn:healthdesk:check`, with the link id of another item after a colon
where two answers are compared: `after:visit_date`. Limits and their grade are those of
archive-chronic/00 section 7 and of the field tables.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from healthdesk.base.text import has_control_signs
from healthdesk.domain.codes import shipped
from healthdesk.domain.forms import conditions
from healthdesk.domain.forms.answers import Answer, Answers, as_number, is_well_formed
from healthdesk.domain.forms.definition import Item, Kind
from healthdesk.domain.forms.named_checks import HARD, NEEDED, SOFT, Check
from healthdesk.domain.forms.subject import Known


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one item: a reason code and the limit it broke. `row` counts from 0."""

    link_id: str
    reason: str
    limit: str = ""
    row: int | None = None


Finder = Callable[[Item, Answer, Known], Iterator[Problem]]


def faults(item: Item, value: Answer, known: Known) -> Iterator[Problem]:
    """Everything that makes the value unacceptable, cells of a table included."""
    if not is_well_formed(item, value):
        yield Problem(item.link_id, "format")
        return
    yield from _shape(item, value)
    yield from _named(item, value, known, HARD)
    yield from _cells(item, value, known, faults)


def doubts(item: Item, value: Answer, known: Known) -> Iterator[Problem]:
    """Everything that is possible but should be looked at again."""
    if not is_well_formed(item, value):
        return
    number = as_number(value)
    if item.soft and number is not None and not item.soft.holds(number):
        yield Problem(item.link_id, "range", str(item.soft))
    yield from _named(item, value, known, SOFT)
    yield from _cells(item, value, known, doubts)


def is_needed(item: Item, known: Known) -> bool:
    """Required as such, or because of the answers so far. Signing itself gives a signature."""
    if item.kind is Kind.SIGNATURE:
        return False
    return item.is_required or any(NEEDED[name](known) for name in item.check if name in NEEDED)


def missing_cells(item: Item, value: Answer, known: Known) -> Iterator[str]:
    """The columns of a table that are asked and required but empty in some row."""
    missing = {
        column.link_id
        for row in table_rows(value)
        for column in item.items
        if column.is_required and column.link_id not in row and _asks_cell(column, row, known)
    }
    return (column.link_id for column in item.items if column.link_id in missing)


def table_rows(value: Answer | None) -> tuple[Answers, ...]:
    """The rows of a table; no rows for anything else."""
    return tuple(row for row in value if isinstance(row, Mapping)) if isinstance(value, tuple) else ()


def _asks_cell(column: Item, row: Answers, known: Known) -> bool:
    return conditions.holds(column, {**known.answers, **row})


def _cells(item: Item, value: Answer, known: Known, find: Finder) -> Iterator[Problem]:
    if item.kind is not Kind.ROWS:
        return
    for number, row in enumerate(table_rows(value)):
        around = replace(known, answers={**known.answers, **row})
        for column in item.items:
            if column.link_id in row and _asks_cell(column, row, known):
                for problem in find(column, row[column.link_id], around):
                    yield replace(problem, row=number)


def _named(item: Item, value: Answer, known: Known, table: Mapping[str, Check]) -> Iterator[Problem]:
    for entry in item.check:
        name, _, other = entry.partition(":")
        fault = table[name](known, value, other) if name in table else None
        if fault:
            yield Problem(item.link_id, *fault)


def _shape(item: Item, value: Answer) -> Iterator[Problem]:
    number = as_number(value)
    if item.hard and number is not None and not item.hard.holds(number):
        yield Problem(item.link_id, "range", str(item.hard))
    if item.decimals is not None and isinstance(value, Decimal) and _places(value) > item.decimals:
        yield Problem(item.link_id, "decimals", str(item.decimals))
    if item.max_length and isinstance(value, str) and len(value) > item.max_length:
        yield Problem(item.link_id, "length", str(item.max_length))
    if item.min_length and isinstance(value, str) and len(value) < item.min_length:
        yield Problem(item.link_id, "short", str(item.min_length))
    if isinstance(value, str) and has_control_signs(value, is_long=item.kind is Kind.LONGTEXT):
        yield Problem(item.link_id, "control-signs")
    if item.options:
        yield from _boxes(item, value)
    if item.kind is Kind.CODE and not shipped().get(item.codes or "").get(str(value)).is_known:
        yield Problem(item.link_id, "option", str(value))


def _boxes(item: Item, value: Answer) -> Iterator[Problem]:
    codes = [str(code) for code in value] if isinstance(value, tuple) else [str(value)]
    for code in codes:
        if item.option(code) is None:
            yield Problem(item.link_id, "option", code)
    for code in codes if len(codes) > 1 else ():
        option = item.option(code)
        if option and option.is_exclusive:
            yield Problem(item.link_id, "exclusive", option.text)


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
