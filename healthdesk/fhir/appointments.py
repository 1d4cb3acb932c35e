"""Appointment ↔ Appointment, BookingSlot ↔ Slot. The platform makes both; a desk only answers.

What a desk writes is its answer: the status, the part of whoever is booked, why not, and by whom the slot is
held. All else stays as it came, to the letter of its times.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from healthdesk.fhir import archive_facts, resources
from healthdesk.fhir.resources import OWN, Body, pruned
from healthdesk.store.appointments import Appointment, BookingSlot

REFUSED = "refused"
STATUSES = {
    "asked": "pending",
    "booked": "booked",
    REFUSED: "cancelled",
    "cancelled": "cancelled",
    "kept": "fulfilled",
    "missed": "noshow",
    "void": "entered-in-error",
}
_SAID_OTHERWISE = {"proposed": "asked", "waitlist": "asked", "arrived": "kept", "checked-in": "kept"}
PARTS = {"booked": "accepted", REFUSED: "declined", "kept": "accepted"}
COLUMNS = {"decided_by": "String", "decided_at": "DateTime", "refusal": "String"}
BUSY, FREE = "busy", "free"
HELD = OWN + "held-by"

_Before = Mapping[str, Any] | None


def to_appointment(row: Appointment, before: _Before) -> Body:
    """An appointment with this centre's answer."""
    said = before or {}
    is_refused = row.status == REFUSED and row.refusal
    return pruned(
        {
            "resourceType": "Appointment",
            "id": row.id,
            "extension": resources.columns_extension("appointment", row, COLUMNS),
            "status": _status(row.status, said),
            "cancelationReason": {"text": row.refusal} if is_refused else said.get("cancelationReason"),
            "start": _instant(row.starts_at, said.get("start")),
            "end": _instant(row.ends_at, said.get("end")),
            "slot": said.get("slot") or ([resources.reference("Slot", row.slot_id)] if row.slot_id else None),
            "description": said.get("description") if before else row.what or None,
            "comment": said.get("comment") if before else row.comment or None,
            "participant": [*_participants(row, said)],
        }
    )


def _status(status: str, said: Mapping[str, Any]) -> str:
    """The word that stands there, where it means the same."""
    there = str(said.get("status", ""))
    return (
        there if there and _word(there, refusal=status == REFUSED) == status else STATUSES.get(status, status)
    )


def _word(status: str, *, refusal: bool) -> str:
    if status == "cancelled":
        return REFUSED if refusal else "cancelled"
    words = {there: here for here, there in STATUSES.items()} | _SAID_OTHERWISE
    return words.get(status, status)


def _participants(row: Appointment, said: Mapping[str, Any]) -> Iterator[Body]:
    """The person's part is the person's; that of whoever is booked is the centre's answer."""
    answer = PARTS.get(row.status)
    known = said.get("participant") or [
        {"actor": resources.reference("Patient", row.resident_id), "status": "accepted"}
    ]
    for one in known:
        is_person = resources.referred(one.get("actor"), "Patient") is not None
        yield one if is_person or answer is None else {**one, "status": answer}


def from_appointment(body: Mapping[str, Any]) -> Body:
    """All columns. Raises ValueError for an appointment of nobody we could know."""
    columns = resources.columns_from("appointment", body, COLUMNS)
    resident = patient_of(body)
    if resident is None:
        raise ValueError("an appointment of nobody")
    slots = (resources.referred(one, "Slot") for one in body.get("slot", ()))
    status = str(body.get("status", ""))
    return columns | {
        "resident_id": resident,
        "slot_id": next((one for one in slots if one), None),
        "starts_at": resources.moment(body.get("start")),
        "ends_at": resources.moment(body.get("end")),
        "what": str(body.get("description") or _service(body)),
        "comment": body.get("comment"),
        "status": _word(status, refusal=columns["refusal"] is not None),
    }


def _service(body: Mapping[str, Any]) -> str:
    kinds = [*body.get("serviceType", ()), *body.get("reasonCode", ()), body.get("appointmentType") or {}]
    return next((words for words in (archive_facts.said({"code": one}) for one in kinds) if words), "")


def patient_of(body: Mapping[str, Any]) -> str | None:
    """Who comes."""
    actors = (resources.referred(one.get("actor"), "Patient") for one in body.get("participant", ()))
    return next((one for one in actors if one), None)


def to_slot(row: BookingSlot, before: _Before) -> Body:
    """A slot, and by whom it is held."""
    said = before or {}
    holder = resources.reference("Appointment", row.held_by) if row.held_by else None
    return pruned(
        {
            "resourceType": "Slot",
            "id": row.id,
            "extension": [{"url": HELD, "valueReference": holder}] if holder else None,
            "schedule": said.get("schedule") or {"reference": row.schedule},
            "status": row.status,
            "start": _instant(row.starts_at, said.get("start")),
            "end": _instant(row.ends_at, said.get("end")),
        }
    )


def from_slot(body: Mapping[str, Any]) -> Body:
    """All columns. Raises ValueError for a slot without its times."""
    start, end = resources.moment(body.get("start")), resources.moment(body.get("end"))
    if start is None or end is None:
        raise ValueError("a slot without its times")
    return {
        "schedule": str((body.get("schedule") or {}).get("reference", "")),
        "starts_at": start,
        "ends_at": end,
        "status": str(body.get("status", "")),
        "held_by": held_by(body),
    }


def held_by(body: Mapping[str, Any]) -> str | None:
    """The appointment that a centre confirmed on a slot."""
    for one in body.get("extension", ()):
        if one.get("url") == HELD:
            return resources.referred(one.get("valueReference"), "Appointment")
    return None


def _instant(moment: datetime | None, said: Any) -> str | None:
    """A time as it was written there, as long as it is that time."""
    if moment is None or (said is not None and resources.moment(said) == moment):
        return said if isinstance(said, str) else None
    return resources.stamp(moment)
