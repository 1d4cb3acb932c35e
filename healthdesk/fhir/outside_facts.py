"""AllergyIntolerance, Condition or MedicationStatement of another system → OutsideFact. One way only."""

from collections.abc import Mapping
from typing import Any

from healthdesk.fhir import archive_facts, authors, resources
from healthdesk.fhir.resources import Body

KINDS = {"AllergyIntolerance": "allergy", "Condition": "condition", "MedicationStatement": "medication"}
ACTIVE, GONE = "active", "gone"
_MEDICINE_GONE = frozenset({"entered-in-error", "stopped", "completed", "not-taken"})
_LONGEST_NAME = 60


def from_resource(body: Mapping[str, Any]) -> Body:
    """All columns. Raises ValueError for one that is about nobody, or about nothing."""
    resident, text = archive_facts.patient_of(body), _text(body)
    if resident is None or not text:
        raise ValueError("a fact about nobody or nothing")
    dates = (resources.day(body.get(name)) for name in ("recordedDate", "dateAsserted", "onsetDateTime"))
    return {
        "resident_id": resident,
        "kind": KINDS[body["resourceType"]],
        "text": text,
        "status": GONE if _is_gone(body) else ACTIVE,
        "said_on": next((one for one in dates if one), None),
        "said_by": authors.author(body)[:_LONGEST_NAME],
        "codes": _codes(body) or None,
    }


def _codes(body: Mapping[str, Any]) -> list[str]:
    concept = body.get("medicationCodeableConcept" if "medicationCodeableConcept" in body else "code") or {}
    return [str(one["code"]) for one in concept.get("coding", ()) if one.get("code")]


def _text(body: Mapping[str, Any]) -> str:
    if body["resourceType"] != "MedicationStatement":
        return archive_facts.said(body)
    named = (body.get("medicationReference") or {}).get("display")
    return str(named) if named else archive_facts.said({"code": body.get("medicationCodeableConcept")})


def _is_gone(body: Mapping[str, Any]) -> bool:
    if body["resourceType"] == "MedicationStatement":
        return body.get("status") in _MEDICINE_GONE
    return archive_facts.is_gone(body)
