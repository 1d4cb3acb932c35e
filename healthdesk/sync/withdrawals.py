"""Saves that a person took out of the queue, why and who: nothing is dropped without a name (sync.md I2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.store.platform import Intent, IntentItem, Version, Withdrawal
from healthdesk.sync.link import Link


@dataclass(frozen=True, slots=True)
class WithdrawalEntry:
    """One save that will not be sent. `rows` are the records it was about, by noun and id."""

    intent_id: str
    kind: str
    resident_id: str | None
    at: datetime
    by: str
    reason: str
    rows: tuple[tuple[str, str], ...]


def note(session: Session, link: Link, intent_id: str, reason: str, by: str) -> None:
    """Write down why it was taken out."""
    session.add(
        Withdrawal(intent_id=intent_id, remote_id=link.remote_id, at=link.clock.now(), by=by, reason=reason)
    )


def latest(session: Session, remote_id: int, limit: int) -> tuple[WithdrawalEntry, ...]:
    """The newest first."""
    found = session.execute(
        select(Withdrawal, Intent)
        .join(Intent, Intent.id == Withdrawal.intent_id)
        .where(Withdrawal.remote_id == remote_id)
        .order_by(Withdrawal.at.desc(), Intent.seq.desc())
        .limit(limit)
    )
    return tuple(
        WithdrawalEntry(
            intent_id=intent.id,
            kind=intent.kind,
            resident_id=intent.lane,
            at=one.at,
            by=one.by,
            reason=one.reason,
            rows=_rows(session, intent.id),
        )
        for one, intent in found
    )


def _rows(session: Session, intent_id: str) -> tuple[tuple[str, str], ...]:
    found = session.execute(
        select(Version.noun, Version.row_id)
        .join(IntentItem, IntentItem.version_seq == Version.seq)
        .where(IntentItem.intent_id == intent_id)
        .order_by(IntentItem.position)
    )
    return tuple(dict.fromkeys((noun, row_id) for noun, row_id in found if noun and row_id))
