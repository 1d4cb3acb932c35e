"""Whom a resource itself names as the one who wrote it."""

from collections.abc import Mapping
from typing import Any

_NAMES = ("author", "asserter", "recorder", "informationSource", "requester", "performer")
_INJECTOR = "actor"


def author(body: Mapping[str, Any]) -> str:
    """Empty where it names nobody, as a Patient never does.

    It is who answers for the record, and not always who changed it last.
    """
    return next(filter(None, (_display(body.get(name)) for name in _NAMES)), "")


def _display(value: Any) -> str:
    """The name in a reference, or in the first of several."""
    if isinstance(value, list):
        return next(filter(None, map(_display, value)), "")
    if not isinstance(value, Mapping):
        return ""
    return str(value.get("display") or "") or _display(value.get(_INJECTOR))
