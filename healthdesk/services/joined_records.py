"""What of a joined record goes on at the one that counts: what the person is followed up for, and when."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.services import reading, vaccinees
from healthdesk.services.following import Follower
from healthdesk.services.reading import Followed
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store.database import JournalSession
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident

PARTED = "parted"
"""`end_reason` of an enrolment that came from a joined record which is a person of its own after all."""

COPIED = (
    "programme", "enrolled_on", "responsible_doctor", "due_visit", "next_due", "next_latest", "last_visit_on",
    "latest", "latest_grade", "missed_calls", "called_on", "call_result", "booked_on", "medicines", "coming",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class JoinedRecords:
    """Steps inside the unit of work that joins or parts two records; nothing is moved between them.

    A merged record is on no list. Without these steps a person would be seen no more for what only that
    record was enrolled for, and be called for what only that record shows as done.
    """

    programmes: Programmes
    schedules: Schedules
    seat: Seat
    clock: Clock
    ids: Ids

    def take_over(self, session: JournalSession, kept: Resident, other: Resident) -> bool:
        """The kept record is enrolled for what the other one runs in. Whether anything was written.

        The ids are made of both, so that two workstations mean the same row; what was ended since is not
        begun again.
        """
        own = {one.programme for one in reading.enrolments(session, kept.id) if one.status == "active"}
        is_changed = False
        for running in reading.enrolments(session, other.id):
            if running.status != "active" or running.programme in own:
                continue
            made = session.get(Enrolment, copy_id(kept.id, running.id))
            if made is None:
                made = Enrolment(id=copy_id(kept.id, running.id), resident_id=kept.id)
                session.add(made)
            elif made.end_reason != PARTED:
                continue
            for column in COPIED:
                setattr(made, column, getattr(running, column))
            made.status, made.ended_on, made.end_reason = "active", None, None
            is_changed = True
        return is_changed

    def give_back(self, session: JournalSession, kept: Resident, other: Resident) -> None:
        """What was taken over ends at the kept record; the other one runs on as it did."""
        for running in reading.enrolments(session, other.id):
            made = session.get(Enrolment, copy_id(kept.id, running.id))
            if made is not None and made.status == "active":
                made.status, made.ended_on, made.end_reason = "ended", self.clock.today(), PARTED
                made.due_visit = made.next_due = made.next_latest = None

    def follow(self, session: JournalSession, row: Resident) -> None:
        """Every date of this record anew, by what all records of the person say."""
        session.flush()
        today = self.clock.today()
        follower = Follower(self.programmes, self.ids, today, self.seat.sitter.full_name)
        own = reading.enrolments(session, row.id)
        for enrolment in own:
            programme = self.programmes.by_key.get(enrolment.programme)
            if enrolment.status == "active" and programme is not None and programme.is_followed_up:
                past = reading.records(session, row.id, programme)
                follower.follow(session, enrolment, programme, Followed(row, own, past))
        if row.born is not None and _is_vaccinated(session, row):
            vaccinees.follow(session, row, self.schedules.current, self.ids, today)


def settle_all(session: JournalSession, records: JoinedRecords) -> int:
    """Joined elsewhere, by the platform too: whoever is on no list any more comes back; how many did."""
    settled = 0
    for kept, other in list(_joined(session)):
        if records.take_over(session, kept, other):
            records.follow(session, kept)
            settled += 1
    return settled


def copy_id(kept_id: str, enrolment_id: str) -> str:
    """The id of an enrolment that a kept record has from a joined one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kept_id}/joined/{enrolment_id}"))


def _joined(session: Session) -> Iterator[tuple[Resident, Resident]]:
    for other in session.scalars(select(Resident).where(Resident.joined_to.is_not(None))).all():
        kept = session.get(Resident, other.joined_to)
        if kept is not None and kept.status == "active":
            yield kept, other


def _is_vaccinated(session: Session, row: Resident) -> bool:
    return vaccinees.enrolment(session, row.id) is not None or bool(vaccinees.doses(session, row.id))
