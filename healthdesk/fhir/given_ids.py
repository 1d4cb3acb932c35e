"""Resources on a platform that gives every resource an id of its own: ours travels as an identifier.

Which id means which is the synchroniser's to know (sync/server_ids.py); here a body is put into their words
and back into ours.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from healthdesk.fhir import resources
from healthdesk.fhir.resources import OWN, Body

Key: TypeAlias = tuple[str, str]

SYSTEM = OWN + "resource"
TAGGED = frozenset(
    {
        *("QuestionnaireResponse", "Bundle", "Composition"),  # one identifier at most, perhaps another's
        *("Provenance", "AuditEvent", "Binary", "OperationOutcome", "Parameters"),  # none
        "AdverseEvent",  # R4 does not let it be searched by its identifier
        "ImmunizationRecommendation",  # sekmet does not
    }
)
"""Of these a tag says it: every resource can be searched by its tags."""

_REFERENCE = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/[^/]+)?")


def query(type_: str, id_: str) -> tuple[str, str]:
    """The search parameter and its value by which a resource of ours is found there."""
    return ("_tag" if type_ in TAGGED else "identifier"), f"{SYSTEM}|{id_}"


def named(body: Mapping[str, Any], id_: str) -> Body:
    """`body` without its id, and saying that it is our `id_`."""
    kept = {key: value for key, value in body.items() if key != "id"}
    if body["resourceType"] in TAGGED:
        meta = kept.get("meta", {})
        tags = [*meta.get("tag", ()), {"system": SYSTEM, "code": id_}]
        return kept | {"meta": meta | {"tag": tags}}
    name = resources.identifier(SYSTEM, id_, "secondary")
    return kept | {"identifier": [*kept.get("identifier", ()), name]}


def ours(body: Mapping[str, Any]) -> str | None:
    """Our id of a body from there; None for one that somebody else made."""
    found = body.get("identifier", ())
    for one in [found] if isinstance(found, Mapping) else found:
        if one.get("system") == SYSTEM and one.get("value"):
            return str(one["value"])
    for tag in body.get("meta", {}).get("tag", ()):
        if tag.get("system") == SYSTEM and tag.get("code"):
            return str(tag["code"])
    return None


def bare(body: Mapping[str, Any], id_: str) -> Body:
    """A body from there, under our `id_` and without saying so."""
    kept = {**body, "id": id_}
    found = body.get("identifier")
    if isinstance(found, list):
        left = [one for one in found if one.get("system") != SYSTEM]
        kept |= {"identifier": left}
        if not left:
            del kept["identifier"]
    tags = body.get("meta", {}).get("tag", ())
    if any(tag.get("system") == SYSTEM for tag in tags):
        left = [tag for tag in tags if tag.get("system") != SYSTEM]
        meta = {key: value for key, value in body["meta"].items() if key != "tag"}
        kept["meta"] = meta | ({"tag": left} if left else {})
    return kept


def references(value: Any, bases: Sequence[str] = ()) -> Iterator[Key]:
    """The (type, id) that a body speaks of, wherever they stand; `bases` are the addresses of the platform.

    An address of another server speaks of nobody here: its numbers are other persons'.
    """
    if isinstance(value, list):
        for one in value:
            yield from references(one, bases)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            found = _reference(one, bases) if key == "reference" and isinstance(one, str) else None
            if found:
                yield found
            else:
                yield from references(one, bases)


def referring(value: Any, names: Mapping[Key, str], bases: Sequence[str] = ()) -> Any:
    """The same with the ids of `names` in place of those it speaks of; others stay as they are."""
    if isinstance(value, list):
        return [referring(one, names, bases) for one in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: _referred(one, names, bases) if key == "reference" else referring(one, names, bases)
        for key, one in value.items()
    }


def _referred(value: Any, names: Mapping[Key, str], bases: Sequence[str]) -> Any:
    found = _reference(value, bases) if isinstance(value, str) else None
    if found is None:
        return referring(value, names, bases)
    id_ = names.get(found)
    return f"{found[0]}/{id_}" if id_ else value


def _reference(text: str, bases: Sequence[str]) -> Key | None:
    base = next((base for base in bases if text.startswith(f"{base}/")), None)
    found = _REFERENCE.fullmatch(text.removeprefix(f"{base}/") if base else text)
    return (found[1], found[2]) if found else None
