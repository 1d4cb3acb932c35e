"""What a platform makes of our words as it stores them, and which of it is only another way of saying ours.

An address before a reference, 6.5 for 6.50, another zone of the same instant, the name beside a code: that
says what we said, and would come and go with every upload. What is left the platform added or changed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from healthdesk.fhir import resources
from healthdesk.fhir.resources import Body

_NAMING: Mapping[str, frozenset[str]] = {
    "code": frozenset({"display", "version", "userSelected"}),
    "coding": frozenset({"text"}),
    "reference": frozenset({"display", "type"}),
}
"""What only names again a thing that is said: by the key that says it."""


def in_our_words(there: Mapping[str, Any], ours: Mapping[str, Any]) -> Body:
    """The stored body, with our own words wherever it says the same, and what is new in lists after ours.

    Both come without the server's own parts (`bundles.content`).
    """
    said: Body = _said(there, ours)
    return said


def covers(there: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    """Whether a stored body says all that ours says, whatever it says beside."""
    return _covers(in_our_words(there, ours), ours)


def _said(there: Any, ours: Any) -> Any:
    if isinstance(there, Mapping) and isinstance(ours, Mapping):
        naming = {name for key, names in _NAMING.items() if key in ours for name in names} - ours.keys()
        kept = {key: value for key, value in there.items() if key not in naming}
        return {key: _member(key, one, ours[key]) if key in ours else one for key, one in kept.items()}
    if isinstance(there, list) and isinstance(ours, list):
        return _list(there, ours)
    return ours if _is_same(there, ours) else there


def _member(key: str, there: Any, ours: Any) -> Any:
    is_reference = key == "reference" and isinstance(there, str) and isinstance(ours, str)
    return ours if is_reference and _is_to_same(there, ours) else _said(there, ours)


def _list(there: Sequence[Any], ours: Sequence[Any]) -> list[Any]:
    """Ours in our order, as far as they are there, and behind them what is not ours."""
    left, found = list(there), []
    for one in ours:
        at = next((at for at, other in enumerate(left) if _covers(_said(other, one), one)), None)
        if at is not None:
            found.append(_said(left.pop(at), one))
    return found + left


def _covers(there: Any, ours: Any) -> bool:
    if isinstance(there, Mapping) and isinstance(ours, Mapping):
        return all(key in there and _covers(there[key], one) for key, one in ours.items())
    if isinstance(there, list) and isinstance(ours, list):
        return len(there) >= len(ours) and all(map(_covers, there, ours))
    return bool(there == ours)


def _is_same(there: Any, ours: Any) -> bool:
    """Whether two values say the same: as numbers, or as instants."""
    if isinstance(there, bool) or isinstance(ours, bool):
        return there is ours
    if not (isinstance(there, str) and isinstance(ours, str) and "T" in there and "T" in ours):
        return bool(there == ours)
    try:
        one, other = resources.moment(there), resources.moment(ours)
    except ValueError:
        return there == ours
    return there == ours or (one is not None and one == other)


def _is_to_same(there: str, ours: str) -> bool:
    """Whether a reference is ours behind an address, or with a version."""
    place = there.split("/_history/")[0]
    return place == ours or place.endswith(f"/{ours}")
