"""Measure: one number taken from a visit, indexed for trends and statistics."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.domain.forms.extraction import Measured
from healthdesk.store.base import Base, Person, Word
from healthdesk.store.visits import Visit


class Measure(Base):
    """Made at signing from the answers (`domain.forms.extraction`); can always be made again."""

    __tablename__ = "measure"
    __table_args__ = (Index("ix_measure_person", "resident_id", "code", "measured_on"),)

    visit_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[Word] = mapped_column(primary_key=True)
    resident_id: Mapped[Person]
    measured_on: Mapped[date]
    value: Mapped[Decimal]
    unit: Mapped[str] = mapped_column(String(12))


def columns(visit: Visit, found: Measured) -> dict[str, Any]:
    """The columns of the measure that was found in a visit, for an insert of many."""
    return {
        "visit_id": visit.id,
        "code": found.code,
        "resident_id": visit.resident_id,
        "measured_on": visit.visited_on,
        "value": found.value,
        "unit": found.unit,
    }
