"""Backup, restore, and the proof that the store is whole."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.progress import Counter, Progress, Silence
from healthdesk.domain.access import Permission
from healthdesk.fhir.bundles import fingerprint
from healthdesk.fhir.mapping import ROWS, Mapper
from healthdesk.services.seat import Seat
from healthdesk.store import audit, backup, consistency
from healthdesk.store.audit import AuditEntry
from healthdesk.store.base import Base
from healthdesk.store.database import Database
from healthdesk.store.platform import Version

KEPT_BACKUPS = 14


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """How much was checked, and what is wrong. A sound store has no faults."""

    file: str
    versions: int
    audit: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BackupState:
    """When the last good backup was made, and where it lies."""

    made_at: datetime | None
    file: Path | None


class Upkeep:
    """What keeps the file safe."""

    def __init__(self, *, database: Database, seat: Seat, clock: Clock, mapper: Mapper) -> None:
        self._database = database
        self._seat = seat
        self._clock = clock
        self._mapper = mapper

    def backup(self, target: Path | None = None, progress: Progress | None = None) -> Path:
        """An encrypted copy with its keys in one file, opened and checked before it counts as made.

        Raises DiskFull, StoreReadOnly, StoreCorrupt, Cancelled.
        """
        made = backup.make(self._database, target or self._usual_place(), progress)
        backup.rotate(self._database.folder / "backups", KEPT_BACKUPS)
        return made

    def carry_over(self) -> None:
        """Keep the log of the file short; for the moments in which nobody waits for a save."""
        self._database.carry_over()

    def backup_if_due(self) -> Path | None:
        """The daily backup: once a day, at the first start of the day."""
        made_at = self.last_backup().made_at
        if made_at is not None and made_at.date() >= self._clock.now().date():
            return None
        self._database.tidy()
        return self.backup()

    def last_backup(self) -> BackupState:
        """The newest file of the backup folder."""
        return BackupState(*backup.newest(self._database.folder / "backups"))

    def verify(self, progress: Progress | None = None) -> VerifyReport:
        """Check pages, structure, hashes, the audit chain, and every head against its row.

        Raises Cancelled.
        """
        self._seat.require(Permission.VIEW_RECORD)
        watched = progress or Silence()
        faults = list(self._database.faults())
        versions = entries = 0
        try:
            with self._database.reading() as session:
                versions, entries = _count(session, Version), _count(session, AuditEntry)
                rows = sum(_count(session, noun) for noun in ROWS.values())
                faults += self._contradictions(session, Counter(watched, versions + entries + rows))
        except errors.StoreCorrupt:
            # Some pages cannot even be read; what was found before is worth more than an error.
            faults.append("unreadable pages: restore the last backup into a new folder")
        return VerifyReport(str(self._database.file), versions, entries, tuple(faults))

    def _contradictions(self, session: Session, counter: Counter) -> list[str]:
        nouns = tuple(ROWS.values())
        return [
            *(f"audit entry {seq}" for seq in audit.broken_links(session, counter)),
            *consistency.version_faults(session, fingerprint, counter),
            *consistency.head_faults(session, nouns, self._mapper.freeze, fingerprint, counter),
            *consistency.intent_faults(session),
        ]

    def _usual_place(self) -> Path:
        folder = self._database.folder / "backups"
        folder.mkdir(exist_ok=True)
        return folder / f"healthdesk-{self._clock.now():%Y%m%d-%H%M%S}.hdbackup"


def _count(session: Session, noun: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(noun)) or 0
