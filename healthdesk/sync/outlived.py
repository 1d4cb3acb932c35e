"""Records that were deleted on the platform and stay, because a person here said so (sync.md 7)."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from healthdesk.store.platform import Ack, Head, Version
from healthdesk.sync.link import NAMELESS, Link


class Named(NamedTuple):
    """A version, and how the platform calls it."""

    version: Version
    ack: Ack


def named_below(session: Session, remote_id: int, seq: int | None) -> Named | None:
    """The version `seq`, or the newest it came after, that has a name of the platform's."""
    while seq and (version := session.get(Version, seq)) is not None:
        ack = session.get(Ack, (seq, remote_id))
        if ack is not None and not ack.server_version.startswith(NAMELESS):
            return Named(version, ack)
        seq = version.parent_a
    return None


def asked_about(link: Link, type_: str, id_: str) -> str | None:
    """The version of the deletion that a person was asked about, kept the record, and it is not there again.

    None for a record that nobody kept against a deletion.
    """
    with link.database.reading() as session:
        head = session.get(Head, (link.remote_id, type_, id_))
        if head is None or head.state != "dirty" or head.acked_seq is not None or head.remote_seq is None:
            return None
        if session.get_one(Version, head.remote_seq).body:
            return None
        named = named_below(session, link.remote_id, head.remote_seq)
        is_deletion = named is not None and not named.version.body  # the same, met again without a name
        return named.ack.server_version if named and is_deletion else NAMELESS
