"""Appointments that residents booked on the platform: confirmed or refused here, the last slot given once.

Within this desk a slot is given once by the row; between desks by the platform, which takes the slot of the
first (If-Match) and refuses the second, whose appointment is then open again (sync/slots.py).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import CHINA, Clock
from healthdesk.base.text import masked_phone
from healthdesk.domain.access import Permission
from healthdesk.services.seat import Seat
from healthdesk.store.appointments import Appointment, BookingSlot
from healthdesk.store.database import Database
from healthdesk.store.residents import Resident
from healthdesk.sync.slots import CALLED_OFF

ASKED, BOOKED, REFUSED, KEPT = "asked", "booked", "refused", "kept"
EXPECTED = timedelta(hours=1)
"""So long after its time somebody is still waited for."""

LONGEST_REASON = 200
_GIVEN = frozenset({"busy-unavailable", "entered-in-error"})


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """A line in the list. `is_taken`: the slot went to somebody else, so that it can only be refused."""

    id: str
    resident_id: str
    name: str
    phone_masked: str
    starts_at: datetime | None
    what: str
    comment: str
    status: str
    is_taken: bool
    refusal: str
    decided_by: str


class Appointments:
    """What was asked for on the platform, and this centre's answer."""

    def __init__(self, *, database: Database, seat: Seat, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._clock = clock

    def coming(self, *, only_asked: bool, limit: int = 500) -> tuple[AppointmentRow, ...]:
        """From today on, the earliest first; those without a time first of all. Raises NotAllowed."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Appointment, Resident)
            .join(Resident, Resident.id == Appointment.resident_id)
            .where(self._is_to_come())
            .order_by(Appointment.starts_at, Appointment.id)
            .limit(limit)
        )
        wanted = Appointment.status == ASKED if only_asked else Appointment.status != "void"
        with self._database.reading() as session:
            return tuple(_row(session, *found) for found in session.execute(query.where(wanted)))

    def asked(self) -> int:
        """How many residents wait for an answer. Raises NotAllowed."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(func.count())
            .select_from(Appointment)
            .join(Resident, Resident.id == Appointment.resident_id)
            .where(Appointment.status == ASKED, self._is_to_come())
        )
        with self._database.reading() as session:
            return session.scalar(query) or 0

    def booked(self, limit: int) -> tuple[AppointmentRow, ...]:
        """Who comes next, or has just come. Raises NotAllowed."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Appointment, Resident)
            .join(Resident, Resident.id == Appointment.resident_id)
            .where(
                Appointment.starts_at >= self._clock.now() - EXPECTED, Appointment.status.in_((BOOKED, KEPT))
            )
            .order_by(Appointment.starts_at, Appointment.id)
            .limit(limit)
        )
        with self._database.reading() as session:
            return tuple(_row(session, *found) for found in session.execute(query))

    def _is_to_come(self) -> ColumnElement[bool]:
        today = datetime.combine(self._clock.today(), time(), CHINA)
        return Appointment.starts_at.is_(None) | (Appointment.starts_at >= today)

    def confirm(self, appointment_id: str) -> None:
        """The person may come, and nobody else gets the slot.

        Raises NotFound, NotAllowed; InvalidInput for one that was answered or taken back, or whose slot is
        not known here or was given to somebody else.
        """
        with self._database.writing("appointment") as session:
            row = self._asked(session, appointment_id)
            if row.slot_id is not None:
                slot = session.get(BookingSlot, row.slot_id)
                if slot is None:
                    raise errors.InvalidInput("slot", "unknown-slot")
                if _is_taken(session, row, slot):
                    raise errors.InvalidInput("slot", "slot-taken")
                slot.status, slot.held_by = "busy", row.id
            self._answer(row, BOOKED, None)

    def refuse(self, appointment_id: str, reason: str) -> None:
        """The person is told why. Raises NotFound, NotAllowed; InvalidInput without words, or answered."""
        said = reason.strip()
        if not said or len(said) > LONGEST_REASON:
            raise errors.InvalidInput("reason", "length" if said else "required")
        with self._database.writing("appointment") as session:
            self._answer(self._asked(session, appointment_id), REFUSED, said)

    def _asked(self, session: Session, appointment_id: str) -> Appointment:
        self._seat.require(Permission.REGISTER)
        row = session.get(Appointment, appointment_id)
        if row is None:
            raise errors.NotFound("appointment", appointment_id)
        if row.status != ASKED:
            raise errors.InvalidInput("appointment", "answered")
        return row

    def _answer(self, row: Appointment, status: str, refusal: str | None) -> None:
        row.status, row.refusal = status, refusal
        row.decided_by, row.decided_at = self._seat.sitter.full_name, self._clock.now()


def _is_taken(session: Session, row: Appointment, slot: BookingSlot) -> bool:
    """A platform may mark a slot busy when it is asked for; taken is what another appointment has."""
    if slot.status in _GIVEN:
        return True
    if slot.held_by not in (None, row.id):
        holder = session.get(Appointment, slot.held_by)
        # Who called it off holds it no longer; an appointment that is not known here may well be kept.
        return holder is None or holder.status not in CALLED_OFF
    others = select(Appointment.id).where(
        Appointment.slot_id == slot.id, Appointment.id != row.id, Appointment.status.in_((BOOKED, KEPT))
    )
    return session.scalars(others.limit(1)).first() is not None


def _row(session: Session, row: Appointment, person: Resident) -> AppointmentRow:
    slot = session.get(BookingSlot, row.slot_id) if row.slot_id and row.status == ASKED else None
    return AppointmentRow(
        id=row.id,
        resident_id=person.id,
        name=person.name,
        phone_masked=masked_phone(person.phone or ""),
        starts_at=row.starts_at.astimezone(CHINA) if row.starts_at else None,
        what=row.what,
        comment=row.comment or "",
        status=row.status,
        is_taken=slot is not None and _is_taken(session, row, slot),
        refusal=row.refusal or "",
        decided_by=row.decided_by or "",
    )
