"""What other systems of the region say of a person, beside what this centre wrote."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.store.outside_facts import OutsideFact


def allergies(session: Session, resident_id: str) -> tuple[str, ...]:
    """The substances of the allergies that stand elsewhere, each once."""
    query = (
        select(OutsideFact.text)
        .where(
            OutsideFact.resident_id == resident_id,
            OutsideFact.kind == "allergy",
            OutsideFact.status == "active",
        )
        .order_by(OutsideFact.text)
    )
    return tuple(dict.fromkeys(session.scalars(query)))
