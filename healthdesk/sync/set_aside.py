"""What was set aside when it came is looked at again at every run, and taken once it makes sense here.

A form's file that was damaged is whole again, or a newer version of the program reads what an older one could
not. Nothing is written while nothing has changed.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.store.platform import Head, InboxEntry, Version
from healthdesk.sync import inbox, rows
from healthdesk.sync.link import Link


def take_up(link: Link) -> None:
    """Take what can be taken now."""
    with link.database.reading() as session:
        held = session.scalars(
            select(InboxEntry).where(InboxEntry.remote_id == link.remote_id, inbox.SET_ASIDE)
        ).all()
        sound = [one.seq for one in held if _is_sound(session, link, one)]
    for seq in sound:
        with link.writing("Conflict") as session:
            entry = session.get_one(InboxEntry, seq)
            faults = rows.refresh(session, link, _owners(session, link, entry))
            entry.state = "applied" if entry.body is None else "new"
            entry.error = None
            if faults:  # it was saved here between the two looks
                entry.state, entry.error = "quarantined", next(iter(faults.values()))


def _is_sound(session: Session, link: Link, entry: InboxEntry) -> bool:
    if entry.body is not None:
        return inbox.is_readable(entry)
    owners = _owners(session, link, entry)
    return bool(owners) and all(rows.fault(session, link, owner) is None for owner in owners)


def _owners(session: Session, link: Link, entry: InboxEntry) -> Sequence[rows.Owner]:
    """The row of a version that is kept as evidence already; none while its raw text waits in the inbox."""
    head = session.get(Head, (link.remote_id, entry.type, entry.id))
    version = session.get(Version, head.working_seq) if head and head.working_seq else None
    return rows.owners_of(version) if entry.body is None and version is not None else ()
