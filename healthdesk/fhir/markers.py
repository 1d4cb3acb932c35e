"""The two resources that prove an upload: the slot's sentinel and the marker of a save, a Provenance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from healthdesk.base import canonical
from healthdesk.fhir import resources
from healthdesk.fhir.resources import OWN, Body, Profile

COUNTER = OWN + "counter"
REQUEST = OWN + "request"
INTENTS = OWN + "intents"
HASH = OWN + "hash"
KIND = OWN + "basic"
TARGET = OWN + "target"
RECORDED = OWN + "recorded"
AGENT = OWN + "agent"

PROVENANCE, BASIC = "Provenance", "Basic"
"""What the marker of a save is, and what stands in its place on a platform that takes no Provenance."""


@dataclass(frozen=True, slots=True)
class Sentinel:
    """What a slot's Basic says: how many requests were written, and which was the last."""

    id: str
    version: str
    counter: int
    request_id: str | None
    intents: tuple[str, ...]
    time: str | None


def slot_name(installation_id: str, slot: int) -> str:
    """The business identifier of a slot's sentinel."""
    return f"{installation_id}-{slot}"


def sentinel(
    profile: Profile, name: str, *, counter: int, request_id: str | None, intents: Iterable[str]
) -> Body:
    """The Basic of an upload slot; its id is the platform's and is added when it is known."""
    said: list[Body] = [{"url": COUNTER, "valueInteger": counter}]
    if request_id:
        said.append({"url": REQUEST, "valueString": request_id})
    if names := " ".join(intents):
        said.append({"url": INTENTS, "valueString": names})
    return {
        "resourceType": "Basic",
        "identifier": [resources.identifier(profile.sentinel, name)],
        "code": resources.concept(KIND, "upload-slot"),
        "extension": said,
    }


def read_sentinel(raw: bytes) -> Sentinel:
    """Raises ValueError for a body that is no sentinel."""
    body = canonical.decode(raw)
    meta = body.get("meta", {})
    said: Mapping[str, Any] = {one.get("url"): one for one in body.get("extension", ())}
    if body.get("resourceType") != "Basic" or COUNTER not in said or "versionId" not in meta:
        raise ValueError("not a sentinel")
    return Sentinel(
        id=body["id"],
        version=str(meta["versionId"]),
        counter=int(said[COUNTER]["valueInteger"]),
        request_id=said.get(REQUEST, {}).get("valueString"),
        intents=tuple(said.get(INTENTS, {}).get("valueString", "").split()),
        time=meta.get("lastUpdated"),
    )


def provenance(
    intent_id: str, targets: Sequence[tuple[str, str, str]], *, at: datetime, by: str, site: str
) -> Body:
    """Who made a save, where and when. `targets` are (type, id, hash); one hash stands for all of them."""
    return {
        "resourceType": "Provenance",
        "id": intent_id,
        "extension": [{"url": HASH, "valueString": content_hash(targets)}],
        "target": [resources.reference(type_, id_) for type_, id_, _ in targets],
        "recorded": resources.stamp(at),
        "agent": [{"who": {"display": by or "-"}}, {"who": {"display": site}}],
    }


def standing_in(provenance: Body) -> Body:
    """The Basic that says the same as this Provenance, under its id."""
    said: list[Body] = [
        *provenance["extension"],
        *({"url": TARGET, "valueReference": one} for one in provenance["target"]),
        {"url": RECORDED, "valueInstant": provenance["recorded"]},
        *({"url": AGENT, "valueString": one["who"]["display"]} for one in provenance["agent"]),
    ]
    return {
        "resourceType": BASIC,
        "id": provenance["id"],
        "code": resources.concept(KIND, "save"),
        "extension": said,
    }


def content_hash(targets: Sequence[tuple[str, str, str]]) -> str:
    """The one hash that stands for all `targets` of a save."""
    return canonical.digest(" ".join(sorted(hash_ for _, _, hash_ in targets)).encode())


def read_hash(raw: bytes) -> str | None:
    """The hash in the marker of a save; None where there is none."""
    said: Mapping[str, Any] = {one.get("url"): one for one in canonical.decode(raw).get("extension", ())}
    found: str | None = said.get(HASH, {}).get("valueString")
    return found
