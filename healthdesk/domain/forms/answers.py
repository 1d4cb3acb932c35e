"""Answers as plain values, and the reading of whatever a file, a device or a hand delivers.

code of a box or of a list -> str, several codes -> tuple of str, integer -> int, decimal -> Decimal, date ->
"YYYY-MM-DD", month -> "YYYY-MM", text -> str, table -> tuple of mappings. What cannot be read stays the text
it was, so that nothing typed is lost; `checks.py` then calls it a fault of format.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from healthdesk.base.text import half_width
from healthdesk.domain import codes, contact, identity
from healthdesk.domain.forms.definition import Form, Item, Kind

Answer: TypeAlias = str | int | Decimal | tuple[str, ...] | tuple[Mapping[str, "Answer"], ...]
Answers: TypeAlias = Mapping[str, Answer]

_DATE = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ISO = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")
_EMPTY: tuple[object, ...] = (None, "", (), [])


def normalise(form: Form, raw: Mapping[str, Any]) -> dict[str, Answer]:
    """`raw` in the house's own shape; empty values fall away, unknown keys are kept as they came."""
    read: dict[str, Answer] = {}
    for link_id, value in raw.items():
        answer = normalise_item(form.item(link_id), value) if form.has(link_id) else _plain(value)
        if answer is not None:
            read[link_id] = answer
    return read


def unknown_keys(form: Form, raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of `raw` that are no answerable item of this form."""
    leaves = {item.link_id for item in form.leaves()}
    return tuple(key for key in raw if key not in leaves)


def normalise_item(item: Item, value: Any) -> Answer | None:
    """One value in the shape of its kind; None when there is nothing in it."""
    if isinstance(value, str):
        value = value.strip()
    if value in _EMPTY:
        return None
    reader = _READERS.get(item.kind)
    return reader(item, value) if reader else _text(item, str(value))


def is_well_formed(item: Item, value: Answer) -> bool:
    """Whether the value has the shape its kind promises (a number, a date that exists …)."""
    match item.kind:
        case Kind.INTEGER:
            return isinstance(value, int)
        case Kind.DECIMAL:
            return isinstance(value, Decimal)
        case Kind.DATE:
            return as_date(value) is not None and not is_month(value)
        case Kind.MONTH:
            return as_date(value) is not None and is_month(value)
        case Kind.CHOICES | Kind.ROWS:
            return isinstance(value, tuple)
        case _:
            return isinstance(value, str)


def as_date(value: object) -> date | None:
    """The day an ISO date names, the first of the month for "YYYY-MM"; None when it names none."""
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        return None
    try:
        return date.fromisoformat(f"{value}-01" if is_month(value) else value)
    except ValueError:
        return None


def is_month(value: object) -> bool:
    """Whether an ISO date names a month only."""
    return isinstance(value, str) and len(value) == len("2026-11")


def as_number(value: object) -> Decimal | None:
    """The value as a decimal when it is a number, otherwise None."""
    return Decimal(value) if isinstance(value, int | Decimal) else None


def kept_apart(item: Item, new: tuple[Any, ...], old: Answer | None) -> tuple[Any, ...]:
    """What was ticked last wins: an exclusive box clears the others, another box clears it."""
    before = old if isinstance(old, tuple) else ()
    added = [code for code in new if code not in before]
    alone = {option.code for option in item.options if option.is_exclusive}
    if len(new) == 1 or not added or alone.isdisjoint(new):
        return new
    if added[-1] in alone:
        return (added[-1],)
    return tuple(code for code in new if code not in alone)


def _codes(item: Item, value: Any) -> Answer | None:
    return tuple(dict.fromkeys(_code(item, code) for code in _listed(value) if code not in _EMPTY)) or None


def _text(item: Item, text: str) -> str:
    """Numbers that are text are stored one way, however they were typed."""
    if "identity-number" in item.check:
        return identity.tidy(text)
    return contact.read_phone(text).text if "phone" in item.check else text


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple | set | frozenset) else (value,)


def _rows(item: Item, value: Any) -> tuple[Mapping[str, Answer], ...] | None:
    """A bare value stands for a row with only its first column filled."""
    first = item.items[0].link_id
    columns = {column.link_id: column for column in item.items}
    rows = []
    for raw in _listed(value):
        cells = raw if isinstance(raw, Mapping) else {first: raw}
        row = {
            key: answer
            for key, cell in cells.items()
            if (answer := normalise_item(columns[key], cell) if key in columns else _plain(cell)) is not None
        }
        if row:
            rows.append(row)
    return tuple(rows) or None


def _code(item: Item, value: Any) -> str:
    if isinstance(value, bool) and len(item.options) == len((False, True)):
        return item.options[int(value)].code
    text = _plain_text(value)
    for option in item.options:
        if text == option.code:
            return text
    for option in item.options:
        if text == option.text or text.zfill(len(option.code)) == option.code:
            return option.code
    return text


def _listed_code(item: Item, value: Any) -> str:
    """The code of a list; a text of the list stands for its code."""
    named = codes.shipped().get(item.codes or "").of_text(str(value))
    return named.code if named else _plain_text(value)


def _number(item: Item, value: Any) -> Answer:
    text = _plain_text(value)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    if item.kind is Kind.INTEGER:
        return int(number) if number == number.to_integral_value() and abs(number.adjusted()) < 18 else text
    return number


def _date(_: Item, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = _plain_text(value)
    found = _COMPACT_DATE.fullmatch(text) or _DATE.fullmatch(text)
    return "-".join((found[1], found[2].zfill(2), found[3].zfill(2))) if found else text


def _month(_: Item, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:7]
    text = _plain_text(value)
    found = _MONTH.fullmatch(text)
    if found:
        return f"{found[1]}-{found[2].zfill(2)}"
    day = _DATE.fullmatch(text)
    return f"{day[1]}-{day[2].zfill(2)}" if day else text


def _plain_text(value: Any) -> str:
    return half_width(str(value)).strip()


def _plain(value: Any) -> Answer | None:
    """A value of a key this form version does not know, kept as it came but frozen."""
    if isinstance(value, list):
        return tuple(value) or None
    return None if value in _EMPTY else value


_READERS: dict[Kind, Callable[[Item, Any], Answer | None]] = {
    Kind.ROWS: _rows,
    Kind.CHOICES: _codes,
    Kind.CHOICE: _code,
    Kind.CODE: _listed_code,
    Kind.INTEGER: _number,
    Kind.DECIMAL: _number,
    Kind.DATE: _date,
    Kind.MONTH: _month,
}
