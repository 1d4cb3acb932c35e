"""The raw inbox: what was downloaded, before anything is made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Integer, bindparam, delete, func, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import shapes
from healthdesk.fhir.bundles import PageEntry
from healthdesk.store.platform import Ack, InboxEntry, Version
from healthdesk.sync import restated
from healthdesk.sync.order import IGNORED

_Named: TypeAlias = tuple[str, str, str]
"""A version there: type, id and the platform's own name for it."""

SET_ASIDE: ColumnElement[bool] = literal_column("inbox.state = 'quarantined'")
"""Written out, so that the index of the few that wait is used."""


HELD = "held"
HELD_A_UNIT = 200
"""So many are let go or thrown away in one unit of work: a save waits for it."""

IS_NEW: ColumnElement[bool] = literal_column("inbox.state = 'new'")

_NEW_OF_TYPE = select(
    InboxEntry.seq,
    InboxEntry.type,
    InboxEntry.id,
    InboxEntry.server_version,
    InboxEntry.server_time,
    InboxEntry.body,
).where(
    InboxEntry.remote_id == bindparam("remote", type_=Integer),
    IS_NEW,
    InboxEntry.type == bindparam("type"),
)
_NEXT = _NEW_OF_TYPE.order_by(InboxEntry.seq).limit(bindparam("many", type_=Integer))
_BESIDE = _NEW_OF_TYPE.where(InboxEntry.id == bindparam("id"))
"""Made once: to build it takes as long as to run it."""

_FILED = "UPDATE inbox SET state = ?, body = ?, error = ? WHERE seq = ?"


@dataclass(slots=True)
class Pulled:
    """An entry while it is applied. What becomes of it is filed with its neighbours, not one by one."""

    seq: int
    type: str
    id: str
    server_version: str
    server_time: str | None
    body: bytes | None
    state: str = "new"
    error: str | None = None


def following(session: Session, remote_id: int, type_: str, many: int) -> list[Pulled]:
    """The oldest of one type that are new."""
    asked = {"remote": remote_id, "type": type_, "many": many}
    return [Pulled(*row) for row in session.execute(_NEXT, asked)]


def beside(session: Session, remote_id: int, one: Pulled) -> list[Pulled]:
    """All new versions of the resource that `one` is a version of, itself among them."""
    asked = {"remote": remote_id, "type": one.type, "id": one.id}
    return [Pulled(*row) for row in session.execute(_BESIDE, asked)]


def file(session: Session, entries: Iterable[Pulled]) -> None:
    """Write down what became of the entries."""
    filed = [(entry.state, entry.body, entry.error, entry.seq) for entry in entries]
    session.connection().exec_driver_sql(_FILED, filed)


def waits(session: Session, remote_id: int) -> bool:
    """Whether something has come that is not in the rows yet: nobody knows whose record it belongs to."""
    found = select(InboxEntry.seq).where(InboxEntry.remote_id == remote_id, IS_NEW).limit(1)
    return session.scalar(found) is not None


def read(type_: str, raw: bytes | None) -> dict[str, Any]:
    """The resource that came. Raises ValueError for what is none of that type."""
    body = canonical.decode(raw or b"")
    if not isinstance(body, dict) or body.get("resourceType") != type_:
        raise ValueError("another type")
    shapes.check(type_, raw or b"")
    return body


def is_readable(entry: InboxEntry) -> bool:
    """Whether it says which resource it is, and is one."""
    try:
        return bool(entry.type and entry.id and entry.server_version and read(entry.type, entry.body))
    except ValueError:
        return False


def unseen(session: Session, remote_id: int, entries: Iterable[PageEntry]) -> list[PageEntry]:
    """The versions this store never saw, and of our own acknowledged ones what is stored otherwise."""
    wanted = [one for one in entries if one.type not in IGNORED]
    seen, acknowledged = _seen(session, remote_id, wanted), _acknowledged(session, remote_id, wanted)
    fresh: dict[_Named, PageEntry] = {}
    for one in wanted:
        key = (one.type, one.id, one.version)
        if key in seen or key in fresh:
            continue
        if key not in acknowledged:
            fresh[key] = one
        elif (sent := acknowledged[key]) and (stored := restated.differs(session, remote_id, one, sent)):
            fresh[key] = stored
    return list(fresh.values())


