"""How things stand, read in one go: the state, the queue, the conflicts, the last requests, the backup."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from healthdesk.base.config import Place
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.services.platform import (
    AttemptEntry,
    Compared,
    ConflictRow,
    Proof,
    QueueRow,
    SyncState,
    WithdrawnRow,
)
from ui.screens.sync.record_words import record_words
from ui.screens.sync.refusal_words import advice_words, refusal_words, waiting_words

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class Kind(StrEnum):
    """What a line of the queue waits for."""

    CONFLICT = "conflict"
    REJECTED = "rejected"
    SENDING = "sending"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue. `key` is the conflict's key or the id of the save.

    Of a refused save `reason` and `advice` say why and what to do, `noun` and `row_id` name the record, and
    `field` is the question the platform complains of. Of one that waits `reason` says for what, if that is
    another record of the same person; of one that was taken out `reason` is what `by` gave for it.
    """

    kind: Kind
    key: str
    resident_id: str
    name: str
    record: str
    at: datetime
    reason: str = ""
    advice: str = ""
    noun: str = ""
    row_id: str = ""
    field: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the sync centre shows. `url` is this workstation's choice; empty: none was set."""

    url: str
    state: SyncState
    lines: tuple[Line, ...]
    conflicts: tuple[ConflictRow, ...]
    withdrawn: tuple[Line, ...]
    attempts: tuple[AttemptEntry, ...]
    proof: Proof
    compared: Compared | None
    backed_up_at: datetime | None

    @property
    def is_elsewhere(self) -> bool:
        """Whether the address was changed since: what is proven is proven of another server."""
        return bool(self.url and self.state.url) and not self.state.has_met(self.url)

    @property
    def oldest_waiting(self) -> datetime | None:
        """Since when the oldest save has waited."""
        return min((line.at for line in self.lines if line.kind is Kind.WAITING), default=None)


def picture(desk: "Desk") -> Picture:
    """Read it. Nothing is asked of the platform."""
    conflicts = desk.platform.conflicts()
    lines = [_conflict(row) for row in conflicts]
    lines += [_save(row, desk.forms) for row in desk.platform.queue() if row.entry.state != "merge"]
    lines = [_held_up(line, lines) for line in lines]
    order = tuple(Kind)
    lines.sort(key=lambda line: (order.index(line.kind), line.at))
    return Picture(
        Place.read(desk.folder).platform_url,
        desk.platform.state(),
        tuple(lines),
        conflicts,
        tuple(_withdrawn(row) for row in desk.platform.withdrawn()),
        desk.platform.attempts(),
        desk.platform.proof(),
        desk.platform.compared(),
        desk.upkeep.last_backup().made_at,
    )


def _withdrawn(row: WithdrawnRow) -> Line:
    entry = row.entry
    noun, row_id = entry.rows[0] if entry.rows else ("", "")
    return Line(
        Kind.WITHDRAWN,
        entry.intent_id,
        entry.resident_id or "",
        row.name,
        record_words(noun or entry.kind),
        entry.at,
        reason=entry.reason,
        noun=noun,
        row_id=row_id,
        by=entry.by,
    )


def _held_up(line: Line, lines: Sequence[Line]) -> Line:
    """What waits behind a record of the same person that somebody has to see to first."""
    if line.kind is not Kind.WAITING or not line.resident_id:
        return line
    before = {one.kind for one in lines if one.resident_id == line.resident_id and one.at <= line.at}
    return replace(line, reason=waiting_words(Kind.REJECTED in before, Kind.CONFLICT in before))


def _conflict(row: ConflictRow) -> Line:
    entry = row.entry
    what = record_words(entry.noun or entry.type)
    return Line(Kind.CONFLICT, entry.key, entry.resident_id or "", row.name, what, entry.here_at)


def _save(row: QueueRow, forms: Forms) -> Line:
    entry = row.entry
    kind = {"rejected": Kind.REJECTED, "held": Kind.REJECTED, "sending": Kind.SENDING}.get(
        entry.state, Kind.WAITING
    )
    noun, row_id = entry.rows[0] if entry.rows else ("", "")
    line = Line(
        kind,
        entry.intent_id,
        entry.resident_id or "",
        row.name,
        record_words(noun or entry.kind),
        entry.created_at,
    )
    if kind is not Kind.REJECTED:
        return replace(line, noun=noun, row_id=row_id)
    known = next((one for one in entry.complaints if one.field), None)
    return replace(
        line,
        reason=refusal_words(forms, entry),
        advice=advice_words(entry),
        noun=known.noun if known else noun,
        row_id=known.row_id if known else row_id,
        field=known.field if known else "",
    )
