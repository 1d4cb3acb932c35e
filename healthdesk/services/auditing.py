"""Who looked at what, and whether the log is whole."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from healthdesk.domain.access import Permission
from healthdesk.services.seat import Seat
from healthdesk.store import audit
from healthdesk.store.audit import AuditEntry
from healthdesk.store.database import Database

PAGE = 200


@dataclass(frozen=True, slots=True)
class LookRow:
    """One entry of the log, as it is shown."""

    seq: int
    at: datetime
    who: str
    act: str
    noun: str


class Auditing:
    """Reading is audited like writing."""

    def __init__(self, *, database: Database, seat: Seat) -> None:
        self._database = database
        self._seat = seat

    def note(self, act: str, noun: str, row_id: str | None, resident_id: str | None) -> None:
        """Something happened that changed no row: a view, a print, an unmasking, an export."""
        with self._database.writing("audit") as session:
            session.audit(act, noun, row_id, resident_id)

    def who_looked(self, resident_id: str) -> tuple[LookRow, ...]:
        """The newest entries about one resident."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            found = session.scalars(
                select(AuditEntry)
                .where(AuditEntry.resident_id == resident_id)
                .order_by(AuditEntry.seq.desc())
                .limit(PAGE)
            )
            return tuple(LookRow(e.seq, e.at, e.who, e.act, e.noun) for e in found)

    def broken_links(self) -> tuple[int, ...]:
        """Where the chain does not hold; empty when the log proves itself."""
        with self._database.reading() as session:
            return tuple(audit.broken_links(session))
