"""Whether all of somebody's record is here: until then its screens say that it is not."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from healthdesk.fhir.bundles import PageEntry
from healthdesk.store.platform import Ack, Head, InboxEntry, Remote, Version, Wanted, WholePerson
from healthdesk.sync import inbox, wanted, witness
from healthdesk.sync.saves import Key


def is_first_load(session: Session, remote_id: int) -> bool:
    """Whether no run has come to its end yet: what the platform has was never read to its end."""
    return session.get_one(Remote, remote_id).last_success_at is None


def is_incomplete(session: Session, remote_id: int, whose: Sequence[str]) -> bool:
    """Whether something may be missing here of the records `whose`, which are one person's.

    What waits in the inbox belongs to nobody knows whom, but not to who is known to be whole. After a first
    load that was cut, nothing waits and nothing refers to what did not come: then it is said of everybody
    whose record came from there.
    """
    lacking = select(Wanted.id).where(Wanted.resident_id.in_(whose), wanted.IS_RECORD)
    if session.scalar(lacking.limit(1)) is not None:
        return True
    asked = (WholePerson.remote_id == remote_id, WholePerson.resident_id.in_(whose))
    left = set(whose) - set(session.scalars(select(WholePerson.resident_id).where(*asked)))
    if not left:
        return False
    return inbox.waits(session, remote_id) or (is_first_load(session, remote_id) and _came(session, left))


def _came(session: Session, whose: Iterable[str]) -> bool:
    """Whether any of these records came from the platform: what was opened here is all here."""
    theirs = select(Version.seq).where(
        Version.type == "Patient", Version.id.in_(whose), Version.origin == "remote"
    )
    return session.scalar(theirs.limit(1)) is not None


def known_there(session: Session, remote_id: int) -> set[str]:
    """Who is whole here already, by the platform's ids."""
    return set(session.scalars(select(WholePerson.there).where(WholePerson.remote_id == remote_id)))


def note(
    session: Session, remote_id: int, ours: Mapping[str, str], came: Mapping[str, Iterable[Key]]
) -> bool:
    """These persons are whole, each of whom all of what `came` is in the rows; whether anybody is.

    `ours` is what the platform calls them, by our ids.
    """
    found = [one for one in ours if all(_is_applied(session, remote_id, key) for key in came[one])]
    for one in found:
        session.merge(WholePerson(remote_id=remote_id, resident_id=one, there=ours[one]))
    return bool(found)


def _is_applied(session: Session, remote_id: int, key: Key) -> bool:
    of_it = (InboxEntry.remote_id == remote_id, InboxEntry.type == key[0], InboxEntry.id == key[1])
    waiting = select(InboxEntry.seq).where(*of_it, InboxEntry.state != "applied")
    return session.scalar(waiting.limit(1)) is None


def doubt(session: Session, remote_id: int, fresh: Sequence[PageEntry]) -> None:
    """What has come of whole persons and is newer than what is held, or was never found by their name.

    Until it is in the rows they are whole no more.
    """
    known = set(session.scalars(select(WholePerson.resident_id).where(WholePerson.remote_id == remote_id)))
    lost: set[str] = set()
    for one in fresh if known else ():
        people = _people(session, remote_id, one) & known
        if people and _is_news(session, remote_id, one):
            lost |= people
    if lost:
        of_them = (WholePerson.remote_id == remote_id, WholePerson.resident_id.in_(lost))
        session.execute(delete(WholePerson).where(*of_them).execution_options(synchronize_session=False))


def forget(session: Session, remote_id: int) -> None:
    """Everything is here, or nothing is known: nobody is whole before the others."""
    of_it = delete(WholePerson).where(WholePerson.remote_id == remote_id)
    session.execute(of_it.execution_options(synchronize_session=False))


def _people(session: Session, remote_id: int, one: PageEntry) -> set[str]:
    """Whose record it is; of a deletion what stood there before tells."""
    if one.type == "Patient":
        return {one.id}
    body = one.body
    if body is None and (head := session.get(Head, (remote_id, one.type, one.id))) is not None:
        body = session.get_one(Version, head.working_seq).body
    return wanted.people(body or b"")


def _is_news(session: Session, remote_id: int, one: PageEntry) -> bool:
    held = session.execute(
        select(Ack.server_time, Ack.server_version)
        .join(Head, (Head.acked_seq == Ack.version_seq) & (Head.remote_id == Ack.remote_id))
        .where(Head.remote_id == remote_id, Head.type == one.type, Head.id == one.id)
    ).first()
    return held is None or witness.age_of(one.time, one.version) > witness.age_of(*held)
