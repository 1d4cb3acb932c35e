"""How an edition is put together: what it takes over, what a province changes, what a step inherits."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]

_PLAIN_CHANGES = frozenset(
    {"not_indicated", "since", "total", "title", "blood_test", "is_programme", "remarks", "rank"}
)
_MERGED = frozenset({"changes", "based_on", "more_special_states"})
_CLASSES = frozenset({"bars", "defers", "asks", "products"})


def merged(base: Document, document: Document) -> Document:
    """The older edition with what the newer one replaces (`groups`, `offers`) or changes (`changes`)."""
    return {
        **base,
        **{key: part for key, part in document.items() if key not in _MERGED},
        "special_states": _states(base, document),
        "groups": changed_groups({**base.get("groups", {}), **document.get("groups", {})}, document),
        "offers": {**base.get("offers", {}), **document.get("offers", {})},
    }


def _states(base: Document, document: Document) -> list[Document]:
    own = document.get("special_states", base.get("special_states", []))
    return [*own, *document.get("more_special_states", [])]


def changed_groups(groups: Document, document: Document) -> Document:
    """The groups with the `changes` of a document. Raises KeyError for a group that is not there."""
    changed = {key: _changed(groups[key], change) for key, change in document.get("changes", {}).items()}
    return {**groups, **changed}


def completed_groups(groups: Document, offers: Document, wording: Document) -> Document:
    """Every step with what it inherits: source, confidence, total, labels, offers."""
    return {
        key: {
            **group,
            "key": key,
            "steps": [_completed_step(step, group, offers, wording) for step in group["steps"]],
        }
        for key, group in groups.items()
    }


def spelled_out(edition: Document, products: Document) -> Document:
    """The edition without offers, which its steps have by now, and with classes written as products."""
    whole = {key: part for key, part in edition.items() if key not in ("offers", "groups")}
    spelled: Document = _without_classes(whole, _classes(products))
    return {**spelled, "groups": edition["groups"]}


def _changed(group: Document, change: Document) -> Document:
    places: Document = change.get("places", {})
    steps = [{**step, **places.get(step["place"], {})} for step in group["steps"]]
    plain = {key: part for key, part in change.items() if key in _PLAIN_CHANGES}
    return {**group, "steps": steps + change.get("more_steps", []), **plain}


def _completed_step(step: Document, group: Document, offers: Document, wording: Document) -> Document:
    inherited = {key: group[key] for key in ("source", "confidence", "total")}
    words = {"group": group["title"], "dose": step["dose"]}
    labels = {key: wording[key].format(**words) for key in ("label", "short_label")}
    give = offers[step["give"]] if "give" in step else [{"product": step["takes"][0]}]
    own = {key: part for key, part in step.items() if key != "give"}
    return {**labels, "offers": give, **inherited, **own}


def _classes(products: Document) -> Mapping[str, list[str]]:
    """`@live` and the like stand for all products that are given alive in that way."""
    listed = products["products"]
    classes = {"@live": [one["code"] for one in listed if one.get("live")]}
    for way in ("injected", "oral", "nasal"):
        classes[f"@live-{way}"] = [one["code"] for one in listed if one.get("live") == way]
    return classes


def _without_classes(value: Any, classes: Mapping[str, list[str]], key: str = "") -> Any:
    match value:
        case dict() if key in _CLASSES:
            return {code: part for one, part in value.items() for code in classes.get(one, [one])}
        case dict():
            return {name: _without_classes(part, classes, name) for name, part in value.items()}
        case list() if key in _CLASSES:
            return [code for part in value for code in classes.get(part, [part])]
        case list():
            return [_without_classes(part, classes) for part in value]
    return value
