"""Vaccination ↔ Immunization."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from healthdesk.fhir import resources
from healthdesk.fhir.resources import Body, Profile, pruned
from healthdesk.store.immunization import Vaccination

FUNCTION = "http://terminology.hl7.org/CodeSystem/v2-0443"
ORIGIN = "http://terminology.hl7.org/CodeSystem/immunization-origin"
COLUMNS = {
    "counts_as": "Code",
    "lot_id": "String",
    "vial_id": "String",
    "overrule_reason": "String",
    "void_reason": "String",
    "volume": "String",
    "specification": "String",
    "guardian": "String",
    "confirmed_at": "DateTime",
    "signed_at": "DateTime",
    "signed_by": "String",
    "amend_reason": "String",
    "left_at": "DateTime",
    "left_reason": "String",
    "reaction": "String",
}


def to_immunization(row: Vaccination, profile: Profile) -> Body:
    """One dose. A void dose is entered-in-error and stays visible to the platform."""
    performers = [("AP", row.injector), ("EP", row.registrar)]
    return pruned(
        {
            "resourceType": "Immunization",
            "id": row.id,
            "extension": resources.columns_extension("vaccination", row, COLUMNS),
            "identifier": [resources.identifier(profile.trace_code, row.trace_code)]
            if row.trace_code
            else None,
            "status": "entered-in-error" if row.status == "void" else "completed",
            "vaccineCode": resources.concept(profile.vaccine, row.vaccine),
            "patient": resources.reference("Patient", row.resident_id),
            "occurrenceDateTime": row.given_on.isoformat(),
            "recorded": resources.stamp(row.recorded_at),
            "primarySource": not row.is_elsewhere,
            "reportOrigin": resources.concept(ORIGIN, "record") if row.is_elsewhere else None,
            "location": resources.named(row.place),
            "manufacturer": resources.named(row.manufacturer),
            "lotNumber": row.lot or None,
            "expirationDate": row.expires_on.isoformat() if row.expires_on else None,
            "site": {"text": row.site} if row.site else None,
            "route": {"text": row.route} if row.route else None,
            "performer": [
                {"function": resources.concept(FUNCTION, code), "actor": {"display": name}}
                for code, name in performers
                if name
            ],
        }
    )


def from_immunization(body: Mapping[str, Any], profile: Profile) -> Body:
    """All columns of the dose."""
    columns = resources.columns_from("vaccination", body, COLUMNS)
    subject = resources.referred(body.get("patient"), "Patient")
    given_on = resources.day(body.get("occurrenceDateTime"))
    vaccine = resources.code_of(body.get("vaccineCode"), profile.vaccine)
    if subject is None or given_on is None or vaccine is None:
        raise ValueError("a dose without person, day or vaccine")
    return columns | {
        "resident_id": subject,
        "vaccine": vaccine,
        "given_on": given_on,
        "lot": body.get("lotNumber"),
        "expires_on": resources.day(body.get("expirationDate")),
        "manufacturer": body.get("manufacturer", {}).get("display"),
        "site": body.get("site", {}).get("text"),
        "route": body.get("route", {}).get("text"),
        "trace_code": resources.identified(body, profile.trace_code),
        "injector": _performer(body, "AP"),
        "registrar": _performer(body, "EP"),
        "recorded_at": resources.moment(body.get("recorded")) or datetime.fromtimestamp(0, UTC),
        "is_elsewhere": not body.get("primarySource", True),
        "place": body.get("location", {}).get("display"),
        "status": "void" if body.get("status") != "completed" else "done",
    }


def _performer(body: Mapping[str, Any], function: str) -> str:
    for performer in body.get("performer", ()):
        if resources.code_of(performer.get("function"), FUNCTION) == function:
            return str(performer.get("actor", {}).get("display", ""))
    return ""
