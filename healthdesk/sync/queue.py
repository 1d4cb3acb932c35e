"""The queue of saves: which go next, in which request, on top of which versions (sync.md 5.3)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    Select,
    bindparam,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from healthdesk.store.platform import Ack, Head, Intent, IntentItem, Version
from healthdesk.store.types import UtcTime
from healthdesk.sync import order
from healthdesk.sync.bound import Elsewhere
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Item, Key, Save, Target, references
from healthdesk.sync.settle import DOUBTFUL, OPEN

LARGEST_REQUEST_ENTRIES = 100
INTENTS_AT_A_LOOK = 16
"""About as many visits as one request holds; read on only while there is room left."""
LOOKS_PAST_OTHERS = 20
"""So far a slot looks past what is bound to others; then it waits for them."""

_STUCK: ColumnElement[bool] = literal_column("intent.state NOT IN ('queued', 'acked', 'discarded')")
"""Written out, as `settle.OPEN` is."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes now, which intents wait for a merge, and which have nothing left to send."""

    saves: tuple[Save, ...]
    merging: tuple[str, ...]
    done: tuple[str, ...]


class _Waiting:
    """Resources that must not be overtaken, and those of them that the platform has never seen."""

    def __init__(self, held: Iterable[tuple[str, str, bool]], elsewhere: Elsewhere) -> None:
        rows = [*held, *elsewhere.held]
        self._lanes = elsewhere.lanes
        self.touched = {(type_, id_) for type_, id_, _ in rows}
        self.unborn = {(type_, id_) for type_, id_, is_born in rows if not is_born}

    def holds(self, save: Save) -> bool:
        if save.lane in self._lanes or any((item.type, item.id) in self.touched for item in save.items):
            return True
        return bool(self.unborn) and any(references(item.body) & self.unborn for item in save.items)

    def add(self, save: Save) -> None:
        self.touched |= save.keys
        self.unborn |= {(item.type, item.id) for item in save.items if item.base is None}


def choose(session: Session, link: Link, limit: int, along: Collection[str] = ()) -> Choice:
    """At most `limit` whole saves that may go now in one request of the link's slot.

    First in, first out for each resource; a save also waits for an earlier one that makes a resource it
    refers to. So one bad record delays its own person and nobody else. Whoever is bound to another slot waits
    for that one, and so does what comes after. What is under way in the requests
    `along` holds up nothing: they travel in the same package, before this one.
    """
    now, elsewhere = link.clock.now(), link.bound.elsewhere(link.slot)
    chooser = _Chooser(_Waiting(_held(session, link.remote_id, now, along), elsewhere), limit)
    after, many = 0, min(limit, INTENTS_AT_A_LOOK)
    looks = 0
    while candidates := _candidates(session, link.remote_id, now, after, many):
        looks += 1
        if chooser.is_full_after(candidates) or len(candidates) < many:
            break
        if elsewhere.lanes and looks >= LOOKS_PAST_OTHERS:
            break
        after, many = candidates[-1].seq, chooser.room_for
    return chooser.choice()


