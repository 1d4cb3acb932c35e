"""What other systems of the region say of a person, beside what this centre wrote."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.store.outside_facts import OutsideFact


def allergies(session: Session, whose: Sequence[str]) -> tuple[str, ...]:
    """The substances of the allergies that stand elsewhere, each once. `whose`: the records of one person."""
    query = (
        select(OutsideFact.text)
        .where(
            OutsideFact.resident_id.in_(whose),
            OutsideFact.kind == "allergy",
            OutsideFact.status == "active",
        )
        .order_by(OutsideFact.text)
    )
    return tuple(dict.fromkeys(session.scalars(query)))
