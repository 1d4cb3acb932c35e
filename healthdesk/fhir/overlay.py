"""Puts what a row says on top of the last known body, so that what others wrote stays (I8)."""

from collections.abc import Callable, Mapping
from typing import Any

from healthdesk.fhir import resources
from healthdesk.fhir.answers import is_read
from healthdesk.fhir.resources import OWN, Body

_COMMON = frozenset({"resourceType", "id", "meta", "extension", "status", "subject"})
OWNED: Mapping[str, frozenset[str]] = {
    "Patient": _COMMON
    | {
        "identifier",
        "active",
        "name",
        "telecom",
        "gender",
        "birthDate",
        "address",
        "maritalStatus",
        "contact",
        "generalPractitioner",
        "deceasedBoolean",
        "deceasedDateTime",
        "link",
    },
    "QuestionnaireResponse": _COMMON
    | {"questionnaire", "encounter", "authored", "author", "basedOn", "item"},
    "Encounter": _COMMON | {"class", "type", "participant", "period"},
    "Observation": _COMMON
    | {"category", "code", "encounter", "effectiveDateTime", "derivedFrom", "component", "valueQuantity"},
    "Immunization": _COMMON
    | {
        "identifier",
        "vaccineCode",
        "patient",
        "occurrenceDateTime",
        "recorded",
        "primarySource",
        "manufacturer",
        "lotNumber",
        "expirationDate",
        "site",
        "route",
        "performer",
    },
    "ServiceRequest": _COMMON
    | {"identifier", "intent", "code", "authoredOn", "requester", "performer", "supportingInfo"},
    "Task": _COMMON | {"basedOn", "businessStatus", "intent", "focus", "for", "authoredOn", "output"},
    "CarePlan": _COMMON | {"intent", "category", "period", "activity"},
    "Group": _COMMON | {"type", "actual", "code"},
    "AllergyIntolerance": _COMMON | {"clinicalStatus", "verificationStatus", "category", "code", "patient"},
    "Organization": _COMMON | {"identifier", "active", "name", "telecom"},
    "Location": _COMMON | {"mode", "name", "telecom", "managingOrganization"},
    "Practitioner": _COMMON | {"identifier", "active", "name"},
    "Device": _COMMON | {"identifier", "deviceName", "owner"},
    "Appointment": _COMMON
    | {"cancelationReason", "start", "end", "slot", "description", "comment", "participant"},
    "Slot": _COMMON | {"schedule", "start", "end"},
    "RelatedPerson": _COMMON | {"active", "patient", "name", "telecom"},
    "AdverseEvent": _COMMON
    | {
        "modifierExtension",
        "actuality",
        "event",
        "encounter",
        "date",
        "detected",
        "recordedDate",
        "seriousness",
        "outcome",
        "recorder",
        "suspectEntity",
    },
    "MedicationStatement": _COMMON | {"basedOn", "medicationCodeableConcept", "dosage"},
    "ImmunizationRecommendation": _COMMON | {"patient", "date", "recommendation"},
    "DocumentReference": _COMMON | {"docStatus", "type", "date", "content", "context"},
    "Condition": _COMMON | {"clinicalStatus", "verificationStatus", "code"},
}
"""The elements our mappers write; every other element belongs to somebody else and is kept."""

_PARTIAL_DATE = len("2026-11")


def overlay(made: Body, previous: Mapping[str, Any] | None, is_ours: Callable[[str], bool]) -> Body:
    """`made` with the elements of `previous` that our mappers do not own; `is_ours` judges identifiers."""
    if previous is None:
        return made
    owned = OWNED[made["resourceType"]]
    kept = {key: value for key, value in previous.items() if key not in owned}
    result = kept | made
    if meta := resources.lasting_meta(previous):
        result["meta"] = meta
    _keep_partial_date(result, previous)
    for name, rule in _LISTS.items():
        ours, before = made.get(name, []), previous.get(name, [])
        # The name of a house is one word, that of a person a list.
        if name in owned and (ours or before) and isinstance(ours, list) and isinstance(before, list):
            _put(result, name, rule(ours, before))
    if "identifier" in owned:
        _put(result, "identifier", _identifiers(made.get("identifier", []), previous, is_ours))
    return result


def _put(result: Body, name: str, elements: list[Body]) -> None:
    result.pop(name, None)
    if elements:
        result[name] = elements


def _keep_partial_date(result: Body, previous: Mapping[str, Any]) -> None:
    """A birth date of which only the year is known has no place in the row."""
    born = previous.get("birthDate")
    if isinstance(born, str) and len(born) <= _PARTIAL_DATE and "birthDate" not in result:
        result["birthDate"] = born


_Elements = list[Body]


def _extensions(made: _Elements, previous: _Elements) -> _Elements:
    urls = {one.get("url") for one in made}
    others = [one for one in previous if not str(one.get("url", "")).startswith(OWN)]
    return made + [one for one in others if one.get("url") not in urls]


def _identifiers(made: _Elements, previous: Mapping[str, Any], is_ours: Callable[[str], bool]) -> _Elements:
    elements = previous.get("identifier", [])
    before = {one.get("system"): one for one in elements}
    own = [before.get(one["system"], {}) | one for one in made]
    return own + [one for one in elements if not is_ours(str(one.get("system", "")))]


def _used(key: str, wanted: str) -> Callable[[_Elements, _Elements], _Elements]:
    """The first element with `key` = `wanted` is ours; the others are kept."""

    def rule(made: _Elements, previous: _Elements) -> _Elements:
        ours = next((one for one in previous if one.get(key) == wanted), None)
        others = [one for one in previous if one is not ours]
        return [(ours or {}) | one for one in made] + others

    return rule


def _items(made: _Elements, previous: _Elements) -> _Elements:
    """An answer that did not change keeps its text and display; answers of unknown kinds stay."""
    before = {one.get("linkId"): one for one in previous}
    result = [_same_answer(one, before.get(one["linkId"])) for one in made]
    known = {one["linkId"] for one in made}
    unread = [one for one in previous if one.get("linkId") not in known and _is_unread(one)]
    return result + unread


def _same_answer(made: Body, before: Mapping[str, Any] | None) -> Body:
    if before is None or "answer" not in made or "answer" not in before:
        return made
    old, new = before["answer"], made["answer"]
    if len(old) != len(new) or any(not _covers(a, b) for a, b in zip(old, new, strict=True)):
        return {key: value for key, value in before.items() if key != "answer"} | made
    return dict(before)


def _covers(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    for key, value in new.items():
        if isinstance(value, Mapping):
            if not isinstance(old.get(key), Mapping) or not _covers(old[key], value):
                return False
        elif old.get(key) != value:
            return False
    return True


def _is_unread(item: Mapping[str, Any]) -> bool:
    answers = item.get("answer", ())
    return bool(answers) and not any(is_read(answer) for answer in answers)


def _links(made: _Elements, previous: _Elements) -> _Elements:
    """Which record counts is ours to say; that a person is known elsewhere too (refer, seealso) is kept."""
    return made + [one for one in previous if one.get("type") not in ("replaced-by", "replaces")]


_LISTS: Mapping[str, Callable[[_Elements, _Elements], _Elements]] = {
    "extension": _extensions,
    "name": _used("use", "official"),
    "telecom": _used("system", "phone"),
    "address": _used("use", "home"),
    "item": _items,
    "link": _links,
}
