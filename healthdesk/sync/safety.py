"""What a pull may not change without a person: allergies, and what others make of our archive's facts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import archive_facts, residents
from healthdesk.store.platform import Version
from healthdesk.sync import fields

ALLERGIES = ("drug_allergy", "drug_allergy_text")
GUARDED = frozenset({residents.FORM_PART, *archive_facts.TYPES})


def relied_on(session: Session, type_: str, held_seq: int | None, since: int) -> int | None:
    """What was held before what is applied now; `since` is the last version that was here then.

    Of a history that comes at a first load, one version after another, nobody relied on any.
    """
    while type_ in GUARDED and held_seq is not None and held_seq > since:
        held = session.get(Version, held_seq)
        held_seq = held.parent_a if held is not None else None
    return held_seq


def loses(session: Session, type_: str, held_seq: int | None, pulled: Mapping[str, Any] | None) -> bool:
    """Whether the pulled version (None: deleted) takes away what a person here relies on, the version held.

    sync.md 7: an allergy that is added is taken; any removal or change goes to a person. What follows our
    archive goes forward when one of our own desks wrote it, for then the archive's form tells the same and
    the question is asked there.
    """
    if type_ not in GUARDED or held_seq is None:
        return False
    held = session.get(Version, held_seq)
    if held is None or not held.body:
        return False
    body = canonical.decode(held.body)
    if type_ == residents.FORM_PART:
        return residents.is_form(body) and not _allergies(body) <= _allergies(pulled or {})
    if archive_facts.is_ours(body):
        return pulled is None or not archive_facts.is_ours(pulled)
    if archive_facts.part_of(body):
        return False  # it was rewritten before it was first seen here: sync/foreign.py asks
    return type_ == archive_facts.ALLERGY and _is_weakened(body, pulled)


def _is_weakened(held: Mapping[str, Any], pulled: Mapping[str, Any] | None) -> bool:
    """Whether an allergy that another system told us of is no longer the same allergy."""
    if archive_facts.is_gone(held):
        return False
    return (
        pulled is None
        or archive_facts.is_gone(pulled)
        or archive_facts.said(pulled) != archive_facts.said(held)
        or archive_facts.patient_of(pulled) != archive_facts.patient_of(held)
    )


def _allergies(body: Mapping[str, Any]) -> set[bytes]:
    items = [item for item in body.get("item", ()) if item.get("linkId") in ALLERGIES]
    return {
        canonical.encode([item["linkId"], canonical.decode(one)])
        for item in items
        for one in fields.members([item])
    }
