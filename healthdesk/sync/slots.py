"""A slot is given once: of two desks that confirmed on it the first stands, the other's is open again.

Who called off holds it no longer: it is free again, on the platform too.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import appointments
from healthdesk.store.appointments import Appointment, BookingSlot
from healthdesk.store.platform import Head, Version
from healthdesk.sync import rows
from healthdesk.sync.link import Link

TYPE = "Slot"
CALLED_OFF = frozenset({"refused", "cancelled", "void"})
"""States of an appointment that holds no slot any more."""


def is_given(type_: str, there: Mapping[str, Any]) -> bool:
    """Whether somebody was told on the platform that the slot is theirs: nobody here decides about that."""
    return type_ == TYPE and there.get("status") != appointments.FREE


def is_free_for(here: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether a slot was given back there while this desk gave it to somebody: that stands."""
    is_free = there.get("status") == appointments.FREE
    return is_free and here.get("status") == appointments.BUSY and appointments.held_by(here) is not None


def put_in_order(link: Link) -> None:
    """Give back what is held for an appointment that was called off, and ask again about one that was
    confirmed on a slot that another has; nothing is written where neither is.
    """
    with link.database.reading() as session:
        waiting = session.scalars(_out_of_order(link.clock.now())).all()
    for slot_id in waiting:
        with link.database.writing("appointment") as session:
            slot = session.get_one(BookingSlot, slot_id)
            for row in _lost(session, slot_id, slot.held_by):
                _ask_again(row)
            if _is_called_off(session, slot):
                slot.status, slot.held_by = appointments.FREE, None


def _out_of_order(now: datetime) -> Select[str]:
    """The slots to come of which that is true, but for those about which a person is asked."""
    asked = select(Head.id).where(Head.type == TYPE, Head.state == "diverged")
    is_holder = Appointment.id == BookingSlot.held_by
    is_other = and_(Appointment.slot_id == BookingSlot.id, ~is_holder)
    return (
        select(BookingSlot.id)
        .join(Appointment, or_(is_holder, is_other))
        .where(
            BookingSlot.ends_at >= now,
            BookingSlot.status == appointments.BUSY,
            BookingSlot.id.not_in(asked),
            or_(
                and_(is_holder, Appointment.status.in_(CALLED_OFF)),
                and_(is_other, Appointment.status == "booked"),
            ),
        )
        .distinct()
    )


def _is_called_off(session: Session, slot: BookingSlot) -> bool:
    holder = session.get(Appointment, slot.held_by) if slot.held_by else None
    return holder is not None and holder.status in CALLED_OFF


def _lost(session: Session, slot_id: str, holder: str | None) -> Sequence[Appointment]:
    """Who was confirmed on a slot that another has."""
    query = select(Appointment).where(Appointment.slot_id == slot_id, Appointment.status == "booked")
    return session.scalars(query.where(Appointment.id != (holder or ""))).all()


def _ask_again(row: Appointment) -> None:
    row.status = "asked"
    row.decided_by = row.decided_at = None


def settled(session: Session, head: Head) -> list[rows.Owner]:
    """A person has said whose the slot is: whoever was told so as well waits for an answer again."""
    working = session.get(Version, head.working_seq) if head.type == TYPE else None
    said = canonical.decode(working.body) if working is not None and working.body else {}
    return open_again(session, head.id, said) if is_given(head.type, said) else []


def open_again(session: Session, slot_id: str, there: Mapping[str, Any]) -> list[rows.Owner]:
    """Who was confirmed here on a slot that another has waits for an answer again; returns them."""
    lost = _lost(session, slot_id, appointments.held_by(there))
    for row in lost:
        _ask_again(row)
    return [("Appointment", row.id) for row in lost]
