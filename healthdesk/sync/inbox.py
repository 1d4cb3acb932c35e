"""The raw inbox: what was downloaded, before anything is made of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import shapes
from healthdesk.fhir.bundles import PageEntry
from healthdesk.store.platform import Ack, InboxEntry, Version
from healthdesk.sync.order import IGNORED

SET_ASIDE: ColumnElement[bool] = literal_column("inbox.state = 'quarantined'")
"""Written out, so that the index of the few that wait is used."""


IS_NEW: ColumnElement[bool] = literal_column("inbox.state = 'new'")


def waits(session: Session, remote_id: int) -> bool:
    """Whether something has come that is not in the rows yet: nobody knows whose record it belongs to."""
    found = select(InboxEntry.seq).where(InboxEntry.remote_id == remote_id, IS_NEW).limit(1)
    return session.scalar(found) is not None


def read(entry: InboxEntry) -> dict[str, Any]:
    """The resource that came. Raises ValueError for what is none of that type."""
    body = canonical.decode(entry.body or b"")
    if not isinstance(body, dict) or body.get("resourceType") != entry.type:
        raise ValueError("another type")
    shapes.check(entry.type, entry.body or b"")
    return body


def is_readable(entry: InboxEntry) -> bool:
    """Whether it says which resource it is, and is one."""
    try:
        return bool(entry.type and entry.id and entry.server_version and read(entry))
    except ValueError:
        return False


def unseen(session: Session, remote_id: int, entries: Iterable[PageEntry]) -> list[PageEntry]:
    """The versions this store never saw. Our own acknowledged ones count as seen."""
    wanted = [one for one in entries if one.type not in IGNORED]
    known = _known(session, remote_id, wanted)
    fresh: dict[tuple[str, str, str], PageEntry] = {}
    for one in wanted:
        key = (one.type, one.id, one.version)
        if key not in known:
            fresh.setdefault(key, one)
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


def _known(session: Session, remote_id: int, entries: Sequence[PageEntry]) -> set[tuple[str, str, str]]:
    types = {one.type for one in entries}
    ids = {one.id for one in entries}
    seen = session.execute(
        select(InboxEntry.type, InboxEntry.id, InboxEntry.server_version).where(
            InboxEntry.remote_id == remote_id, InboxEntry.type.in_(types), InboxEntry.id.in_(ids)
        )
    )
    own = session.execute(
        select(Version.type, Version.id, Ack.server_version)
        .join(Ack, (Ack.version_seq == Version.seq) & (Ack.remote_id == remote_id))
        .where(Version.type.in_(types), Version.id.in_(ids))
    )
    return {(type_, id_, version) for type_, id_, version in [*seen, *own]}


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
