"""ComingDose: what the immunization rules ask for next of each resident, worked out ahead for lists.

Made from other rows and never sent: it can be thrown away and is made again.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from healthdesk.store.base import Base, Word
from healthdesk.store.residents import records_of

NOUNS = frozenset({"Resident", "Vaccination", "Background", "Visit"})
"""The rows from which coming doses are worked out."""


class ComingDose(Base):
    """The next dose of one series (`series` is a group of the schedule, `vaccine` a product code).

    `recommended_on` is the first day it may be given, `overdue_on` the first day it is late, `call_from`
    the day from which the person is called. `is_programme`: free of charge. `condition` is what has to be
    settled first, empty for nothing.
    """

    __tablename__ = "coming_dose"
    __table_args__ = (Index("ix_coming_dose_call", "call_from"), {"sqlite_with_rowid": False})

    resident_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    series: Mapped[Word] = mapped_column(primary_key=True)
    vaccine: Mapped[Word]
    number: Mapped[int]
    recommended_on: Mapped[date]
    overdue_on: Mapped[date | None]
    call_from: Mapped[date]
    is_programme: Mapped[bool]
    condition: Mapped[str] = mapped_column(String(40))


class Reckoning(Base):
    """That the coming doses of a resident were worked out, and on which day."""

    __tablename__ = "reckoning"
    __table_args__ = ({"sqlite_with_rowid": False},)

    resident_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    reckoned_on: Mapped[date]


@dataclass(frozen=True, slots=True)
class Coming:
    """The columns of a ComingDose, in their order."""

    resident_id: str
    series: str
    vaccine: str
    number: int
    recommended_on: date
    overdue_on: date | None
    call_from: date
    is_programme: bool
    condition: str


def keep(session: Session, resident_ids: Iterable[str], found: Iterable[Coming], on: date) -> None:
    """Put what was worked out on `on` in the place of what was known of these residents."""
    connection = session.connection()
    people = [(id_,) for id_ in resident_ids]
    rows = [
        tuple(value.isoformat() if isinstance(value, date) else value for value in astuple(one))
        for one in found
    ]
    if people:
        connection.exec_driver_sql("DELETE FROM coming_dose WHERE resident_id = ?", people)
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO reckoning VALUES (?, ?)", [(*one, on.isoformat()) for one in people]
        )
    if rows:
        connection.exec_driver_sql("INSERT INTO coming_dose VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def forget(session: Session, resident_ids: Iterable[str | None]) -> None:
    """What was worked out about these residents no longer holds; called for every row that is written.

    Nor what was of another record of the same person: a dose counts whichever record it stands in.
    """
    known = {id_ for id_ in resident_ids if id_}
    if known:
        people = [(id_,) for id_ in {one for own in records_of(session, known).values() for one in own}]
        session.connection().exec_driver_sql("DELETE FROM reckoning WHERE resident_id = ?", people)


def forget_all(session: Session) -> None:
    """The rules themselves have changed."""
    session.connection().exec_driver_sql("DELETE FROM reckoning")
