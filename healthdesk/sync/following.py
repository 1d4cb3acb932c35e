"""What follows a row of ours, by ids that are derived from the row's: which row it is, and what that says."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput
from healthdesk.fhir import (
    archive_facts,
    medications,
    reactions,
    recommendations,
    referrals,
    residents,
    resources,
    visits,
)
from healthdesk.fhir.resources import Body
from healthdesk.store import journal
from healthdesk.store.base import Tracked
from healthdesk.store.platform import Version
from healthdesk.store.programmes import Enrolment
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit
from healthdesk.sync import agreement
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Key


def row_of(session: Session, key: Key, body: Mapping[str, Any]) -> Tracked | None:
    """The row from whose id that of `key` is derived, of the person that `body` names; None for no row here.

    A medicine that does not say its plan and its name is a fact of another system, and stands as such.
    """
    type_, id_ = key
    patient = resources.referred(body.get("patient") or body.get("subject"), "Patient") or ""
    if type_ == medications.TYPE:
        return session.get(Enrolment, medications.enrolment_of(body) or "")
    if type_ in archive_facts.TYPES:
        is_ours = archive_facts.part_of(body) is not None or id_ in facts_of(session, patient)
        return session.get(Resident, patient) if is_ours else None
    if type_ == residents.CONTACT_PART:
        is_ours = id_ == resources.part_id(patient, residents.CONTACT_PART)
        return session.get(Resident, patient) if is_ours else None
    class_, parts = _FOLLOWED[type_]
    for row_id in session.scalars(select(class_.id).where(class_.resident_id == patient)):
        if id_ in {resources.part_id(row_id, part) for part in parts}:
            return session.get(class_, row_id)
    return None


def facts_of(session: Session, person: str) -> set[str]:
    """The ids of what follows a person's archive or ever did; empty while the form is not here."""
    form = journal.last_body(session, residents.FORM_PART, resources.part_id(person, residents.FORM_PART))
    parts = archive_facts.parts_of(canonical.decode(form)) if form else ()
    return {resources.part_id(person, part) for part in parts}


def keys_of(session: Session, noun: str, row_id: str) -> Iterator[Key]:
    """What may follow this row, whether it does or not; the row itself is read for its medicines alone."""
    if noun == "Resident":
        yield residents.CONTACT_PART, resources.part_id(row_id, residents.CONTACT_PART)
    if noun == "Enrolment" and (row := session.get(Enrolment, row_id)) is not None:
        for part in medications.parts(row.medicines):
            yield medications.TYPE, resources.part_id(row_id, part)
    for type_, (class_, parts) in _FOLLOWED.items():
        if noun == class_.__name__:
            for part in parts:
                yield type_, resources.part_id(row_id, part)


_FOLLOWED: Mapping[str, tuple[type[Any], tuple[str, ...]]] = {
    "Encounter": (Visit, ("Encounter",)),
    "Observation": (Visit, visits.PARTS),
    reactions.PART: (Visit, (reactions.PART,)),
    recommendations.TYPE: (Enrolment, (recommendations.TYPE,)),
    referrals.DOCUMENT_PART: (Referral, (referrals.DOCUMENT_PART,)),
}
"""Which rows they follow, and by which parts their ids are derived from those."""


def made(session: Session, link: Link, row: Tracked, there: Version) -> Body | None:
    """What the row says on top of this version; None while its form cannot be read, or it says nothing."""

    def previous(type_: str, id_: str) -> bytes | None:
        is_it = (type_, id_) == (there.type, there.id)
        return there.body if is_it else journal.last_body(session, type_, id_)

    try:
        found = link.mapper.freeze(row, previous)
    except InvalidInput:
        return None
    return next((one.body for one in found if (one.type, one.id) == (there.type, there.id)), None)


def on_top(link: Link, there: Version, said: tuple[Tracked, Body]) -> Version:
    """What our record says, on top of what is there."""
    row, body = said
    here = agreement.successor(link, there, body)
    here.noun, here.row_id = type(row).__name__, row.id
    return here
