"""The queue of saves: which go next, in which request, on top of which versions (sync.md 5.3)."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session, selectinload

from healthdesk.store.platform import Ack, Head, Intent, IntentItem, Version
from healthdesk.sync import order

Key = tuple[str, str]
Target = tuple[str, str, str]
"""Type, id and hash of a resource of a save."""

DOUBTFUL = ("sending", "unknown")
LARGEST_REQUEST_ENTRIES = 100
INTENTS_AT_A_LOOK = 16
"""About as many visits as one request holds; read on only while there is room left."""

_OPEN: ColumnElement[bool] = literal_column("intent.state NOT IN ('acked', 'discarded')")
_REFERENCE = re.compile(rb'"reference":"([A-Za-z]+)/([A-Za-z0-9.-]+)"')


@dataclass(frozen=True, slots=True)
class Item:
    """One resource of a save, as it will be sent. `base` is the platform's version it builds on."""

    type: str
    id: str
    version_seq: int
    hash: str
    base: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Save:
    """One intent, whole: all its items go, or none."""

    id: str
    created_by: str
    created_at: datetime
    items: tuple[Item, ...]

    @property
    def keys(self) -> frozenset[Key]:
        """The resources it touches."""
        return frozenset((item.type, item.id) for item in self.items)

    @property
    def targets(self) -> list[Target]:
        """What its Provenance speaks of."""
        return [(item.type, item.id, item.hash) for item in self.items]

    @property
    def entries(self) -> int:
        """How many entries it takes in a transaction, its Provenance included."""
        return len(self.items) + 1


@dataclass(frozen=True, slots=True)
class Standing:
    """A head with what the platform calls its acknowledged version."""

    head: Head
    acked_version: str | None


