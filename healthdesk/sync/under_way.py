"""Saves of which nobody knows yet whether they arrived, as they were sent (sync.md 5.5)."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from healthdesk.store.platform import Ack, Head, Intent, Version
from healthdesk.sync import order
from healthdesk.sync.saves import Item, Key, Save
from healthdesk.sync.settle import DOUBTFUL, OPEN


def in_doubt(session: Session, remote_id: int) -> tuple[Save, ...]:
    """The saves of which nobody knows whether they arrived, as they were sent, bases included."""
    intents = session.scalars(
        select(Intent)
        .where(Intent.remote_id == remote_id, OPEN, Intent.state.in_(DOUBTFUL))
        .order_by(Intent.seq)
        .options(selectinload(Intent.items))
    ).all()
    bodies = _bodies(session, remote_id, intents)
    return tuple(_sent(intent, bodies, {}) for intent in intents)


def named(session: Session, intent_ids: Sequence[str]) -> tuple[Save, ...]:
    """The open saves among `intent_ids`, as they were sent, the oldest first."""
    intents = session.scalars(
        select(Intent)
        .where(Intent.id.in_(intent_ids), OPEN)
        .order_by(Intent.seq)
        .options(selectinload(Intent.items))
    ).all()
    if not intents:
        return ()
    bodies = _bodies(session, intents[0].remote_id, intents)
    bases = _bases(session, intents[0].remote_id, intents)
    return tuple(_sent(intent, bodies, bases) for intent in intents)


def _bodies(session: Session, remote_id: int, intents: Iterable[Intent]) -> dict[int, bytes]:
    """The bodies that the platform does not hold yet; what it holds is not sent again."""
    seqs = [item.version_seq for intent in intents for item in intent.items if item.is_open]
    rows = session.execute(
        select(Version.seq, Version.body)
        .outerjoin(Ack, (Ack.version_seq == Version.seq) & (Ack.remote_id == remote_id))
        .where(Version.seq.in_(seqs), Ack.version_seq.is_(None))
    )
    return {row.seq: row.body for row in rows}


def _bases(session: Session, remote_id: int, intents: Iterable[Intent]) -> dict[Key, str]:
    """What items build on that were packed behind an earlier save, once that is known to be there."""
    open_ids = {
        item.id for intent in intents for item in intent.items if item.is_open and item.base_version is None
    }
    rows = session.execute(
        select(Head.type, Head.id, Ack.server_version)
        .join(Ack, (Ack.version_seq == Head.acked_seq) & (Ack.remote_id == Head.remote_id))
        .where(Head.remote_id == remote_id, Head.id.in_(open_ids))
    )
    return {(type_, id_): version for type_, id_, version in rows}


def _sent(intent: Intent, bodies: Mapping[int, bytes], bases: Mapping[Key, str]) -> Save:
    items = [
        Item(
            item.type,
            item.id,
            item.version_seq,
            item.hash,
            item.base_version or bases.get((item.type, item.id)),
            bodies[item.version_seq],
        )
        for item in intent.items
        if item.is_open and item.version_seq in bodies
    ]
    items.sort(key=lambda item: order.rank(item.type))
    return Save(intent.id, intent.created_by, intent.created_at, intent.lane, tuple(items))
