"""Saves that wait and conflicts, as the person at the desk is shown them.

Of a record that this person is not shown it is said that it waits, for somebody has to know; what it says,
and what becomes of it, is for those who see the record.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.domain.access import Permission
from healthdesk.domain.sensitivity import PAST_DISEASE
from healthdesk.fhir.resources import Profile
from healthdesk.services import privacy
from healthdesk.services.seat import Seat
from healthdesk.store.appointments import Appointment
from healthdesk.store.backgrounds import Background
from healthdesk.store.platform import PLATFORM, IntentItem, Version
from healthdesk.store.programmes import Enrolment
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit
from healthdesk.sync import centre, slots, withdrawals
from healthdesk.sync.centre import ConflictEntry, QueueEntry
from healthdesk.sync.withdrawals import WithdrawalEntry

Owner = tuple[str, str]
_PERSON = "Patient/"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A save in the queue, with the resident's name (empty for none); what it is about may be hidden."""

    name: str
    entry: QueueEntry
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A record changed on both sides, with the resident's name; its fields may be hidden."""

    name: str
    entry: ConflictEntry
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawnRow:
    """A save that was taken out of the queue, with the resident's name; the reason may be hidden."""

    name: str
    entry: WithdrawalEntry
    is_hidden: bool = False


def queue(session: Session, seat: Seat, profile: Profile, limit: int) -> tuple[QueueRow, ...]:
    """Saves that have not arrived, those that need a person first."""
    entries = centre.queue(session, PLATFORM, limit, profile=profile)
    names = _names(session, (entry.resident_id for entry in entries))
    found = []
    for entry in entries:
        name = names.get(entry.resident_id or "", "")
        is_hidden = any(_is_hidden(session, seat, owner) for owner in entry.rows)
        shown = replace(entry, places=None, rows=(), complaints=()) if is_hidden else entry
        found.append(QueueRow(name, shown, is_hidden))
    return tuple(found)


def conflicts(
    session: Session, seat: Seat, profile: Profile, resident_id: str | None = None
) -> tuple[ConflictRow, ...]:
    """Records changed on both sides, the oldest conflict first."""
    entries = centre.open_conflicts(session, PLATFORM, resident_id, profile=profile)
    names = _names(session, (entry.resident_id for entry in entries))
    sensitive = _first_page_items(seat)
    found = []
    for entry in entries:
        name, owner = names.get(entry.resident_id or "", ""), (entry.noun or "", entry.row_id or "")
        is_first_page = not sensitive.isdisjoint(one.label for one in entry.fields)
        is_hidden = is_first_page or _is_hidden(session, seat, owner)
        shown = replace(entry, fields=(), row_id=None) if is_hidden else _with_names(session, entry)
        found.append(ConflictRow(name, shown, is_hidden))
    return tuple(found)


def _with_names(session: Session, entry: ConflictEntry) -> ConflictEntry:
    """By name who holds a slot, and whose a record is: nobody knows an appointment or a person by its id."""
    said = {value for one in entry.fields for value in (one.base, one.here, one.there) if value}
    people = {value.removeprefix(_PERSON) for value in said if value.startswith(_PERSON)}
    names = {_PERSON + id_: name for id_, name in _names(session, people).items()}
    if entry.type == slots.TYPE:
        names |= _holders(session, entry)

    def named(value: str | None) -> str | None:
        return names.get(value, value) if value else value

    fields = [
        replace(one, base=named(one.base), here=named(one.here), there=named(one.there))
        for one in entry.fields
    ]
    return replace(entry, fields=tuple(fields))


def _holders(session: Session, entry: ConflictEntry) -> dict[str, str]:
    holders = (
        select(Appointment.id, Resident.name)
        .join(Resident, Resident.id == Appointment.resident_id)
        .where(Appointment.slot_id == entry.row_id)
    )
    return {f"Appointment/{id_}": name for id_, name in session.execute(holders)}


def withdrawn(session: Session, seat: Seat, limit: int) -> tuple[WithdrawnRow, ...]:
    """Saves that a person took out of the queue; the reason may say what the record says."""
    entries = withdrawals.latest(session, PLATFORM, limit)
    names = _names(session, (entry.resident_id for entry in entries))
    found = []
    for entry in entries:
        is_hidden = any(_is_hidden(session, seat, owner) for owner in entry.rows)
        shown = replace(entry, reason="", rows=()) if is_hidden else entry
        found.append(WithdrawnRow(names.get(entry.resident_id or "", ""), shown, is_hidden))
    return tuple(found)


def require_conflict(session: Session, seat: Seat, profile: Profile, key: str) -> None:
    """Raises NotAllowed when the conflict of that key is one whose fields this person is not shown."""
    if any(row.entry.key == key and row.is_hidden for row in conflicts(session, seat, profile)):
        raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)


def require_save(session: Session, seat: Seat, intent_id: str) -> None:
    """Raises NotAllowed for a save about a record that this person is not shown."""
    found = session.execute(
        select(Version.noun, Version.row_id)
        .join(IntentItem, IntentItem.version_seq == Version.seq)
        .where(IntentItem.intent_id == intent_id)
    )
    if any(_is_hidden(session, seat, (noun, row_id)) for noun, row_id in found if noun and row_id):
        raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)


def _is_hidden(session: Session, seat: Seat, owner: Owner) -> bool:
    noun, row_id = owner
    if not seat.hidden():
        return noun == Background.__name__ and not seat.may(Permission.VACCINATE)
    match noun:
        case Visit.__name__:
            visit = session.get(Visit, row_id)
            return visit is not None and not privacy.sees(seat, visit)
        case Referral.__name__:
            referral = session.get(Referral, row_id)
            return referral is not None and not privacy.sees(seat, referral)
        case Enrolment.__name__:
            enrolment = session.get(Enrolment, row_id)
            return enrolment is not None and not seat.sees(enrolment.programme)
    return noun == Background.__name__ and not seat.may(Permission.VACCINATE)


def _first_page_items(seat: Seat) -> frozenset[str]:
    """The questions of the first page that may say what this person is not shown; none for who sees all."""
    unseen = [topic for topic in seat.sensitivity.topics if not seat.sees(topic.key)]
    boxes = {key for topic in unseen for key in topic.boxes}
    return frozenset({PAST_DISEASE, *boxes}) if unseen else frozenset()


def _names(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    wanted = {key for key in ids if key}
    rows = session.execute(select(Resident.id, Resident.name).where(Resident.id.in_(wanted)))
    return {row.id: row.name for row in rows}
