"""A fact of the archive that was deleted on the platform before a desk first saw it: a person is asked.

The archive's form says it still, so it stands here, and nothing here was ever taken away (sync/safety.py
would ask). Its deletion comes like any other where the platform keeps a history. Where it keeps none nothing
comes: the fact is named by the form and not here, and the platform is asked for it (sync/wanted.py).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import archive_facts, residents, resources
from healthdesk.fhir.bundles import PageEntry
from healthdesk.store.platform import Conflict, Head, InboxEntry, Version, Wanted
from healthdesk.store.residents import Resident
from healthdesk.sync import conflicts, following, given_away, inbox, notes, wanted
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Key

VANISHED = "vanished"
NOTES_A_UNIT = 5
"""So many are looked at in one unit of work: for each an archive is written out, and a save waits."""


def note(session: Session, link: Link, key: Key, there: int, person: str | None = None) -> None:
    """Remember that the version `there`, the newest of an allergy or disease, is a deletion."""
    if key[0] in archive_facts.TYPES:
        noted = notes.make(link, key, VANISHED, there)
        noted.lane = person
        session.add(noted)


def named(session: Session, link: Link, bodies: Iterable[Mapping[str, Any]]) -> dict[Key, Key]:
    """Note what is deleted, or another's, of what the archive forms among `bodies` name.

    Returns what has not come, by whom.

    The forms are read before the facts (sync/order.py); what waits in the inbox has come.
    """
    speakers: dict[Key, Key] = {}
    persons: dict[Key, str] = {}
    for body in bodies:
        if body["resourceType"] == residents.FORM_PART and residents.is_form(body):
            person = resources.referred(body["subject"], "Patient") or ""
            for part in archive_facts.parts_of(body):
                key = archive_facts.type_of(part), resources.part_id(person, part)
                speakers[key], persons[key] = (residents.FORM_PART, body["id"]), person
    if not speakers:
        return {}
    given_away.note(session, link, persons)
    ids = {id_ for _, id_ in speakers}
    heads = select(Head).where(
        Head.remote_id == link.remote_id, Head.type.in_(archive_facts.TYPES), Head.id.in_(ids)
    )
    held = {(head.type, head.id): head for head in session.scalars(heads)}
    for key, head in held.items():
        if head.state == "deleted" and head.acked_seq is not None:
            note(session, link, key, head.acked_seq, persons.get(key))
    return {key: by for key, by in speakers.items() if key not in held and not _has_come(session, link, key)}


def _has_come(session: Session, link: Link, key: Key) -> bool:
    """Whether it is in the inbox, and not as a deletion: whose that is only the form tells."""
    waiting = select(InboxEntry.body.is_(None)).where(
        InboxEntry.remote_id == link.remote_id,
        inbox.IS_NEW,
        InboxEntry.type == key[0],
        InboxEntry.id == key[1],
    )
    are_deletions = session.scalars(waiting).all()
    return bool(are_deletions) and not any(are_deletions)


def are_told(gone: Iterable[PageEntry]) -> list[PageEntry]:
    """Of deletions that the platform told when it was asked, those that are a person's to see."""
    return [one for one in gone if one.type in archive_facts.TYPES]


def lay_open(link: Link) -> None:
    """Once all that came is in the rows: what was noted, and the archive says still, is asked about.

    Of whoever is not here the notes stay, and cost nothing: they are looked at when that person comes.
    """
    noted = notes.of_kind(link, VANISHED).where(Conflict.lane.is_(None) | notes.IS_HERE)
    with link.database.reading() as session:
        found = session.scalars(noted).all()
    notes.look_at(link, found, _look_at, NOTES_A_UNIT)


def _look_at(session: Session, link: Link, noted: Conflict) -> None:
    head = session.get_one(Head, (link.remote_id, noted.type, noted.id))
    person = noted.lane or _whose(session, noted)
    resident = session.get(Resident, person) if person else None
    is_newest = head.state == "deleted" and head.acked_seq == noted.remote_seq
    if person is not None and resident is None and is_newest:
        noted.lane = person  # who is on the way
        return
    wanted.forget(session, [(noted.type, noted.id)])
    former = _former(session, noted)
    below = former or session.get_one(Version, noted.remote_seq)
    body = following.made(session, link, resident, below) if resident is not None and is_newest else None
    if resident is None or body is None or archive_facts.is_gone(body):
        session.delete(noted)
        return
    here = following.on_top(link, below, (resident, body))
    session.add(here)
    session.flush()
    noted.state, noted.lane = "open", resident.id
    head.acked_seq, head.working_seq = former.seq if former else None, here.seq
    head.state = "diverged"
    session.flush()
    conflicts.lay_before_a_person(session, link, head)


def _former(session: Session, noted: Conflict) -> Version | None:
    """The newest version of it that said something."""
    said = select(Version).where(Version.type == noted.type, Version.id == noted.id, Version.body != b"")
    return session.scalars(said.order_by(Version.seq.desc()).limit(1)).first()


def _whose(session: Session, noted: Conflict) -> str | None:
    """By what it said once, or by the form that was waiting for it."""
    if (former := _former(session, noted)) is not None:
        return archive_facts.patient_of(canonical.decode(former.body))
    waited_for = session.get(Wanted, (noted.type, noted.id))
    return waited_for.resident_id if waited_for is not None else None
