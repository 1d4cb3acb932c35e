"""Every pulled version is kept as evidence, whatever becomes of it; and what was known of its resource."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import bundles
from healthdesk.store.platform import Ack, Head, Version
from healthdesk.store.types import stamp
from healthdesk.sync import outlived, replacing, rows, witness
from healthdesk.sync.inbox import Pulled
from healthdesk.sync.link import NAMELESS, Link
from healthdesk.sync.saves import Key

NEVER: witness.Age = (0.0, 0.0, "")
"""Older than every version."""

_HEADS = select(Head).where(
    Head.remote_id == bindparam("remote", type_=Integer),
    Head.type.in_(bindparam("types", expanding=True)),
    Head.id.in_(bindparam("ids", expanding=True)),
)
_TIMES = select(Ack.version_seq, Ack.server_time, Ack.server_version).where(
    Ack.version_seq.in_(bindparam("seqs", expanding=True))
)
"""Made once: to build it takes as long as to run it."""

_NEXT_SEQ = "SELECT coalesce(max(seq), 0) + 1 FROM version"
_VERSION = (
    "INSERT INTO version (seq, type, id, parent_a, body, hash, origin, noun, row_id, actor, saved_at, schema)"
    " VALUES (?, ?, ?, ?, ?, ?, 'remote', ?, ?, '', ?, 1)"
)
_ACK = "INSERT INTO ack (version_seq, remote_id, server_version, server_time) VALUES (?, ?, ?, ?)"
_HEAD = (
    "INSERT INTO head (remote_id, type, id, acked_seq, working_seq, remote_seq, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def heads(session: Session, remote_id: int, entries: Sequence[Pulled]) -> dict[Key, Head]:
    """The heads of what came, as far as it was known."""
    asked = {
        "remote": remote_id,
        "types": list({entry.type for entry in entries}),
        "ids": list({entry.id for entry in entries}),
    }
    return {(head.type, head.id): head for head in session.scalars(_HEADS, asked)}


def newest(session: Session) -> int:
    """The number of the last version that is kept; 0 for none."""
    return int(session.scalar(select(func.max(Version.seq))) or 0)


def ages(session: Session, known: Iterable[Head]) -> dict[Key, witness.Age]:
    """How old the newest known version of each head is."""
    seqs = {seq: (head.type, head.id) for head in known if (seq := head.remote_seq or head.acked_seq)}
    kept = session.execute(_TIMES, {"seqs": list(seqs)}) if seqs else ()
    return {seqs[seq]: witness.age_of(time, version) for seq, time, version in kept}


def lives_on(session: Session, head: Head, entry: Pulled, age: witness.Age, known: witness.Age) -> bool:
    """Whether what came was brought back, or lives on in a change, after a deletion without a version.

    Such a deletion, the newest `known` of `head`, is newer than what it took away; no more is known of it.
    Another deletion is one that is newer than a deletion met before, or names a change unknown till then.
    """
    if not known[2].startswith(NAMELESS):
        return False
    said = entry.server_version
    if entry.body is None and (said.startswith(NAMELESS) or said.endswith(replacing.TAKEN_BACK)):
        return True
    taken = outlived.named_below(session, head.remote_id, head.remote_seq or head.acked_seq)
    if entry.body is None and (taken is None or taken.version.body):
        return False
    return age > (witness.age_of(taken.ack.server_time, taken.ack.server_version) if taken else NEVER)


class Piece(NamedTuple):
    """A pulled version that is kept as `seq`, and whose row it is."""

    entry: Pulled
    owner: rows.Owner | None
    seq: int

    @property
    def key(self) -> Key:
        """The resource."""
        return self.entry.type, self.entry.id


class Evidence:
    """The versions of one unit on their way into the file: written together."""

    def __init__(self, session: Session, link: Link) -> None:
        self._session, self._remote_id = session, link.remote_id
        self._saved_at = stamp(link.clock.now())
        self._next = int(session.connection().exec_driver_sql(_NEXT_SEQ).scalar_one())
        self._versions: list[tuple[Any, ...]] = []
        self._acks: list[tuple[Any, ...]] = []
        self._fresh: list[tuple[Any, ...]] = []
        self.begun: set[Key] = set()
        """The resources of which this unit saw the first version."""

    def add(
        self, entry: Pulled, body: Mapping[str, Any] | None, owner: rows.Owner | None, parent: int | None
    ) -> Piece:
        """Keep a version that follows `parent`."""
        seq, self._next = self._next, self._next + 1
        content = canonical.encode(bundles.content(dict(body))) if body else b""
        kept = (seq, entry.type, entry.id, parent, entry.body or b"", canonical.digest(content))
        self._versions.append((*kept, *(owner or (None, None)), self._saved_at))
        self._acks.append((seq, self._remote_id, entry.server_version, entry.server_time))
        return Piece(entry, owner, seq)

    def begin(self, piece: Piece) -> None:
        """The head of a resource that was not known stands at this version."""
        state = "clean" if piece.entry.body is not None else "deleted"
        self._fresh.append((self._remote_id, *piece.key, *3 * (piece.seq,), state))
        self.begun.add(piece.key)

    def write(self) -> None:
        """What is kept by now, with the heads that are new."""
        connection = self._session.connection()
        if self._versions:
            connection.exec_driver_sql(_VERSION, self._versions)
            connection.exec_driver_sql(_ACK, self._acks)
        if self._fresh:
            connection.exec_driver_sql(_HEAD, self._fresh)
        self._versions, self._acks, self._fresh = [], [], []
        self._session.flush()
