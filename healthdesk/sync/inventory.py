"""Proof that both sides hold the same: every id and version there against every head here (sync.md 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from healthdesk.base.errors import AnswerUnclear, Cancelled, Refused
from healthdesk.base.progress import Counter, Silence
from healthdesk.fhir import bundles
from healthdesk.store.platform import Ack, Comparison, Head, Remote, Version
from healthdesk.sync import cursors, kept, order, settle, witness
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Key

TYPES = order.SYNCHRONISED
IDS_A_PAGE = 500
AFTER = timedelta(days=7)
AFTER_WITHOUT_HISTORY = timedelta(days=1)
"""A platform without history says nothing of what was deleted there: only this finds it (sync.md 12)."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was compared, as (type, id).

    `unsent` waits in the queue or for a person, and is no fault. `older_there` is a version we have seen
    before the one that was confirmed: the platform has lost the newer. `refused` are types that it does not
    let us list.
    """

    agreeing: int
    unsent: int
    missing_there: tuple[Key, ...]
    missing_here: tuple[Key, ...]
    newer_there: tuple[Key, ...]
    older_there: tuple[Key, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether everything confirmed is there in the version that was confirmed, and nothing is unknown."""
        return not (
            self.missing_there or self.missing_here or self.newer_there or self.older_there or self.refused
        )


_NOTHING_WATCHED = Counter(Silence())


@dataclass(frozen=True, slots=True)
class Compared:
    """What the last comparisons found, by type; `since` is the oldest of them, of `agreeing` resources.

    `open` is how many types nobody has compared so far.
    """

    since: datetime
    agreeing: int
    queued_again: tuple[tuple[str, int], ...]
    fetched: tuple[tuple[str, int], ...]
    left: tuple[tuple[str, int], ...]
    refused: tuple[str, ...]
    open: int


def proof(session: Session, remote_id: int) -> tuple[int, int, int]:
    """How many resources are held here, of how many the platform is proven to hold the newest version, and
    how many a person took out of the queue.
    """
    heads = select(func.count()).select_from(Head).where(Head.remote_id == remote_id)
    held = session.scalar(heads) or 0
    kept = session.scalar(heads.where(settle.IS_UNCLEAN, Head.state == "kept")) or 0
    proven = session.scalar(
        select(func.count())
        .select_from(Head)
        .join(Ack, (Ack.version_seq == Head.working_seq) & (Ack.remote_id == Head.remote_id))
        .where(Head.remote_id == remote_id)
    )
    return held, proven or 0, kept


def last(session: Session, remote_id: int) -> Compared | None:
    """What is known from the last comparisons; None before the first."""
    rows = session.scalars(select(Comparison).where(Comparison.remote_id == remote_id)).all()
    if not rows:
        return None
    return Compared(
        since=min(row.at for row in rows),
        agreeing=sum(row.agreeing for row in rows),
        queued_again=tuple((row.type, row.queued_again) for row in rows if row.queued_again),
        fetched=tuple((row.type, row.fetched) for row in rows if row.fetched),
        left=tuple((row.type, row.left) for row in rows if row.left),
        refused=tuple(row.type for row in rows if row.is_refused),
        open=len(set(_types(session, remote_id)) - {row.type for row in rows}),
    )


def everything(link: Link) -> tuple[str, ...]:
    """What is compared: everything that is pulled type by type, and whatever else is held here."""
    with link.database.reading() as session:
        return _types(session, link.remote_id)


def _types(session: Session, remote_id: int) -> tuple[str, ...]:
    held = set(session.scalars(select(Head.type).where(Head.remote_id == remote_id).distinct()))
    return (*TYPES, *order.in_order(held - set(TYPES) - order.IGNORED))


def due(link: Link) -> tuple[str, ...]:
    """The types that nobody has compared for a week, or for a day where the platform keeps no history."""
    with link.database.reading() as session:
        probed = session.get_one(Remote, link.remote_id).probe or {}
        after = AFTER if probed.get("keeps_history", True) else AFTER_WITHOUT_HISTORY
        compared = {
            one.type: one.at
            for one in session.scalars(select(Comparison).where(Comparison.remote_id == link.remote_id))
        }
    now = link.clock.now()
    return tuple(
        type_ for type_ in everything(link) if type_ not in compared or abs(now - compared[type_]) > after
    )


def size(link: Link, types: Sequence[str]) -> int:
    """How many resources of these types are held here."""
    with link.database.reading() as session:
        counted = select(func.count()).select_from(Head)
        return session.scalar(counted.where(Head.remote_id == link.remote_id, Head.type.in_(types))) or 0


