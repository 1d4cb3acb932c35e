"""Whether all of somebody's record is here: until then its screens say that it is not."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.store.platform import Remote, Version, Wanted
from healthdesk.sync import inbox, wanted


def is_first_load(session: Session, remote_id: int) -> bool:
    """Whether no run has come to its end yet: what the platform has was never read to its end."""
    return session.get_one(Remote, remote_id).last_success_at is None


def is_incomplete(session: Session, remote_id: int, whose: Sequence[str]) -> bool:
    """Whether something may be missing here of the records `whose`, which are one person's.

    What waits in the inbox belongs to nobody knows whom. After a first load that was cut, nothing waits and
    nothing refers to what did not come: then it is said of everybody whose record came from there.
    """
    lacking = select(Wanted.id).where(Wanted.resident_id.in_(whose), wanted.IS_RECORD)
    if inbox.waits(session, remote_id) or session.scalar(lacking.limit(1)) is not None:
        return True
    return is_first_load(session, remote_id) and _came(session, whose)


def _came(session: Session, whose: Sequence[str]) -> bool:
    """Whether any of these records came from the platform: what was opened here is all here."""
    theirs = select(Version.seq).where(
        Version.type == "Patient", Version.id.in_(whose), Version.origin == "remote"
    )
    return session.scalar(theirs.limit(1)) is not None
