"""The medicines of an enrolment → MedicationStatement, one for each, for others to read.

They are what the last record of the programme says; an unchanged one is not made again, one that is no longer
named has stopped.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeGuard

from healthdesk.base import canonical
from healthdesk.domain.codes import text_of
from healthdesk.fhir import resources
from healthdesk.fhir.resources import Body, pruned
from healthdesk.store.programmes import Enrolment

TYPE = "MedicationStatement"
UNITS = "dose-unit"
_DIGITS = 12


def parts(rows: Sequence[Mapping[str, Any]] | None) -> dict[str, Mapping[str, Any]]:
    """The medicines by part: a name is a medicine, whatever its dose."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows or ():
        if name := str(row.get("drug_name") or ""):
            found.setdefault(f"medication-{canonical.digest(name.encode())[:_DIGITS]}", row)
    return found


def to_statement(row: Enrolment, part: str, medicine: Mapping[str, Any]) -> Body:
    """One medicine as it is taken now."""
    return pruned(
        {
            "resourceType": TYPE,
            "id": resources.part_id(row.id, part),
            "basedOn": [resources.reference("CarePlan", row.id)],
            "status": "active",
            "medicationCodeableConcept": {"text": str(medicine["drug_name"])},
            "subject": resources.reference("Patient", row.resident_id),
            "dosage": [*_dosage(medicine)],
        }
    )


def to_stopped(before: Mapping[str, Any]) -> Body:
    """One that the last record does not name any more."""
    return {key: value for key, value in before.items() if key != "meta"} | {"status": "stopped"}


def _dosage(medicine: Mapping[str, Any]) -> Iterator[Body]:
    times, dose, unit = (medicine.get(f"drug_{name}") for name in ("times", "dose", "unit"))
    quantity = {"value": dose, "unit": text_of(UNITS, str(unit)) if unit else None}
    often = int(times) if _is_number(times) and times == int(times) and times > 0 else None
    made = {
        "text": f"{times}/d" if times is not None and often is None else None,
        "timing": {"repeat": {"frequency": often, "period": 1, "periodUnit": "d"}} if often else None,
        "doseAndRate": [{"doseQuantity": pruned(quantity)}] if _is_number(dose) else None,
    }
    if found := pruned(made):
        yield found


def _is_number(value: Any) -> TypeGuard[int | Decimal]:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def enrolment_of(body: Mapping[str, Any]) -> str | None:
    """The enrolment that one of ours follows; None for what another system says."""
    name = str((body.get("medicationCodeableConcept") or {}).get("text", ""))
    for plan in body.get("basedOn", ()):
        id_ = resources.referred(plan, "CarePlan")
        if id_ and any(
            body.get("id") == resources.part_id(id_, part) for part in parts([{"drug_name": name}])
        ):
            return id_
    return None
