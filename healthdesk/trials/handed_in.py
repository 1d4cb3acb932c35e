"""Values as a file of actions hands them in: known keys only, and shapes that the form takes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from healthdesk.base import errors
from healthdesk.base.text import has_control_signs
from healthdesk.domain.forms.answers import as_date, is_month, normalise_item
from healthdesk.domain.forms.definition import Form, Item, Kind
from healthdesk.domain.forms.filling import Filling


def answered(filling: Filling, values: Mapping[str, Any]) -> Filling:
    """The sheet with these answers. Raises InvalidInput: unknown, format, exclusive.

    The window lets the last tick win; a file has no last tick, so boxes that exclude each other are refused.
    """
    for link_id, value in values.items():
        item = _leaf(filling.form, link_id)
        _require_shape(item, value)
        filling = filling.answer(link_id, value)
        if item.kind is Kind.CHOICES and filling.value(link_id) != normalise_item(item, value):
            raise errors.InvalidInput(link_id, "exclusive")
    return filling


def only(given: Mapping[str, Any], *known: str) -> None:
    """Raises InvalidInput(key, unknown) for another key: a misspelt one would be lost unseen."""
    for key in given:
        if key not in known:
            raise errors.InvalidInput(key, "unknown")


def mapping(given: Mapping[str, Any], key: str) -> dict[str, Any]:
    """An object that must be there."""
    value = given.get(key)
    if not isinstance(value, dict):
        raise errors.InvalidInput(key, "required" if value is None else "format")
    return dict(value)


def text(given: Mapping[str, Any], key: str) -> str:
    """A word that must be there."""
    value = optional_text(given, key)
    if not value:
        raise errors.InvalidInput(key, "required")
    return value


def optional_text(given: Mapping[str, Any], key: str) -> str:
    """A word, or "" when it is missing."""
    value = given.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or has_control_signs(value):
        raise errors.InvalidInput(key, "format")
    return value.strip()


def day(given: Mapping[str, Any], key: str) -> str:
    """A date that must be there, as YYYY-MM-DD."""
    value = text(given, key)
    if as_date(value) is None or is_month(value):
        raise errors.InvalidInput(key, "format")
    return value


def whole(given: Mapping[str, Any], key: str, default: int | None = None) -> int:
    """A whole number; `default` when it is missing, and without one it must be there."""
    value = given.get(key, default)
    if value is None:
        raise errors.InvalidInput(key, "required")
    if isinstance(value, bool) or not isinstance(value, int):
        raise errors.InvalidInput(key, "format")
    return value


def number(given: Mapping[str, Any], key: str) -> Decimal:
    """A number that must be there."""
    value = given.get(key)
    if value is None:
        raise errors.InvalidInput(key, "required")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise errors.InvalidInput(key, "format")
    return Decimal(value)


def yes_or_no(given: Mapping[str, Any], key: str, *, default: bool) -> bool:
    """A yes or no; `default` when it is missing."""
    value = given.get(key, default)
    if not isinstance(value, bool):
        raise errors.InvalidInput(key, "format")
    return value


def _leaf(form: Form, link_id: str) -> Item:
    found = next((item for item in form.leaves() if item.link_id == link_id), None)
    if found is None:
        raise errors.InvalidInput(link_id, "unknown")
    return found


def _require_shape(item: Item, value: Any) -> None:
    match item.kind:
        case Kind.ROWS:
            for row in value if isinstance(value, list) else [value]:
                _require_row(item, row)
        case Kind.CHOICES:
            for code in value if isinstance(value, list) else [value]:
                _require_plain(item, code)
        case _:
            _require_plain(item, value)


def _require_row(table: Item, row: Any) -> None:
    if not isinstance(row, dict):
        _require_plain(table, row)
        return
    columns = {column.link_id: column for column in table.items}
    for key, cell in row.items():
        if key not in columns:
            raise errors.InvalidInput(key, "unknown")
        _require_shape(columns[key], cell)


def _require_plain(item: Item, value: Any) -> None:
    is_plain = value is None or isinstance(value, str | int | Decimal)
    if not is_plain or (isinstance(value, bool) and item.kind is not Kind.CHOICE):
        raise errors.InvalidInput(item.link_id, "format")
