"""What a pull may not take away without a person: an allergy that stood in the archive."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import residents
from healthdesk.store.platform import Head, Version
from healthdesk.sync import fields

ALLERGIES = ("drug_allergy", "drug_allergy_text")


def loses_an_allergy(session: Session, head: Head, pulled: Mapping[str, Any] | None) -> bool:
    """Whether the archive's form held here names an allergy that the pulled version (None: deleted) does not.

    sync.md 7: an allergy that is added is taken; any removal or change goes to a person.
    """
    if head.type != residents.FORM_PART or head.working_seq is None:
        return False
    held = session.get(Version, head.working_seq)
    if held is None or not held.body:
        return False
    body = canonical.decode(held.body)
    if not residents.is_form(body):
        return False
    return not _allergies(body) <= _allergies(pulled or {})


def _allergies(body: Mapping[str, Any]) -> set[bytes]:
    items = [item for item in body.get("item", ()) if item.get("linkId") in ALLERGIES]
    return {
        canonical.encode([item["linkId"], canonical.decode(one)])
        for item in items
        for one in fields.members([item])
    }
