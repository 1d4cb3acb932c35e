"""AuditEntry: who did what, when, chained so that no entry can be changed or taken out unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from healthdesk.base import canonical
from healthdesk.base.progress import Counter, Silence
from healthdesk.store.base import Base, Moment, Word
from healthdesk.store.types import Document, stamp

START = "0" * 64
CHUNK = 1000
_TIP = "SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1"
_INSERT = (
    "INSERT INTO audit_entry"
    " (seq, previous, hash, at, account_id, who, act, noun, row_id, resident_id, before)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class AuditEntry(Base):
    """`act` is add, change, view, print, login, unmask …; `before` holds the old values of a change."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_resident", "resident_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[Moment]
    account_id: Mapped[str] = mapped_column(String(36))
    who: Mapped[str] = mapped_column(String(60))
    act: Mapped[Word]
    noun: Mapped[Word]
    row_id: Mapped[str | None] = mapped_column(String(40))
    resident_id: Mapped[str | None] = mapped_column(String(36))
    before: Mapped[dict[str, Any] | None] = mapped_column(Document)

    def seal(self, previous: str) -> str:
        """Bind this entry to the one before it; returns its own hash for the next."""
        self.previous = previous
        self.hash = self.expected_hash()
        return self.hash

    def expected_hash(self) -> str:
        """What `hash` must be if nobody touched this entry."""
        who, what = (_stamp(self.at), self.account_id, self.who), (self.act, self.noun, self.row_id)
        return canonical.digest(canonical.encode([self.previous, *who, *what, self.resident_id, self.before]))


@dataclass(frozen=True, slots=True)
class Chain:
    """Hashes for many entries of one moment, one person and one act; each holds the one before it."""

    at: datetime
    account_id: str
    who: str
    act: str

    def next(self, previous: str, noun: str, row_id: str | None, resident_id: str | None) -> str:
        """The hash of the entry that follows the one with the hash `previous`."""
        stamp = _stamp(self.at)
        entry = [previous, stamp, self.account_id, self.who, self.act, noun, row_id, resident_id, None]
        return canonical.digest(canonical.encode(entry))


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def tip(session: Session) -> tuple[int, str]:
    """Sequence number and hash of the last entry; (0, START) in an empty log."""
    row = session.connection().exec_driver_sql(_TIP).first()
    return (row.seq, row.hash) if row else (0, START)


def append(session: Session, entries: Sequence[AuditEntry]) -> None:
    """Seal `entries` onto the chain and write them. The caller holds the write lock."""
    if not entries:
        return
    seq, previous = tip(session)
    rows = []
    for entry in entries:
        seq += 1
        entry.seq = seq
        previous = entry.seal(previous)
        before = None if entry.before is None else canonical.encode(entry.before)
        who = (stamp(entry.at), entry.account_id, entry.who, entry.act)
        rows.append(
            (seq, entry.previous, entry.hash, *who, entry.noun, entry.row_id, entry.resident_id, before)
        )
    session.connection().exec_driver_sql(_INSERT, rows)


def broken_links(session: Session, counter: Counter | None = None) -> list[int]:
    """Sequence numbers where the chain does not hold; empty when the log is whole. Raises Cancelled."""
    counted = counter or Counter(Silence())
    faults: list[int] = []
    expected_seq, previous = 1, START
    for entry in session.scalars(
        select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=CHUNK)
    ):
        if entry.seq != expected_seq or entry.previous != previous or entry.hash != entry.expected_hash():
            faults.append(entry.seq)
        expected_seq, previous = entry.seq + 1, entry.hash
        if entry.seq % CHUNK == 0:
            counted.add(CHUNK)
    return faults
