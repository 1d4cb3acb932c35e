"""Who wrote a version: as the platform's Provenance says, or as the resource itself does."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from healthdesk.fhir import resources

_NAMES = ("author", "asserter", "recorder", "informationSource", "requester", "performer")
_INJECTOR = "actor"
NOBODY = "-"
"""What stands in a Provenance of ours where the store does not know who sat at the desk."""

_AT_ONCE = timedelta(milliseconds=100)
"""A Provenance that names no version speaks of the one that was stored together with it (ours go in one
transaction); later, it may speak of what came between."""


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


def writer(provenance: Mapping[str, Any], place: str, version: str, stored_at: str) -> str:
    """Whom a Provenance names as having written `version` of `place` ("Patient/…"), stored at that time.

    Empty where it speaks of something else, or of nobody by name.
    """
    if not _speaks_of(provenance, place, version, stored_at):
        return ""
    found = (_display(agent.get("who")) for agent in provenance.get("agent", ()))
    name = next(filter(None, found), "")
    return "" if name == NOBODY else name


def _speaks_of(provenance: Mapping[str, Any], place: str, version: str, stored_at: str) -> bool:
    targets = [str(one.get("reference", "")) for one in provenance.get("target", ())]
    if any(one.endswith(f"{place}/_history/{version}") for one in targets):
        return True
    written = resources.moment(provenance.get("meta", {}).get("lastUpdated"))
    stored = resources.moment(stored_at)
    is_named = any(one == place or one.endswith(f"/{place}") for one in targets)
    return is_named and written is not None and stored is not None and abs(written - stored) <= _AT_ONCE
