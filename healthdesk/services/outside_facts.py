"""What other systems of the region say of a person, beside what this centre wrote."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from healthdesk.services.rows import OutsideRow
from healthdesk.services.seat import Seat
from healthdesk.store.outside_facts import OutsideFact

ALLERGY = "allergy"


def allergies(session: Session, whose: Sequence[str]) -> tuple[str, ...]:
    """The substances of the allergies that stand elsewhere, each once. `whose`: the records of one person.

    Whoever sits at the desk: nobody gives a medicine because a name was kept from him.
    """
    query = _active(whose).where(OutsideFact.kind == ALLERGY).order_by(OutsideFact.text)
    return tuple(dict.fromkeys(one.text for one in session.scalars(query)))


def of(session: Session, whose: Sequence[str], seat: Seat) -> tuple[OutsideRow, ...]:
    """Allergies, diagnoses and medicines that hold there, the last first, as far as they are shown."""
    facts = [one for one in session.scalars(_active(whose)) if one.kind == ALLERGY or _sees(seat, one)]
    rows = {OutsideRow(one.kind, one.text, one.said_on, one.said_by) for one in facts}
    return tuple(sorted(rows, key=lambda row: (row.kind, -_day(row.said_on), row.text)))


def hides(session: Session, whose: Sequence[str], seat: Seat) -> bool:
    """Whether there is more than this person is shown."""
    facts = session.scalars(_active(whose)).all() if seat.hidden() else ()
    return any(one.kind != ALLERGY and not _sees(seat, one) for one in facts)


def _active(whose: Sequence[str]) -> Select[OutsideFact]:
    return select(OutsideFact).where(OutsideFact.resident_id.in_(whose), OutsideFact.status == "active")


def _sees(seat: Seat, fact: OutsideFact) -> bool:
    """A diagnosis or a medicine is sensitive by its codes or by a word, as everything that somebody wrote."""
    codes = [fact.text, *map(str, fact.codes or ())]
    return all(map(seat.sees, seat.sensitivity.topics_of(codes, {"text": fact.text})))


def _day(on: date | None) -> int:
    return on.toordinal() if on else 0
