"""Changes for a platform that takes new resources only: each is a new one that says whom it replaces.

A clinical resource is replaced by another of its type. A person is nobody's to make twice: the change is laid
before the platform as a Task that holds the person as we know them (sync.md 3, append-only).
"""

from collections.abc import Mapping
from typing import Any

from healthdesk.fhir import resources
from healthdesk.fhir.resources import OWN, Body

REPLACES = OWN + "replaces"
MARK = REPLACES.encode()
SHARED = frozenset({"Patient", "RelatedPerson", "Group"})
"""What all institutions of a region have in common."""

SAYING_SO = frozenset({"ServiceRequest", "CarePlan"})
"""R4 has an element of its own for it."""

_PROPOSED = "proposed"
_TASK = OWN + "task"
_HOLDS = OWN + "proposed"


def carrier(type_: str) -> str:
    """The type of the resource that carries a change of a `type_`."""
    return "Task" if type_ in SHARED else type_


def id_of(id_: str, step: int) -> str:
    """The id of the change number `step` (the first is 2). All workstations agree: only one can make it."""
    return resources.part_id(id_, f"replaced/{step}")


def wrapped(body: Mapping[str, Any], step: int) -> Body:
    """The new resource that stands for `body` as its change number `step`."""
    type_, id_ = str(body["resourceType"]), str(body["id"])
    former = resources.reference(type_, id_)
    said = {
        "url": REPLACES,
        "extension": [
            {"url": "resource", "valueReference": former},
            {"url": "id", "valueString": id_},  # a reference may be put into the platform's words
            {"url": "step", "valueInteger": step},
        ],
    }
    if type_ in SHARED:
        return {
            "resourceType": "Task",
            "id": id_of(id_, step),
            "contained": [{**body, "id": _PROPOSED}],
            # R4 wants whatever is contained to be spoken of (dom-3); a server may drop it otherwise.
            "extension": [said, {"url": _HOLDS, "valueReference": {"reference": f"#{_PROPOSED}"}}],
            "status": "requested",
            "intent": "proposal",
            "code": resources.concept(_TASK, "change-request"),
            "focus": former,
        }
    made = {**body, "id": id_of(id_, step), "extension": [*body.get("extension", ()), said]}
    if type_ in SAYING_SO:
        made["replaces"] = [*body.get("replaces", ()), former]
    return made


def former(body: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Type and our id of what a carrier replaces, and its id as the reference has it; None for others."""
    for said in body.get("extension", ()):
        if said.get("url") == REPLACES:
            parts = {one.get("url"): one for one in said.get("extension", ())}
            reference = str(parts.get("resource", {}).get("valueReference", {}).get("reference", ""))
            type_, _, there = reference.rpartition("/")
            id_ = parts.get("id", {}).get("valueString")
            return (type_.rpartition("/")[2], str(id_), there) if id_ and there else None
    return None


def unwrapped(body: Mapping[str, Any]) -> tuple[Body, int] | None:
    """What a carrier stands for, under the id it replaces, and its number; None for any other resource.

    Raises ValueError, KeyError or TypeError for a carrier that makes no sense.
    """
    said = [one for one in body.get("extension", ()) if one.get("url") == REPLACES]
    if not said:
        return None
    parts = {one["url"]: one for one in said[0]["extension"]}
    reference = str(parts["resource"]["valueReference"]["reference"])
    type_, referred = reference.rsplit("/", 2)[-2:]
    id_ = str(parts["id"]["valueString"]) if "id" in parts else referred
    step = int(parts["step"]["valueInteger"])
    if type_ in SHARED:
        return {**body["contained"][0], "id": id_}, step
    left = [one for one in body["extension"] if one.get("url") != REPLACES]
    others = [one for one in body.get("replaces", ()) if one.get("reference") != reference]
    kept = {key: value for key, value in body.items() if key not in ("extension", "replaces")}
    return kept | {"id": id_} | ({"extension": left} if left else {}) | (
        {"replaces": others} if others else {}
    ), step
