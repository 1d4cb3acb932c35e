"""What a write of ours went over in spite of all care: never silently lost (sync.md 5.5.4)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from healthdesk.base import canonical
from healthdesk.fhir import bundles
from healthdesk.fhir.bundles import PageEntry, Reply
from healthdesk.store.platform import Ack, Head, Version
from healthdesk.sync import agreement, conflicts, replacing, restated, rows
from healthdesk.sync.inbox import Pulled
from healthdesk.sync.link import Link
from healthdesk.sync.merge import three_way
from healthdesk.sync.saves import Item

ORIGIN = conflicts.OVERWRITTEN
_OURS = ("local", "merge")
_WORKING = ("clean", "dirty", "diverged")


def lay_open(session: Session, link: Link, item: Item, ours: Reply, between: Sequence[PageEntry]) -> None:
    """Our write is the newest version there and hides `between`: a person sees all three.

    What comes of it goes on top of the version we wrote.
    """
    head = session.get_one(Head, (link.remote_id, item.type, item.id))
    base = _version_of(session, link, item.type, item.id, item.base)
    head.acked_seq = base.seq if base else None
    _open(session, link, head, between[-1].body or b"", ours)


class Older(NamedTuple):
    """A version that came when a newer one was known: kept here as `seq`, called `version` there."""

    head: Head
    seq: int
    version: str


def bring_back(session: Session, link: Link, older: Sequence[Older]) -> None:
    """What the platform made of versions of ours that we wrote on before it was read goes on top (5.3).

    Nobody could ask for it: the next save left with the very next request. A person is asked where it could
    harm somebody. What others wrote in between was made of it, and what that left out stays out.
    """
    owners: list[rows.Owner] = []
    sent = _sent(session, link, older) if older else {}
    for one in older:
        ours = sent.get((one.head.type, one.head.id, one.version))
        if ours is not None and one.head.state in _WORKING and _is_written_on(session, link, ours, one.seq):
            owners += _regain(session, link, one.head, ours, session.get_one(Version, one.seq))
    if owners:
        rows.refresh(session, link, owners)
        agreement.agree(session, link, owners)


def _sent(session: Session, link: Link, older: Sequence[Older]) -> dict[tuple[str, str, str], Version]:
    found = session.execute(
        select(Version, Ack.server_version)
        .join(Ack, (Ack.version_seq == Version.seq) & (Ack.remote_id == link.remote_id))
        .where(
            Version.type.in_({one.head.type for one in older}),
            Version.id.in_({one.head.id for one in older}),
            Version.origin.in_(restated.ORIGINS),
        )
        .order_by(Version.seq.desc())
    )
    return {(sent.type, sent.id, version): sent for sent, version in found}


def _is_written_on(session: Session, link: Link, sent: Version, stored: int) -> bool:
    """Whether the next version there is ours too, made of what we had sent."""
    following = session.scalars(
        select(Version.origin)
        .join(Ack, (Ack.version_seq == Version.seq) & (Ack.remote_id == link.remote_id))
        .where(Version.type == sent.type, Version.id == sent.id)
        .where(Version.seq > sent.seq, Version.seq != stored)
        .order_by(Version.seq)
        .limit(1)
    ).first()
    return following in restated.ORIGINS


def _regain(session: Session, link: Link, head: Head, sent: Version, stored: Version) -> list[rows.Owner]:
    """Put it into what is worked with here; returns whose record that is."""
    working = session.get_one(Version, head.working_seq)
    if not (sent.body and stored.body and working.body):
        return []
    was, became, here = (bundles.content(canonical.decode(one.body)) for one in (sent, stored, working))
    body = restated.regained(was, became, here)
    if body == here:
        return []
    merged = three_way(here, here, body, profile=link.profile)
    if not merged.open_paths:
        version = agreement.successor(link, working, merged.body)
        session.add(version)
        session.flush()
        head.working_seq = version.seq
        head.state = "dirty" if head.state == "clean" else head.state
        agreement.repoint(session, head, version)
    elif head.state != "diverged":
        there = session.get_one(Ack, (head.acked_seq, link.remote_id))
        _open(session, link, head, canonical.encode(body), Reply(there.server_version, there.server_time))
    return rows.owners_of(working)


def is_open(session: Session, head: Head) -> bool:
    """Whether a person has yet to say what becomes of a text that we went over; till then it stays."""
    if head.state != "diverged" or head.remote_seq is None:
        return False
    hidden = session.get(Version, head.remote_seq)
    return hidden is not None and hidden.origin == ORIGIN


def is_echo(session: Session, link: Link, head: Head, entry: Pulled) -> bool:
    """Whether a pulled version is a late copy of an old write of ours, which undid what came after it.

    What counts again because a change was deleted says the same as before, and is no copy.
    """
    if entry.server_version.endswith(replacing.TAKEN_BACK):
        return False
    newest = session.get(Version, head.remote_seq or head.acked_seq or 0)
    if newest is None or not newest.body or not entry.body or head.state not in ("clean", "dirty"):
        return False
    hash_ = bundles.fingerprint(entry.body)
    return newest.hash != hash_ and _own(session, link, newest, hash_) is not None


def lay_open_echo(session: Session, link: Link, head: Head, found: Reply, seq: int) -> None:
    """The late copy `seq` hides the newest version known here: that is laid open, and goes back on top."""
    newest = session.get_one(Version, head.remote_seq or head.acked_seq)
    own = _own(session, link, newest, session.get_one(Version, seq).hash)
    head.acked_seq = own.seq if own else None
    _open(session, link, head, newest.body, found)


def _own(session: Session, link: Link, newest: Version, hash_: str) -> Version | None:
    """The version of ours that says this, or is stored so there, older than the newest one there.

    Also one that is not known to have arrived: its save was put off before that could be read.
    """
    sent, sent_as = aliased(Version), aliased(Ack)
    is_stored_form = (
        exists()
        .where(sent_as.version_seq == sent.seq, sent_as.remote_id == link.remote_id)
        .where(sent_as.server_version == Ack.server_version)
        .where(sent.type == newest.type, sent.id == newest.id, sent.origin.in_(_OURS))
    )
    return session.scalars(
        select(Version)
        .outerjoin(Ack, (Ack.version_seq == Version.seq) & (Ack.remote_id == link.remote_id))
        .where(
            Version.type == newest.type,
            Version.id == newest.id,
            Version.hash == hash_,
            Version.seq < newest.seq,
            Version.origin.in_(_OURS) | is_stored_form,
        )
        .order_by(Version.seq.desc())
    ).first()


def _open(session: Session, link: Link, head: Head, hidden: bytes, current: Reply) -> None:
    """`hidden` is what we went over, `current` stands there now; the head stands at their common base."""
    content = canonical.encode(bundles.content(canonical.decode(hidden)))
    known = session.get_one(Version, head.working_seq)
    version = Version(
        type=head.type,
        id=head.id,
        parent_a=head.acked_seq,
        body=content,
        hash=canonical.digest(content),
        origin=ORIGIN,
        noun=known.noun,
        row_id=known.row_id,
        actor="",
        saved_at=link.clock.now(),
    )
    session.add(version)
    session.flush()
    ack = Ack(version_seq=version.seq, remote_id=link.remote_id, server_version=current.version)
    ack.server_time = current.time
    session.add(ack)
    head.remote_seq, head.state = version.seq, "diverged"
    session.flush()
    conflicts.lay_before_a_person(session, link, head)


def _version_of(session: Session, link: Link, type_: str, id_: str, server: str | None) -> Version | None:
    if server is None:
        return None
    return session.scalars(
        select(Version)
        .join(Ack, (Ack.version_seq == Version.seq) & (Ack.remote_id == link.remote_id))
        .where(Version.type == type_, Version.id == id_, Ack.server_version == server)
        .order_by(Version.seq.desc())  # as it is stored there, where that is not what we sent
    ).first()
