"""Which questions of a form a refusal speaks of, so that the person is brought to the right field."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.store.platform import Intent, Version
from healthdesk.sync import fields

_PLACE = re.compile(r"\b([A-Z][A-Za-z]+)\.([A-Za-z]+)(?:\[(\d+)\])?")


def fields_of(session: Session, intent: Intent) -> tuple[str, ...]:
    """The link ids behind the element paths in a refusal: Patient.telecom is `phone`, an item is its own."""
    named = []
    for type_, element, at in _PLACE.findall(intent.last_error_text or ""):
        if element == "item" and at:
            named += _item(session, intent, type_, int(at))
        else:
            named.append(fields.label((element,)))
    return tuple(dict.fromkeys(named))


def _item(session: Session, intent: Intent, type_: str, at: int) -> list[str]:
    seqs = [item.version_seq for item in intent.items if item.type == type_]
    for raw in session.scalars(select(Version.body).where(Version.seq.in_(seqs))):
        items = canonical.decode(raw).get("item", ()) if raw else ()
        if at < len(items):
            return [str(items[at].get("linkId", ""))]
    return []
