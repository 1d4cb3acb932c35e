"""Tells another hand from ours in what only follows a row: a digest of what we said goes with it.

The digest decides, not what this version of the program would say: the desks of a centre are renewed one
after the other, and what a newer one makes of the same row is no change by a stranger.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from healthdesk.base import canonical
from healthdesk.fhir import bundles
from healthdesk.fhir.overlay import OWNED, overlay
from healthdesk.fhir.resources import OWN, Body

TYPES = frozenset(
    {
        "Encounter",
        "Observation",
        "RelatedPerson",
        "AdverseEvent",
        "MedicationStatement",
        "ImmunizationRecommendation",
        "DocumentReference",
    }
)
SAID = OWN + "said"
_DIGITS = 12
_BESIDE = frozenset({"resourceType", "id", "meta", "extension"})


def signed(body: Body, before: Mapping[str, Any] | None = None) -> Body:
    """The body with the digest of what it says; one that says nothing else than `before` keeps what that had.

    Whoever adds to ours beside it leaves the digest as it was, and there is nothing to send.
    """
    if before is not None and unsigned(body) == unsigned(bundles.content(dict(before))):
        return body | ({"extension": before["extension"]} if "extension" in before else {})
    others = [one for one in body.get("extension", ()) if one.get("url") != SAID]
    return body | {"extension": [*others, {"url": SAID, "valueString": _digest(body)}]}


def unsigned(body: Mapping[str, Any]) -> Body:
    """The body without the digest: what there is to compare."""
    others = [one for one in body.get("extension", ()) if one.get("url") != SAID]
    bare = {key: value for key, value in body.items() if key != "extension"}
    return bare | {"extension": others} if others else bare


def is_signed(body: Mapping[str, Any]) -> bool:
    """Whether it follows a row of ours, whoever wrote it last."""
    return _said(body) is not None


def is_ours(body: Mapping[str, Any]) -> bool:
    """Whether one of our workstations wrote all that it says of what we say; others may add to it."""
    return _said(body) == _digest(body)


def on_top(ours: Mapping[str, Any], there: Mapping[str, Any]) -> Body:
    """What we say, on top of what others wrote since: their own elements stay."""
    own = {key: value for key, value in ours.items() if key in OWNED[ours["resourceType"]]}
    return signed(overlay(own, there, lambda _system: False), there)


def _said(body: Mapping[str, Any]) -> str | None:
    found = (str(one.get("valueString")) for one in body.get("extension", ()) if one.get("url") == SAID)
    return next(found, None)


def _digest(body: Mapping[str, Any]) -> str:
    own = OWNED[body["resourceType"]] - _BESIDE
    said = {key: _plain(value) for key, value in body.items() if key in own}
    return canonical.digest(canonical.encode(said))[:_DIGITS]


def _plain(value: Any) -> Any:
    """A server may write a reference its own way, and 6.5 for 6.50."""
    if isinstance(value, str):
        return value
    if type(value) in (int, Decimal):
        return f"{Decimal(value).normalize():f}"
    if isinstance(value, dict):
        if isinstance(named := value.get("reference"), str):
            return "/".join(named.split("/")[-2:])
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