class _Chooser:
    """Fills one request from the queue, looking at a few intents at a time."""

    def __init__(self, waiting: _Waiting, limit: int) -> None:
        self._limit = limit
        self._waiting = waiting
        self._chosen: list[Save] = []
        self._taken: set[Key] = set()
        self._merging: list[str] = []
        self._done: list[str] = []
        self._room = LARGEST_REQUEST_ENTRIES - 1

    def is_full_after(self, candidates: Sequence["_Candidate"]) -> bool:
        """Take of `candidates` what may go; whether the next one would find no room."""
        return any(self._is_too_much(one.save, one.is_apart) for one in candidates)

    def _is_too_much(self, save: Save, is_apart: bool) -> bool:
        if not save.items:
            self._done.append(save.id)
        elif is_apart:
            self._merging.append(save.id)
            self._waiting.add(save)
        elif self._waiting.holds(save) or not save.keys.isdisjoint(self._taken):
            self._waiting.add(save)
        elif self._chosen and (len(self._chosen) >= self._limit or save.entries > self._room):
            return True
        else:
            self._chosen.append(save)
            self._taken |= save.keys
            self._room -= save.entries
        return False

    @property
    def room_for(self) -> int:
        """About how many more there is room for, by those that were taken: more bodies are not read."""
        taken = len(self._chosen)
        if not taken:
            return INTENTS_AT_A_LOOK
        used = LARGEST_REQUEST_ENTRIES - 1 - self._room
        return min(INTENTS_AT_A_LOOK, max(1, min(self._limit - taken, self._room * taken // used)) + 1)

    def choice(self) -> Choice:
        """What was found."""
        return Choice(tuple(self._chosen), tuple(self._merging), tuple(self._done))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A save that might go. `is_apart`: the platform has another version of one of its resources."""

    seq: int
    save: Save
    is_apart: bool


def _candidates(session: Session, remote_id: int, now: datetime, after: int, many: int) -> list[_Candidate]:
    """The next few of the queue, with everything that is to be sent of them, in one reading."""
    asked = {"remote": remote_id, "now": now, "after": after, "many": many}
    rows = session.execute(_WAITING_ROWS, asked)
    return [_candidate(list(group)) for _, group in groupby(rows, lambda row: row.seq)]


def _waiting_rows() -> Select[Any]:
    """Items with their body, unless the platform holds it or another save carries it; heads beside them."""
    remote, now = bindparam("remote", type_=Integer), bindparam("now", type_=UtcTime)
    chosen = (
        select(Intent.seq, Intent.id, Intent.created_by, Intent.created_at, Intent.lane)
        .where(
            Intent.remote_id == remote,
            OPEN,
            Intent.seq > bindparam("after"),
            Intent.state == "queued",
            (Intent.next_try.is_(None)) | (Intent.next_try <= now),
        )
        .order_by(Intent.seq)
        .limit(bindparam("many", type_=Integer))
        .subquery("chosen")
    )
    own, base = aliased(Ack, name="own"), aliased(Ack, name="base")
    item = IntentItem
    head = (Head.remote_id == remote) & (Head.type == item.type) & (Head.id == item.id)
    is_sent = item.is_open & own.version_seq.is_(None)
    return (
        select(
            chosen,
            item.type,
            item.id.label("item_id"),
            item.version_seq,
            item.hash,
            Head.state,
            (Head.acked_seq.is_(None) & Head.remote_seq.is_not(None)).label("is_kept"),
            base.server_version,
            Version.body,
        )
        .outerjoin(item, item.intent_id == chosen.c.id)
        .outerjoin(Head, head)
        .outerjoin(base, (base.version_seq == Head.acked_seq) & (base.remote_id == remote))
        .outerjoin(own, (own.version_seq == item.version_seq) & (own.remote_id == remote))
        .outerjoin(Version, (Version.seq == item.version_seq) & is_sent)
        .order_by(chosen.c.seq, item.position)
    )


_WAITING_ROWS = _waiting_rows()
"""Made once: to build it takes as long as to run it."""


def _candidate(rows: Sequence[Row[Any]]) -> _Candidate:
    """One save out of its rows."""
    first = rows[0]
    sent = [row for row in rows if row.body is not None]
    items = [
        Item(row.type, row.item_id, row.version_seq, row.hash, row.server_version, row.body, row.is_kept)
        for row in sent
    ]
    items.sort(key=lambda item: order.rank(item.type))
    save = Save(first.id, first.created_by, first.created_at, first.lane, tuple(items))
    return _Candidate(first.seq, save, any(row.state == "diverged" for row in sent))


def _held(
    session: Session, remote_id: int, now: datetime, along: Collection[str]
) -> Iterator[tuple[str, str, bool]]:
    """The resources of saves that are stuck, under way or put off."""
    rows = session.execute(_HELD_ROWS, {"remote": remote_id, "now": now})
    for type_, id_, acked_seq, request_id, state in rows:
        if state not in DOUBTFUL or request_id not in along:
            yield type_, id_, acked_seq is not None


def _held_rows() -> CompoundSelect[Any]:
    """Two questions, each with an index of its own: in one, all that waits would be looked at."""
    remote, now = bindparam("remote", type_=Integer), bindparam("now", type_=UtcTime)
    item = IntentItem
    head = (Head.remote_id == Intent.remote_id) & (Head.type == item.type) & (Head.id == item.id)
    found = (
        select(item.type, item.id, Head.acked_seq, Intent.request_id, Intent.state)
        .join(Intent, Intent.id == item.intent_id)
        .join(Head, head)
        .where(Intent.remote_id == remote, item.is_open)
    )
    return union_all(found.where(_STUCK), found.where(Intent.state == "queued", Intent.next_try > now))


_HELD_ROWS = _held_rows()


def targets(session: Session, intent_id: str) -> list[Target]:
    """All resources of a save, those that have arrived among them."""
    items = session.scalars(
        select(IntentItem)
        .where(IntentItem.intent_id == intent_id, IntentItem.is_open)
        .order_by(IntentItem.position)
    )
    return [(item.type, item.id, item.hash) for item in items]


def is_any(session: Session, remote_id: int) -> bool:
    """Whether a save has not arrived."""
    found = select(Intent.seq).where(Intent.remote_id == remote_id, OPEN).limit(1)
    return session.scalar(found) is not None


def has_doubt(session: Session, remote_id: int) -> bool:
    """Whether an earlier request ended without anybody knowing how."""
    return session.scalar(_stuck(remote_id, DOUBTFUL)) is not None


def has_put_off(session: Session, remote_id: int) -> bool:
    """Whether a save waits until some time has passed."""
    found = select(Intent.seq).where(Intent.remote_id == remote_id, Intent.next_try.is_not(None)).limit(1)
    return session.scalar(found) is not None


def has_mended(session: Session, remote_id: int) -> bool:
    """Whether a record was edited since a save of it was refused."""
    item = IntentItem
    head = (Head.remote_id == Intent.remote_id) & (Head.type == item.type) & (Head.id == item.id)
    found = (
        _stuck(remote_id, ("rejected", "held"))
        .join(item, item.intent_id == Intent.id)
        .join(Head, head)
        .where(item.is_open, Head.working_seq > item.version_seq)
    )
    return session.scalar(found) is not None


def _stuck(remote_id: int, states: tuple[str, ...]) -> Select[int]:
    return select(Intent.seq).where(Intent.remote_id == remote_id, _STUCK, Intent.state.in_(states)).limit(1)
