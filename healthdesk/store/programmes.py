"""Enrolment of a resident in a programme."""

from datetime import date
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Person, Tracked, Word

LOST_AFTER_CALLS = 3
"""Attempts in a row that reach nobody before a resident counts as lost [P]."""


class Enrolment(Tracked):
    """`status` is suggested, active, ended or declined. `next_due` and `latest_*` follow the last visit.

    `next_due` and `next_latest`, the first and last day of the window, are both there or both absent.

    `due_visit` is the key of the planned visit or yearly service that is due, in programmes that plan by
    age, week or year. `suggested_by` is what makes a doctor confirm: a diagnosis code or a word of ours.

    `call_result` is what the last call since the last visit came to, `booked_on` the day agreed on then.
    `medicines` are rows of the last record that says what somebody takes, as the form has them.
    `coming` are the doses of the next day at the clinic: series, title, vaccine, number, from, late.
    `latest` is what a list shows of the last visit ("146/86"), `latest_grade` its class.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        Index("ix_enrolment_due", "status", "programme", "next_latest", "id"),
        Index("ix_enrolment_latest", "status", "next_latest", "id", "next_due", "programme"),
        Index(
            "ix_enrolment_person",
            *("resident_id", "status", "next_latest", "next_due", "id", "programme", "last_visit_on"),
        ),
    )

    resident_id: Mapped[Person]
    programme: Mapped[Word]
    status: Mapped[Word] = mapped_column(default="active")
    enrolled_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    responsible_doctor: Mapped[str | None] = mapped_column(String(60))
    suggested_by: Mapped[str | None] = mapped_column(String(40))
    due_visit: Mapped[str | None] = mapped_column(String(20))
    next_due: Mapped[date | None]
    next_latest: Mapped[date | None]
    last_visit_on: Mapped[date | None]
    latest: Mapped[str | None] = mapped_column(String(40))
    latest_grade: Mapped[str | None] = mapped_column(String(4))
    missed_calls: Mapped[int] = mapped_column(default=0)
    called_on: Mapped[date | None]
    call_result: Mapped[str | None] = mapped_column(String(20))
    booked_on: Mapped[date | None]
    medicines: Mapped[list[Any]] = mapped_column(default=list)
    coming: Mapped[list[Any]] = mapped_column(default=list)

    @property
    def lane(self) -> str:
        return self.resident_id