def standings(session: Session, remote_id: int, keys: Iterable[Key]) -> dict[Key, Standing]:
    """The heads of `keys` with the platform's version of each."""
    wanted = set(keys)
    rows = session.execute(
        select(Head, Ack.server_version)
        .outerjoin(Ack, (Ack.version_seq == Head.acked_seq) & (Ack.remote_id == Head.remote_id))
        .where(
            Head.remote_id == remote_id,
            Head.type.in_({type_ for type_, _ in wanted}),
            Head.id.in_({id_ for _, id_ in wanted}),
        )
    )
    found = {(head.type, head.id): Standing(head, version) for head, version in rows}
    return {key: standing for key, standing in found.items() if key in wanted}


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes now, which intents wait for a merge, and which have nothing left to send."""

    saves: tuple[Save, ...]
    merging: tuple[str, ...]
    done: tuple[str, ...]


class _Waiting:
    """Resources that must not be overtaken, and those of them that the platform has never seen."""

    def __init__(self, held: Iterable[tuple[str, str, bool]]) -> None:
        rows = list(held)
        self.touched = {(type_, id_) for type_, id_, _ in rows}
        self.unborn = {(type_, id_) for type_, id_, is_born in rows if not is_born}

    def holds(self, save: Save) -> bool:
        if any((item.type, item.id) in self.touched for item in save.items):
            return True
        return bool(self.unborn) and any(_references(item.body) & self.unborn for item in save.items)

    def add(self, save: Save) -> None:
        self.touched |= save.keys
        self.unborn |= {(item.type, item.id) for item in save.items if item.base is None}


def choose(
    session: Session, remote_id: int, now: datetime, limit: int, along: Collection[str] = ()
) -> Choice:
    """At most `limit` whole saves that may go now in one request.

    First in, first out for each resource; a save also waits for an earlier one that makes a resource it
    refers to. So one bad record delays its own person and nobody else. What the requests `along` make counts
    as made: they travel in the same package, before this one.
    """
    waiting = _Waiting(_held(session, remote_id, now, along))
    chooser = _Chooser(session, remote_id, waiting, limit)
    after = 0
    while intents := _candidates(session, remote_id, now, after):
        if chooser.is_full_after(intents) or len(intents) < INTENTS_AT_A_LOOK:
            break
        after = intents[-1].seq
    return chooser.choice()


class _Chooser:
    """Fills one request from the queue, looking at a few intents at a time."""

    def __init__(self, session: Session, remote_id: int, waiting: _Waiting, limit: int) -> None:
        self._session = session
        self._remote_id = remote_id
        self._limit = limit
        self._waiting = waiting
        self._chosen: list[Save] = []
        self._merging: list[str] = []
        self._done: list[str] = []
        self._room = LARGEST_REQUEST_ENTRIES - 1

    def is_full_after(self, intents: Sequence[Intent]) -> bool:
        """Take of `intents` what may go; whether the next one would find no room."""
        keys = [(item.type, item.id) for intent in intents for item in intent.items]
        heads = standings(self._session, self._remote_id, keys)
        bodies = _bodies(self._session, self._remote_id, intents)
        return any(self._is_too_much(_save(intent, heads, bodies), heads) for intent in intents)

    def _is_too_much(self, save: Save, heads: Mapping[Key, Standing]) -> bool:
        if not save.items:
            self._done.append(save.id)
        elif any(heads[key].head.state == "diverged" for key in save.keys):
            self._merging.append(save.id)
            self._waiting.add(save)
        elif self._waiting.holds(save) or any(one.keys & save.keys for one in self._chosen):
            self._waiting.add(save)
        elif self._chosen and (len(self._chosen) >= self._limit or save.entries > self._room):
            return True
        else:
            self._chosen.append(save)
            self._room -= save.entries
        return False

    def choice(self) -> Choice:
        """What was found."""
        return Choice(tuple(self._chosen), tuple(self._merging), tuple(self._done))


def _candidates(session: Session, remote_id: int, now: datetime, after: int) -> Sequence[Intent]:
    return session.scalars(
        select(Intent)
        .where(
            Intent.remote_id == remote_id,
            _OPEN,
            Intent.seq > after,
            Intent.state == "queued",
            (Intent.next_try.is_(None)) | (Intent.next_try <= now),
        )
        .order_by(Intent.seq)
        .limit(INTENTS_AT_A_LOOK)
        .options(selectinload(Intent.items))
    ).all()


def _held(
    session: Session, remote_id: int, now: datetime, along: Collection[str]
) -> Iterator[tuple[str, str, bool]]:
    """The resources of saves that are stuck, under way or put off."""
    rows = session.execute(
        select(IntentItem.type, IntentItem.id, Head.acked_seq, Intent.request_id)
        .join(Intent, Intent.id == IntentItem.intent_id)
        .join(
            Head,
            (Head.remote_id == Intent.remote_id)
            & (Head.type == IntentItem.type)
            & (Head.id == IntentItem.id),
        )
        .where(
            Intent.remote_id == remote_id,
            _OPEN,
            (Intent.state != "queued") | (Intent.next_try > now),
            IntentItem.is_open,
        )
    )
    for type_, id_, acked_seq, request_id in rows:
        yield type_, id_, acked_seq is not None or request_id in along


def _save(intent: Intent, heads: dict[Key, Standing], bodies: dict[int, bytes]) -> Save:
    items = [_item(item, heads, bodies) for item in intent.items if item.version_seq in bodies]
    items.sort(key=lambda item: order.rank(item.type))
    return Save(intent.id, intent.created_by, intent.created_at, tuple(items))


def _item(item: IntentItem, heads: dict[Key, Standing], bodies: dict[int, bytes]) -> Item:
    standing = heads.get((item.type, item.id))
    base = standing.acked_version if standing else None
    return Item(item.type, item.id, item.version_seq, item.hash, base, bodies[item.version_seq])


def _bodies(session: Session, remote_id: int, intents: Iterable[Intent]) -> dict[int, bytes]:
    """The bodies that the platform does not hold yet; what it holds is not sent again."""
    seqs = [item.version_seq for intent in intents for item in intent.items if item.is_open]
    rows = session.execute(
        select(Version.seq, Version.body)
        .outerjoin(Ack, (Ack.version_seq == Version.seq) & (Ack.remote_id == remote_id))
        .where(Version.seq.in_(seqs), Ack.version_seq.is_(None))
    )
    return {row.seq: row.body for row in rows}


def _references(body: bytes) -> set[Key]:
    return {(type_.decode(), id_.decode()) for type_, id_ in _REFERENCE.findall(body)}


def in_doubt(session: Session, remote_id: int) -> tuple[Save, ...]:
    """The saves of which nobody knows whether they arrived, as they were sent, bases included."""
    intents = session.scalars(
        select(Intent)
        .where(Intent.remote_id == remote_id, _OPEN, Intent.state.in_(DOUBTFUL))
        .order_by(Intent.seq)
        .options(selectinload(Intent.items))
    ).all()
    bodies = _bodies(session, remote_id, intents)
    return tuple(_sent(intent, bodies) for intent in intents)


def _sent(intent: Intent, bodies: dict[int, bytes]) -> Save:
    items = [
        Item(item.type, item.id, item.version_seq, item.hash, item.base_version, bodies[item.version_seq])
        for item in intent.items
        if item.is_open and item.version_seq in bodies
    ]
    items.sort(key=lambda item: order.rank(item.type))
    return Save(intent.id, intent.created_by, intent.created_at, tuple(items))


def named(session: Session, intent_ids: Sequence[str]) -> tuple[Save, ...]:
    """The open saves among `intent_ids`, as they were sent."""
    intents = session.scalars(
        select(Intent).where(Intent.id.in_(intent_ids), _OPEN).options(selectinload(Intent.items))
    ).all()
    if not intents:
        return ()
    bodies = _bodies(session, intents[0].remote_id, intents)
    return tuple(_sent(intent, bodies) for intent in intents)


def targets(session: Session, intent_id: str) -> list[Target]:
    """All resources of a save, those that have arrived among them."""
    items = session.scalars(
        select(IntentItem)
        .where(IntentItem.intent_id == intent_id, IntentItem.is_open)
        .order_by(IntentItem.position)
    )
    return [(item.type, item.id, item.hash) for item in items]


def has_doubt(session: Session, remote_id: int) -> bool:
    """Whether an earlier request ended without anybody knowing how."""
    return _any(session, remote_id, DOUBTFUL)


def has_refused(session: Session, remote_id: int) -> bool:
    """Whether a save waits for its record to be mended."""
    return _any(session, remote_id, ("rejected", "held"))


def _any(session: Session, remote_id: int, states: tuple[str, ...]) -> bool:
    found = select(Intent.seq).where(Intent.remote_id == remote_id, _OPEN, Intent.state.in_(states)).limit(1)
    return session.scalar(found) is not None
