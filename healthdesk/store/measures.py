"""Measure: one number taken from a visit, indexed for trends and statistics."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Base, Person, Word


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
