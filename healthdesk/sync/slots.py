"""A slot is given once: of two desks that confirmed on it the first stands, the other's is open again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.fhir import appointments
from healthdesk.store.appointments import Appointment
from healthdesk.sync import rows

TYPE = "Slot"


def is_given(type_: str, there: Mapping[str, Any]) -> bool:
    """Whether somebody was told on the platform that the slot is theirs: nobody here decides about that."""
    return type_ == TYPE and there.get("status") != appointments.FREE


def open_again(session: Session, slot_id: str, there: Mapping[str, Any]) -> list[rows.Owner]:
    """Who was confirmed here on a slot that another has waits for an answer again; returns them."""
    holder = appointments.held_by(there)
    lost = session.scalars(
        select(Appointment).where(
            Appointment.slot_id == slot_id, Appointment.status == "booked", Appointment.id != (holder or "")
        )
    ).all()
    for row in lost:
        row.status = "asked"
        row.decided_by = row.decided_at = None
    return [("Appointment", row.id) for row in lost]
