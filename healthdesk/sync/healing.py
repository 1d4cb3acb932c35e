"""What an inventory found is put right: fetched, or queued again. Nothing is taken away (sync.md 8, I10)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from healthdesk.base.errors import Cancelled, Refused
from healthdesk.base.progress import Counter
from healthdesk.fhir.bundles import PageEntry
from healthdesk.store.platform import Ack, Comparison, Head, InboxEntry, Remote, Version
from healthdesk.sync import centre, inbox, inventory, settle
from healthdesk.sync.apply import apply
from healthdesk.sync.inventory import Inventory
from healthdesk.sync.link import DELETED, NOT_FOUND, Link, gone
from healthdesk.sync.saves import Key

A_UNIT = 25
"""So many are asked for one by one before something is written: a save waits for no more."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was compared and what became of it, as (type, id).

    `agreeing` were the same on both sides, `unsent` wait as they did before. The platform had lost, or had
    in an older version, what was `queued_again`. What it had and we had not, or had newer, was `fetched`, or
    is `left` because it cannot be read here. `refused` are types that it does not let us list.
    """

    agreeing: int = 0
    unsent: int = 0
    queued_again: tuple[Key, ...] = ()
    fetched: tuple[Key, ...] = ()
    left: tuple[Key, ...] = ()
    refused: tuple[str, ...] = ()

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(
            self.agreeing + other.agreeing,
            self.unsent + other.unsent,
            self.queued_again + other.queued_again,
            self.fetched + other.fetched,
            self.left + other.left,
            self.refused + other.refused,
        )

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left that neither side could be told."""
        return not (self.left or self.refused)


def put_right(link: Link, types: Sequence[str], progress: Counter) -> Iterator[Findings]:
    """Compare and heal one type after another, parents first; each is noted when it is done.

    What was queued again waits for the caller to send it. Raises PlatformError, Cancelled.
    """
    for type_ in types:
        found = heal(link, inventory.take(link, (type_,), progress))
        with link.writing("Remote") as session:
            session.merge(_noted(link, type_, found))
        yield found


def heal(link: Link, found: Inventory) -> Findings:
    """Fetch what is missing or older here, queue again what the platform has lost.

    A record the platform says was deleted (410) stays so; one it knows nothing of (404) goes again.
    Raises PlatformError, Cancelled.
    """
    fetched, left = _fetch(link, (*found.missing_here, *found.newer_there))
    again = [*_send_lost(link, found.missing_there), *_send_newer(link, found.older_there)]
    return Findings(found.agreeing, found.unsent, tuple(again), tuple(fetched), tuple(left), found.refused)


def settled(link: Link) -> None:
    """Once the queue is empty, what was queued again is no reason any more to read before sending."""
    with link.database.reading() as session:
        if not session.get_one(Remote, link.remote_id).is_refilling:
            return
        counts = centre.counts(session, link.remote_id)
    if counts.waiting or counts.rejected:
        return
    with link.writing() as session:
        session.get_one(Remote, link.remote_id).is_refilling = False


def _fetch(link: Link, wanted: Sequence[Key]) -> tuple[list[Key], list[Key]]:
    """Read them into the inbox and apply; which of them are here now, and which could not be read."""
    fetched: list[Key] = []
    left: list[Key] = []
    for keys in _units(link, wanted):
        entries: list[PageEntry] = []
        for key in keys:
            try:
                entry = link.border.read(link, *key)
            except Refused as no:
                if no.status in settle.OVERLOADED:
                    raise
                left.append(key)
                continue
            if entry is not None and entry.body is not None:  # or it was deleted since, as the next pull says
                entries.append(entry)
        with link.writing() as session:
            inbox.stage(session, link.remote_id, inbox.unseen(session, link.remote_id, entries))
        apply(link)
        with link.database.reading() as session:
            for entry in entries:
                is_here = _is_here(session, link.remote_id, entry)
                (fetched if is_here else left).append((entry.type, entry.id))
    return fetched, left


def _is_here(session: Session, remote_id: int, entry: PageEntry) -> bool:
    state = session.scalar(
        select(InboxEntry.state).where(
            InboxEntry.remote_id == remote_id,
            InboxEntry.type == entry.type,
            InboxEntry.id == entry.id,
            InboxEntry.server_version == entry.version,
        )
    )
    return state in ("applied", "parked")


def _send_lost(link: Link, keys: Sequence[Key]) -> list[Key]:
    """Queue again what the platform says it knows nothing of."""
    with link.database.reading() as session:
        probed = session.get_one(Remote, link.remote_id).probe or {}
    again: list[Key] = []
    for unit in _units(link, keys):
        answers = {key: link.border.status(link, *key) for key in unit}
        lost = [key for key in unit if answers[key] == NOT_FOUND]
        if not probed.get("keeps_history", True):
            _keep_deleted(link, [key for key in unit if answers[key] == DELETED])
        with link.writing("Intent") as session:
            again += [key for key in lost if _is_queued(session, link.remote_id, key, back_to=None)]
    return again


def _send_newer(link: Link, keys: Sequence[Key]) -> list[Key]:
    """Queue again what the platform has gone back with, on top of the version that it has now.

    A version that nobody here has seen is what somebody made of it, and no loss.
    """
    again: list[Key] = []
    for unit in _units(link, keys):
        found = {key: link.border.read(link, *key) for key in unit}
        read = {key: one for key, one in found.items() if one is not None and one.body is not None}
        with link.writing() as session:
            inbox.stage(session, link.remote_id, inbox.unseen(session, link.remote_id, read.values()))
        apply(link)
        with link.writing("Intent") as session:
            again += [
                key for key in read if _is_queued(session, link.remote_id, key, back_to=read[key].version)
            ]
    return again


def _is_queued(session: Session, remote_id: int, key: Key, back_to: str | None) -> bool:
    """What was confirmed after `back_to` (None: at all) is forgotten: unsent again, like a row from a load.

    False for what a person or an unsent change is about by now: that goes its own way.
    """
    head = session.get_one(Head, (remote_id, *key))
    base = inventory.older_text(session, remote_id, key, back_to) if back_to else None
    if head.state != "clean" or (back_to and base is None):
        return False
    mine = select(Version.seq).where(Version.type == head.type, Version.id == head.id)
    session.execute(
        delete(Ack).where(
            Ack.remote_id == remote_id,
            Ack.version_seq.in_(mine),
            Ack.server_version != (back_to or ""),
        )
    )
    session.execute(
        delete(InboxEntry).where(
            InboxEntry.remote_id == remote_id,
            InboxEntry.type == head.type,
            InboxEntry.id == head.id,
            InboxEntry.server_version != (back_to or ""),
            InboxEntry.state != "new",
        )
    )
    head.acked_seq, head.remote_seq, head.state = base, base, "dirty"
    session.get_one(Remote, remote_id).is_refilling = True
    return True


def _keep_deleted(link: Link, keys: Sequence[Key]) -> None:
    """Where no history tells of deletions they are taken from here."""
    with link.writing() as session:
        inbox.stage(session, link.remote_id, [gone(link, *key) for key in keys])
    apply(link)


def _units(link: Link, keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for first in range(0, len(keys), A_UNIT):
        if link.should_stop():
            raise Cancelled
        yield keys[first : first + A_UNIT]


def _noted(link: Link, type_: str, found: Findings) -> Comparison:
    return Comparison(
        remote_id=link.remote_id,
        type=type_,
        at=link.clock.now(),
        agreeing=found.agreeing,
        queued_again=len(found.queued_again),
        fetched=len(found.fetched),
        left=len(found.left),
        is_refused=bool(found.refused),
    )