def take(link: Link, types: tuple[str, ...] = TYPES, seen: Counter = _NOTHING_WATCHED) -> Inventory:
    """Compare type by type; asks only for ids and versions. Raises PlatformError, Cancelled.

    Half a list proves nothing missing, so one that was cut comes to nothing.
    """
    found = [_of_type(link, type_, seen) for type_ in types]
    return Inventory(
        sum(one.agreeing for one in found),
        sum(one.unsent for one in found),
        tuple(chain.from_iterable(one.missing_there for one in found)),
        tuple(chain.from_iterable(one.missing_here for one in found)),
        tuple(chain.from_iterable(one.newer_there for one in found)),
        tuple(chain.from_iterable(one.older_there for one in found)),
        tuple(chain.from_iterable(one.refused for one in found)),
    )


def _of_type(link: Link, type_: str, seen: Counter) -> Inventory:
    try:
        there = _there(link, type_, seen)
    except Refused as no:
        if no.status in settle.OVERLOADED:
            raise
        with link.database.reading() as session:
            is_unknown = kept.is_unknown(session, link.remote_id, type_, no)
        return Inventory(0, 0, (), (), (), refused=() if is_unknown else (type_,))
    with link.database.reading() as session:
        here = _here(session, link.remote_id, type_)
        sure = {id_: version for id_, version in here.items() if version is not None}
        other = {id_: there[id_] for id_, version in sure.items() if there.get(id_, version) != version}
        older = {
            id_
            for id_, version in other.items()
            if older_text(session, link.remote_id, (type_, id_), version)
        }
    missing_there = tuple((type_, id_) for id_ in sure if id_ not in there)
    return Inventory(
        agreeing=len(sure) - len(missing_there) - len(other),
        unsent=len(here) - len(sure),
        missing_there=missing_there,
        missing_here=tuple((type_, id_) for id_ in there if id_ not in here) if type_ in TYPES else (),
        newer_there=tuple((type_, id_) for id_ in other if id_ not in older),
        older_there=tuple((type_, id_) for id_ in other if id_ in older),
    )


def _here(session: Session, remote_id: int, type_: str) -> dict[str, str | None]:
    """Id to the platform's version of the newest thing it confirmed; deleted ones are left out.

    None for what it never confirmed, and for what waits for a person to bring both sides together.
    """
    rows = session.execute(
        select(Head.id, Head.state, Ack.server_version)
        .outerjoin(Ack, (Ack.version_seq == Head.acked_seq) & (Ack.remote_id == Head.remote_id))
        .where(Head.remote_id == remote_id, Head.type == type_, Head.state != "deleted")
    )
    return {row.id: None if row.state == "diverged" else row.server_version for row in rows}


def older_text(session: Session, remote_id: int, key: Key, version: str) -> int | None:
    """The text that the platform had under that version, if it is older than what it confirmed last.

    None for a version that is newer, the same, or one this store has never seen.
    """
    known = (
        select(Version.seq, Ack.server_time, Ack.server_version)
        .join(Ack, (Ack.version_seq == Version.seq) & (Ack.remote_id == remote_id))
        .where(Version.type == key[0], Version.id == key[1])
    )
    acked_seq = session.get_one(Head, (remote_id, *key)).acked_seq
    acked = session.execute(known.where(Version.seq == acked_seq)).first()
    seen = session.execute(known.where(Ack.server_version == version).order_by(Version.seq.desc())).first()
    if acked is None or seen is None or seen.seq == acked.seq:
        return None
    is_older = witness.age_of(seen[1], seen[2]) < witness.age_of(acked[1], acked[2])
    return int(seen.seq) if is_older else None


def _there(link: Link, type_: str, seen: Counter) -> dict[str, str]:
    answer = link.client.search(type_, {"_elements": "id,meta", "_count": str(IDS_A_PAGE), "_sort": "_id"})
    found: dict[str, str] = {}
    trail = cursors.Trail()
    while True:
        try:
            page = bundles.page(answer.body)
        except ValueError:
            raise AnswerUnclear("not a page") from None
        found |= {one.id: one.version for one in page.entries if one.type == type_}
        seen.add(len(page.entries))
        if link.should_stop():
            raise Cancelled
        if (following := trail.on(page.next)) is None:
            return link.border.listed(link, type_, found)
        answer = link.client.get(following)
