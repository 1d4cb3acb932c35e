"""How things stand, read in one go: the state, the queue, the conflicts, the last requests, the backup."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from healthdesk.base.config import Place
from healthdesk.services.platform import AttemptEntry, Compared, ConflictRow, Proof, QueueRow, SyncState
from ui.screens.sync.record_words import reason_words, record_words

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class Kind(StrEnum):
    """What a line of the queue waits for."""

    CONFLICT = "conflict"
    REJECTED = "rejected"
    SENDING = "sending"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue. `key` is the conflict's key or the id of the save.

    `noun` and `row_id` are the record of a refused save, `field` the question the platform complains of.
    """

    kind: Kind
    key: str
    resident_id: str
    name: str
    record: str
    at: datetime
    reason: str = ""
    noun: str = ""
    row_id: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the sync centre shows. `url` is this workstation's choice; empty: none was set."""

    url: str
    state: SyncState
    lines: tuple[Line, ...]
    conflicts: tuple[ConflictRow, ...]
    attempts: tuple[AttemptEntry, ...]
    proof: Proof
    compared: Compared | None
    backed_up_at: datetime | None

    @property
    def oldest_waiting(self) -> datetime | None:
        """Since when the oldest save has waited."""
        return min((line.at for line in self.lines if line.kind is Kind.WAITING), default=None)


def picture(desk: "Desk") -> Picture:
    """Read it. Nothing is asked of the platform."""
    conflicts = desk.platform.conflicts()
    lines = [_conflict(row) for row in conflicts]
    lines += [_save(row) for row in desk.platform.queue() if row.entry.state != "merge"]
    order = tuple(Kind)
    lines.sort(key=lambda line: (order.index(line.kind), line.at))
    return Picture(
        Place.read(desk.folder).platform_url,
        desk.platform.state(),
        tuple(lines),
        conflicts,
        desk.platform.attempts(),
        desk.platform.proof(),
        desk.platform.compared(),
        desk.upkeep.last_backup().made_at,
    )


def _conflict(row: ConflictRow) -> Line:
    entry = row.entry
    what = record_words(entry.noun or entry.type)
    return Line(Kind.CONFLICT, entry.key, entry.resident_id or "", row.name, what, entry.here_at)


def _save(row: QueueRow) -> Line:
    entry = row.entry
    noun = entry.rows[0][0] if entry.rows else ""
    kind = {"rejected": Kind.REJECTED, "held": Kind.REJECTED, "sending": Kind.SENDING}.get(
        entry.state, Kind.WAITING
    )
    reason = reason_words(entry.code, entry.places) if kind is Kind.REJECTED else ""
    return Line(
        kind,
        entry.intent_id,
        entry.resident_id or "",
        row.name,
        record_words(noun or entry.kind),
        entry.created_at,
        reason,
        *(entry.rows[0] if entry.rows else ("", "")),
        entry.fields[0] if entry.fields else "",
    )