def stage(session: Session, remote_id: int, entries: Sequence[PageEntry]) -> None:
    """Keep the raw versions; one that is there already stays as it is.

    What could not be read is taken anew when it comes as something else: the line may have garbled it.
    """
    if not entries:
        return
    made = insert(InboxEntry)
    fresh = {name: made.excluded[name] for name in ("server_time", "body", "state", "error")}
    is_garbled = (InboxEntry.state == "quarantined") & (InboxEntry.body != made.excluded.body)
    key = (InboxEntry.remote_id, InboxEntry.type, InboxEntry.id, InboxEntry.server_version)
    session.connection().execute(
        made.on_conflict_do_update(index_elements=key, set_=fresh, where=is_garbled),
        [_row(remote_id, one) for one in entries],
    )


def hold(session: Session, remote_id: int, entries: Sequence[PageEntry]) -> None:
    """Keep the raw versions apart from the others: nothing is made of them until they are let go."""
    held = [_row(remote_id, one) | {"state": HELD} for one in entries]
    if held:
        session.connection().execute(insert(InboxEntry).on_conflict_do_nothing(), held)


def let_go(session: Session, remote_id: int, first: int) -> int:
    """Of what is held some hundreds from row number `first` on are as if they had come in a page."""
    let = update(InboxEntry).where(*_held(remote_id, first)).values(state="new")
    return session.connection().execute(let).rowcount


def throw_away(session: Session, remote_id: int, first: int) -> int:
    """Of what is held some hundreds from row number `first` on never came."""
    return session.connection().execute(delete(InboxEntry).where(*_held(remote_id, first))).rowcount


def _held(remote_id: int, first: int) -> tuple[ColumnElement[bool], ...]:
    is_here = InboxEntry.seq.between(first, first + HELD_A_UNIT - 1)
    return InboxEntry.remote_id == remote_id, is_here, InboxEntry.state == HELD


def last(session: Session) -> int:
    """The number of the newest row; 0 for none."""
    return session.scalar(select(func.max(InboxEntry.seq))) or 0


def by_type(session: Session, remote_id: int) -> dict[str, int]:
    """How many resources there ever was a version of."""
    found = select(InboxEntry.type, func.count(InboxEntry.id.distinct())).group_by(InboxEntry.type)
    return {row[0]: row[1] for row in session.execute(found.where(InboxEntry.remote_id == remote_id))}


def _seen(session: Session, remote_id: int, entries: Sequence[PageEntry]) -> set[_Named]:
    found = session.execute(
        select(InboxEntry.type, InboxEntry.id, InboxEntry.server_version).where(
            InboxEntry.remote_id == remote_id,
            InboxEntry.type.in_({one.type for one in entries}),
            InboxEntry.id.in_({one.id for one in entries}),
        )
    )
    return {(type_, id_, version) for type_, id_, version in found}


def _acknowledged(
    session: Session, remote_id: int, entries: Sequence[PageEntry]
) -> dict[_Named, restated.Sent | None]:
    """What is proven to be there, with number and hash of what we sent; None for what others sent."""
    found = session.execute(
        select(Version.type, Version.id, Ack.server_version, Version.seq, Version.hash, Version.origin)
        .join(Ack, (Ack.version_seq == Version.seq) & (Ack.remote_id == remote_id))
        .where(Version.type.in_({one.type for one in entries}), Version.id.in_({one.id for one in entries}))
        .order_by(Version.seq)
    )
    acknowledged: dict[_Named, restated.Sent | None] = {}
    for type_, id_, version, seq, hash_, origin in found:
        sent = restated.Sent(seq, hash_)
        acknowledged.setdefault((type_, id_, version), sent if origin in restated.ORIGINS else None)
    return acknowledged


def _row(remote_id: int, one: PageEntry) -> dict[str, object]:
    is_sound = bool(one.type and one.id and one.version)
    return {
        "remote_id": remote_id,
        "type": one.type,
        "id": one.id,
        "server_version": one.version,
        "server_time": one.time,
        "body": one.body,
        "state": "new" if is_sound else "quarantined",
        "error": None if is_sound else "no type, id or version",
    }
