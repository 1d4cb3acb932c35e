"""What became of a package: written by whoever carried it, believed by the workstation that packed it."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from healthdesk.base.errors import InvalidInput
from healthdesk.fhir.bundles import PageEntry, Reply
from healthdesk.store.platform import Intent
from healthdesk.sync import inbox, queue, sentinel, settle, under_way
from healthdesk.sync.apply import apply
from healthdesk.sync.link import Link, gone
from healthdesk.sync.saves import Item


class Written(msgspec.Struct, frozen=True):
    """One resource as the platform has it now. `seq` names our own version that was written."""

    type: str
    id: str
    seq: int
    version: str
    time: str | None


class Found(msgspec.Struct, frozen=True):
    """What stands there in place of the version a save was made from; nothing when `body` is None."""

    type: str
    id: str
    version: str
    time: str | None
    body: str | None


class Refusal(msgspec.Struct, frozen=True):
    """A clear no to one save of `request`. `found` is what others wrote before it, when that is why."""

    request: str
    status: int
    issues: tuple[str, ...]
    found: tuple[Found, ...] = ()


class Receipt(msgspec.Struct, frozen=True):
    """What became of each save, by its id: `done` are proven to be written, `refused` got a clear no.

    `left` could not be tried. `reason` says why: overtaken (the workstation has sent by line since),
    restored, unclear, unreachable, or refused: each waits for one that was.
    """

    station: str
    version: str
    counter: int
    done: dict[str, tuple[Written, ...]]
    refused: dict[str, Refusal]
    left: tuple[str, ...]
    reason: str | None = None


def take(link: Link, receipt: Receipt) -> int:
    """Believe a receipt; returns how many saves have arrived. One that is old or known says nothing new.

    What others had overwritten is merged or laid before a person, here and now; any other refusal waits with
    its reason. What is left because of a refusal waits for a later package; else it stays in doubt, for the
    stick may be carried again. Raises InvalidInput("file", …) for the receipt of another workstation.
    """
    if receipt.station != link.station:
        raise InvalidInput("file", "another-station")
    with link.database.reading() as session:
        held = sentinel.holding(session, link.remote_id)
        if held is None or receipt.counter < held.counter:
            return 0
    with link.writing("Intent") as session:
        arrived = _believe(session, link, receipt) if receipt.counter > held.counter else 0
        _set_apart(session, link, receipt)
        session.flush()
        is_over = not (receipt.left or receipt.refused or queue.has_doubt(session, link.remote_id))
        sent = () if is_over else held.sent
        sentinel.remember_moved(session, link, receipt.version, receipt.counter, sent)
    apply(link)
    return arrived


def _believe(session: Session, link: Link, receipt: Receipt) -> int:
    """Acknowledge what was written: the version that was packed, also where its save says more by now."""
    arrived = 0
    for save in under_way.named(session, list(receipt.done)):
        made = receipt.done[save.id]
        items = [Item(one.type, one.id, one.seq, "", None, b"") for one in made]
        versions = {(one.type, one.id): Reply(one.version, one.time) for one in made}
        settle.acknowledge_items(session, link.remote_id, items, versions)
        if {item.version_seq for item in save.items} <= {one.seq for one in made}:
            settle.close(session, [save.id], "acked")
            arrived += 1
    return arrived


def _set_apart(session: Session, link: Link, receipt: Receipt) -> None:
    """Only what is still under way by that very package: a receipt may be read twice, or late."""
    is_any = False
    for intent_id, refusal in receipt.refused.items():
        if not _is_under_way(session, intent_id, refusal.request):
            continue
        is_any = True
        if refusal.found:
            inbox.stage(session, link.remote_id, _entries(link, refusal.found))
            _wait_again(session, [intent_id])
            continue
        settle.refuse(
            session,
            intent_id,
            state=settle.refused_state(refusal.status),
            code=str(refusal.status),
            text=settle.refused_text(refusal.issues),
        )
    if is_any and receipt.reason == "refused":
        _wait_again(session, receipt.left)


def _is_under_way(session: Session, intent_id: str, request_id: str) -> bool:
    found = exists().where(
        Intent.id == intent_id, Intent.request_id == request_id, Intent.state.in_(settle.DOUBTFUL)
    )
    return bool(session.scalar(select(found)))


def _wait_again(session: Session, intent_ids: Iterable[str]) -> None:
    session.execute(
        update(Intent)
        .where(Intent.id.in_(list(intent_ids)), Intent.state.in_(settle.DOUBTFUL))
        .values(state="queued")
        .execution_options(synchronize_session=False)
    )


def _entries(link: Link, found: Iterable[Found]) -> list[PageEntry]:
    return [
        PageEntry(one.type, one.id, one.version, one.time, one.body.encode())
        if one.body is not None
        else gone(link, one.type, one.id)
        for one in found
    ]
