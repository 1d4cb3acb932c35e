"""What a form has of its place in the specification: which numbered rows, and why any is not among them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from healthdesk.domain.forms.definition import Form

_ROWS = re.compile(r"#\s*(\d+)(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class Account:
    """The `answers` a form asks for (columns of tables among them) and the rows of its specification.

    `missing` are the numbers of rows that no item names as its source; empty for a table without numbers.
    """

    answers: int
    rows: int
    missing: tuple[int, ...]


def account(form: Form) -> Account:
    """Counted from the definition: rows in the file, and the rows its items say they come from."""
    asked = [item for item in form.walk() if item.holds_answer and not item.is_hidden]
    named = {row for item in form.walk() for row in _rows(item.source, form.source)}
    rows = range(1, form.items_in_specification + 1)
    missing = tuple(row for row in rows if row not in named) if named else ()
    return Account(len(asked), form.items_in_specification, missing)


def _rows(source: str, whole: str) -> Iterator[int]:
    """The numbers a source names (`高血压 4 #5`) where it is of the same table as the whole form."""
    place, _, numbers = source.partition("#")
    if place.split()[:1] != whole.split()[:1]:
        return
    for first, last in _ROWS.findall(f"#{numbers}"):
        yield from range(int(first), int(last or first) + 1)
