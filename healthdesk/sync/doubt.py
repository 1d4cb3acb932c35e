"""A request without a valid answer: whether it was written, and under which versions (sync.md 5.5)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base.errors import AnswerUnclear, PlatformError, Refused
from healthdesk.store.platform import Intent
from healthdesk.sync import parcels, queue, sentinel, settle, under_way, witness
from healthdesk.sync.apply import apply
from healthdesk.sync.bound import FIRST_SLOT
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Item, Key

OUTDATINGS = 3
"""So often a late copy of an earlier request may come between before it is left for another run."""


def is_alone(link: Link) -> bool:
    """Whether what is put back can go in this slot only: else a late copy of it must be dead before."""
    return link.slots == 1 and link.slot == FIRST_SLOT


def is_any(session: Session, link: Link, held: sentinel.Holding) -> bool:
    """Whether a request of an earlier run may have been written, or, with several slots, still may.

    What is in doubt without having been sent in a slot is the first one's.
    """
    if held.sent and not is_alone(link):
        return True
    return link.slot == FIRST_SLOT and queue.has_doubt(session, link.remote_id)


def settled(link: Link, held: sentinel.Holding) -> int | None:
    """How many saves requests of ours wrote since `held`, all acknowledged now; None: none was written.

    Raises ClonedWorkstation, RestoredPlatform, PlatformError.
    """
    verdict, found = sentinel.look(link, held)
    if verdict is sentinel.Verdict.UNMOVED or found is None:
        return None
    written = sentinel.written(link, held, found)
    with link.database.reading() as session:
        named = under_way.named(session, list(written))
        frozen = _frozen(session, written)
    saves = [save for save in named if save.id in frozen or witness.is_as_sent(link, save)]
    _read_back(link, [item for save in saves for item in save.items])
    mended = [save for save in named if save not in saves]
    witness.stale(link, [item for save in mended for item in save.items])
    with link.writing("Intent") as session:
        settle.close(session, [save.id for save in saves], "acked")
        settle.put_back(session, link)
        sentinel.remember_moved(session, link, found.version, found.counter, held.sent)
    if mended:
        apply(link)  # what came of a save before it was mended: that is now below it
    return len(saves)


def outdate(link: Link) -> int:
    """Move the slot's sentinel with nothing in hand: no copy of what was sent can arrive any more.

    What was in those requests may then go in another slot. Returns how many saves had arrived before it.
    Raises PlatformError while that is not proven.
    """
    arrived = 0
    for _ in range(OUTDATINGS):
        request_id = link.ids.new()
        with link.writing() as session:
            sentinel.remember_sent(session, link, request_id)
            held = sentinel.required(session, link)
        parcel = parcels.Parcel(parcels.ready(link, request_id, ()), held)
        try:
            answer = link.client.transact(parcels.bundle(link, parcel), request_id)
            moved = parcels.arrived(parcel, answer.body).held
        except (AnswerUnclear, Refused, ValueError) as unproven:
            written = settled(link, held)
            if written is None:
                raise _as_of_platform(unproven) from None
            arrived += written
            continue
        with link.writing() as session:
            sentinel.remember_moved(session, link, moved.version, moved.counter)
        link.bound.moved(link.slot)
        return arrived
    raise AnswerUnclear("sentinel")


def _as_of_platform(unproven: Exception) -> PlatformError:
    return unproven if isinstance(unproven, PlatformError) else AnswerUnclear(str(unproven))


def _read_back(link: Link, items: Sequence[Item]) -> None:
    """Under which version each was written; kept as it is read, for a bad line may end at any of them.

    What came on a stick may have several versions of one resource, each on top of the one before it.
    """
    many = Counter((item.type, item.id) for item in items)
    left = _read_at_once(link, [item for item in items if many[item.type, item.id] == 1])
    below: dict[Key, str] = {}
    for item in [*left, *(one for one in items if many[one.type, one.id] > 1)]:
        key = (item.type, item.id)
        reply = witness.version(link, replace(item, base=below.get(key, item.base)))
        below[key] = reply.version
        with link.writing() as session:
            settle.acknowledge_items(session, link.remote_id, [item], {key: reply})


def _read_at_once(link: Link, items: Sequence[Item]) -> list[Item]:
    """One question for each type; returns the items whose answer was not plain."""
    left: list[Item] = []
    for type_ in dict.fromkeys(item.type for item in items):
        asked = [item for item in items if item.type == type_]
        written = witness.next_versions(link, type_, asked)
        plain = [item for item in asked if (item.type, item.id) in written]
        with link.writing() as session:
            settle.acknowledge_items(session, link.remote_id, plain, written)
        left += [item for item in asked if (item.type, item.id) not in written]
    return left


def _frozen(session: Session, written: Mapping[str, str]) -> set[str]:
    """Those saves that are in doubt by the very request that wrote them: they say what they said then."""
    rows = session.execute(
        select(Intent.id, Intent.request_id).where(
            Intent.id.in_(list(written)), Intent.state.in_(settle.DOUBTFUL)
        )
    )
    return {intent_id for intent_id, request_id in rows if written[intent_id] == request_id}
