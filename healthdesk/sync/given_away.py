"""A fact of the archive that another system gave to another person before a desk first saw it: one is asked.

Its id is derived from the person whose archive says it, so only that person's form tells. By itself it seems
the other one's own, and is shown beside their record, in doubt rather too much, until somebody has decided;
the next save of the archive would take it back without a word.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, Integer, bindparam, func, select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import archive_facts, residents
from healthdesk.store.outside_facts import OutsideFact
from healthdesk.store.platform import Conflict, Head, InboxEntry, Version, Wanted
from healthdesk.store.residents import Resident
from healthdesk.sync import following, foreign, inbox, notes, wanted
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Key

GIVEN = "given"
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_BESIDE = select(OutsideFact.id, OutsideFact.resident_id).where(OutsideFact.id.in_(_IDS))
_WAITING = select(InboxEntry.type, InboxEntry.id, InboxEntry.body).where(
    InboxEntry.remote_id == bindparam("remote", type_=Integer),
    inbox.IS_NEW,
    InboxEntry.type.in_(archive_facts.TYPES),
    InboxEntry.id.in_(_IDS),
    func.length(InboxEntry.body) > 0,
)
_WANTED = select(Wanted).where(
    Wanted.type.in_(archive_facts.TYPES), Wanted.id.in_(_IDS), Wanted.reason == residents.FORM_PART
)
"""Made once: to build them takes as long as to run them."""


def note(session: Session, link: Link, persons: Mapping[Key, str]) -> None:
    """Of the facts that archives name, and whose: those that speak of somebody else, here or in the inbox."""
    asked = {"ids": [id_ for _, id_ in persons]}
    whose = {row.id: row.resident_id for row in session.execute(_BESIDE, asked)}
    strange = {
        (type_, id_)
        for type_, id_, body in session.execute(_WAITING, asked | {"remote": link.remote_id})
        if (type_, id_) in persons and persons[type_, id_].encode() not in (body or b"")
    }
    for key, person in persons.items():
        if key in strange or whose.get(key[1], person) != person:
            _remember(session, link, key, person)


def note_late(session: Session, link: Link, bodies: Iterable[Mapping[str, Any]]) -> None:
    """The same of facts that came in a later run than the form: they are wanted for whoever that names."""
    whose = {
        (str(body["resourceType"]), str(body["id"])): archive_facts.patient_of(body)
        for body in bodies
        if body["resourceType"] in archive_facts.TYPES
    }
    if not whose or not wanted.is_any(session):
        return
    for one in session.scalars(_WANTED, {"ids": [id_ for _, id_ in whose]}):
        key, person = (one.type, one.id), one.resident_id
        if person is not None and whose.get(key, person) != person:
            _remember(session, link, key, person)


def _remember(session: Session, link: Link, key: Key, person: str) -> None:
    noted = notes.make(link, key, GIVEN)
    noted.lane = person
    session.add(noted)


def lay_open(link: Link) -> None:
    """Once all that came is in the rows: what the archive says, and is another person's there, is asked.

    Of whoever is not here, and of what cannot be read, the notes stay and cost nothing.
    """
    head = (Head.remote_id == Conflict.remote_id) & (Head.type == Conflict.type) & (Head.id == Conflict.id)
    is_read = select(Head.id).where(head).exists()
    with link.database.reading() as session:
        found = session.scalars(notes.of_kind(link, GIVEN).where(notes.IS_HERE, is_read)).all()
    notes.look_at(link, found, _look_at)


def _look_at(session: Session, link: Link, noted: Conflict) -> None:
    head = session.get_one(Head, (link.remote_id, noted.type, noted.id))
    there = session.get(Version, head.acked_seq or 0)
    resident = session.get_one(Resident, noted.lane)
    is_another_s = (
        there is not None
        and head.state in ("clean", "dirty")
        and bool(there.body)
        and archive_facts.patient_of(canonical.decode(there.body)) != resident.id
    )
    made = following.made(session, link, resident, there) if there is not None and is_another_s else None
    if there is None or made is None:
        session.delete(noted)
        return
    noted.remote_seq = noted.local_seq = there.seq
    foreign.show(session, link, head, noted, (resident, made))
